//! The last step: shares of bundles, subtotals, taxes and totals.

use super::Working;
use crate::{
    PricedLine, PricedQuote, amount,
    distribute::distribute,
    draft::Draft,
    quote::{PartShare, SectionTotal},
    totals::{self, Settlement},
};
use rust_decimal::Decimal;
use shared::{Problem, value::Currency};

pub(super) fn finish(draft: &Draft, lines: Vec<Working<'_>>, list: Decimal) -> Result<PricedQuote, Problem> {
    let lines: Vec<PricedLine> = lines.into_iter().map(|line| priced(line, draft.currency)).collect();
    let settlement = Settlement {
        currency: draft.currency,
        paid: draft.paid,
        cash_rounding: draft.cash_rounding,
        tax_currency: draft.tax_currency,
        rates: draft.rates.clone(),
    };
    let taxed: Vec<_> = lines.iter().filter(|line| line.counts()).map(|line| (line.net, &line.tax)).collect();
    let extras = totals::price_extras(&taxed, &draft.extras, draft.currency)?;
    let sums = totals::add_up(&taxed, extras, &settlement)?;
    Ok(PricedQuote {
        date: draft.date,
        customer: draft.customer.clone(),
        term_months: draft.term_months,
        sections: sections(draft, &lines)?,
        settlement,
        lines,
        list,
        sums,
    })
}

fn priced(working: Working<'_>, currency: Currency) -> PricedLine {
    let Working { line, waterfall, list, parts, .. } = working;
    let net = waterfall.amount();
    let line = line.clone();
    PricedLine {
        id: line.id,
        product: line.product,
        description: line.description,
        choices: line.choices,
        configuration: line.configuration,
        section: line.section,
        optional: line.optional,
        quantity: line.quantity,
        list,
        net,
        tax: line.tax,
        parts: shared_out(parts, net, currency),
        steps: waterfall.into_steps(),
    }
}

/// Gives the parts of a bundle their shares of its net amount.
fn shared_out(parts: Vec<PartShare>, net: Decimal, currency: Currency) -> Vec<PartShare> {
    let weights: Vec<Decimal> = parts.iter().map(|part| part.net).collect();
    let shares = distribute(net, &weights, currency);
    parts.into_iter().zip(shares).map(|(part, net)| PartShare { net, ..part }).collect()
}

fn sections(draft: &Draft, lines: &[PricedLine]) -> Result<Vec<SectionTotal>, Problem> {
    let net = |id: &str| {
        let inside = lines.iter().filter(|line| line.counts() && line.section.as_deref() == Some(id));
        amount::sum(inside.map(|line| line.net), draft.currency)
    };
    let total = |section: &crate::draft::Section| {
        Ok(SectionTotal { id: section.id.clone(), name: section.name.clone(), net: net(&section.id)? })
    };
    draft.sections.iter().map(total).collect()
}
