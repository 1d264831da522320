//! Made-up firms, people and deals, the same for the same number.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "tests stop at the first surprise"
)]

use shared::{
    Id, Record, Value,
    entities::{Account, Activity, Contact, Opportunity, Stage, User},
    record::{Chunk, Stamp},
};
use std::sync::Arc;

/// A small generator (Knuth's MMIX constants): the same numbers everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.roll(items.len())]
    }

    /// A word of two or three syllables.
    pub(crate) fn name(&mut self) -> String {
        const START: [&str; 24] = [
            "Ba", "Ber", "Ca", "Da", "El", "Fe", "Ga", "Ha", "Ja", "Ka", "La", "Mar", "Mei", "Ne", "Ol", "Pe", "Ra",
            "Sa", "Schmi", "Ta", "Va", "Wa", "Ya", "Mül",
        ];
        const MIDDLE: [&str; 16] =
            ["ra", "li", "no", "ven", "do", "ri", "mo", "ka", "sta", "lo", "ni", "ber", "gu", "te", "sa", "vi"];
        const END: [&str; 16] =
            ["son", "ler", "nova", "man", "ez", "ton", "ski", "dt", "ing", "er", "a", "o", "in", "ard", "ell", "is"];
        let middle = if self.roll(2) == 0 { "" } else { *self.pick(&MIDDLE) };
        format!("{}{middle}{}", self.pick(&START), self.pick(&END))
    }

    pub(crate) fn sentence(&mut self, words: usize) -> String {
        (0..words).map(|_| self.name().to_lowercase()).collect::<Vec<_>>().join(" ")
    }
}

fn stamp(at: u64) -> Arc<Stamp> {
    Arc::new(Stamp { seq: 1, at, by: Id::NIL, client: Id::NIL })
}

fn record(entity: &str, dice: &mut Dice, values: Vec<(&str, Value)>) -> Record {
    let at = 1_760_000_000_000 + dice.roll(30_000_000) as u64 * 1000;
    let random = u128::from(dice.0) << 64 | dice.roll(1 << 30) as u128;
    let stamp = stamp(at);
    let mut record = Record::new(entity, Id::new(at, random), stamp.clone());
    for (field, value) in values {
        record.set(field, value, stamp.clone());
    }
    record
}

/// As a replica holds them: unpacked from chunks of a thousand.
fn unpacked(entity: &str, records: &[Record]) -> Vec<Arc<Record>> {
    let chunks = records.chunks(1000).map(|rows| serde_json::to_string(&Chunk::pack(entity, rows)).expect("JSON"));
    let chunks: Vec<Chunk> = chunks.map(|text| serde_json::from_str(&text).expect("chunk")).collect();
    chunks.into_iter().flat_map(Chunk::unpack).map(Arc::new).collect()
}

pub(crate) fn accounts(count: usize) -> Vec<Arc<Record>> {
    let mut dice = Dice::new(1);
    let records: Vec<Record> = (0..count)
        .map(|at| {
            let name = format!("{} {} {}", dice.name(), dice.pick(&["Works", "Group", "Trading", "Systems"]), at % 97);
            record(Account::ENTITY_NAME, &mut dice, vec![(Account::NAME.id, name.into())])
        })
        .collect();
    unpacked(Account::ENTITY_NAME, &records)
}

pub(crate) fn users(count: usize) -> Vec<Arc<Record>> {
    let mut dice = Dice::new(2);
    let mut user = || {
        let name = format!("{} {}", dice.name(), dice.name());
        record(User::ENTITY_NAME, &mut dice, vec![(User::NAME.id, name.into())])
    };
    let records: Vec<Record> = (0..count).map(|_| user()).collect();
    unpacked(User::ENTITY_NAME, &records)
}

pub(crate) fn contacts(count: usize, accounts: &[Arc<Record>], users: &[Arc<Record>]) -> Vec<Arc<Record>> {
    let mut dice = Dice::new(3);
    let given: Vec<String> = (0..400).map(|_| dice.name()).collect();
    let records: Vec<Record> = (0..count).map(|at| contact(at, &mut dice, &given, accounts, users)).collect();
    unpacked(Contact::ENTITY_NAME, &records)
}

