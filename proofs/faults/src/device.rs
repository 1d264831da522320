//! Devices that push, remember what they were promised, and look whether it was kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use anyhow::{Context, Result, bail, ensure};
use fastrand::Rng;
use shared::Id;
use shared::sync::{Change, Edit, Mutation, Operation, Outcome, PROTOCOL, PushReply, PushRequest, Status};

use crate::server::{Answer, Server, Sextant, request};

/// A place in time: the disk's position, where it remembers.
pub(crate) type Clock<'a> = dyn Fn() -> usize + Sync + 'a;

/// A device.
pub(crate) struct Device {
    client: Id,
    cookie: String,
    random: Rng,
    /// In their order; those without an answer are the last ones.
    offers: Vec<Offer>,
}

struct Offer {
    mutation: Mutation,
    /// What it was answered, and when that was heard.
    told: Option<(Outcome, usize)>,
}

/// How a push ended.
pub(crate) enum Pushed {
    /// Everything was acknowledged.
    Taken,
    /// Nothing was.
    Refused(Answer),
    /// Nobody knows.
    Unanswered,
}

impl Device {
    /// Devices of the owner, signed in.
    pub(crate) fn crew(server: &Server, count: u64, seed: u64) -> Result<Vec<Self>> {
        let device = |number| {
            let client = Id::named(&format!("{seed}/{number}"));
            let random = Rng::with_seed(seed ^ (number + 1) << 32);
            Ok(Self { client, cookie: server.sign_in()?, random, offers: Vec::new() })
        };
        (0..count).map(device).collect()
    }

    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Pushes until it is told to stop or the server goes away. A healthy server refuses nothing.
    pub(crate) fn work(&mut self, address: &str, stop: &AtomicBool, clock: &Clock) -> Result<()> {
        while !stop.load(Relaxed) {
            match self.push(address, clock)? {
                Pushed::Taken => {}
                Pushed::Refused(answer) => bail!("a push was answered {}: {}", answer.status, answer.body),
                Pushed::Unanswered => break,
            }
        }
        Ok(())
    }

    /// Offers what has no answer, or else something new.
    pub(crate) fn push(&mut self, address: &str, clock: &Clock) -> Result<Pushed> {
        if self.waiting().next().is_none() {
            for _ in 0..self.random.u8(1..5) {
                let mutation = self.mutation();
                self.offers.push(Offer { mutation, told: None });
            }
        }
        let offered: Vec<_> = self.waiting().map(|offer| offer.mutation.clone()).collect();
        let answer = self.send(address, &offered);
        let now = clock();
        let Some(answer) = answer else { return Ok(Pushed::Unanswered) };
        if answer.status != 200 {
            return Ok(Pushed::Refused(answer));
        }
        let outcomes = outcomes(&answer, offered.len())?;
        for (offer, outcome) in self.offers.iter_mut().filter(|offer| offer.told.is_none()).zip(outcomes) {
            ensure!(outcome.status == Status::Applied, "not applied: {outcome:?}");
            offer.told = Some((outcome, now));
        }
        Ok(Pushed::Taken)
    }

    /// Offers once more what was last acknowledged up to a moment: it must be answered as the first time.
    pub(crate) fn ask_again(&self, address: &str, until: usize) -> Result<()> {
        let known: Vec<_> = self.promises(until).rev().take(50).collect();
        let mutations: Vec<_> = known.iter().rev().map(|(mutation, _)| (*mutation).clone()).collect();
        let answer = self.send(address, &mutations).context("no answer to what was offered again")?;
        ensure!(answer.status == 200, "offered again: {} {}", answer.status, answer.body);
        let again = outcomes(&answer, known.len())?;
        for ((mutation, before), now) in known.iter().rev().zip(again) {
            ensure!(**before == now, "{}/{}: first {before:?}, then {now:?}", self.client, mutation.number);
        }
        Ok(())
    }

    /// When each acknowledgement was heard.
    pub(crate) fn heard(&self) -> impl Iterator<Item = usize> {
        self.offers.iter().filter_map(|offer| Some(offer.told.as_ref()?.1))
    }

    fn waiting(&self) -> impl Iterator<Item = &Offer> {
        self.offers.iter().filter(|offer| offer.told.is_none())
    }

    fn promises(&self, until: usize) -> impl DoubleEndedIterator<Item = (&Mutation, &Outcome)> {
        let kept = move |offer: &Offer| offer.told.as_ref().is_some_and(|(_, heard)| *heard <= until);
        let offers = self.offers.iter().filter(move |offer| kept(offer));
        offers.filter_map(|offer| Some((&offer.mutation, &offer.told.as_ref()?.0)))
    }

    fn send(&self, address: &str, mutations: &[Mutation]) -> Option<Answer> {
        let push = PushRequest {
            protocol: PROTOCOL,
            epoch: String::new(),
            user: None,
            mutations: mutations.to_vec(),
            too_large: Vec::new(),
        };
        request(address, "POST", "/api/sync/push", &self.cookie, &serde_json::to_string(&push).ok()?)
    }

