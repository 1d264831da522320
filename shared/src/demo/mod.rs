//! A workspace of fictional firms, made from a seed: the same seed gives the same workspace.
//!
//! The firm that uses it sells bicycles, desks and pumps. There is a year of history that ends on the
//! day passed in. The generator expects a founded workspace: roles, an owner ([`OWNER`]), the firm
//! ([`FIRM`]) and the pipeline `Sales` with its six stages are there already.
//!
//! ```
//! use shared::demo::{Demo, Size};
//! let today = "2026-11-21".parse().expect("a date");
//! let records: usize = Demo::new(7, Size::Small, today).map(|batch| batch.len()).sum();
//! assert!(records > 1_000);
//! ```

mod catalogue;
mod customers;
mod deals;
mod knowledge;
mod leads;
mod people;
mod places;
mod prices;
mod quotes;
mod random;
mod words;
mod work;

pub use people::{FIRM, OWNER, PASSWORD, PEOPLE, SignIn};

use crate::{
    Id,
    entities::{Activity, Note, Opportunity, Quote, QuoteLine, Task},
    record::Millis,
    sync::Operation,
    value::Date,
};
use people::Seller;
use random::Random;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, VecDeque};

/// Operations in one batch, meant for one mutation.
const BATCH: usize = 500;

/// How much there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// About 1,800 records: to look around.
    Small,
    /// About 20,000 records: a firm of sixty people who sell.
    Large,
    /// 100,000 records, of which 60,000 contacts and 8,800 deals.
    HundredThousand,
    /// 100,000 contacts and what belongs to them.
    Contacts,
}

impl Size {
    /// All sizes.
    pub const ALL: [Self; 4] = [Self::Small, Self::Large, Self::HundredThousand, Self::Contacts];

    /// The size of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.name() == name)
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Large => "large",
            Self::HundredThousand => "100k",
            Self::Contacts => "contacts100k",
        }
    }

    const fn volumes(self) -> Volumes {
        let (regions, teams, reps) = match self {
            Self::Small => (2, 2, 3),
            Self::Large | Self::HundredThousand | Self::Contacts => (4, 3, 5),
        };
        let (accounts, contacts, opportunities, activities, tasks, notes, quotes) = match self {
            Self::Small => (130, 420, 320, 330, 140, 70, 48),
            Self::Large => (1_600, 6_400, 3_600, 5_000, 2_100, 1_100, 240),
            Self::HundredThousand => (6_000, 60_000, 8_800, 15_000, 6_000, 0, 240),
            Self::Contacts => (8_000, 100_000, 8_800, 8_000, 3_000, 1_000, 240),
        };
        Volumes { regions, teams, reps, accounts, contacts, opportunities, activities, tasks, notes, quotes }
    }
}

/// Numbers of things.
#[derive(Debug, Clone, Copy)]
struct Volumes {
    regions: usize,
    /// In each region.
    teams: usize,
    /// In each team.
    reps: usize,
    accounts: usize,
    contacts: usize,
    opportunities: usize,
    activities: usize,
    tasks: usize,
    notes: usize,
    quotes: usize,
}

/// A firm, as far as others refer to it.
#[derive(Debug, Clone)]
struct Customer {
    id: Id,
    name: String,
    /// First word of the name, which subsidiaries share.
    base: String,
    domain: String,
    /// Places in the lists of sectors, places and sellers.
    sector: usize,
    place: usize,
    owner: Option<usize>,
    depth: usize,
}

/// A deal, with days counted from today.
#[derive(Debug, Clone)]
struct Deal {
    id: Id,
    customer: usize,
    opened: i64,
    closed: Option<i64>,
    name: String,
    /// What kind of stage it stands in, with which chance.
    kind: &'static str,
    chance: f64,
    /// What is wanted, and how many.
    item: &'static catalogue::Item,
    count: i64,
}

/// What was made so far, for what is made next.
struct Build {
    seed: u64,
    today: Date,
    volumes: Volumes,
    sellers: Vec<Seller>,
    customers: Vec<Customer>,
    /// People by customer.
    at: Vec<Vec<Id>>,
    deals: Vec<Deal>,
    /// What moves deals on from their first stage, with the day, until it is written.
    moves: Vec<(i64, Operation)>,
    /// The day of each move.
    moved: FxHashMap<Id, i64>,
}

/// Records whose ids tell when they were made. Whatever else there is, was there from the beginning.
const DATED: [&str; 6] = [
    Opportunity::ENTITY_NAME,
    Quote::ENTITY_NAME,
    QuoteLine::ENTITY_NAME,
    Activity::ENTITY_NAME,
    Task::ENTITY_NAME,
    Note::ENTITY_NAME,
];

impl Build {
    /// When somebody did this.
    fn time_of(&self, op: &Operation) -> Millis {
        let (entity, id) = op.target();
        match op {
            Operation::Patch { .. } => self.moved.get(&id).map_or(self.start_millis(), |day| self.millis_on(*day)),
            _ if DATED.contains(&&**entity) => id.millis(),
            _ => self.start_millis(),
        }
    }

