//! Test cases and presets: choices with a name, and what must come of them.

use super::{
    checks::{missed, names},
    desk::{Checked, Desk},
    fields::{movers, number, select, text},
    lists::{Item, adder, hint, panes},
};
use crate::{
    i18n::{t, t_with},
    record::as_number,
    ui::{Choice, Glyph, Icon, IconButton, NumberField, Segmented, Tone},
};
use leptos::prelude::*;
use protocol::product::draft::{Draft, Known, KnownKind, step};
use serde_json::{Value, json};
use std::sync::Arc;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Choices that the rules must treat so.
    Test,
    /// Choices to begin with.
    Preset,
}

impl Sort {
    /// The word of the address, which is also the list's name.
    pub(super) fn part(self) -> &'static str {
        match self {
            Self::Test => "tests",
            Self::Preset => "presets",
        }
    }

    fn list(self) -> String {
        format!("/{}", self.part())
    }

    fn words(self, key: &str) -> String {
        t(&format!("modeller-{}-{key}", if self == Self::Test { "test" } else { "preset" }))
    }
}

/// The part of the editor.
pub(super) fn cases(desk: Desk, sort: Sort) -> AnyView {
    let items = Memo::new(move |_| desk.read(|draft| items(draft, sort)));
    let nothing = Signal::derive(move || desk.read(Draft::is_empty));
    let add = adder(desk, sort.part(), sort.words("add"), nothing, move || add(desk, sort));
    let form = move |place: String| form(desk, sort, &place);
    let empty = move || match sort {
        Sort::Test => hint("modeller-tests-hint", "modeller-tests-hint-sentence"),
        Sort::Preset => hint("modeller-presets-hint", "modeller-presets-hint-sentence"),
    };
    panes(desk, sort.part(), items, t(&format!("modeller-{}", sort.part())), add, form, empty)
}

fn items(draft: &Draft, sort: Sort) -> Vec<Item> {
    let list = sort.list();
    let item = |at: usize| {
        let place = format!("{list}/{at}");
        let count = as_number(draft.len(&format!("{place}/choose")));
        let detail = t_with("modeller-chosen", &[("count", count.into())]);
        Item { title: draft.text(&format!("{place}/name")), detail, place, inner: false }
    };
    (0..draft.len(&list)).map(item).collect()
}

fn add(desk: Desk, sort: Sort) -> String {
    desk.edit(|draft| {
        let list = sort.list();
        let name = t_with(
            if sort == Sort::Test { "modeller-test-new" } else { "modeller-preset-new" },
            &[("number", as_number(draft.len(&list) + 1).into())],
        );
        let case = match sort {
            Sort::Test => json!({"name": name, "choose": {}, "valid": true}),
            Sort::Preset => json!({"id": draft.free_id(&list, &name), "name": name, "choose": {}}),
        };
        draft.push(&list, case)
    })
}

fn form(desk: Desk, sort: Sort, place: &str) -> AnyView {
    let own = StoredValue::new(place.to_owned());
    let remove = move || own.with_value(|place| desk.remove(place));
    let inner = match sort {
        Sort::Test => expected(desk, place),
        Sort::Preset => {
            view! { <div class="form">{text(desk, &format!("{place}/about"), "modeller-preset-about", false)}</div> }
                .into_any()
        }
    };
    view! {
        <header class="modeller-form__head"><h2 class="modeller-form__title">{sort.words("one")}</h2>{movers(desk, place, remove)}</header>
        {result(desk, sort, place)}
        <div class="form">{text(desk, &format!("{place}/name"), "modeller-name", false)}</div>
        {picks(desk, &format!("{place}/choose"), "modeller-choose")}
        {inner}
    }
    .into_any()
}

/// Whether it is as it should be.
fn result(desk: Desk, sort: Sort, place: &str) -> AnyView {
    let at = place.rsplit_once('/').and_then(|(_, at)| at.parse::<usize>().ok());
    let found = Memo::new(move |_| {
        let failures = desk.checked.with(|checked| {
            let Checked::Examined(found) = checked else { return None };
            let results = if sort == Sort::Test { &found.tests } else { &found.presets };
            results.get(at?).map(|result| result.failures.clone())
        })?;
        Some(desk.read(|draft| failures.iter().flat_map(|miss| missed(draft, miss)).collect::<Vec<_>>()))
    });
    let shown = move || {
        let found = found.get()?;
        let (tone, glyph, key) =
            if found.is_empty() { (Tone::Good, Glyph::Check, "passed") } else { (Tone::Bad, Glyph::Warning, "failed") };
        let more =
            found.into_iter().map(|words| view! { <span class="modeller-finding__more">{words}</span> }).collect_view();
        Some(view! {
            <div class=format!("modeller-finding {}", tone.class())>
                <Icon glyph /><span class="modeller-finding__words"><span>{sort.words(key)}</span>{more}</span>
            </div>
        })
    };
    view! { <div role="status">{shown}</div> }.into_any()
}

