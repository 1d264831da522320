//! The stages of a pipeline and the deals in them.

use super::wish::{Order, Wish};
use crate::services::viewer;
use shared::{
    Id, Record,
    entities::{Opportunity, Pipeline, Stage as StageEntity},
    query::{Amounts, BoardSpec, Column as Found, Query},
    replica::Replica,
};
use std::sync::Arc;

/// Whether deals of a stage are still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Open,
    Won,
    Lost,
}

/// A step of the pipeline, as the board shows it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stage {
    pub id: Id,
    pub key: String,
    pub name: String,
    pub kind: Kind,
    pub pipeline: Option<Id>,
    /// In percent.
    pub probability: Option<f64>,
    /// In days.
    pub stalls_after: Option<f64>,
}

impl Stage {
    /// The place of deals that stand in no stage, as where one device deletes a stage while another, offline, moves a
    /// deal into it: they are there to be put right.
    pub(super) fn none(pipeline: Option<Id>, name: String) -> Self {
        Self {
            id: Id::NIL,
            key: String::new(),
            name,
            kind: Kind::Open,
            pipeline,
            probability: None,
            stalls_after: None,
        }
    }

    /// Deals are here because they have no stage. Nothing is moved or made here.
    pub(super) fn is_none(&self) -> bool {
        self.id == Id::NIL
    }
}

/// Whether a deal would stand nowhere: its stage is not said, or is gone, and its pipeline is this one, not said or gone.
fn has_no_stage(replica: &Replica, deal: &Record, pipeline: Option<Id>) -> bool {
    let gone = |entity: &str, id: Option<Id>| id.is_none_or(|id| replica.get(entity, id).is_none());
    let own = deal.get(Opportunity::PIPELINE);
    gone(StageEntity::ENTITY_NAME, deal.get(Opportunity::STAGE))
        && (own == pipeline || gone(Pipeline::ENTITY_NAME, own))
}

/// Whether there are such deals.
pub(super) fn some_without_stage(replica: &Replica, pipeline: Option<Id>) -> bool {
    replica.rows(Opportunity::ENTITY_NAME).iter().any(|deal| has_no_stage(replica, deal, pipeline))
}

/// The pipelines there are, in their order: id and name.
pub(super) fn pipelines(replica: &Replica) -> Vec<(Id, String)> {
    let mut rows: Vec<&Arc<Record>> = replica.rows(Pipeline::ENTITY_NAME).iter().collect();
    rows.sort_by(|a, b| position(a).total_cmp(&position(b)).then_with(|| a.id.cmp(&b.id)));
    rows.into_iter().map(|row| (row.id, replica.schema().title(row))).collect()
}

/// The stages of the pipeline asked for, or of the first one: open ones first, won and lost last.
pub(super) fn stages(replica: &Replica, pipeline: Option<Id>) -> Vec<Stage> {
    let pipeline = pipeline.or_else(|| pipelines(replica).first().map(|(id, _)| *id));
    let rows = replica.rows(StageEntity::ENTITY_NAME).iter();
    let mut rows: Vec<&Arc<Record>> = rows.filter(|row| row.get(StageEntity::PIPELINE) == pipeline).collect();
    rows.sort_by(|a, b| {
        let by_position = || position(a).total_cmp(&position(b));
        kind(a).cmp(&kind(b)).then_with(by_position).then_with(|| a.id.cmp(&b.id))
    });
    rows.into_iter().map(|row| stage(row)).collect()
}

fn stage(row: &Record) -> Stage {
    Stage {
        id: row.id,
        key: row.id.to_string(),
        name: row.get(StageEntity::NAME).unwrap_or_default().to_owned(),
        kind: kind(row),
        pipeline: row.get(StageEntity::PIPELINE),
        probability: row.get(StageEntity::PROBABILITY),
        stalls_after: row.get(StageEntity::STALLS_AFTER),
    }
}

