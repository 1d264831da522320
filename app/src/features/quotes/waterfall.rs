//! How a price came about, step by step, with reasons.

use super::{amount, plain};
use crate::i18n::{Arg, t, t_with};
use leptos::prelude::*;
use pricing::{PricedLine, Sentence, Step, waterfall::StepKind};
use rust_decimal::Decimal;
use shared::value::Currency;

/// A sentence in the person's language.
pub(super) fn say(sentence: &Sentence) -> String {
    let args: Vec<(&str, Arg)> =
        sentence.args.iter().map(|(name, value)| (name.as_str(), value.as_str().into())).collect();
    t_with(&sentence.key, &args)
}

/// The steps of a line from its list price to what it costs.
pub(super) fn waterfall(line: &PricedLine, currency: Currency) -> AnyView {
    let steps = line.steps.iter().enumerate().map(|(at, step)| row(at, step, currency)).collect_view();
    view! {
        <table class="waterfall" aria-label=t("quotes-why")>
            <tbody>{steps}</tbody>
            <tfoot>
                <tr>
                    <th scope="row" colspan="2">{t("quotes-net")}</th>
                    <td class="waterfall__amount">{amount(line.net, currency)}</td>
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}

fn row(at: usize, step: &Step, currency: Currency) -> AnyView {
    let change = step.amount_out - step.amount_in;
    let said = if at == 0 { amount(step.amount_out, currency) } else { signed(change, currency) };
    let share = share(change, step.amount_in).filter(|_| at > 0);
    let class = if at > 0 && change < Decimal::ZERO {
        "waterfall__change waterfall__change--less"
    } else {
        "waterfall__change"
    };
    view! {
        <tr>
            <th scope="row">{kind(step.kind)}<span class="waterfall__reason">{say(&step.reason)}</span></th>
            <td class=class>{share}</td>
            <td class="waterfall__amount">{said}</td>
        </tr>
    }
    .into_any()
}

fn kind(kind: StepKind) -> String {
    t(match kind {
        StepKind::List => "quotes-step-list",
        StepKind::Contract => "quotes-step-contract",
        StepKind::Tier => "quotes-step-tier",
        StepKind::Surcharge => "quotes-step-surcharge",
        StepKind::Bundle => "quotes-step-bundle",
        StepKind::Rule => "quotes-step-rule",
        StepKind::Hand => "quotes-step-hand",
        StepKind::Share => "quotes-step-share",
    })
}

/// `+$12.00`, `−$12.00`.
fn signed(change: Decimal, currency: Currency) -> String {
    let sign = if change < Decimal::ZERO { "−" } else { "+" };
    format!("{sign}{}", amount(change.abs(), currency))
}

/// `−5 %`.
fn share(change: Decimal, of: Decimal) -> Option<String> {
    let percent = (change.checked_div(of)? * Decimal::ONE_HUNDRED).round_dp(2);
    let sign = if percent < Decimal::ZERO { "−" } else { "+" };
    Some(t_with("quotes-step-share-of", &[("percent", format!("{sign}{}", plain(percent.abs())).into())]))
}