/// What must come of a test case.
fn expected(desk: Desk, place: &str) -> AnyView {
    let valid = desk.text(&format!("{place}/valid"));
    let value = RwSignal::new(valid.get_untracked());
    Effect::new(move || value.set(valid.get()));
    let options = vec![Choice::new("true", t("modeller-test-valid")), Choice::new("false", t("modeller-test-invalid"))];
    let own = format!("{place}/valid");
    let change = move |word: String| desk.put(&own, Some(Value::Bool(word == "true")));
    let (price, forces) = (format!("{place}/price"), StoredValue::new(format!("{place}/forces")));
    let more = move || {
        let price = number(desk, &price, t("modeller-test-price"), false);
        (*valid.read() == "true").then(|| view! { <div class="form form--two">{price}</div>{forces.with_value(|place| picks(desk, place, "modeller-forces"))} })
    };
    view! {
        <section class="modeller-form__part">
            <h3 class="modeller-form__heading">{t("modeller-test-expected")}</h3>
            <Segmented label=t("modeller-test-expected") options=Signal::stored(options) value on_change=change />
            {more}
        </section>
    }
    .into_any()
}

/// Attributes with the option that is chosen for them.
fn picks(desk: Desk, place: &str, heading: &'static str) -> AnyView {
    let place = StoredValue::new(place.to_owned());
    let known = desk.known("");
    let chosen = Memo::new(move |_| place.with_value(|place| desk.read(|draft| draft.keys(place))));
    let free = Signal::derive(move || {
        let chosen = chosen.read();
        let free = known.get();
        let free = free.iter().filter(|known| !chosen.contains(&known.id));
        free.map(|known| Choice::new(&known.id, &known.name)).collect::<Vec<_>>()
    });
    let none = Memo::new(move |_| {
        chosen.track();
        String::new()
    });
    let add = move |id: String| {
        let known = known.with_untracked(|known| known.iter().find(|known| known.id == id).cloned());
        if let Some(known) = known {
            let first = desk.peek(|draft| first_option(draft, &known));
            place.with_value(|place| desk.write(&format!("{place}/{}", step(&id)), &first));
        }
    };
    let adding = move || {
        (!free.read().is_empty())
            .then(|| select(t("modeller-pick-add"), true, none, free, Some(t("modeller-pick-add")), add))
    };
    view! {
        <section class="modeller-form__part">
            <h3 class="modeller-form__heading">{t(heading)}</h3>
            <ul class="modeller-picks">
                <For each=move || chosen.get() key=Clone::clone children=move |id| pick(desk, place, known, id) />
            </ul>
            <div class="modeller-form__adder">{adding}</div>
        </section>
    }
    .into_any()
}

fn first_option(draft: &Draft, known: &Known) -> String {
    match known.kind {
        KnownKind::Flag => "yes".to_owned(),
        KnownKind::Choice => known.options.first().map(|(id, _)| id.clone()).unwrap_or_default(),
        KnownKind::Number => {
            let places = ["kind/number/min", "min"].map(|field| draft.text(&format!("{}/{field}", known.place)));
            places.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
        }
    }
}

fn pick(desk: Desk, list: StoredValue<String>, known: Memo<Arc<Vec<Known>>>, id: String) -> AnyView {
    let place = StoredValue::new(list.with_value(|list| format!("{list}/{}", step(&id))));
    let chosen = place.with_value(|place| desk.text(place));
    let about = known.with_untracked(|known| known.iter().find(|known| known.id == id).cloned());
    let name = about
        .as_ref()
        .map_or_else(|| t_with("modeller-unknown", &[("what", id.clone().into())]), |known| known.name.clone());
    let put = move |option: String| place.with_value(|place| desk.write(place, option.trim()));
    let own = id.clone();
    let options = Signal::derive(move || {
        let known = known.get();
        let found = known.iter().find(|known| known.id == own);
        let mut all: Vec<Choice> = found.map_or(Vec::new(), |known| {
            known
                .options
                .iter()
                .map(|(option, _)| Choice::new(option, desk.read(|draft| names(draft, &known.id, option).1)))
                .collect()
        });
        let chosen = chosen.get();
        if !all.iter().any(|choice| choice.value == chosen) {
            all.push(Choice::new(chosen.clone(), chosen));
        }
        all
    });
    let field = if about.is_some_and(|known| known.kind == KnownKind::Number) {
        let value = RwSignal::new(chosen.get_untracked());
        Effect::new(move || value.set(chosen.get()));
        view! { <NumberField label=name.clone() hide_label=true value on_change=put /> }.into_any()
    } else {
        select(name.clone(), true, chosen, options, None, put)
    };
    let remove = move || place.with_value(|place| desk.put(place, None));
    view! {
        <li class="modeller-pick">
            <span class="modeller-pick__name">{name.clone()}</span>
            {field}
            <IconButton glyph=Glyph::Cross label=t_with("modeller-pick-less", &[("name", name.into())]) on_press=remove />
        </li>
    }
    .into_any()
}
