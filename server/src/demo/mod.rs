//! A demo workspace of fictional firms, made by command or from the first page of an empty server.
//!
//! Invariants:
//! - What a demo is made with is kept in the commit that founds it. So one that was interrupted can go on, and a workspace
//!   that was founded otherwise is never filled.
//! - Nobody can sign in before it is whole.

mod job;

pub use job::{DemoJob, Progress};

use serde::{Deserialize, Serialize};
use shared::{
    Id, Problem, Schema,
    demo::{Demo, FIRM, OWNER, PASSWORD, PEOPLE, SignIn, Size},
    record::Millis,
    sync::{Mutation, Operation, Outcome, Status},
    value::Date,
};

use crate::{
    auth::{Credential, Passwords},
    store::{Batch, Store, StoreError, Table},
    workspace::{Actor, Founding, Offer, Push, PushError, Workspace, found_with, stored},
};

/// Key of what the demo was made with.
const KEY: &str = "demo";
/// Operations in one commit, about.
const OPERATIONS: usize = 2000;
/// Mutations in one commit at most.
const MUTATIONS: usize = 200;
/// An hour.
const HOUR: Millis = 3_600_000;

/// What a demo is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How much there is.
    pub size: Size,
    /// The same seed gives the same firms.
    pub seed: u64,
    /// The day on which its history ends.
    pub today: Date,
}

impl Plan {
    /// The seed where nobody asks for another one.
    pub const SEED: u64 = 7;

    /// Enough to look around.
    pub const fn small(today: Date) -> Self {
        Self { size: Size::Small, seed: Self::SEED, today }
    }
}

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// There is a workspace, and it is none.
    #[error("there is a workspace here already, and no demo")]
    Taken,
    /// There is another one.
    #[error("there is a demo of size {0} and seed {1} here already")]
    Another(String, u64),
    /// The generator made what cannot stand.
    #[error("the demo does not fit the rules: {0:?}")]
    Refused(Vec<Problem>),
    /// A password cannot be hashed.
    #[error("the password cannot be hashed")]
    Unhashed,
    /// It could not be written; it can be tried again, and goes on where it stopped.
    #[error(transparent)]
    Push(#[from] PushError),
    /// As [`DemoError::Push`].
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A plan in the store, and whether it has been carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    size: String,
    seed: u64,
    today: String,
    done: bool,
}

impl Kept {
    fn new(plan: &Plan, done: bool) -> Self {
        Self { size: plan.size.name().to_owned(), seed: plan.seed, today: plan.today.to_string(), done }
    }

    fn plan(&self) -> Result<Plan, StoreError> {
        let damaged = || StoreError::Corrupt(format!("{} {KEY}", Table::Meta));
        let size = Size::from_name(&self.size).ok_or_else(damaged)?;
        Ok(Plan { size, seed: self.seed, today: self.today.parse().map_err(|_| damaged())? })
    }
}

async fn kept(store: &dyn Store) -> Result<Option<Kept>, StoreError> {
    stored::read(store, Table::Meta, KEY).await
}

/// The demo that was begun in this workspace and is not whole.
///
/// # Errors
/// Those of the store.
pub async fn unfinished(workspace: &Workspace) -> Result<Option<Plan>, StoreError> {
    if !workspace.is_founded() {
        return Ok(None);
    }
    let begun = kept(&**workspace.store()).await?.filter(|kept| !kept.done);
    begun.map(|kept| kept.plan()).transpose()
}

/// Makes the demo in an empty workspace, or finishes the one that was begun with this size and seed; one that is whole
/// stays as it is. `now` is when its people got their password; `tell` hears how many of how many records are there.
///
/// # Errors
/// As `DemoError` says.
pub async fn make(
    workspace: &Workspace,
    passwords: &Passwords,
    plan: &Plan,
    now: Millis,
    tell: impl Fn(usize, usize),
) -> Result<(), DemoError> {
    let kept = begin(workspace, plan).await?;
    if kept.done {
        return Ok(());
    }
    // An earlier run may have begun on another day.
    let plan = kept.plan()?;
    fill(workspace, &plan, tell).await?;
    finish_quotes(workspace, plan.today).await?;
    let_in(workspace, passwords, &plan, now).await
}

/// What the demo is made with, also where an earlier run stopped.
async fn begin(workspace: &Workspace, plan: &Plan) -> Result<Kept, DemoError> {
    let wanted = Kept::new(plan, false);
    if !workspace.is_founded() {
        found_demo(workspace, plan, &wanted).await?;
        return Ok(wanted);
    }
    match kept(&**workspace.store()).await? {
        Some(kept) if kept.size == wanted.size && kept.seed == wanted.seed => Ok(kept),
        Some(Kept { size, seed, .. }) => Err(DemoError::Another(size, seed)),
        None => Err(DemoError::Taken),
    }
}