    /// A day, counted from today.
    fn day(&self, days: i64) -> Date {
        self.today.checked_add(jiff::Span::new().days(days.clamp(-36_500, 36_500))).unwrap_or(self.today)
    }

    fn millis_on(&self, days: i64) -> u64 {
        let noon = self.day(days).at(12, 0, 0, 0);
        let time = jiff::tz::Offset::UTC.to_timestamp(noon).map_or(0, jiff::Timestamp::as_millisecond);
        u64::try_from(time).unwrap_or_default()
    }

    /// When the customers were entered: a year and a quarter ago.
    fn start_millis(&self) -> u64 {
        self.millis_on(-460)
    }

    /// One or two people at a customer.
    fn people_at(&self, customer: usize, random: &mut Random) -> Vec<Id> {
        let Some(people) = self.at.get(customer) else { return Vec::new() };
        let Some(first) = random.pick(people) else { return Vec::new() };
        let second = if random.chance(0.25) { random.pick(people).filter(|second| *second != first) } else { None };
        std::iter::once(first).chain(second).copied().collect()
    }
}

/// A step of the generation.
type Step = fn(&mut Build) -> Vec<Vec<Operation>>;

/// Steps in order: what is linked to comes first.
const STEPS: [Step; 14] = [
    people::build,
    catalogue::build,
    prices::build,
    deals::pipelines,
    knowledge::build,
    customers::accounts,
    customers::contacts,
    deals::opportunities,
    deals::moves,
    quotes::build,
    work::activities,
    work::tasks,
    work::notes,
    leads::build,
];

/// Batches of operations that make a demo workspace, to be pushed in order.
pub struct Demo {
    build: Build,
    steps: std::slice::Iter<'static, Step>,
    ready: VecDeque<Vec<Operation>>,
}

impl Demo {
    /// A generator. `today` is the day on which the year of history ends.
    pub fn new(seed: u64, size: Size, today: Date) -> Self {
        let mut volumes = size.volumes();
        if size == Size::HundredThousand {
            volumes.notes = 100_000 - fixed_volume(&volumes);
        }
        let (sellers, customers, at, deals) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (moves, days) = (Vec::new(), FxHashMap::default());
        let build = Build { seed, today, volumes, sellers, customers, at, deals, moves, moved: days };
        Self { build, steps: STEPS.iter(), ready: VecDeque::new() }
    }

    /// How many records there will be.
    pub fn records(&self) -> usize {
        fixed_volume(&self.build.volumes) + self.build.volumes.notes
    }

    /// When its history begins: whoever founds the workspace does it then.
    pub fn beginning(&self) -> Millis {
        self.build.start_millis()
    }

    /// The batches cut by the days on which things were done, each with its time: one mutation has one.
    /// What is linked to comes first all the same, so times do not only rise.
    pub fn dated(mut self) -> impl Iterator<Item = (Millis, Vec<Operation>)> {
        std::iter::from_fn(move || self.next().map(|batch| by_time(&self.build, batch))).flatten()
    }
}

fn by_time(build: &Build, batch: Vec<Operation>) -> Vec<(Millis, Vec<Operation>)> {
    let mut timed: BTreeMap<Millis, Vec<Operation>> = BTreeMap::new();
    for op in batch {
        timed.entry(build.time_of(&op)).or_default().push(op);
    }
    timed.into_iter().collect()
}

/// Records without the notes.
fn fixed_volume(volumes: &Volumes) -> usize {
    let teams = volumes.regions * volumes.teams;
    // Admin and reader; the partners' pipeline with five stages.
    let people = 2 + volumes.regions + teams * (2 + volumes.reps) + 6;
    let work = volumes.accounts + volumes.contacts + volumes.opportunities + volumes.activities + volumes.tasks;
    let sold = prices::volume() + quotes::volume(volumes.quotes) + leads::volume();
    people + catalogue::volume() + knowledge::volume() + work + sold
}

impl Iterator for Demo {
    type Item = Vec<Operation>;

    fn next(&mut self) -> Option<Vec<Operation>> {
        while self.ready.is_empty() {
            let step = self.steps.next()?;
            self.ready.extend(step(&mut self.build));
        }
        self.ready.pop_front()
    }
}

/// One batch, where there is little.
fn batch_of(operations: impl IntoIterator<Item = Operation>) -> Vec<Vec<Operation>> {
    batches(operations.into_iter().collect())
}

fn batches(operations: Vec<Operation>) -> Vec<Vec<Operation>> {
    let mut batches = Vec::with_capacity(operations.len() / BATCH + 1);
    let mut operations = operations.into_iter();
    loop {
        let batch: Vec<Operation> = operations.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return batches;
        }
        batches.push(batch);
    }
}