fn contact(at: usize, dice: &mut Dice, given: &[String], accounts: &[Arc<Record>], users: &[Arc<Record>]) -> Record {
    const TITLES: [&str; 8] =
        ["Head of Sales", "Buyer", "Engineer", "CEO", "Office Manager", "Director", "Accountant", "Planner"];
    let (first, last) = (dice.pick(given).clone(), dice.name());
    let (first, last) = (first, if dice.roll(3) == 0 { format!("{last}-{}", dice.name()) } else { last });
    let mail = format!("{}.{}{}@{}.example", first.to_lowercase(), last.to_lowercase(), at, dice.name().to_lowercase());
    let phone = format!("+1 ({:03}) {:03}-{:04}", dice.roll(800) + 200, dice.roll(1000), dice.roll(10000));
    let mut values = vec![
        (Contact::FIRST_NAME.id, first.into()),
        (Contact::LAST_NAME.id, last.into()),
        (Contact::ACCOUNT.id, dice.pick(accounts).id.into()),
        (Contact::TITLE.id, Value::text(dice.pick(&TITLES))),
        (Contact::DEPARTMENT.id, Value::text(dice.pick(&["Purchasing", "IT", "Finance", "Plant 7"]))),
        (Contact::EMAIL.id, mail.into()),
        (Contact::PHONE.id, phone.into()),
        (Contact::CONSENT.id, Value::text(dice.pick(&["unknown", "given", "withdrawn"]))),
        (
            Contact::BIRTHDAY.id,
            Value::text(format!("19{}-{:02}-{:02}", 40 + dice.roll(60), 1 + dice.roll(12), 1 + dice.roll(28))),
        ),
        (Contact::OWNER.id, dice.pick(users).id.into()),
    ];
    if dice.roll(4) == 0 {
        values.push((Contact::DESCRIPTION.id, dice.sentence(20).into()));
    }
    record(Contact::ENTITY_NAME, dice, values)
}

pub(crate) fn stages() -> Vec<Arc<Record>> {
    let mut dice = Dice::new(4);
    let names = ["Prospecting", "Engaging", "Proposal", "Negotiation", "Won", "Lost"];
    let records: Vec<Record> = names
        .iter()
        .map(|name| record(Stage::ENTITY_NAME, &mut dice, vec![(Stage::NAME.id, Value::text(name))]))
        .collect();
    unpacked(Stage::ENTITY_NAME, &records)
}

pub(crate) fn deals(count: usize, stages: &[Arc<Record>], users: &[Arc<Record>]) -> Vec<Arc<Record>> {
    let mut dice = Dice::new(5);
    let mut deal = |at: usize| {
        let amount =
            format!("{}.{:02} {}", dice.roll(50_000), dice.roll(100), dice.pick(&["USD", "USD", "USD", "EUR"]));
        let close = format!("2026-{:02}-{:02}", 1 + dice.roll(12), 1 + dice.roll(28));
        let values = vec![
            (Opportunity::NAME.id, format!("{} Deal {at}", dice.name()).into()),
            (Opportunity::STAGE.id, dice.pick(stages).id.into()),
            (Opportunity::AMOUNT.id, Value::Money(amount.parse().expect("money"))),
            (Opportunity::PROBABILITY.id, Value::Number((dice.roll(11) * 10) as f64)),
            (Opportunity::CLOSE_DATE.id, Value::text(close)),
            (Opportunity::OWNER.id, dice.pick(users).id.into()),
        ];
        record(Opportunity::ENTITY_NAME, &mut dice, values)
    };
    let records: Vec<Record> = (0..count).map(&mut deal).collect();
    unpacked(Opportunity::ENTITY_NAME, &records)
}

/// Calls and meetings, each with a person of a firm, half of them about a deal.
pub(crate) fn activities(
    count: usize,
    firms: &[Arc<Record>],
    people: &[Arc<Record>],
    deals: &[Arc<Record>],
) -> Vec<Arc<Record>> {
    let mut dice = Dice::new(6);
    let mut activity = |at: usize| {
        let deal = (at.is_multiple_of(2)).then(|| dice.pick(deals).id);
        let values = vec![
            (Activity::SUBJECT.id, format!("Call {at}").into()),
            (Activity::ACCOUNT.id, dice.pick(firms).id.into()),
            (Activity::CONTACTS.id, Value::list([dice.pick(people).id.to_string()])),
            (Activity::OPPORTUNITY.id, deal.into()),
        ];
        record(Activity::ENTITY_NAME, &mut dice, values)
    };
    let records: Vec<Record> = (0..count).map(&mut activity).collect();
    unpacked(Activity::ENTITY_NAME, &records)
}
