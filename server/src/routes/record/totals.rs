//! What lists show of a draft's price. Whoever changes what it depends on writes it down; for programs, the server does.

use std::collections::BTreeSet;

use pricing::{Prices, records};
use shared::{
    Id, Name, Value,
    entities::{DRAFT, Quote, QuoteLine},
    sync::{Change, Edit, Mutation, Operation, Status},
};

use super::shape;
use crate::{
    app::App,
    auth::Caller,
    clock,
    failure::Failure,
    workspace::{Offer, Push},
};

/// How often a draft is priced anew that others change meanwhile.
const TRIES: usize = 5;

/// Records of a change on which the totals of drafts depend.
pub(super) struct Touched(Vec<(Name, Id)>);

impl Touched {
    pub(super) fn by(ops: &[Operation]) -> Self {
        let priced = |entity: &str| [Quote::ENTITY_NAME, QuoteLine::ENTITY_NAME].contains(&entity);
        let touched = ops.iter().map(Operation::target).filter(|(entity, _)| priced(entity));
        Self(touched.map(|(entity, id)| (entity.clone(), id)).collect())
    }

    /// The quotes that they are of now: a line may have been on another before.
    pub(super) fn quotes(&self, app: &App) -> BTreeSet<Id> {
        let truth = app.workspace.truth();
        let quote = |(entity, id): &(Name, Id)| match &**entity {
            Quote::ENTITY_NAME => Some(*id),
            _ => truth.held(entity, *id)?.record.get(QuoteLine::QUOTE),
        };
        self.0.iter().filter_map(quote).collect()
    }
}

/// Writes the totals of drafts down where they are other ones now. The change that led there stands already, so what goes
/// wrong here is not its failure; the next one tries again.
pub(super) async fn keep(app: &App, caller: &Caller, quotes: BTreeSet<Id>) {
    for quote in quotes {
        for _ in 0..TRIES {
            let Some(op) = due(app, quote).await else { break };
            match write(app, caller, op).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    tracing::warn!(status = %error.status(), "cannot note what a draft costs");
                    break;
                }
            }
        }
    }
}

/// The edit that gives a draft its totals; none where they stand there, or cannot be worked out yet.
async fn due(app: &App, id: Id) -> Option<Operation> {
    let (quote, content, draft, catalog) = {
        let truth = app.workspace.truth();
        let held = truth.held(Quote::ENTITY_NAME, id).filter(|held| held.is_live())?;
        let quote = held.record.clone();
        if quote.get(Quote::STATUS) != Some(DRAFT) {
            return None;
        }
        let content = records::content(&records::lines(&*truth, id)).ok()?;
        let (draft, catalog) = (records::draft(&*truth, &quote).ok()?, records::catalog(&*truth, &quote).ok()?);
        (quote, content, draft, catalog)
    };
    let priced = tokio::task::spawn_blocking(move || Prices::open(&catalog).quote(&draft)).await.ok()?.ok()?;
    let change = |(field, value): (Name, Value)| {
        let base = shape::base(&quote, &field);
        Change { field, edit: Edit::Set(value), base }
    };
    let changes: Vec<Change> = records::note(&quote, &priced, content).into_iter().map(change).collect();
    (!changes.is_empty()).then(|| Operation::Patch { entity: Quote::ENTITY_NAME.into(), id, changes })
}

/// Whether it was taken.
async fn write(app: &App, caller: &Caller, op: Operation) -> Result<bool, Failure> {
    let at = app.clock.now();
    let client = clock::new_id(at)?;
    let mutation = Mutation { client, number: 1, at, ops: vec![op], group: None, epoch: String::new(), seen: None };
    let push = Push { present: true, ..Push::new(caller.actor(), vec![Offer::new(mutation)]) };
    let outcome = app.workspace.push(push).await?.into_iter().next();
    Ok(matches!(outcome.map(|outcome| outcome.status), Some(Status::Applied | Status::Merged { .. })))
}
