//! Quotes: put together from products, priced while they are written, sent, and taken further.

#![allow(
    clippy::large_types_passed_by_value,
    reason = "a desk is a handful of handles, cheap beside the element it is copied for"
)]

mod acts;
mod approvals;
mod configured;
mod current;
mod customer;
mod desk;
mod facts;
mod head;
mod line;
mod lines;
mod mail;
mod make;
mod outcome;
mod page;
mod pdf;
mod sharing;
mod still;
mod totals;
mod waterfall;

pub use configured::{Made, add, chosen, configured, kept, newest, pinned, told, update};
pub use make::make_at_once;
pub use still::{pictured, still};
pub use totals::{Sums, sums};

use crate::{i18n::t, record::Records, ui::format};
use leptos::prelude::*;
use rust_decimal::Decimal;
use shared::{Id, entities::Quote, value::Currency};

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    let page_of = Callback::new(|id: Id| view! { <page::QuotePage id /> }.into_any());
    view! { <Records entity=Quote::ENTITY_NAME page_of /> }.into_any()
}

/// An amount in full: `$1,200.00`.
pub fn amount(amount: Decimal, currency: Currency) -> String {
    format::money_in_full(&amount.to_string(), currency.code())
}

/// A number without the zeros that only its arithmetic needs.
pub fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

/// *VAT 19 %*, or why there is none.
pub fn tax_words(category: &str, rate: Decimal) -> String {
    if rate.is_zero() {
        return t(&format!("quote-line-tax-category-{}", category.to_lowercase()));
    }
    crate::i18n::t_with("quotes-tax", &[("rate", plain(rate).into())])
}
