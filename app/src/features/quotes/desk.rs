//! A quote that somebody looks at, with its prices kept up to date.

use crate::{
    record::{live_record, may_update},
    services::{Pricing, ReplicaHandle, WorkshopHandle, say_problem, use_replica, use_workshop},
};
use leptos::{prelude::*, task::spawn_local};
use pricing::{
    Draft, PricedLine, PricedQuote,
    records::{self, PriceList},
};
use shared::{
    Id, Name, Problem, Record, Value,
    entities::{DRAFT, Quote},
    record::{Millis, Stamp},
    replica::Replica,
    sync::Operation,
    value::Currency,
};
use std::{collections::BTreeSet, sync::Arc};

/// What the prices of a quote are made of.
const FOLLOWED: [&str; 10] = [
    "quote",
    "quote_line",
    "price_book",
    "price",
    "surcharge",
    "bundle",
    "bundle_part",
    "discount_rule",
    "product",
    "account",
];

/// What lists show of a draft's price.
const TOTALS: [&str; 2] = [Quote::NET.id, Quote::GROSS.id];

/// How often a quote is priced anew that somebody else keeps changing.
const TRIES: usize = 5;

/// What came of pricing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Outcome {
    /// The last prices that could be worked out.
    pub priced: Option<Arc<PricedQuote>>,
    /// What is wrong now.
    pub problems: Vec<Problem>,
}

/// A quote that is looked at, as handles.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub replica: ReplicaHandle,
    pub workshop: WorkshopHandle,
    pub id: Id,
    pub quote: Memo<Option<Arc<Record>>>,
    /// Ids of its lines, in order.
    pub lines: Memo<Vec<Id>>,
    pub outcome: RwSignal<Outcome>,
    pub pricing: Pricing,
    due: StoredValue<Due>,
    /// It can still be written.
    pub is_draft: Memo<bool>,
    /// It is a draft that this person may write.
    pub may: Memo<bool>,
}

/// What tells that the totals must be written where no line tells of it.
#[derive(Default)]
struct Due {
    /// They must.
    now: bool,
    /// Whether they are those of its lines was looked at, once, when it was opened.
    looked: bool,
    /// All lines that the quote had while it was looked at.
    lines: BTreeSet<Id>,
}

impl Desk {
    pub(super) fn new(id: Id) -> Self {
        let replica = use_replica();
        let quote = live_record(replica, Quote::ENTITY_NAME, move || Some(id));
        let lines =
            replica.live(&["quote_line"], move |rows| records::lines(rows, id).iter().map(|line| line.id).collect());
        let is_draft = Memo::new(move |_| quote.with(|quote| quote.as_ref().is_some_and(|quote| is_draft(quote))));
        let may = Memo::new(move |_| {
            is_draft.get() && quote.with(|quote| quote.as_ref().is_some_and(|quote| may_update(replica, quote)))
        });
        let workshop = use_workshop();
        let (outcome, pricing) = (RwSignal::new(Outcome::default()), Pricing::new(workshop));
        let due = StoredValue::new(Due::default());
        let desk = Self { replica, workshop, id, quote, lines, outcome, pricing, due, is_draft, may };
        desk.follow_prices();
        desk
    }

    /// Prices the quote anew after every change. Of two answers the later question's counts.
    fn follow_prices(self) {
        let asked = StoredValue::new(0u32);
        Effect::new(move || {
            self.replica.follow(&FOLLOWED);
            let Some(quote) = self.quote.get() else { return };
            self.note_due(&quote);
            asked.update_value(|asked| *asked += 1);
            let own = asked.get_value();
            let content = self.replica.read(|rows| records::content(&records::lines(rows, self.id)));
            match self.replica.read(|rows| question(rows, &quote)) {
                Ok(Question::Known(priced)) => self.take(Ok(*priced), content),
                Err(problems) => self.take(Err(problems), content),
                Ok(Question::Asked(list, draft)) => spawn_local(async move {
                    let answer = self.pricing.price(*list, *draft).await;
                    if asked.try_get_value() == Some(own) {
                        self.take(answer, content);
                    }
                }),
            }
        });
    }

    /// What the quote costs with every edit in it that was made before, the one just typed included; and what follows
    /// from there, made of the rows that were priced.
    pub(super) async fn priced_now<T>(
        self,
        then: impl Fn(&Replica, &Record, &PricedQuote) -> Result<T, Problem>,
    ) -> Result<T, Vec<Problem>> {
        self.replica.written().await;
        for _ in 0..TRIES {
            let asked = self.replica.read(|rows| self.row(rows).and_then(|quote| question(rows, &quote)))?;
            let (list, draft) = match asked {
                Question::Asked(list, draft) => (list, draft),
                Question::Known(priced) => {
                    return self.replica.read(|rows| {
                        let quote = self.row(rows)?;
                        then(rows, &quote, &priced).map_err(|problem| vec![problem])
                    });
                }
            };
            let priced = self.pricing.price((*list).clone(), (*draft).clone()).await?;
            let made = self.replica.read(|rows| {
                let quote = self.row(rows).ok()?;
                // Somebody else's edit may have come in while the price was worked out.
                let same = matches!(question(rows, &quote), Ok(Question::Asked(c, d)) if c == list && d == draft);
                same.then(|| then(rows, &quote, &priced))
            });
            if let Some(made) = made {
                return made.map_err(|problem| vec![problem]);
            }
        }
        Err(vec![Problem::new("problem-quote-not-priced")])
    }

    fn row(self, rows: &Replica) -> Result<Arc<Record>, Vec<Problem>> {
        rows.get(Quote::ENTITY_NAME, self.id).cloned().ok_or_else(|| vec![Problem::new("problem-gone")])
    }

