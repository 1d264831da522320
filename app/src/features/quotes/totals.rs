//! What it all costs: lines, discount on the whole, taxes by category, total.

use super::{amount, desk::Desk, plain, tax_words};
use crate::{
    i18n::{t, t_with},
    record::{InlineField, RecordField, entity_def},
};
use leptos::prelude::*;
use pricing::{Totals as Amounts, tax::TaxTotal};
use rust_decimal::Decimal;
use shared::{entities::Quote, value::Currency};

/// The sums of a quote or order.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    /// What the lines would cost without discounts, where that is told.
    pub list: Option<Decimal>,
    /// Totals.
    pub totals: Amounts,
    /// Taxes by category.
    pub taxes: Vec<TaxTotal>,
    /// Currency of all of them.
    pub currency: Currency,
}

/// The box of totals.
#[component]
pub(super) fn Totals(desk: Desk) -> impl IntoView {
    let rows = move || {
        let priced = desk.priced()?;
        let (totals, taxes) = (priced.totals().clone(), priced.sums.taxes.clone());
        Some(sums(&Sums { list: Some(priced.list), totals, taxes, currency: priced.settlement.currency }))
    };
    let has_one = Memo::new(move |_| {
        desk.quote.with(|quote| quote.as_ref().is_some_and(|quote| quote.get(Quote::DISCOUNT).is_some()))
    });
    let by_hand = move || (desk.may.get() || has_one.get()).then(|| discount(desk));
    view! {
        <section class="totals" aria-label=t("quotes-totals")>
            {by_hand}
            {rows}
        </section>
    }
    .into_any()
}

/// The discount on the whole quote, edited in place.
fn discount(desk: Desk) -> AnyView {
    let Some(def) = entity_def(desk.replica, Quote::ENTITY_NAME) else { return ().into_any() };
    let given = Memo::new(move |_| {
        desk.quote.with(|quote| quote.as_ref().is_some_and(|quote| quote.get(Quote::DISCOUNT).is_some()))
    });
    let row = move |field: RecordField| {
        let label = field.label();
        view! {
            <div class="record-fields__row">
                <dt class="record-fields__label">{label}</dt>
                <dd class="record-fields__value"><InlineField record=desk.quote field /></dd>
            </div>
        }
    };
    let size = RecordField::of(&def, Quote::DISCOUNT.id).map(row);
    let rest = move || {
        let fields = [Quote::DISCOUNT_KIND.id, Quote::DISCOUNT_REASON.id].into_iter().filter(|_| given.get());
        fields.filter_map(|id| RecordField::of(&def, id)).map(row).collect_view()
    };
    view! { <dl class="record-fields__list totals__discount">{size}{rest}</dl> }.into_any()
}

/// The sums as a table.
pub fn sums(sums: &Sums) -> AnyView {
    let Sums { list, totals, taxes, currency } = sums;
    let saved = list.map(|list| list - totals.lines).filter(|saved| !saved.is_zero());
    let before = saved.zip(*list).map(|(saved, list)| {
        let percent =
            saved.checked_div(list).map(|share| (share * Decimal::ONE_HUNDRED).round_dp(2)).unwrap_or_default();
        let words = t_with("quotes-discounts", &[("percent", plain(percent).into())]);
        view! { {row(t("quotes-list"), amount(list, *currency))}{row(words, format!("−{}", amount(saved, *currency)))} }
    });
    let taxes = taxes.iter().map(|tax| {
        let words = t_with(
            "quotes-tax-on",
            &[
                ("tax", tax_words(tax.category.code(), tax.rate).into()),
                ("taxable", amount(tax.taxable, *currency).into()),
            ],
        );
        row(words, amount(tax.tax, *currency))
    });
    view! {
        <table class="totals__table">
            <tbody>
                {before}
                {row(t("quote-net"), amount(totals.net, *currency))}
                {taxes.collect_view()}
            </tbody>
            <tfoot><tr><th scope="row">{t("quote-gross")}</th><td>{amount(totals.gross, *currency)}</td></tr></tfoot>
        </table>
    }
    .into_any()
}

fn row(words: String, amount: String) -> AnyView {
    view! { <tr><th scope="row">{words}</th><td>{amount}</td></tr> }.into_any()
}
