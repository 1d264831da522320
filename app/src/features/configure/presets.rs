//! Where to begin: choices that many people begin with, and what the cheapest such product costs.

use super::desk::Desk;
use crate::i18n::{t, t_with};
use leptos::{prelude::*, task::spawn_local};
use protocol::{Click, Preset, product::Ask};
use std::collections::BTreeMap;

/// Stands above the list until something is chosen.
pub(super) fn presets(desk: Desk) -> AnyView {
    let all = StoredValue::new(desk.model.with_value(|model| model.presets.clone()));
    if all.with_value(Vec::is_empty) {
        return ().into_any();
    }
    let none = Memo::new(move |_| desk.choices.with(BTreeMap::is_empty));
    let shown = move || {
        none.get().then(|| {
            let cards = all.get_value().into_iter().map(|preset| card(desk, preset)).collect_view();
            view! {
                <section class="configure-step" aria-labelledby="configure-presets">
                    <h2 class="configure-step__name" id="configure-presets">{t("configure-presets")}</h2>
                    <div class="configure-presets">{cards}</div>
                </section>
            }
        })
    };
    shown.into_any()
}

fn card(desk: Desk, preset: Preset) -> AnyView {
    let price = RwSignal::new(None::<i64>);
    let Preset { name, about, choices, .. } = preset;
    let click = Click {
        model: desk.model.with_value(|model| model.hash.clone()),
        choices: choices.clone(),
        keep: Vec::new(),
        ask: Ask::default(),
    };
    spawn_local(async move {
        if let Ok(clicked) = desk.workshop.ask(click).await {
            let _ = price.try_set(clicked.answer.cheapest.map(|built| built.price));
        }
    });
    let words =
        move || price.get().map(|price| t_with("configure-preset-from", &[("price", desk.money(price).into())]));
    let about = (!about.is_empty()).then(|| view! { <span class="configure-preset__about">{about}</span> });
    view! {
        <button class="configure-preset" type="button" on:click=move |_| desk.begin(choices.clone())>
            <span class="configure-preset__name">{name}</span>
            {about}
            <span class="configure-preset__price">{words}</span>
        </button>
    }
    .into_any()
}