    /// What came of the price of lines with this fingerprint.
    fn take(self, answer: Result<PricedQuote, Vec<Problem>>, content: Result<String, Problem>) {
        match answer {
            Ok(priced) => {
                let outcome = Outcome { priced: Some(Arc::new(priced)), problems: Vec::new() };
                if self.outcome.with_untracked(|before| *before != outcome) {
                    self.outcome.set(outcome);
                }
                if let Ok(content) = content {
                    self.keep_totals(content);
                }
            }
            Err(problems) => self.outcome.update(|outcome| outcome.problems = problems),
        }
    }

    /// Lists show the totals of drafts too: who changes a quote writes them down.
    fn keep_totals(self, content: String) {
        let Some((quote, priced)) = self.quote.get_untracked().zip(self.priced_untracked()) else { return };
        // Of a workspace that is half read, no price is the price.
        if !self.may.get_untracked() || !self.replica.loaded().get_untracked() {
            return;
        }
        let due = self.due.try_update_value(|due| std::mem::take(&mut due.now)).unwrap_or_default();
        let values = records::note(&quote, &priced, content);
        if values.is_empty() || !(due || self.is_edited(&quote)) {
            return;
        }
        let op = self.replica.read(|rows| rows.patch(&quote, values));
        spawn_local(async move {
            // What nobody entered needs no undo; and where it cannot be kept, the next edit tries again.
            if self.replica.commit(vec![op], None).await.is_err() {
                let _ = self.due.try_update_value(|then| then.now |= due);
            }
        });
    }

    /// Something of it was changed on this device after its totals were written. Looking writes nothing where they are
    /// those of its lines, and others write what follows from their edits.
    fn is_edited(self, quote: &Record) -> bool {
        let written = TOTALS.iter().filter_map(|field| quote.cell(field)).map(|cell| order(&cell.stamp)).max();
        self.replica.read(|rows| {
            let lines = records::lines(rows, self.id);
            let changes = lines.iter().map(|line| line.updated()).chain([quote.updated()]);
            let own = changes.filter(|stamp| stamp.client == rows.meta().client);
            own.map(order).max() > written
        })
    }

    /// Notes lines that go or come back here, before the server has answered and nothing tells of them any more; and at
    /// first whether somebody changed lines and did not live to write down what came of it.
    fn note_due(self, quote: &Record) {
        let loaded = self.replica.loaded().get();
        self.replica.read(|rows| {
            let pending = rows.pending().values().filter(|pending| pending.outcome.is_none());
            let mut ops = pending.flat_map(|pending| &pending.mutation.ops);
            let lines = records::lines(rows, self.id);
            self.due.update_value(|due| {
                due.lines.extend(lines.iter().map(|line| line.id));
                due.now |= ops.any(|op| match op {
                    Operation::Delete { id, .. } | Operation::Restore { id, .. } => due.lines.contains(id),
                    _ => false,
                });
                if loaded && !std::mem::replace(&mut due.looked, true) {
                    due.now |= is_draft(quote) && records::is_of_other_lines(rows, quote);
                }
            });
        });
    }

    pub(super) fn priced(self) -> Option<Arc<PricedQuote>> {
        self.outcome.with(|outcome| outcome.priced.clone())
    }

    pub(super) fn priced_untracked(self) -> Option<Arc<PricedQuote>> {
        self.outcome.with_untracked(|outcome| outcome.priced.clone())
    }

    /// What a line costs.
    pub(super) fn priced_line(self, line: Id) -> Option<PricedLine> {
        let id = line.to_string();
        self.priced()?.lines.iter().find(|line| line.id == id).cloned()
    }

    /// What is wrong with a line.
    pub(super) fn problem_of(self, line: Id) -> Option<String> {
        let id = line.to_string();
        let own = |problem: &&Problem| problem.args.get("line") == Some(&id);
        self.outcome.with(|outcome| outcome.problems.iter().find(own).map(say_problem))
    }

    pub(super) fn currency(self) -> Option<Currency> {
        self.quote.with(|quote| quote.as_ref()?.get(Quote::CURRENCY)?.parse().ok())
    }

    /// Changes fields of a line, with an undo.
    pub(super) fn set_line<const N: usize>(self, line: &Record, values: [(&'static str, Value); N], said: String) {
        let op = self.replica.read(|rows| rows.patch(line, values));
        self.replica.write(said, vec![op]);
    }

    /// Changes fields of the quote.
    pub(super) fn set(self, values: impl IntoIterator<Item = (Name, Value)>, said: String) {
        let Some(quote) = self.quote.get_untracked() else { return };
        let op = self.replica.read(|rows| rows.patch(&quote, values));
        self.replica.write(said, vec![op]);
    }
}

/// What came later is greater; what the server has not ordered yet comes last.
const fn order(stamp: &Stamp) -> (bool, u64, Millis) {
    (stamp.seq == 0, stamp.seq, stamp.at)
}

pub(super) fn is_draft(quote: &Record) -> bool {
    quote.get(Quote::STATUS) == Some(DRAFT)
}

enum Question {
    /// It was sent: it costs what it cost.
    Known(Box<PricedQuote>),
    /// A draft is priced.
    Asked(Box<PriceList>, Box<Draft>),
}

fn question(rows: &Replica, quote: &Record) -> Result<Question, Vec<Problem>> {
    let one = |problem| vec![problem];
    if let Some(priced) = records::priced(quote).map_err(one)?.filter(|_| !is_draft(quote)) {
        return Ok(Question::Known(Box::new(priced)));
    }
    let list = records::price_list(rows, quote).map_err(one)?;
    Ok(Question::Asked(Box::new(list), Box::new(records::draft(rows, quote)?)))
}
