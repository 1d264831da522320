//! What a line costs before discounts: list price, contract, tiers, options, bundle.

use super::{
    Prices, Working,
    source::{Source, Sources},
};
use crate::{
    amount,
    catalog::{Surcharge, SurchargeSize, Tier, TierMode},
    draft::{Choice, Configuration, Draft, Line},
    rate,
    waterfall::{Cause, Sentence, StepKind, Waterfall},
};
use rust_decimal::Decimal;
use shared::{Problem, value::Currency};

const LIST: [&str; 2] = ["price-reason-list", "price-reason-list-converted"];
const CONTRACT: [&str; 2] = ["price-reason-contract", "price-reason-contract-converted"];

/// The first part of a line's waterfall.
pub(super) fn start<'a>(prices: &Prices<'_>, draft: &Draft, line: &'a Line) -> Result<Working<'a>, Problem> {
    let mut waterfall = Waterfall::new(draft.currency);
    let mut parts = Vec::new();
    let mut contract = false;
    if let Some(bundle) = prices.bundles.get(line.product.id.as_str()) {
        parts = super::bundle::price(prices, draft, bundle, line.quantity, &mut waterfall)?;
    } else {
        contract = plain(prices, draft, line, &mut waterfall)?;
    }
    let list = waterfall.amount();
    Ok(Working { line, waterfall, contract, list, parts })
}

/// The price of a product that is no bundle. Tells whether it is the account's own.
fn plain(prices: &Prices<'_>, draft: &Draft, line: &Line, waterfall: &mut Waterfall) -> Result<bool, Problem> {
    let sources = prices.sources(draft, &line.product.id)?;
    let money = Amounts { currency: draft.currency, quantity: line.quantity };
    match (sources.best(), &line.configuration) {
        (Some(best), _) => listed(&money, &sources, best, line, waterfall)?,
        (None, Some(own)) => money.by_model(own, draft, own.from, model_cause(own), waterfall)?,
        (None, None) => return Err(Problem::of("product", "problem-price-missing").with("date", draft.date)),
    }
    if let Some(own) = &line.configuration {
        let lists = sources.surcharges().map(|(_, surcharges)| surcharges).unwrap_or_default();
        let lists = |choice: &Choice| lists.iter().any(|surcharge| surcharge.attribute == choice.attribute);
        for choice in line.choices.iter().filter(|choice| !lists(choice)) {
            let price = choice.price.unwrap_or_default();
            money.by_model(own, draft, price, option_cause(own, choice), waterfall)?;
        }
    }
    Ok(sources.contract.is_some())
}

/// What price lists say: list price or the account's own, tiers, and options that they price.
fn listed<'a>(
    money: &Amounts,
    sources: &Sources<'a>,
    best: Source<'a>,
    line: &Line,
    waterfall: &mut Waterfall,
) -> Result<(), Problem> {
    if let Some(book) = sources.book {
        waterfall.go_to(money.plain(book)?, money.cause(book, StepKind::List, LIST))?;
    }
    if let Some(own) = sources.contract {
        waterfall.go_to(money.plain(own)?, money.cause(own, StepKind::Contract, CONTRACT))?;
    }
    if let Some((amount, cause)) = money.tier(best)? {
        waterfall.go_to(amount, cause)?;
    }
    if let Some((source, surcharges)) = sources.surcharges() {
        let before = waterfall.amount();
        for (surcharge, choice) in chosen(surcharges, &line.choices) {
            let change = money.surcharge(source, surcharge, choice, before)?;
            waterfall.add(change, surcharge_cause(surcharge, choice))?;
        }
    }
    Ok(())
}

/// The amount of a product that is part of a bundle, without options.
pub(super) fn part(prices: &Prices<'_>, draft: &Draft, product: &str, quantity: Decimal) -> Result<Decimal, Problem> {
    let missing = || Problem::of("product", "problem-price-missing").with("product", product).with("date", draft.date);
    let best = prices.sources(draft, product)?.best().ok_or_else(missing)?;
    let money = Amounts { currency: draft.currency, quantity: amount::quantity(quantity)? };
    match money.tier(best)? {
        Some((amount, _)) => amount::within(amount, draft.currency),
        None => money.plain(best),
    }
}