async fn found_demo(workspace: &Workspace, plan: &Plan, kept: &Kept) -> Result<(), DemoError> {
    let founding = Founding {
        workspace: FIRM.to_owned(),
        name: OWNER.name.to_owned(),
        email: OWNER.email.to_owned(),
        credential: None,
    };
    let at = Demo::new(plan.seed, plan.size, plan.today).beginning();
    let rows = vec![(Table::Meta, KEY.to_owned(), stored::to_text(kept)?)];
    match found_with(workspace, &founding, at, rows).await {
        Ok((_, Status::Rejected { problems, .. })) => Err(DemoError::Refused(problems)),
        Ok(_) => Ok(()),
        Err(PushError::Changed) => Err(DemoError::Taken),
        Err(error) => Err(error.into()),
    }
}

/// The same mutations under the same numbers whenever it runs, so that each counts once.
async fn fill(workspace: &Workspace, plan: &Plan, tell: impl Fn(usize, usize)) -> Result<(), DemoError> {
    let demo = Demo::new(plan.seed, plan.size, plan.today);
    let client = Id::named(&format!("demo/{}/{}", plan.size.name(), plan.seed));
    let (mut made, all) = (0, demo.records());
    let mut generator = (1..).zip(demo.dated());
    loop {
        let offers = commit_of(client, &mut generator);
        if offers.is_empty() {
            return Ok(());
        }
        made += offers.iter().flat_map(|offer| &offer.mutation.ops).filter(|op| makes(op)).count();
        write(workspace, offers).await?;
        tell(made.min(all), all);
    }
}

const fn makes(op: &Operation) -> bool {
    matches!(op, Operation::Create { .. })
}

/// As much as goes into one commit.
fn commit_of(client: Id, generator: &mut impl Iterator<Item = (u64, (Millis, Vec<Operation>))>) -> Vec<Offer> {
    let (mut offers, mut count) = (Vec::new(), 0);
    while count < OPERATIONS
        && offers.len() < MUTATIONS
        && let Some((number, (at, ops))) = generator.next()
    {
        count += ops.len();
        offers.push(offer(client, number, at, ops));
    }
    offers
}

fn offer(client: Id, number: u64, at: Millis, ops: Vec<Operation>) -> Offer {
    Offer::new(Mutation { client, number, at, ops, group: None, epoch: String::new(), seen: None })
}

/// Takes quotes as far as their deals have come. Each is a mutation under a name of its own, since those that an
/// earlier run has finished are not drafts any more.
async fn finish_quotes(workspace: &Workspace, today: Date) -> Result<(), DemoError> {
    let done = {
        let truth = workspace.truth();
        pricing::demo::finish(&*truth, &Schema::built_in(), today)
    };
    let done = done.map_err(|problem| DemoError::Refused(vec![problem]))?;
    // An hour after it was written.
    let finished =
        |(quote, ops): (Id, Vec<Operation>)| offer(Id::named(&format!("demo/{quote}")), 1, quote.millis() + HOUR, ops);
    write(workspace, done.into_iter().map(finished).collect()).await
}

async fn write(workspace: &Workspace, offers: Vec<Offer>) -> Result<(), DemoError> {
    let outcomes = workspace.push(Push { present: true, ..Push::new(Actor::System, offers) }).await?;
    let refused = outcomes.into_iter().find_map(|Outcome { status, .. }| match status {
        Status::Rejected { problems, .. } => Some(problems),
        Status::Applied | Status::Merged { .. } | Status::Cloned => None,
    });
    refused.map_or(Ok(()), |problems| Err(DemoError::Refused(problems)))
}

/// Gives everybody the password, in the commit that says that the demo is whole.
async fn let_in(workspace: &Workspace, passwords: &Passwords, plan: &Plan, now: Millis) -> Result<(), DemoError> {
    let owner = workspace.person(OWNER.email).ok_or(DemoError::Taken)?;
    let mut batch = Batch::new();
    for person in PEOPLE.iter().map(SignIn::id).chain([owner]) {
        let hash = passwords.hash(PASSWORD).await.ok_or(DemoError::Unhashed)?;
        stored::put(&mut batch, Table::Credential, person.to_string(), &Credential { hash, set_at: now })?;
    }
    stored::put(&mut batch, Table::Meta, KEY, &Kept::new(plan, true))?;
    Ok(workspace.store().commit(batch).await?)
}
