//! An exact amount and its currency.

use super::{input::Input, text::plain_number};
use crate::{
    i18n::t_with,
    services::use_replica,
    ui::{Choice, NumberField, SelectField, dom},
};
use leptos::prelude::*;
use shared::{
    Value,
    entities::{Opportunity, PriceBook},
    replica::Replica,
    value::{Currency, Money},
};

/// Currencies offered; one that stands in the record is offered too.
const OFFERED: [&str; 18] = [
    "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "BRL",
    "MXN", "ZAR",
];

/// The amount, with the currency beside it.
#[component]
pub(super) fn MoneyInput(input: Input) -> impl IntoView {
    let start = input.value.get_untracked();
    let amount = RwSignal::new(super::typed(&input.field.def.kind, &start));
    let usual = || use_replica().read(usual_currency);
    let currency = RwSignal::new(start.as_money().map_or_else(usual, |money| money.currency.code().to_owned()));
    let value = input.value;
    Effect::new(move |before: Option<(String, String)>| {
        let now = (amount.get(), currency.get());
        if before.is_some_and(|before| before != now) {
            value.set(money_of(&now.0, &now.1));
        }
        now
    });
    let options = currencies(&currency.get_untracked());
    let currency_label = t_with("record-currency-of", &[("field", input.label().into())]);
    view! {
        <div class="field-money" class:field-money--labelled=!input.in_place>
            <NumberField label=input.label() value=amount problem=input.problem required=input.required() hide_label=input.in_place />
            <SelectField label=currency_label value=currency options=Signal::stored(options) hide_label=true on_change=|code: String| dom::remember("currency", &code) />
        </div>
    }
    .into_any()
}

/// The currencies to choose from, this one among them.
pub fn currencies(own: &str) -> Vec<Choice> {
    let known = OFFERED.contains(&own);
    OFFERED.into_iter().chain((!known).then_some(own)).map(|code| Choice::new(code, code)).collect()
}

fn money_of(amount: &str, currency: &str) -> Value {
    if amount.trim().is_empty() {
        return Value::Null;
    }
    let money = format!("{} {currency}", plain_number(amount.trim())).parse::<Money>();
    money.map_or_else(|_| Value::text(amount.trim()), Value::Money)
}

/// The currency used last on this device, else that of the team's prices and deals.
pub fn usual_currency(replica: &Replica) -> String {
    let used = dom::remembered("currency").filter(|code| code.parse::<Currency>().is_ok());
    used.or_else(|| currency_in_use(replica)).unwrap_or_else(|| "USD".to_owned())
}

fn currency_in_use(replica: &Replica) -> Option<String> {
    let books = replica.rows(PriceBook::ENTITY_NAME).iter();
    let mut standard = books.filter(|book| book.get(PriceBook::STANDARD) == Some(true));
    let of_books = standard.find_map(|book| book.get(PriceBook::CURRENCY).map(str::to_owned));
    let mut deals = replica.rows(Opportunity::ENTITY_NAME).iter();
    of_books.or_else(|| deals.find_map(|deal| Some(deal.get(Opportunity::AMOUNT)?.currency.to_string())))
}
