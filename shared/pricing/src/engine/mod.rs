//! From a draft and a price list to a priced quote.

mod base;
mod bundle;
mod discount;
mod finish;
mod source;

use crate::{
    Catalog, PricedQuote, amount,
    catalog::{Bundle, DiscountRule},
    distribute::distribute,
    draft::{ByHand, Draft, Line, QuoteChange},
    quote::PartShare,
    waterfall::{Cause, Sentence, StepKind, Waterfall},
};
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};
use shared::Problem;
use source::Offer;
use std::cmp::Reverse;

/// The most lines that a quote may have.
const MOST_LINES: usize = 10_000;

/// A price list, indexed. Open it once and price many times.
pub struct Prices<'a> {
    offers: FxHashMap<&'a str, Vec<Offer<'a>>>,
    bundles: FxHashMap<&'a str, &'a Bundle>,
    /// In the order in which they work.
    discounts: Vec<&'a DiscountRule>,
}

impl<'a> Prices<'a> {
    /// Indexes a price list. What cannot be right in it is said when a quote touches it, or by [`Catalog::check`].
    pub fn open(catalog: &'a Catalog) -> Self {
        let mut offers: FxHashMap<&str, Vec<Offer<'_>>> = FxHashMap::default();
        for offer in Offer::all(catalog) {
            offers.entry(&offer.entry.product).or_default().push(offer);
        }
        let bundles = catalog.bundles.iter().map(|bundle| (bundle.product.as_str(), bundle)).collect();
        let mut discounts: Vec<_> = catalog.discounts.iter().collect();
        discounts.sort_by_key(|rule| (Reverse(rule.priority), &rule.id));
        Self { offers, bundles, discounts }
    }

    /// Prices a draft.
    ///
    /// # Errors
    /// Every problem of every line (with `line` among its arguments), or those of the whole quote.
    pub fn quote(&self, draft: &Draft) -> Result<PricedQuote, Vec<Problem>> {
        check(draft)?;
        let mut lines = each(&draft.lines, |line| base::start(self, draft, line))?;
        let counted = lines.iter().filter(|line| line.counts()).map(Working::amount);
        let list = amount::sum(counted, draft.currency).map_err(|problem| vec![problem])?;
        lines = each(lines, |line| discount::by_rules_and_hand(self, draft, line, list))?;
        if let Some(change) = &draft.discount {
            spread(&mut lines, change, draft).map_err(|problem| vec![problem])?;
        }
        finish::finish(draft, lines, list).map_err(|problem| vec![problem])
    }
}

/// A line that is being priced.
struct Working<'a> {
    line: &'a Line,
    waterfall: Waterfall,
    /// Its price is the account's own.
    contract: bool,
    /// Amount before discounts.
    list: Decimal,
    /// The parts of a bundle, with their list amounts in place of their shares.
    parts: Vec<PartShare>,
}

impl Working<'_> {
    fn counts(&self) -> bool {
        self.line.optional != Some(crate::draft::Taken::No)
    }

    const fn amount(&self) -> Decimal {
        self.waterfall.amount()
    }
}

/// Does the same with every line and collects what went wrong.
fn each<'d, T: HasLine<'d>, R>(
    items: impl IntoIterator<Item = T>,
    mut step: impl FnMut(T) -> Result<R, Problem>,
) -> Result<Vec<R>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut done = Vec::new();
    for item in items {
        let line = item.line();
        match step(item) {
            Ok(result) => done.push(result),
            Err(problem) => problems.push(named(problem, line)),
        }
    }
    if problems.is_empty() { Ok(done) } else { Err(problems) }
}

/// Says which line it is about, where the problem does not name a product of its own.
fn named(problem: Problem, line: &Line) -> Problem {
    let problem =
        if problem.args.contains_key("product") { problem } else { problem.with("product", &line.product.name) };
    problem.with("line", &line.id)
}

trait HasLine<'d> {
    fn line(&self) -> &'d Line;
}

impl<'d> HasLine<'d> for &'d Line {
    fn line(&self) -> &'d Line {
        self
    }
}

impl<'d> HasLine<'d> for Working<'d> {
    fn line(&self) -> &'d Line {
        self.line
    }
}

/// What must hold of a draft before any price is looked up.
fn check(draft: &Draft) -> Result<(), Vec<Problem>> {
    if draft.lines.len() > MOST_LINES {
        let problem = Problem::of("lines", "problem-too-many-lines").with("max", MOST_LINES);
        return Err(vec![problem.with("count", draft.lines.len())]);
    }
    let sections: FxHashSet<&str> = draft.sections.iter().map(|section| section.id.as_str()).collect();
    let mut ids = FxHashSet::default();
    each(&draft.lines, |line| {
        if !ids.insert(line.id.as_str()) {
            return Err(Problem::of("lines", "problem-line-twice"));
        }
        if line.section.as_deref().is_some_and(|section| !sections.contains(section)) {
            return Err(Problem::of("section", "problem-section-unknown"));
        }
        amount::quantity(line.quantity)?;
        line.tax.check()
    })
    .map(drop)
}

/// Spreads a discount on the whole quote over the lines that count, in proportion to their amounts.
fn spread(lines: &mut [Working<'_>], change: &ByHand<QuoteChange>, draft: &Draft) -> Result<(), Problem> {
    let currency = draft.currency;
    let weights: Vec<Decimal> =
        lines.iter().map(|line| if line.counts() { line.amount() } else { Decimal::ZERO }).collect();
    let total = amount::sum(weights.iter().copied(), currency)?;
    let off = match change.change {
        QuoteChange::PercentOff(percent) => amount::percent_of(total, amount::percent(percent)?, currency)?,
        QuoteChange::AmountOff(off) => amount::round(off, currency),
        QuoteChange::Total(goal) => total - amount::round(goal, currency),
    };
    if off < Decimal::ZERO || off > total {
        let problem = Problem::of("discount", "problem-discount-exceeds");
        return Err(problem.with("discount", off).with("amount", total));
    }
    let reason = Sentence::new("price-reason-share").with("reason", &change.reason).with("total", off);
    for (line, share) in lines.iter_mut().zip(distribute(off, &weights, currency)) {
        let reason = reason.clone();
        line.waterfall.add(-share, Cause { kind: StepKind::Share, rule: &change.by, name: "", reason })?;
    }
    Ok(())
}
