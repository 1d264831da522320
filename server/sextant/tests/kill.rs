//! The server dies at any moment, again and again, under concurrent pushes: what was acknowledged is there
//! once, and the store verifies clean.
//!
//! `KILL_ROUNDS` says how many times (8 by default), `KILL_SEED` repeats a run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    unreachable_pub,
    missing_docs,
    reason = "a test may stop at the first surprise, and is read by nobody's documentation"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use shared::{
    Id, Value,
    sync::{Change, Edit, Mutation, Operation, Outcome, PROTOCOL, PushReply, PushRequest, Status},
};
use support::{PASSWORD, Server, request, sextant, sign_in, succeed};

const DEVICES: usize = 6;

/// A small generator: enough to choose moments, and repeatable.
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// A device, and what it knows of its mutations.
struct Device {
    client: Id,
    cookie: String,
    random: Random,
    number: u64,
    /// Offered, and not answered.
    pending: Vec<Mutation>,
    answered: BTreeMap<u64, (Mutation, Outcome)>,
}

impl Device {
    fn mutation(&mut self) -> Mutation {
        self.number += 1;
        let note = |number: u64| Id::named(&format!("{}/{number}", self.client));
        let text = Value::from(format!("{} {}", self.number, "x".repeat(usize::try_from(self.number % 900).unwrap())));
        let mut ops = vec![Operation::create("note", note(self.number), [("body", text)])];
        if self.number > 1 {
            let change = Change {
                field: "title".into(),
                edit: Edit::Set(format!("after {}", self.number).into()),
                base: u64::MAX,
            };
            ops.push(Operation::Patch { entity: "note".into(), id: note(self.number - 1), changes: vec![change] });
        }
        Mutation {
            client: self.client,
            number: self.number,
            at: 1_795_000_000_000 + self.number,
            ops,
            group: None,
            epoch: String::new(),
            seen: None,
        }
    }

    /// Offers what waits (and now and then something already answered) until the server is gone.
    fn work(&mut self, address: &str, killed: &AtomicBool) {
        while !killed.load(Ordering::Relaxed) {
            if self.pending.is_empty() {
                self.pending = (0..=self.random.next(4)).map(|_| self.mutation()).collect();
            }
            let mut offered = self.pending.clone();
            if self.random.next(4) == 0
                && let Some((mutation, _)) = self.answered.values().next_back()
            {
                offered.insert(0, mutation.clone());
            }
            let push = PushRequest {
                protocol: PROTOCOL,
                epoch: String::new(),
                user: None,
                mutations: offered.clone(),
                too_large: Vec::new(),
            };
            let body = serde_json::to_string(&push).unwrap();
            let Some((status, _, body)) = request(address, "POST", "/api/sync/push", &self.cookie, &body) else {
                return;
            };
            assert_eq!(status, 200, "{body}");
            let reply: PushReply = serde_json::from_str(&body).unwrap();
            assert_eq!(reply.outcomes.len(), offered.len());
            for (mutation, outcome) in offered.into_iter().zip(reply.outcomes) {
                self.hear(mutation, &outcome);
            }
            self.pending.clear();
        }
    }

    fn hear(&mut self, mutation: Mutation, outcome: &Outcome) {
        assert_eq!(outcome.status, Status::Applied, "{outcome:?}");
        let number = mutation.number;
        if let Some((_, before)) = self.answered.insert(number, (mutation, outcome.clone())) {
            assert_eq!(&before, outcome, "a repeated mutation is answered as the first time");
        }
    }
}

fn set_up(data: &Path, seed: u64) -> Vec<Device> {
    let arguments = ["init", "--workspace", "Acme", "--owner", "ada@example.com"];
    succeed(sextant(data, &arguments), &format!("{PASSWORD}\n"));
    let mut server = Server::start(data);
    let cookies: Vec<String> = (0..DEVICES).map(|_| sign_in(&server.address, "ada@example.com")).collect();
    assert_eq!(server.stop(), Some(0), "a graceful stop");
    let device = |(cookie, n): (String, u64)| Device {
        client: Id::named(&format!("{seed}/{n}")),
        cookie,
        random: Random(seed ^ (n + 1) << 32 | 1),
        number: 0,
        pending: Vec::new(),
        answered: BTreeMap::new(),
    };
    cookies.into_iter().zip(0..).map(device).collect()
}

fn round(data: &Path, devices: &mut [Device], random: &mut Random) {
    let mut server = Server::spawn(data);
    if random.next(6) == 0 {
        // Now and then while it starts.
        std::thread::sleep(Duration::from_millis(random.next(600)));
        server.kill();
        return;
    }
    assert!(server.listens(), "the server did not start again");
    let (address, killed, alive) = (server.address.clone(), AtomicBool::new(false), random.next(700));
    std::thread::scope(|scope| {
        for device in devices {
            scope.spawn(|| device.work(&address, &killed));
        }
        std::thread::sleep(Duration::from_millis(alive));
        server.kill();
        killed.store(true, Ordering::Relaxed);
    });
}

/// Everything that was acknowledged is there, and nothing that nobody offered.
fn check(data: &Path, devices: &[Device]) -> usize {
    let said = succeed(sextant(data, &["verify"]), "");
    assert!(said.starts_with("clean"), "{said}");
    let export = succeed(sextant(data, &["export", "--entity", "note", "--format", "jsonl"]), "");
    let mut found = BTreeSet::new();
    for line in export.lines() {
        let note: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(found.insert(note["id"].as_str().unwrap().parse::<Id>().unwrap()));
    }
    let mut seqs = BTreeSet::new();
    for device in devices {
        for (number, (_, outcome)) in &device.answered {
            assert!(found.remove(&Id::named(&format!("{}/{number}", device.client))), "{number} is lost");
            assert!(seqs.insert(outcome.seq), "two mutations at one place of the log");
        }
        for mutation in &device.pending {
            found.remove(&Id::named(&format!("{}/{}", device.client, mutation.number)));
        }
    }
    assert!(found.is_empty(), "notes that nobody offered");
    seqs.len()
}

#[test]
fn what_was_acknowledged_survives_being_killed() {
    let setting = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let seed = setting("KILL_SEED").unwrap_or(u64::from(now.subsec_nanos()) | 1);
    let rounds = setting("KILL_ROUNDS").unwrap_or(8);
    println!("KILL_SEED={seed} KILL_ROUNDS={rounds}");
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let mut devices = set_up(&data, seed);
    let mut random = Random(seed);
    let mut acknowledged = 0;
    for number in 1..=rounds {
        round(&data, &mut devices, &mut random);
        acknowledged = check(&data, &devices);
        println!("round {number}: {acknowledged} acknowledged");
    }
    // What was on its way when the server died is answered now, once.
    let mut server = Server::start(&data);
    for device in &mut devices {
        let pending = std::mem::take(&mut device.pending);
        let push = PushRequest {
            protocol: PROTOCOL,
            epoch: String::new(),
            user: None,
            mutations: pending.clone(),
            too_large: Vec::new(),
        };
        let body = serde_json::to_string(&push).unwrap();
        let (status, _, body) = request(&server.address, "POST", "/api/sync/push", &device.cookie, &body).unwrap();
        assert_eq!(status, 200, "{body}");
        let reply: PushReply = serde_json::from_str(&body).unwrap();
        pending.into_iter().zip(reply.outcomes).for_each(|(mutation, outcome)| device.hear(mutation, &outcome));
    }
    assert_eq!(server.stop(), Some(0));
    let all = check(&data, &devices);
    println!("{all} acknowledged in all, {} of them after the last kill", all - acknowledged);
}