/// Surcharges with the choice that asks for them, in the order of the price list.
fn chosen<'a>(surcharges: &'a [Surcharge], choices: &'a [Choice]) -> impl Iterator<Item = (&'a Surcharge, &'a Choice)> {
    surcharges.iter().flat_map(move |surcharge| {
        let asks = move |choice: &&Choice| {
            choice.attribute == surcharge.attribute
                && surcharge.value.as_deref().is_none_or(|value| value == choice.value)
        };
        choices.iter().filter(asks).map(move |choice| (surcharge, choice))
    })
}

fn surcharge_cause<'a>(surcharge: &'a Surcharge, choice: &'a Choice) -> Cause<'a> {
    Cause { kind: StepKind::Surcharge, rule: &surcharge.id, name: &surcharge.name, reason: option_reason(choice) }
}

fn option_reason(choice: &Choice) -> Sentence {
    let (attribute, value) = choice.said();
    Sentence::new("price-reason-surcharge").with("attribute", attribute).with("value", value)
}

/// What the model of a product says of an option, against the cheapest product.
fn option_cause<'a>(own: &'a Configuration, choice: &'a Choice) -> Cause<'a> {
    Cause { kind: StepKind::Surcharge, rule: &own.model, name: choice.said().1, reason: option_reason(choice) }
}

/// What the model of a product says of the cheapest one.
fn model_cause(own: &Configuration) -> Cause<'_> {
    let reason = Sentence::new("price-reason-model").with("version", own.version);
    let reason = reason.with("price", amount::plain(own.from)).with("currency", own.currency);
    Cause { kind: StepKind::List, rule: &own.model, name: "", reason }
}

/// Amounts for a quantity in the quote's currency.
struct Amounts {
    currency: Currency,
    quantity: Decimal,
}

impl Amounts {
    /// The amount for some of the quantity, at a price of the source; not rounded.
    fn exact(&self, source: Source<'_>, price: Decimal, quantity: Decimal) -> Result<Decimal, Problem> {
        let price = amount::price(price, source.currency)?;
        let amount =
            amount::exact_times(amount::exact_times(price, quantity, self.currency)?, source.factor, self.currency)?;
        let per = amount::quantity(source.entry.per).map_err(|problem| problem.with("entry", &source.entry.id))?;
        amount.checked_div(per).ok_or_else(|| amount::too_large(self.currency))
    }

    /// Adds what a model's price is for the quantity.
    fn by_model(
        &self,
        own: &Configuration,
        draft: &Draft,
        price: Decimal,
        cause: Cause<'_>,
        waterfall: &mut Waterfall,
    ) -> Result<(), Problem> {
        if price.is_zero() {
            return Ok(());
        }
        let strange = |_| {
            let problem = Problem::of("choices", "problem-model-currency");
            problem.with("from", own.currency).with("to", draft.currency)
        };
        let factor = rate::factor(&draft.rates, own.currency, draft.currency).map_err(strange)?;
        let amount = amount::exact_times(price, self.quantity, self.currency)?;
        let amount = amount::exact_times(amount, factor, self.currency)?;
        waterfall.add(amount::round(amount::within(amount, self.currency)?, self.currency), cause)
    }

    /// The amount below all tiers, rounded.
    fn plain(&self, source: Source<'_>) -> Result<Decimal, Problem> {
        let amount = self.exact(source, source.entry.price, self.quantity)?;
        Ok(amount::round(amount::within(amount, self.currency)?, self.currency))
    }

