//! What the products at hand differ in.

use super::{atlas::Atlas, keyed};
use crate::{
    i18n::{t, t_with},
    record::as_number,
    ui::{Button, ButtonKind, NumberField, format},
};
use leptos::prelude::*;
use shared::catalogue::{Offer, Wishes};

/// Facets shown before somebody asks for more.
const FIRST: usize = 6;
/// Values of a facet shown before somebody asks for more.
const VALUES: usize = 6;

/// The facets, those first that tell most.
pub(super) fn facets(atlas: Atlas) -> AnyView {
    let all = RwSignal::new(false);
    // A facet stays in the page while its counts change, so that the focus stays in it.
    let keys = Memo::new(move |_| {
        let most = if all.get() { usize::MAX } else { FIRST };
        let wished: Vec<String> = atlas.wishes.with(|wishes| wishes.keys().map(str::to_owned).collect());
        let facets = atlas.facets.read();
        let keys = facets.iter().enumerate().filter(|(at, facet)| *at < most || wished.contains(&facet.key));
        keys.map(|(_, facet)| facet.key.clone()).collect::<Vec<_>>()
    });
    let left = Memo::new(move |_| atlas.facets.with(Vec::len).saturating_sub(keys.with(Vec::len)));
    let more = move || {
        (left.get() > 0).then(|| {
            let words = t_with("products-facets-more", &[("count", as_number(left.get()).into())]);
            view! { <Button kind=ButtonKind::Quiet on_press=move |()| all.set(true)>{words}</Button> }
        })
    };
    view! {
        <div class="product-facets" role="group" aria-label=t("products-facets")>
            {keyed(keys.into(), move |key| facet(atlas, key))}
            {more}
        </div>
    }
    .into_any()
}

fn facet(atlas: Atlas, key: String) -> AnyView {
    let own = key.clone();
    let by_range = Memo::new(move |_| {
        let facets = atlas.facets.read();
        facets.iter().any(|facet| facet.key == own && matches!(facet.offer, Offer::Range(..)))
    });
    let title = key.clone();
    let body = move || if by_range.get() { range(atlas, key.clone()) } else { values(atlas, key.clone()) };
    view! { <fieldset class="product-facet"><legend class="product-facet__title">{title}</legend>{body}</fieldset> }
        .into_any()
}

fn values(atlas: Atlas, key: String) -> AnyView {
    let (own, all) = (StoredValue::new(key), RwSignal::new(false));
    let offered = Memo::new(move |_| {
        let facets = atlas.facets.read();
        let found = own.with_value(|key| facets.iter().find(|facet| facet.key == *key));
        match found.map(|facet| &facet.offer) {
            Some(Offer::Values(values)) => values.clone(),
            _ => Vec::new(),
        }
    });
    let shown = move || {
        let wished = own.with_value(|key| atlas.wishes.read().values(key));
        let most = if all.get() { usize::MAX } else { VALUES };
        let kept =
            offered.get().into_iter().enumerate().filter(|(at, (value, _))| *at < most || wished.contains(value));
        kept.map(|(_, (value, _))| value).collect::<Vec<_>>()
    };
    let rest = move || {
        let left = offered.with(Vec::len).saturating_sub(VALUES);
        (left > 0 && !all.get()).then(|| {
            let words = t_with("record-more", &[("count", as_number(left).into())]);
            view! { <Button kind=ButtonKind::Quiet on_press=move |()| all.set(true)>{words}</Button> }
        })
    };
    view! { {keyed(Signal::derive(shown), move |value| value_box(atlas, own, offered, value))}{rest} }.into_any()
}

fn value_box(atlas: Atlas, key: StoredValue<String>, offered: Memo<Vec<(String, usize)>>, value: String) -> AnyView {
    let label = words(&value);
    let value = StoredValue::new(value);
    let wished =
        Memo::new(move |_| value.with_value(|v| key.with_value(|key| atlas.wishes.read().values(key)).contains(v)));
    let count = move || {
        let count = value.with_value(|v| offered.with(|all| all.iter().find(|(other, _)| other == v).map(|(_, n)| *n)));
        format::number(as_number(count.unwrap_or_default()))
    };
    let press = move |_| {
        let before = atlas.wishes.get_untracked();
        atlas.wish(&key.with_value(|key| value.with_value(|value| before.toggled(key, value))));
    };
    view! {
        <label class="checkbox product-facet__value">
            <input class="checkbox__input" type="checkbox" prop:checked=wished on:change=press />
            <span class="checkbox__label">{label}</span>
            <span class="product-facet__count">{count}</span>
        </label>
    }
    .into_any()
}

fn range(atlas: Atlas, key: String) -> AnyView {
    let own = StoredValue::new(key);
    let text = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move || {
        let (least, most) = own.with_value(|key| atlas.wishes.read().range(key));
        from.set(text(least));
        to.set(text(most));
    });
    let bounds = move || {
        let facets = atlas.facets.read();
        match own.with_value(|key| facets.iter().find(|facet| facet.key == *key)).map(|facet| &facet.offer) {
            Some(Offer::Range(least, most)) => (*least, *most),
            _ => (0.0, 0.0),
        }
    };
    let drawn = Callback::new(move |_: String| {
        let number =
            |text: RwSignal<String>| text.with_untracked(|text| text.trim().replace(',', ".").parse::<f64>().ok());
        let wishes = own.with_value(|key| atlas.wishes.read_untracked().within(key, number(from), number(to)));
        atlas.wish(&wishes);
    });
    let there = move || {
        let (least, most) = bounds();
        t_with("products-range", &[("from", format::number(least).into()), ("to", format::number(most).into())])
    };
    view! {
        <div class="product-facet__range">
            <NumberField label=t("filter-from") value=from on_change=drawn />
            <NumberField label=t("filter-to") value=to on_change=drawn />
        </div>
        <p class="product-facet__there">{there}</p>
    }
    .into_any()
}

/// A value as people read it: numbers in their own digits.
fn words(value: &str) -> String {
    value.parse::<f64>().map_or_else(|_| value.to_owned(), format::number)
}

/// What is wished of a facet, in words: *Weight (kg): 10 – 15*.
pub(super) fn wish_words(wishes: &Wishes, key: &str) -> String {
    let values = wishes.values(key).iter().map(|value| words(value)).collect::<Vec<_>>().join(", ");
    let what = match wishes.range(key) {
        (Some(from), Some(to)) => format!("{} – {}", format::number(from), format::number(to)),
        (Some(from), None) => format!("≥ {}", format::number(from)),
        (None, Some(to)) => format!("≤ {}", format::number(to)),
        (None, None) => values,
    };
    format!("{key}: {what}")
}
