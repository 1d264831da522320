//! Configurations side by side: the choices as they are, presets, and lines of quotes. The address names them.

use super::desk::{Desk, option_words, words};
use crate::{
    features::{products::compared, quotes::chosen},
    i18n::{t, t_with},
    record::title_or_id,
    services::{ReplicaHandle, use_replica},
    ui::{Button, Checkbox, Choice, Glyph, Icon, IconButton, SelectField, format},
};
use leptos::{prelude::*, task::spawn_local};
use pricing::records;
use protocol::{Configure, Configured, product::Choices};
use rust_decimal::Decimal;
use shared::{
    Id,
    entities::{Quote, QuoteLine},
    replica::Replica,
};
use std::collections::BTreeMap;

/// The word of the address; `-` where nothing stands beside the choices yet.
const BESIDE: &str = "beside";
const NOTHING: &str = "-";
/// Columns beside the choices as they are.
const MOST: usize = 3;
/// Lines of quotes that are offered.
const OFFERED: usize = 40;

/// Something that can be compared.
#[derive(Clone, Debug, PartialEq)]
struct Candidate {
    /// `preset:ID` or `line:ID`; nothing for the choices as they are.
    key: String,
    name: String,
    choices: Choices,
}

/// Whether the address asks for a comparison.
pub(super) fn is_open(desk: Desk) -> bool {
    desk.get(BESIDE).is_some()
}

/// Opens the comparison, with the first preset if there is one.
pub(super) fn open(desk: Desk) {
    let first = desk.model.with_value(|model| model.presets.first().map(|preset| format!("preset:{}", preset.id)));
    desk.set(BESIDE, Some(first.unwrap_or_else(|| NOTHING.to_owned())));
}

/// The comparison, in place of the list.
pub(super) fn compare(desk: Desk) -> AnyView {
    let replica = use_replica();
    let keys = Memo::new(move |_| named(&desk.get(BESIDE).unwrap_or_default()));
    let offered = Memo::new(move |_| candidates(desk, replica));
    let columns = Memo::new(move |_| {
        let now = Candidate { key: String::new(), name: t("configure-now"), choices: desk.choices.get() };
        let offered = offered.read();
        let beside = keys.get().into_iter().filter_map(|key| offered.iter().find(|one| one.key == key).cloned());
        std::iter::once(now).chain(beside).collect::<Vec<_>>()
    });
    let (made, trouble) = (RwSignal::new(BTreeMap::<String, Configured>::new()), RwSignal::new(None::<String>));
    Effect::new(move || columns.get().into_iter().for_each(|column| configure(desk, column, made, trouble)));
    let only = RwSignal::new(false);
    let wrong = move || {
        trouble.get().map(|words| view! { <p class="configure-notice tone-bad" role="alert"><Icon glyph=Glyph::Warning /><span>{words}</span></p> })
    };
    view! {
        <section class="configure-compare" aria-label=t("configure-comparison")>
            <div class="configure-compare__bar">
                <Button icon=Glyph::ArrowLeft on_press=move |()| desk.set(BESIDE, None)>{t("configure-compare-back")}</Button>
                {adder(desk, keys, offered)}
                <Checkbox label=t("products-only-differences") checked=only on_change=move |on| only.set(on) />
            </div>
            {wrong}
            <div class="configure-compare__place" tabindex="0" role="group" aria-label=t("configure-comparison")>{move || table(desk, &columns.read(), &made.read(), only.get())}</div>
        </section>
    }
    .into_any()
}

/// The keys of an address, each once.
fn named(text: &str) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for key in text.split(',').filter(|key| key.contains(':')) {
        if !keys.iter().any(|known| known == key) && keys.len() < MOST {
            keys.push(key.to_owned());
        }
    }
    keys
}

fn put(desk: Desk, keys: &[String]) {
    let text = if keys.is_empty() { NOTHING.to_owned() } else { keys.join(",") };
    desk.set(BESIDE, Some(text));
}

/// Presets first, then what was put into quotes, the newest first.
fn candidates(desk: Desk, replica: ReplicaHandle) -> Vec<Candidate> {
    replica.follow(&[QuoteLine::ENTITY_NAME, Quote::ENTITY_NAME]);
    let presets = desk.model.with_value(|model| model.presets.clone()).into_iter().map(|preset| Candidate {
        key: format!("preset:{}", preset.id.replace(',', " ")),
        name: preset.name,
        choices: preset.choices,
    });
    let lines = replica.read(|rows| lines(rows, desk.made.product));
    presets.chain(lines).collect()
}

fn lines(rows: &Replica, product: Id) -> Vec<Candidate> {
    let own = rows.rows(QuoteLine::ENTITY_NAME).iter().filter(|line| line.get(QuoteLine::PRODUCT) == Some(product));
    let mut own: Vec<_> = own.collect();
    own.sort_by_key(|line| std::cmp::Reverse(line.id));
    let candidate = |line: &&std::sync::Arc<shared::Record>| {
        let choices = records::choices(line).ok().filter(|choices| !choices.is_empty())?;
        let quote = rows.get(Quote::ENTITY_NAME, line.get(QuoteLine::QUOTE)?)?;
        Some(Candidate { key: format!("line:{}", line.id), name: title_or_id(rows, quote), choices: chosen(&choices) })
    };
    own.iter().filter_map(candidate).take(OFFERED).collect()
}

