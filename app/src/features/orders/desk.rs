//! An order that somebody looks at, and what is to go out now.

use crate::{
    i18n::t,
    record::{live_record, may_update},
    services::{ReplicaHandle, use_replica},
};
use leptos::prelude::*;
use pricing::{Order, records};
use rust_decimal::Decimal;
use shared::{
    Id, Problem, Record,
    entities::{Order as OrderRecord, OrderLine},
    replica::Replica,
    sync::{Operation, Rows},
};
use std::{collections::BTreeMap, sync::Arc};

/// Delivers or cancels parts of an order.
type Act = fn(&dyn shared::sync::Rows, &Record, &[(Id, Decimal)]) -> Result<records::Changed, Problem>;

/// An order that is looked at, as handles.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub replica: ReplicaHandle,
    pub record: Memo<Option<Arc<Record>>>,
    /// The order with its amounts, or what keeps it from being shown.
    pub order: Memo<Result<Order, Problem>>,
    /// Records of its lines, by the ids of the quote's lines.
    pub lines: Memo<BTreeMap<String, Id>>,
    /// How many of each line are meant by the next press, where somebody has said so.
    pub meant: RwSignal<BTreeMap<String, String>>,
    pub may: Memo<bool>,
}

impl Desk {
    pub(super) fn new(id: Id) -> Self {
        let replica = use_replica();
        let record = live_record(replica, OrderRecord::ENTITY_NAME, move || Some(id));
        let order = replica.live(&["order", "order_line", "quote"], move |rows| {
            let gone = || Problem::new("problem-gone");
            rows.get(OrderRecord::ENTITY_NAME, id).ok_or_else(gone).and_then(|record| records::order(rows, record))
        });
        let lines = replica.live(&["order_line"], move |rows| lines(rows, id));
        let may =
            Memo::new(move |_| record.with(|record| record.as_ref().is_some_and(|record| may_update(replica, record))));
        Self { replica, record, order, lines, meant: RwSignal::new(BTreeMap::new()), may }
    }

    /// How many of a line the next press means: what somebody typed, or all that is open.
    fn quantity(self, line: &str, open: Decimal) -> Decimal {
        let typed = self.meant.with_untracked(|meant| meant.get(line).map(|text| text.trim().replace(',', ".")));
        typed.map_or(open, |text| text.parse().unwrap_or(Decimal::ZERO))
    }

    fn parts(self) -> Vec<(Id, Decimal)> {
        let lines = self.lines.get_untracked();
        self.order.with_untracked(|order| {
            let open = order.iter().flat_map(|order| &order.lines).filter(|line| !line.open().is_zero());
            let parts =
                open.filter_map(|line| Some((*lines.get(&line.line.id)?, self.quantity(&line.line.id, line.open()))));
            parts.filter(|(_, quantity)| !quantity.is_zero()).collect()
        })
    }

    pub(super) fn deliver(self) {
        self.act(records::deliver, "orders-said-delivered");
    }

    pub(super) fn cancel(self) {
        self.act(records::cancel, "orders-said-cancelled");
    }

    fn act(self, act: Act, said: &str) {
        let (Some(record), parts) = (self.record.get_untracked(), self.parts()) else { return };
        if parts.is_empty() {
            self.replica.say(t("orders-nothing-meant"));
            return;
        }
        match self.replica.read(|rows| act(rows, &record, &parts).map(|changed| ops(rows, &record, changed))) {
            Ok(ops) => {
                self.meant.set(BTreeMap::new());
                self.replica.write(t(said), ops);
            }
            Err(problem) => self.replica.say_problems(&[problem]),
        }
    }
}

fn lines(rows: &Replica, order: Id) -> BTreeMap<String, Id> {
    let own = rows.holding(OrderLine::ENTITY_NAME, OrderLine::ORDER.id, &order.to_string());
    own.iter().filter_map(|line| Some((line.get(OrderLine::LINE)?.to_string(), line.id))).collect()
}

fn ops(rows: &Replica, order: &Record, (totals, lines): records::Changed) -> Vec<Operation> {
    let lines = lines.into_iter().map(|(line, values)| rows.patch(&line, values));
    std::iter::once(rows.patch(order, totals)).chain(lines).collect()
}