    /// The amount by tiers, rounded, where the quantity reaches one.
    fn tier<'a>(&self, source: Source<'a>) -> Result<Option<(Decimal, Cause<'a>)>, Problem> {
        let Some(tiers) = &source.entry.tiers else { return Ok(None) };
        let mut reached: Vec<&Tier> = tiers.steps.iter().filter(|tier| self.reaches(tiers.mode, tier)).collect();
        reached.sort_by_key(|tier| tier.from);
        let Some(highest) = reached.last().copied() else { return Ok(None) };
        let (amount, key) = match tiers.mode {
            TierMode::Volume => (self.exact(source, highest.price, self.quantity)?, "price-reason-volume"),
            TierMode::Graduated => (self.graduated(source, &reached)?, "price-reason-graduated"),
        };
        let reason = Sentence::new(key).with("from", amount::plain(highest.from));
        let reason = reason.with("price", amount::plain(highest.price));
        let cause = Cause { kind: StepKind::Tier, rule: &source.entry.id, name: source.name, reason };
        Ok(Some((amount::round(amount, self.currency), cause)))
    }

    fn reaches(&self, mode: TierMode, tier: &Tier) -> bool {
        match mode {
            TierMode::Volume => tier.from <= self.quantity,
            TierMode::Graduated => tier.from < self.quantity,
        }
    }

    /// Each slice of the quantity at its own price. `tiers` are those that the quantity reaches, lowest first.
    fn graduated(&self, source: Source<'_>, tiers: &[&Tier]) -> Result<Decimal, Problem> {
        let starts = std::iter::once((Decimal::ZERO, source.entry.price));
        let starts = starts.chain(tiers.iter().map(|tier| (tier.from.max(Decimal::ZERO), tier.price)));
        let ends = tiers.iter().map(|tier| tier.from.max(Decimal::ZERO)).chain([self.quantity]);
        starts.zip(ends).try_fold(Decimal::ZERO, |sum, ((start, price), end)| {
            let slice = self.exact(source, price, end - start)?;
            sum.checked_add(slice).ok_or_else(|| amount::too_large(self.currency))
        })
    }

    /// What an option adds. `before` is the amount before all options, which percentages are of.
    fn surcharge(
        &self,
        source: Source<'_>,
        surcharge: &Surcharge,
        choice: &Choice,
        before: Decimal,
    ) -> Result<Decimal, Problem> {
        let times = self.times(surcharge, choice)?;
        let amount = match surcharge.size {
            SurchargeSize::Amount(amount) => {
                let units = amount::exact_times(times, self.quantity, self.currency)?;
                amount::exact_times(amount, units, self.currency)
                    .and_then(|a| amount::exact_times(a, source.factor, self.currency))?
            }
            SurchargeSize::Percent(percent) => {
                let share = amount::exact_times(percent, times, self.currency)?;
                amount::percent_of(before, share, self.currency)?
            }
        };
        Ok(amount::round(amount::within(amount, self.currency)?, self.currency))
    }

    /// How often a surcharge counts in each unit. Without a value of its own an amount counts once for each unit of the
    /// number that was chosen.
    fn times(&self, surcharge: &Surcharge, choice: &Choice) -> Result<Decimal, Problem> {
        let count = if choice.count.is_zero() { Decimal::ZERO } else { amount::quantity(choice.count)? };
        if surcharge.value.is_some() || matches!(surcharge.size, SurchargeSize::Percent(_)) {
            return Ok(count);
        }
        let number = Decimal::from_str_exact(&choice.value).ok().filter(|number| number.abs() <= amount::MOST_QUANTITY);
        let problem = || {
            Problem::of("choices", "problem-choice-number")
                .with("attribute", &choice.attribute)
                .with("value", &choice.value)
        };
        amount::exact_times(count, number.ok_or_else(problem)?, self.currency)
    }

    /// Why a plain price counts. The first key is for a price in the quote's currency, the second for a converted one.
    fn cause<'a>(&self, source: Source<'a>, kind: StepKind, keys: [&str; 2]) -> Cause<'a> {
        let entry = source.entry;
        let [own, converted] = keys;
        let key = if source.currency == self.currency { own } else { converted };
        let mut reason = Sentence::new(key).with("book", source.name).with("price", amount::plain(entry.price));
        reason = reason.with("per", amount::plain(entry.per)).with("currency", source.currency);
        if source.currency != self.currency {
            reason = reason.with("rate", amount::plain(source.factor));
        }
        Cause { kind, rule: &entry.id, name: source.name, reason }
    }
}
