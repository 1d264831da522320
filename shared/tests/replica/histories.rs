//! Random histories: whatever happens, in the end all devices show the same.

use crate::world::*;
use proptest::prelude::*;
use shared::{Id, replica::Storage, sync::Operation};

/// Who takes part in random histories.
const NAMES: [&str; 3] = ["ada", "ben", "mia"];

#[derive(Debug, Clone)]
enum Step {
    Create(usize),
    Set(usize, usize, u8),
    Delete(usize, usize),
    Sync(usize, Vec<Fault>),
    Reopen(usize),
    Wait(u64),
    /// A person goes to one of two teams.
    Move(usize, bool),
    /// The server is backed up, or goes on from the last backup.
    Backup,
    Restore,
    /// The device has no room, or has again.
    Full(usize, bool),
    /// The device distrusts what it has and takes a snapshot.
    Snapshot(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let fault = prop_oneof![4 => Just(Fault::None), 1 => Just(Fault::RequestLost), 1 => Just(Fault::AnswerLost)];
    prop_oneof![
        2 => (0..3usize).prop_map(Step::Create),
        6 => (0..3usize, 0..8usize, any::<u8>()).prop_map(|(device, row, value)| Step::Set(device, row, value)),
        1 => (0..3usize, 0..8usize).prop_map(|(device, row)| Step::Delete(device, row)),
        4 => (0..3usize, prop::collection::vec(fault, 0..4)).prop_map(|(device, faults)| Step::Sync(device, faults)),
        1 => (0..3usize).prop_map(Step::Reopen),
        1 => (0..5000u64).prop_map(Step::Wait),
        1 => (0..3usize, any::<bool>()).prop_map(|(person, east)| Step::Move(person, east)),
        1 => Just(Step::Backup),
        1 => Just(Step::Restore),
        1 => (0..3usize, any::<bool>()).prop_map(|(device, full)| Step::Full(device, full)),
        1 => (0..3usize).prop_map(Step::Snapshot),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever is edited, lost on the way, moved, restored or reopened: in the end all devices show the
    /// same, and every stored edit has exactly one outcome, but for those that a backup lacks.
    #[test]
    fn random_histories_converge(steps in prop::collection::vec(step(), 1..60)) {
        let server = Server::new();
        let devices: Vec<Device> = NAMES.iter().map(|user| Device::new(&server, user, user)).collect();
        for device in &devices {
            device.sync_until_done();
        }
        let mut rows: Vec<Id> = Vec::new();
        let mut written = 0usize;
        let mut backup = server.backup();
        for (turn, step) in steps.iter().enumerate() {
            server.now.set(server.now.get() + 1);
            match step {
                Step::Create(device) => {
                    let (id, op) = contact(&format!("{turn}"), PEOPLE[device + 1].0.replace("cyd", "mia").as_str());
                    written += usize::from(devices[*device].write(vec![op]).is_ok());
                    rows.push(id);
                }
                Step::Set(device, row, value) if !rows.is_empty() => {
                    let field = ["title", "department", "last_name"][usize::from(*value) % 3];
                    written += usize::from(devices[*device].set("contact", rows[row % rows.len()], field, &format!("{value}")).is_ok());
                }
                Step::Delete(device, row) if !rows.is_empty() => {
                    let op = Operation::Delete { entity: "contact".into(), id: rows[row % rows.len()] };
                    written += usize::from(devices[*device].write(vec![op]).is_ok());
                }
                Step::Sync(device, faults) => {
                    *devices[*device].link.faults.borrow_mut() = faults.clone();
                    let _ = devices[*device].sync();
                }
                Step::Reopen(device) => {
                    let before = devices[*device].view();
                    devices[*device].reopen();
                    prop_assert_eq!(before, devices[*device].view(), "reopening shows the same");
                }
                Step::Move(person, east) => {
                    server.move_to(NAMES[*person], if *east { "east" } else { "west" });
                }
                Step::Backup => backup = server.backup(),
                Step::Restore => server.restore(&backup),
                Step::Full(device, full) => devices[*device].storage.set_full(*full),
                Step::Snapshot(device) => {
                    devices[*device].replica.borrow_mut().distrust();
                    let _ = devices[*device].sync();
                }
                Step::Wait(millis) => server.now.set(server.now.get() + millis),
                Step::Set(..) | Step::Delete(..) => {}
            }
        }
        for name in NAMES {
            server.move_to(name, "east");
        }
        for device in devices.iter().chain(&devices) {
            device.storage.set_full(false);
            device.sync_until_done();
        }
        for device in &devices {
            let before = device.view();
            device.reopen();
            prop_assert_eq!(before, device.view(), "what is stored is what was shown");
        }
        let mut views = devices.iter().map(Device::view).map(|mut view| { view.retain(|(entity, _), _| entity == "contact"); view });
        let first = views.next().expect("a device");
        for view in views {
            prop_assert_eq!(&first, &view);
        }
        for device in &devices {
            prop_assert!(device.replica.borrow().pending().is_empty());
            prop_assert!(block_on(device.storage.outbox()).expect("reads").is_empty());
        }
        let outcomes = server.outcomes.borrow();
        prop_assert!(outcomes.len() <= written, "no edit has two outcomes");
        prop_assert!(server.restores.get() > 0 || outcomes.len() == written, "every stored edit has one outcome");
    }
}
