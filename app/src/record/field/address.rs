//! A postal address by its parts.

use super::input::Input;
use crate::{
    i18n::t,
    ui::{TextArea, TextField},
};
use leptos::prelude::*;
use shared::{Value, value::Address};

/// The five parts of an address under one name.
#[component]
pub(super) fn AddressInput(input: Input) -> impl IntoView {
    let start = match input.value.get_untracked() {
        Value::Address(address) => *address,
        _ => Address::default(),
    };
    let street = RwSignal::new(start.street);
    let [code, city, region, country] = [start.postal_code, start.city, start.region, start.country].map(RwSignal::new);
    let value = input.value;
    Effect::new(move |before: Option<Address>| {
        let now = Address {
            street: street.get(),
            city: city.get(),
            region: region.get(),
            postal_code: code.get(),
            country: country.get(),
        };
        if before.is_some_and(|before| before != now) {
            value.set(if now.is_empty() { Value::Null } else { Value::Address(Box::new(now.clone())) });
        }
        now
    });
    let problem = input.problem;
    view! {
        <fieldset class="field-parts">
            <legend class="field__label" class:visually-hidden=input.in_place>{input.label()}</legend>
            <TextArea label=t("address-street") value=street rows=2 />
            <div class="field-parts__pair">
                <TextField label=t("address-postal-code") value=code autocomplete="off" />
                <TextField label=t("address-city") value=city autocomplete="off" />
            </div>
            <div class="field-parts__pair">
                <TextField label=t("address-region") value=region autocomplete="off" />
                <TextField label=t("address-country") value=country autocomplete="off" />
            </div>
            {move || problem.get().map(|words| view! { <p class="field__problem">{words}</p> })}
        </fieldset>
    }
    .into_any()
}
