//! The totals of a document, by the rules BR-CO-10 to BR-CO-17 of EN 16931.

use crate::{
    Rate, Tax, amount,
    draft::{Extra, ExtraKind, ExtraSize},
    rate,
    tax::{self, TaxTotal},
};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use shared::{Problem, value::Currency};

/// The totals of a document (BG-22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Sum of the lines' net amounts (BT-106).
    pub lines: Decimal,
    /// Sum of the document's allowances (BT-107).
    pub allowances: Decimal,
    /// Sum of the document's charges (BT-108).
    pub charges: Decimal,
    /// Total without tax (BT-109).
    pub net: Decimal,
    /// Tax (BT-110).
    pub tax: Decimal,
    /// Tax in the currency in which it is reported (BT-111).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_reported: Option<Decimal>,
    /// Total with tax (BT-112).
    pub gross: Decimal,
    /// Paid already (BT-113).
    pub paid: Decimal,
    /// Added to round what is due (BT-114).
    pub rounding: Decimal,
    /// Due (BT-115).
    pub due: Decimal,
}

/// An allowance or charge with its amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedExtra {
    /// Id.
    pub id: String,
    /// Allowance or charge.
    pub kind: ExtraKind,
    /// What for.
    pub reason: String,
    /// Hundredths (BT-94, BT-101), where it was given so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Decimal>,
    /// What the hundredths are of (BT-93, BT-100).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Decimal>,
    /// The amount (BT-92, BT-99), not negative.
    pub amount: Decimal,
    /// How it is taxed.
    pub tax: Tax,
}

impl PricedExtra {
    /// What it adds to the total without tax.
    pub fn signed(&self) -> Decimal {
        match self.kind {
            ExtraKind::Allowance => -self.amount,
            ExtraKind::Charge => self.amount,
        }
    }
}

/// What the totals depend on besides lines, allowances and charges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Currency of the document.
    pub currency: Currency,
    /// Paid already.
    #[serde(default)]
    pub paid: Decimal,
    /// What is due is rounded to a multiple of this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cash_rounding: Option<Decimal>,
    /// The currency in which taxes are reported, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_currency: Option<Currency>,
    /// Frozen rates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rates: Vec<Rate>,
}

/// A document's arithmetic, from its lines' net amounts on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Allowances and charges.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extras: Vec<PricedExtra>,
    /// Taxes by category and rate.
    pub taxes: Vec<TaxTotal>,
    /// Totals.
    pub totals: Totals,
}

/// Gives allowances and charges their amounts. `lines` are net amounts with their taxes.
pub fn price_extras(
    lines: &[(Decimal, &Tax)],
    extras: &[Extra],
    currency: Currency,
) -> Result<Vec<PricedExtra>, Problem> {
    extras
        .iter()
        .map(|extra| price_extra(lines, extra, currency).map_err(|problem| problem.with("extra", &extra.reason)))
        .collect()
}

fn price_extra(lines: &[(Decimal, &Tax)], extra: &Extra, currency: Currency) -> Result<PricedExtra, Problem> {
    extra.tax.check()?;
    let (percent, base, amount) = match extra.size {
        ExtraSize::Amount(amount) => (None, None, amount::round(amount::price(amount, currency)?, currency)),
        ExtraSize::Percent(percent) => {
            let alike = lines.iter().filter(|(_, tax)| tax.same_group(&extra.tax)).map(|(amount, _)| *amount);
            let base = amount::sum(alike, currency)?;
            (Some(percent), Some(base), amount::percent_of(base, amount::percent(percent)?, currency)?)
        }
    };
    let Extra { id, kind, reason, tax, .. } = extra.clone();
    Ok(PricedExtra { id, kind, reason, percent, base, amount, tax })
}

/// Adds a document up.
pub fn add_up(lines: &[(Decimal, &Tax)], extras: Vec<PricedExtra>, settlement: &Settlement) -> Result<Sums, Problem> {
    let currency = settlement.currency;
    let of_kind = |kind| extras.iter().filter(move |extra| extra.kind == kind).map(|extra| extra.amount);
    let sum = amount::sum(lines.iter().map(|(amount, _)| *amount), currency)?;
    let allowances = amount::sum(of_kind(ExtraKind::Allowance), currency)?;
    let charges = amount::sum(of_kind(ExtraKind::Charge), currency)?;
    let net = amount::within(sum - allowances + charges, currency)?;
    if net.is_sign_negative() && !net.is_zero() {
        return Err(Problem::of("extras", "problem-total-negative").with("total", net).with("currency", currency));
    }
    let amounts = lines.iter().copied().chain(extras.iter().map(|extra| (extra.signed(), &extra.tax)));
    let taxes = tax::breakdown(amounts, currency)?;
    let tax = amount::sum(taxes.iter().map(|row| row.tax), currency)?;
    let tax_reported = report(tax, settlement)?;
    let gross = amount::within(net + tax, currency)?;
    let paid = amount::round(amount::price(settlement.paid, currency)?, currency);
    let rounding = cash_rounding(gross - paid, settlement)?;
    let due = gross - paid + rounding;
    let totals = Totals { lines: sum, allowances, charges, net, tax, tax_reported, gross, paid, rounding, due };
    Ok(Sums { extras, taxes, totals })
}

fn report(tax: Decimal, settlement: &Settlement) -> Result<Option<Decimal>, Problem> {
    let other = settlement.tax_currency.filter(|other| *other != settlement.currency);
    other.map(|other| rate::convert(tax, settlement.currency, other, &settlement.rates)).transpose()
}

/// What must be added to reach the nearest multiple, half away from zero.
fn cash_rounding(due: Decimal, settlement: &Settlement) -> Result<Decimal, Problem> {
    let currency = settlement.currency;
    let Some(step) = settlement.cash_rounding else { return Ok(amount::round(Decimal::ZERO, currency)) };
    let coins = Some(step).filter(|step| *step > Decimal::ZERO && amount::round(*step, currency) == *step);
    let coins = coins.and_then(|step| due.checked_div(step));
    let coins = coins.ok_or_else(|| Problem::of("cash_rounding", "problem-cash-rounding").with("step", step))?;
    let nearest = coins.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    Ok(amount::round(amount::times(nearest, step, currency)? - due, currency))
}