/// Asks for the whole product of a column.
fn configure(
    desk: Desk,
    column: Candidate,
    made: RwSignal<BTreeMap<String, Configured>>,
    trouble: RwSignal<Option<String>>,
) {
    let model = desk.model.with_value(|model| model.hash.clone());
    spawn_local(async move {
        match desk.workshop.ask(Configure { model, choices: column.choices }).await {
            Ok(whole) => drop(made.try_update(|made| made.insert(column.key, whole))),
            Err(problems) => drop(trouble.try_set(Some(words(&problems)))),
        }
    });
}

fn adder(desk: Desk, keys: Memo<Vec<String>>, offered: Memo<Vec<Candidate>>) -> AnyView {
    let value = RwSignal::new(String::new());
    let options = Signal::derive(move || {
        let used = keys.read();
        let free = offered.get().into_iter().filter(|one| !used.contains(&one.key));
        free.map(|one| Choice::new(one.key, one.name)).collect::<Vec<_>>()
    });
    let add = move |key: String| {
        let mut all = keys.get_untracked();
        all.push(key);
        put(desk, &all);
        value.set(String::new());
    };
    let field = move || {
        (!options.read().is_empty() && keys.read().len() < MOST).then(|| {
            view! { <SelectField label=t("configure-compare-add") hide_label=true none=t("configure-compare-add") value options on_change=add /> }
        })
    };
    view! { <div class="configure-compare__add">{field}</div> }.into_any()
}

fn table(desk: Desk, columns: &[Candidate], made: &BTreeMap<String, Configured>, only: bool) -> AnyView {
    let whole: Vec<Option<&Configured>> = columns.iter().map(|column| made.get(&column.key)).collect();
    let heads = columns.iter().zip(&whole).map(|(column, whole)| head(desk, column.clone(), *whole)).collect_view();
    let count = desk.model.with_value(|model| model.attributes.len());
    let rows = (0..count).filter_map(|at| row(desk, at, &whole, only)).collect_view();
    view! {
        <table class="compare-table" aria-label=t("configure-comparison")>
            <thead><tr><td></td>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn head(desk: Desk, column: Candidate, whole: Option<&Configured>) -> AnyView {
    let price = whole.map(|whole| {
        let more: Decimal = whole.choices.iter().filter_map(|choice| choice.price).sum();
        let currency = desk.model.with_value(|model| model.currency.clone());
        format::money(&(whole.from + more).to_string(), &currency)
    });
    let changed = whole.is_some_and(|whole| !whole.changed.is_empty() || !whole.lost.is_empty());
    let note = changed.then(|| view! { <p class="configure-compare__note">{t("configure-compare-changed")}</p> });
    let acts = (!column.key.is_empty()).then(|| {
        let (key, choices) = (column.key.clone(), column.choices.clone());
        let remove = move || {
            let keys = named(&desk.get(BESIDE).unwrap_or_default());
            put(desk, &keys.into_iter().filter(|known| *known != key).collect::<Vec<_>>());
        };
        let less = t_with("configure-compare-less", &[("name", column.name.clone().into())]);
        view! {
            <div class="configure-compare__acts">
                <Button on_press=move |()| desk.begin(choices.clone())>{t("configure-compare-use")}</Button>
                <IconButton glyph=Glyph::Cross label=less on_press=remove />
            </div>
        }
    });
    view! {
        <th scope="col">
            <p class="configure-compare__name">{column.name}</p>
            <p class="configure-compare__price">{price.unwrap_or_else(|| "–".to_owned())}</p>
            {note}{acts}
        </th>
    }
    .into_any()
}

/// What each has of an attribute; marked where they differ. What none of them has is left out.
fn row(desk: Desk, at: usize, whole: &[Option<&Configured>], only: bool) -> Option<AnyView> {
    let (id, name) = desk.attribute(at, |attribute| (attribute.id.clone(), attribute.name.clone()))?;
    let values: Vec<Option<String>> = whole
        .iter()
        .map(|whole| {
            whole
                .and_then(|whole| whole.choices.iter().find(|choice| choice.attribute == id))
                .map(|choice| choice.value.clone())
        })
        .collect();
    let known: Vec<&String> = values.iter().flatten().collect();
    let differs = known.windows(2).any(|pair| pair.first() != pair.last());
    let told = known.iter().any(|value| is_present(desk, at, value));
    if only && !differs || !told {
        return None;
    }
    let said = |value: Option<String>| value.map(|value| said(desk, at, &value)).unwrap_or_default();
    Some(compared(name, values.into_iter().map(said).collect(), differs, only))
}

fn is_present(desk: Desk, at: usize, value: &str) -> bool {
    desk.attribute(at, |attribute| attribute.options.iter().any(|option| option.id == value && option.present))
        == Some(true)
}

fn said(desk: Desk, at: usize, value: &str) -> String {
    let found = desk.attribute(at, |attribute| {
        attribute.options.iter().find(|option| option.id == value).map(|option| option_words(attribute, option))
    });
    found.flatten().unwrap_or_else(|| value.to_owned())
}