fn kind(row: &Record) -> Kind {
    match row.get(StageEntity::KIND) {
        Some("won") => Kind::Won,
        Some("lost") => Kind::Lost,
        _ => Kind::Open,
    }
}

fn position(row: &Record) -> f64 {
    row.value("position").as_number().unwrap_or(f64::MAX)
}

/// The deals of a stage in their order, with their sums.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    pub deals: Arc<Vec<Arc<Record>>>,
    pub sum: Amounts,
    pub weighted: Amounts,
}

/// Two columns are the same while they hold the same rows: comparing 8,800 records cell by cell
/// would take longer than showing them.
impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Arc<Record>, &Arc<Record>)| Arc::ptr_eq(a, b);
        self.deals.len() == other.deals.len() && self.deals.iter().zip(other.deals.iter()).all(same)
    }
}

/// All columns, in the order of the stages.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Board {
    pub columns: Vec<Column>,
    /// The filter does not fit the schema, so that nothing is found.
    pub wrong: bool,
}

impl Board {
    /// How many deals there are in all.
    pub(super) fn len(&self) -> usize {
        self.columns.iter().map(|column| column.deals.len()).sum()
    }

    /// Where a deal stands: column and place in it.
    pub(super) fn find(&self, deal: Id) -> Option<(usize, usize)> {
        let in_column = |column: &Column| column.deals.iter().position(|row| row.id == deal);
        self.columns.iter().enumerate().find_map(|(at, column)| Some((at, in_column(column)?)))
    }
}

/// Finds, sorts and sums the deals of these stages. A filter that does not fit the schema finds none.
pub(super) fn board(replica: &Replica, stages: &[Stage], wish: &Wish) -> Board {
    let query = Query::new(Opportunity::ENTITY_NAME).filter(wish.filter.clone());
    let query = match wish.order {
        Order::Closes => query.ascending(Opportunity::CLOSE_DATE.id),
        Order::Amount => query.descending(Opportunity::AMOUNT.id),
        Order::Name => query.ascending(Opportunity::NAME.id),
    };
    let spec = BoardSpec {
        by: Opportunity::STAGE.id.into(),
        columns: stages.iter().map(|stage| stage.key.clone()).collect(),
        amount: Some(Opportunity::AMOUNT.id.into()),
        percent: Some(Opportunity::PROBABILITY.id.into()),
    };
    let prepared = query.prepare(replica.schema(), &viewer(replica));
    let found = prepared.and_then(|prepared| prepared.board(replica.schema(), &spec, replica));
    let wrong = found.is_err();
    let found = found.unwrap_or_default();
    let mut other = found.other.rows;
    let columns = found.columns.into_iter().zip(stages).map(|(found, stage)| {
        if stage.is_none() {
            return without_stage(replica, std::mem::take(&mut other), stage);
        }
        column(found, stage, wish.order)
    });
    Board { columns: columns.collect(), wrong }
}

/// Deals of no stage among those that are in none of the columns. What they are worth is known, how likely it is not.
fn without_stage(replica: &Replica, mut deals: Vec<Arc<Record>>, stage: &Stage) -> Column {
    deals.retain(|deal| has_no_stage(replica, deal, stage.pipeline));
    let mut sum = Amounts::default();
    for money in deals.iter().filter_map(|deal| deal.get(Opportunity::AMOUNT)) {
        sum.add(*money);
    }
    Column { deals: Arc::new(deals), sum, weighted: Amounts::default() }
}

/// What has been decided is looked at from the latest on.
fn column(found: Found, stage: &Stage, order: Order) -> Column {
    let mut deals = found.rows;
    if order == Order::Closes && stage.kind != Kind::Open {
        let dated = deals.partition_point(|deal| !deal.value(Opportunity::CLOSE_DATE.id).is_null());
        if let Some(dated) = deals.get_mut(..dated) {
            dated.reverse();
        }
    }
    Column { deals: Arc::new(deals), sum: found.sum, weighted: found.weighted }
}
