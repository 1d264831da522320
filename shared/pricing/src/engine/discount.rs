//! Discounts by rule, then by hand.

use super::{Prices, Working};
use crate::{
    amount,
    catalog::{Condition, DiscountRule, DiscountSize},
    draft::{ByHand, Draft, Line, LineChange},
    rate,
    waterfall::{Cause, Sentence, StepKind, Waterfall},
};
use rust_decimal::Decimal;
use rustc_hash::FxHashSet;
use shared::{Problem, value::Money};

/// The second part of a line's waterfall. `total` is what the quote's lines cost before discounts.
pub(super) fn by_rules_and_hand<'a>(
    prices: &Prices<'_>,
    draft: &Draft,
    mut working: Working<'a>,
    total: Decimal,
) -> Result<Working<'a>, Problem> {
    by_rules(prices, draft, &mut working, total)?;
    if let Some(change) = &working.line.discount {
        by_hand(change, working.line.quantity, draft, &mut working.waterfall)?;
    }
    Ok(working)
}

fn by_rules(prices: &Prices<'_>, draft: &Draft, working: &mut Working<'_>, total: Decimal) -> Result<(), Problem> {
    let line = working.line;
    let mut holding = Vec::new();
    for rule in prices.discounts.iter().filter(|rule| rule.on_contracts || !working.contract) {
        if holds(&rule.when, draft, line) && reaches(&rule.when, draft, total)? {
            holding.push(*rule);
        }
    }
    let mut groups = FxHashSet::default();
    for rule in &holding {
        let rivals = match rule.best_of.as_deref() {
            Some(group) if !groups.insert(group) => continue,
            Some(group) => holding.iter().copied().filter(|other| other.best_of.as_deref() == Some(group)).collect(),
            None => vec![*rule],
        };
        apply_best(&rivals, draft, line, &mut working.waterfall)?;
    }
    Ok(())
}

/// Applies the rule that takes most off; of equal ones the first.
fn apply_best(rules: &[&DiscountRule], draft: &Draft, line: &Line, waterfall: &mut Waterfall) -> Result<(), Problem> {
    let mut best: Option<(Decimal, &DiscountRule)> = None;
    for rule in rules {
        let out = lowered(rule, draft, line.quantity, waterfall.amount())?;
        if best.is_none_or(|(least, _)| out < least) {
            best = Some((out, rule));
        }
    }
    let Some((out, rule)) = best else { return Ok(()) };
    let reason = if rules.len() > 1 {
        Sentence::new("price-reason-rule-best").with("rivals", rules.len())
    } else {
        Sentence::new("price-reason-rule")
    };
    let reason = explain(reason, rule);
    waterfall.go_to(out, Cause { kind: StepKind::Rule, rule: &rule.id, name: &rule.name, reason })
}

fn explain(reason: Sentence, rule: &DiscountRule) -> Sentence {
    let money = |money: Money| format!("{} {}", amount::plain(money.amount), money.currency);
    let (kind, size) = match rule.size {
        DiscountSize::PercentOff(percent) => ("percent", amount::plain(percent)),
        DiscountSize::UnitOff(off) => ("unit", money(off)),
        DiscountSize::LineOff(off) => ("line", money(off)),
        DiscountSize::UnitPrice(price) => ("price", money(price)),
    };
    reason.with("rule", &rule.name).with("kind", kind).with("size", size)
}

/// What a rule leaves of an amount: never more than there is, and never less than nothing.
fn lowered(rule: &DiscountRule, draft: &Draft, quantity: Decimal, from: Decimal) -> Result<Decimal, Problem> {
    let currency = draft.currency;
    let own = |money: Money, times: Decimal| {
        let amount = amount::exact_times(amount::price(money.amount, money.currency)?, times, currency)?;
        amount::times(amount, rate::factor(&draft.rates, money.currency, currency)?, currency)
    };
    let out = match rule.size {
        DiscountSize::PercentOff(percent) => amount::percent(percent)
            .and_then(|percent| amount::percent_of(from, percent, currency))
            .map(|off| from - off),
        DiscountSize::UnitOff(money) => own(money, quantity).map(|off| from - off),
        DiscountSize::LineOff(money) => own(money, Decimal::ONE).map(|off| from - off),
        DiscountSize::UnitPrice(money) => own(money, quantity),
    };
    Ok(out.map_err(|problem| problem.with("rule", &rule.name))?.clamp(Decimal::ZERO, from))
}

fn holds(when: &Condition, draft: &Draft, line: &Line) -> bool {
    let customer = &draft.customer;
    let product = &line.product;
    (when.products.is_empty() || when.products.contains(&product.id))
        && (when.families.is_empty() || product.family.as_ref().is_some_and(|family| when.families.contains(family)))
        && (when.groups.is_empty() || !when.groups.is_disjoint(&customer.groups))
        && (when.accounts.is_empty() || customer.account.as_ref().is_some_and(|id| when.accounts.contains(id)))
        && when.min_quantity.is_none_or(|least| least <= line.quantity)
        && when.max_quantity.is_none_or(|most| line.quantity <= most)
        && when.validity.holds(draft.date)
}

fn reaches(when: &Condition, draft: &Draft, total: Decimal) -> Result<bool, Problem> {
    let Some(least) = when.min_total else { return Ok(true) };
    Ok(rate::convert(least.amount, least.currency, draft.currency, &draft.rates)? <= total)
}

fn by_hand(
    change: &ByHand<LineChange>,
    quantity: Decimal,
    draft: &Draft,
    waterfall: &mut Waterfall,
) -> Result<(), Problem> {
    let currency = draft.currency;
    let from = waterfall.amount();
    let (out, key) = match change.change {
        LineChange::PercentOff(percent) => {
            (from - amount::percent_of(from, amount::percent(percent)?, currency)?, "price-reason-hand-percent")
        }
        LineChange::AmountOff(off) => (from - amount_off(off, from)?, "price-reason-hand-amount"),
        LineChange::UnitPrice(price) => {
            (amount::times(amount::price(price, currency)?, quantity, currency)?, "price-reason-hand-price")
        }
    };
    let (LineChange::PercentOff(size) | LineChange::AmountOff(size) | LineChange::UnitPrice(size)) = change.change;
    let reason = Sentence::new(key).with("size", amount::plain(size)).with("reason", &change.reason);
    waterfall.go_to(out, Cause { kind: StepKind::Hand, rule: &change.by, name: "", reason })
}

fn amount_off(off: Decimal, from: Decimal) -> Result<Decimal, Problem> {
    let sensible = off >= Decimal::ZERO && off <= from;
    let problem = || Problem::of("discount", "problem-discount-exceeds").with("discount", off).with("amount", from);
    if sensible { Ok(off) } else { Err(problem()) }
}
