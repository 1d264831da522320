//! The same deals as a list: what it shares with the board, and what they are worth.

use super::{
    board::{Board, Column, Kind, Stage},
    column::worth,
    desk::{Desk, LIST_VIEW},
    filters,
};
use crate::{
    i18n::t,
    record::{Around, as_number},
    ui::format,
};
use leptos::prelude::*;
use shared::{
    Id,
    entities::{Opportunity, Pipeline, Stage as StageEntity},
    query::{Amounts, Condition, Filter, Operator},
    replica::Replica,
};

/// The pipeline's parts around the list.
pub(super) fn around(desk: Desk) -> Around {
    let others = Memo::new(move |_| {
        desk.replica.follow(&["pipeline", "stage"]);
        desk.stages.with(|stages| desk.replica.read(|rows| Others::of(rows, stages)))
    });
    Around {
        within: Signal::derive(move || desk.stages.with(|stages| others.with(|others| within(stages, others)))),
        shown: Signal::derive(move || desk.wish.with(|wish| desk.replica.read(|rows| wish.whose_part(rows)))),
        view: Some(LIST_VIEW),
        controls: (move || filters::common(desk)).into(),
        sums: (move || sums(desk)).into(),
    }
}

/// What there is beside the stages shown: a deal that leads elsewhere stands there, one that leads nowhere stands here.
#[derive(Debug, Default, Clone, PartialEq)]
struct Others {
    stages: Vec<Id>,
    pipelines: Vec<Id>,
}

impl Others {
    fn of(replica: &Replica, shown: &[Stage]) -> Self {
        let ids = |entity: &str| replica.rows(entity).iter().map(|row| row.id).collect::<Vec<Id>>();
        let (mut stages, mut pipelines) = (ids(StageEntity::ENTITY_NAME), ids(Pipeline::ENTITY_NAME));
        stages.retain(|id| shown.iter().all(|stage| stage.id != *id));
        pipelines.retain(|id| shown.iter().all(|stage| stage.pipeline != Some(*id)));
        Self { stages, pipelines }
    }
}

/// The deals that the board has: those of its stages, and where it has a column for them, those that
/// `board::has_no_stage` finds, said as a filter.
fn within(stages: &[Stage], others: &Others) -> Filter {
    let keys = stages.iter().filter(|stage| !stage.is_none()).map(|stage| stage.key.clone());
    let placed = Filter::from(Condition::is_in(Opportunity::STAGE.id, keys));
    if stages.is_empty() {
        Filter::default()
    } else if stages.iter().any(Stage::is_none) {
        Filter::Any(vec![placed, elsewhere(others)])
    } else {
        placed
    }
}

/// Deals in none of these other stages, and of none of the other pipelines.
fn elsewhere(others: &Others) -> Filter {
    let none_of = |field: &str, ids: &[Id]| {
        let ids: Vec<String> = ids.iter().map(Id::to_string).collect();
        (!ids.is_empty()).then(|| Filter::from(Condition::new(field, Operator::NotIn, ids)))
    };
    let parts = [none_of(Opportunity::STAGE.id, &others.stages), none_of(Opportunity::PIPELINE.id, &others.pipelines)];
    Filter::All(parts.into_iter().flatten().collect())
}

/// So many deals and what they are worth.
#[derive(Debug, Default, PartialEq)]
struct Worth {
    deals: usize,
    sum: Amounts,
    weighted: Amounts,
}

impl Worth {
    fn of<'c>(columns: impl Iterator<Item = &'c Column>) -> Self {
        let mut all = Self::default();
        for column in columns {
            all.deals += column.deals.len();
            column.sum.iter().for_each(|money| all.sum.add(*money));
            column.weighted.iter().for_each(|money| all.weighted.add(*money));
        }
        all
    }
}