    /// Some notes, and a title for a note of the mutation before: whole only together.
    fn mutation(&mut self) -> Mutation {
        let number = self.offers.len() as u64 + 1;
        let mut ops: Vec<_> = (0..self.random.u8(1..4)).map(|part| self.note(number, part)).collect();
        if number > 1 {
            let (field, edit) = ("title".into(), Edit::Set(format!("after {number}").into()));
            let changes = vec![Change { field, edit, base: u64::MAX }];
            ops.push(Operation::Patch { entity: "note".into(), id: self.id(number - 1, 0), changes });
        }
        let at = 1_795_000_000_000 + number;
        Mutation { client: self.client, number, at, ops, group: None, epoch: String::new(), seen: None }
    }

    /// Most texts are short; some are so long that the store keeps them in files of their own.
    fn note(&mut self, number: u64, part: u8) -> Operation {
        let length = if self.random.u8(0..10) == 0 { 6_000 } else { self.random.usize(1..900) };
        let text: String = std::iter::repeat_with(|| self.random.alphanumeric()).take(length).collect();
        Operation::create("note", self.id(number, part), [("body", text.into())])
    }

    fn id(&self, number: u64, part: u8) -> Id {
        Id::named(&format!("{}/{number}/{part}", self.client))
    }
}

fn outcomes(answer: &Answer, expected: usize) -> Result<Vec<Outcome>> {
    let reply: PushReply = serde_json::from_str(&answer.body).context("an answer that is none")?;
    ensure!(reply.outcomes.len() == expected, "{} outcomes for {expected} mutations", reply.outcomes.len());
    Ok(reply.outcomes)
}

/// Everybody pushes; then somebody decides when to stop.
pub(crate) fn together(
    devices: &mut [Device],
    address: &str,
    clock: &Clock,
    end: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let working: Vec<_> =
            devices.iter_mut().map(|device| scope.spawn(|| device.work(address, &stop, clock))).collect();
        let ended = end();
        stop.store(true, Relaxed);
        for worker in working {
            worker.join().map_err(|_| anyhow::anyhow!("a device panicked"))??;
        }
        ended
    })
}

/// Starts the server on what is left, asks it about what it promised up to a moment, and looks at the store: everything
/// acknowledged is there, whole, once, and nothing else but what was under way. Gives how many mutations that were.
pub(crate) fn judge(sextant: &Sextant, data: &Path, devices: &[Device], until: usize) -> Result<usize> {
    let server = sextant.serve(data)?;
    devices.iter().try_for_each(|device| device.ask_again(&server.address, until))?;
    server.kill()?;
    sextant.verify(data)?;
    compare(&sextant.notes(data)?, devices, until)
}

/// Fields of a note: its text and its title.
type Note = (Option<String>, Option<String>);

fn compare(export: &str, devices: &[Device], until: usize) -> Result<usize> {
    let found = read(export)?;
    let (mut expected, mut places) = (BTreeMap::new(), BTreeSet::new());
    for device in devices {
        for (mutation, outcome) in device.promises(until) {
            let there = is_there(mutation, &found);
            ensure!(there, "{}/{} was acknowledged and is lost", mutation.client, mutation.number);
            ensure!(places.insert(outcome.seq), "two mutations at place {} of the log", outcome.seq);
        }
        let there = device.offers.iter().filter(|offer| is_there(&offer.mutation, &found));
        there.for_each(|offer| offer.mutation.ops.iter().for_each(|operation| apply(operation, &mut expected)));
    }
    for (id, note) in &expected {
        let there = found.get(id);
        ensure!(there == Some(note), "note {id}: {} was offered, {} is there", brief(Some(note)), brief(there));
    }
    ensure!(found.len() == expected.len(), "notes that nobody offered");
    Ok(places.len())
}

fn brief(note: Option<&Note>) -> String {
    note.map_or_else(
        || "nothing".to_owned(),
        |(body, title)| format!("{:?} bytes titled {title:?}", body.as_ref().map(String::len)),
    )
}

fn read(export: &str) -> Result<BTreeMap<Id, Note>> {
    let mut found = BTreeMap::new();
    for line in export.lines() {
        let note: serde_json::Value = serde_json::from_str(line)?;
        let text = |place: &str| Some(note.pointer(place)?.as_str()?.to_owned());
        let id: Id = text("/id").context("a note without an id")?.parse().ok().context("an id that is none")?;
        let fields = (text("/values/body"), text("/values/title"));
        ensure!(found.insert(id, fields).is_none(), "note {id} is there twice");
    }
    Ok(found)
}

/// A mutation is there when the first of its notes is; whether all of it is, is seen by comparing.
fn is_there(mutation: &Mutation, found: &BTreeMap<Id, Note>) -> bool {
    matches!(mutation.ops.first(), Some(Operation::Create { id, .. }) if found.contains_key(id))
}

fn apply(operation: &Operation, notes: &mut BTreeMap<Id, Note>) {
    match operation {
        Operation::Create { id, values, .. } => {
            let body = values.values().find_map(|value| value.as_text().map(str::to_owned));
            notes.entry(*id).or_default().0 = body;
        }
        Operation::Patch { id, changes, .. } => {
            let title = changes.iter().find_map(|change| match &change.edit {
                Edit::Set(value) => value.as_text().map(str::to_owned),
                _ => None,
            });
            notes.entry(*id).or_default().1 = title;
        }
        _ => {}
    }
}
