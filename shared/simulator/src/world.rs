//! What a history happens to: a workspace of two teams, its people, and their devices.

use crate::{
    device::{Device, Surroundings},
    disk::Disk,
    server::{Image, Server},
    trace,
};
use shared::{
    Id, Record, Schema, Value,
    entities::{Contact, User},
    record::Stamp,
    rules::Role,
    schema::{FieldDef, FieldType},
    sync::{Change, Edit, Operation, Status},
};
use std::{cell::RefCell, rc::Rc, sync::Arc};

/// Who there is. The first is the owner, who does what admins do.
pub(crate) const PEOPLE: [(&str, Role, &str); 6] = [
    ("olga", Role::Owner, "east"),
    ("ada", Role::Rep, "east"),
    ("ben", Role::Rep, "east"),
    ("cyd", Role::Rep, "west"),
    ("mia", Role::Manager, "east"),
    ("rob", Role::Rep, "west"),
];

/// The teams.
pub(crate) const TEAMS: [&str; 2] = ["east", "west"];

/// A field of contacts, which everybody may change, that only managers and above may read.
pub(crate) const WORTH: &str = "worth";
/// Its values are amounts in a currency that nothing else has, nor can an id have its letters: wherever it is found, the
/// field was told.
pub(crate) const SECRET: &str = "UYU";

/// A long text of contacts and accounts, which people write on together.
pub(crate) const TEXT: &str = "description";

/// Whether a role may read [`WORTH`], by itself and not by the rules that are tested.
pub(crate) const fn reads_worth(role: Role) -> bool {
    matches!(role, Role::Owner | Role::Admin | Role::Manager)
}

/// A value of [`WORTH`].
pub(crate) fn worth(amount: u64) -> Value {
    Value::from_json(serde_json::json!({ "amount": amount.to_string(), "currency": SECRET }))
}

thread_local! {
    static SCHEMA: Arc<Schema> = Arc::new(schema());
    static FOUNDED: Image = founded();
}

fn schema() -> Schema {
    let worth = FieldDef { readers: Role::Manager, ..FieldDef::new(WORTH, FieldType::Money) };
    let mut entities = shared::entities::all();
    for def in entities.iter_mut().filter(|def| &*def.name == Contact::ENTITY_NAME) {
        def.fields.push(worth.clone());
    }
    Schema::new(entities)
}

/// A server with its people, and so many devices of theirs.
pub(crate) struct World {
    pub(crate) around: Surroundings,
    pub(crate) devices: RefCell<Vec<Rc<Device>>>,
    pub(crate) backups: RefCell<Vec<Image>>,
}

impl World {
    pub(crate) fn new(devices: usize, rng: &mut fastrand::Rng) -> Self {
        let schema = SCHEMA.with(Clone::clone);
        let image = FOUNDED.with(Clone::clone);
        let around = Surroundings {
            hub: Rc::default(),
            server: Server::new(schema.clone(), image.clone()),
            late: Rc::default(),
            edits: Rc::default(),
            schema,
        };
        let world = Self { around, devices: RefCell::default(), backups: RefCell::new(vec![image]) };
        for index in 0..devices {
            let person = if index < 2 { index + 1 } else { rng.usize(..PEOPLE.len()) };
            let name = PEOPLE.get(person).map_or("ada", |person| person.0);
            world.add(Id::named(name), Disk::new(), index);
        }
        world
    }

    fn add(&self, user: Id, disk: Rc<Disk>, index: usize) {
        let device = Device::new(index, user, disk, &self.around);
        device.open_tab();
        self.devices.borrow_mut().push(device);
    }

    /// A copy of a device's browser profile goes on living beside it.
    pub(crate) fn clone_device(&self, of: &Device) {
        let index = self.devices.borrow().len();
        self.add(of.user, of.disk.copy(), index);
    }

    #[allow(clippy::indexing_slicing, reason = "a world has at least two devices, and the place is within them")]
    pub(crate) fn device(&self, nth: usize) -> Rc<Device> {
        let devices = self.devices.borrow();
        devices[nth % devices.len()].clone()
    }

    pub(crate) fn all_devices(&self) -> Vec<Rc<Device>> {
        self.devices.borrow().clone()
    }

    /// Puts a person into a team, or gives another role, as an admin would.
    pub(crate) fn set_person(&self, name: &str, field: &str, value: Id) {
        let change = Change { field: field.into(), edit: Edit::Set(value.into()), base: u64::MAX };
        trace::say(|| format!("{name} gets the {field} {value}"));
        let patch = Operation::Patch { entity: "user".into(), id: Id::named(name), changes: vec![change] };
        self.around.server.system(Id::NIL, vec![patch]);
    }
}

/// A workspace as it is just after it was founded.
fn founded() -> Image {
    let schema = SCHEMA.with(Clone::clone);
    let server = Server::new(schema.clone(), Image::empty());
    let stamp = Arc::new(Stamp { seq: 1, at: 1, by: Id::NIL, client: Id::NIL });
    let roles = Role::ALL.iter().map(|role| {
        let mut record = Record::new("role", role.id(), stamp.clone());
        for field in ["name", "key"] {
            record.set(field, role.key(), stamp.clone());
        }
        record
    });
    server.found(roles.collect());
    let mut ops: Vec<Operation> =
        TEAMS.iter().map(|team| Operation::create("team", Id::named(team), [("name", Value::text(*team))])).collect();
    ops.extend(PEOPLE.iter().map(|(name, role, team)| {
        let values = [
            (User::NAME.id, Value::text(*name)),
            (User::ROLE.id, role.id().into()),
            (User::TEAM.id, Id::named(team).into()),
            (User::ACTIVE.id, Value::Flag(true)),
        ];
        Operation::create("user", Id::named(name), values)
    }));
    // A world in which nobody and nothing is there would keep every promise.
    let rows = first_rows().map(|(entity, id, owner)| first_row(entity, id, owner)).collect();
    for ops in [ops, rows] {
        let outcome = server.system(Id::NIL, ops);
        assert_eq!(outcome.status, Status::Applied, "what is founded stands");
    }
    server.image()
}

/// Records that are there from the beginning, with their owners: they lie in the chunks of every first
/// snapshot.
pub(crate) fn first_rows() -> impl Iterator<Item = (&'static str, Id, Id)> {
    let of = |entity: &'static str| {
        PEOPLE
            .iter()
            .map(move |(name, _, _)| (entity, Id::named(&format!("first {entity} of {name}")), Id::named(name)))
    };
    of("account").chain(of("contact"))
}

fn first_row(entity: &str, id: Id, owner: Id) -> Operation {
    let (name, worth) = if entity == "account" { ("name", Value::Null) } else { ("last_name", worth(0)) };
    Operation::create(
        entity,
        id,
        [
            (name, Value::text("first")),
            ("owner", owner.into()),
            (WORTH, worth),
            (TEXT, Value::text("a0 b0 c0 d0 e0 f0 g0 h0")),
        ],
    )
}