/// In all, and by what has become of the deals, as far as there are any.
fn by_kind(stages: &[Stage], board: &Board) -> Vec<(Option<Kind>, Worth)> {
    let of = |wanted: Option<Kind>| {
        let columns = stages.iter().zip(&board.columns);
        let columns = columns.filter(|(stage, _)| wanted.is_none_or(|wanted| stage.kind == wanted));
        (wanted, Worth::of(columns.map(|(_, column)| column)))
    };
    let kinds = [Kind::Open, Kind::Won, Kind::Lost].map(|kind| of(Some(kind)));
    std::iter::once(of(None)).chain(kinds.into_iter().filter(|(_, worth)| worth.deals > 0)).collect()
}

fn sums(desk: Desk) -> AnyView {
    let parts = move || {
        let all = desk.stages.with(|stages| desk.board.with(|board| by_kind(stages, board)));
        all.iter().map(|(kind, worth)| part(*kind, worth)).collect_view()
    };
    view! { <ul class="deal-sums" aria-label=t("pipeline-sums")>{parts}</ul> }.into_any()
}

fn part(kind: Option<Kind>, of: &Worth) -> AnyView {
    let name = match kind {
        None => "pipeline-sums-all",
        Some(Kind::Open) => "pipeline-sums-open",
        Some(Kind::Won) => "pipeline-sums-won",
        Some(Kind::Lost) => "pipeline-sums-lost",
    };
    // What has been decided is not to be expected any more.
    let weighted = (kind == Some(Kind::Open)).then_some(&of.weighted);
    let amounts = (!of.sum.is_empty()).then(|| worth(&of.sum, weighted));
    view! {
        <li class="deal-sums__part">
            <span class="deal-sums__name">{t(name)}</span>" "
            <span>{format::number(as_number(of.deals))}</span>" "
            {amounts}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::{Record, record::Stamp, value::Money};
    use std::sync::Arc;

    fn stage(name: &str, kind: Kind) -> Stage {
        let (id, pipeline) = (Id::named(name), Some(Id::named("sales")));
        Stage { id, key: id.to_string(), kind, ..Stage::none(pipeline, name.to_owned()) }
    }

    fn column(deals: &[&str], sum: &str, weighted: &str) -> Column {
        let stamp = Arc::new(Stamp { seq: 1, at: 1, by: Id::NIL, client: Id::NIL });
        let deal = |name: &&str| Arc::new(Record::new(Opportunity::ENTITY_NAME, Id::named(name), stamp.clone()));
        Column { deals: Arc::new(deals.iter().map(deal).collect()), sum: usd(sum), weighted: usd(weighted) }
    }

    fn usd(amount: &str) -> Amounts {
        let mut all = Amounts::default();
        amount.parse::<Money>().into_iter().for_each(|money| all.add(money));
        all
    }

    #[test]
    fn deals_are_summed_in_all_and_by_what_became_of_them() {
        let stages =
            [stage("new", Kind::Open), stage("late", Kind::Open), stage("won", Kind::Won), stage("lost", Kind::Lost)];
        let columns = vec![
            column(&["a", "b"], "300 USD", "30 USD"),
            column(&["c"], "50 USD", "40 USD"),
            column(&["d"], "7 USD", "7 USD"),
            Column::default(),
        ];
        let found = by_kind(&stages, &Board { columns, wrong: false });
        let known = |deals, sum: &str, weighted: &str| Worth { deals, sum: usd(sum), weighted: usd(weighted) };
        let expected = [
            (None, known(4, "357 USD", "77 USD")),
            (Some(Kind::Open), known(3, "350 USD", "70 USD")),
            (Some(Kind::Won), known(1, "7 USD", "7 USD")),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_list_is_about_the_deals_of_the_board() {
        let (open, none) = (stage("new", Kind::Open), Stage::none(Some(Id::named("sales")), String::new()));
        let (later, partners) = (Id::named("later"), Id::named("partners"));
        let others = Others { stages: vec![later], pipelines: vec![partners] };
        assert_eq!(within(&[], &others), Filter::default());
        let placed = format!("stage:in:{}", open.key);
        assert_eq!(within(std::slice::from_ref(&open), &others).to_string(), placed);
        let both = within(&[none, open], &others).to_string();
        assert_eq!(both, format!("any({placed};all(stage:not_in:{later};pipeline:not_in:{partners}))"));
    }
}
