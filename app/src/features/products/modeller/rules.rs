//! What goes together: rules of each kind, in forms.

use super::{
    conditions::{condition, first, options_field},
    desk::Desk,
    fields::{attributes, count, id, movers, number, select},
    lists::{Item, adder, hint, panes},
    tables,
};
use crate::{
    i18n::{t, t_with},
    ui::{Button, ButtonKind, Choice, Glyph, IconButton, TextArea},
};
use leptos::prelude::*;
use protocol::product::draft::{Draft, Known};
use serde_json::{Value, json};
use std::sync::Arc;

/// The word of the address.
pub(super) const PART: &str = "rules";
/// What a rule can say.
const KINDS: [&str; 6] = ["requires", "excludes", "condition", "group", "table", "limit"];

/// The part of the editor.
pub(super) fn rules(desk: Desk) -> AnyView {
    let items = Memo::new(move |_| desk.read(items));
    let nothing = Signal::derive(move || desk.read(Draft::is_empty));
    let assemblies = desk.len("/assemblies");
    let inner = move || {
        let one = |at: usize| {
            let name = desk.text(&format!("/assemblies/{at}/name"));
            let words = move || t_with("modeller-rule-add-to", &[("name", name.get().into())]);
            let list = format!("/assemblies/{at}/rules");
            adder(desk, PART, words(), Signal::stored(false), move || add_rule(desk, &list))
        };
        (0..assemblies.get()).map(one).collect_view()
    };
    let add = view! { {adder(desk, PART, t("modeller-rule-add"), nothing, move || add_rule(desk, "/rules"))}{inner} };
    let form = move |place: String| form(desk, &place);
    panes(desk, PART, items, t("modeller-rules"), add.into_any(), form, || {
        hint("modeller-rules-hint", "modeller-rules-hint-sentence")
    })
}

fn items(draft: &Draft) -> Vec<Item> {
    let of = |list: String, prefix: String| {
        move |at: usize| {
            let place = format!("{list}/{at}");
            let [sentence, id] = ["sentence", "id"].map(|field| draft.text(&format!("{place}/{field}")));
            let kind = kind_of(draft, &place).map(|kind| t(&format!("modeller-says-{kind}"))).unwrap_or_default();
            let title = if sentence.is_empty() { t("modeller-rule-unnamed") } else { sentence };
            Item { place, title, detail: format!("{prefix}{id} · {kind}"), inner: false }
        }
    };
    let own = (0..draft.len("/rules")).map(of("/rules".to_owned(), String::new())).collect::<Vec<_>>();
    let inner = (0..draft.len("/assemblies")).flat_map(|at| {
        let list = format!("/assemblies/{at}/rules");
        let name = draft.text(&format!("/assemblies/{at}/name"));
        (0..draft.len(&list)).map(of(list, format!("{name} · "))).collect::<Vec<_>>()
    });
    own.into_iter().chain(inner).collect()
}

fn kind_of(draft: &Draft, rule: &str) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| draft.at(&format!("{rule}/says/{kind}")).is_some())
}

fn add_rule(desk: Desk, list: &str) -> String {
    let condition = first(desk, list);
    desk.edit(|draft| {
        let id = draft.free_id(list, &format!("r{}", draft.len(list) + 1));
        draft.push(list, json!({"id": id, "sentence": "", "says": {"requires": {"if": condition, "then": condition}}}))
    })
}

/// A rule of another kind: conditions that stood there stay.
fn changed(desk: Desk, rule: &str, kind: &str) -> Value {
    let first = first(desk, rule);
    let before: Vec<String> = desk.peek(|draft| {
        let of = |field: &str| draft.texts(&format!("{rule}/says/{field}"));
        let fields = ["requires/if", "requires/then", "excludes/all", "condition/holds", "group/members"];
        fields.into_iter().flat_map(of).collect()
    });
    let at = |position: usize| before.get(position).cloned().unwrap_or_else(|| first.clone());
    let many = if before.len() < 2 { vec![at(0), at(1)] } else { before.clone() };
    let ids: Vec<String> = desk.peek(|draft| draft.known(rule).into_iter().take(2).map(|known| known.id).collect());
    let says = match kind {
        "excludes" => json!({"all": many}),
        "condition" => json!({"holds": at(0)}),
        "group" => json!({"members": many, "at_least": 1, "at_most": 1}),
        "table" => json!({"columns": ids, "rows": [vec!["*"; ids.len()]]}),
        "limit" => json!({"sum": [{"attribute": ids.first()}], "at_most": "1"}),
        _ => json!({"if": at(0), "then": at(1)}),
    };
    json!({ kind: says })
}

fn form(desk: Desk, place: &str) -> AnyView {
    let own = StoredValue::new(place.to_owned());
    let kind = Memo::new(move |_| {
        own.with_value(|place| desk.read(|draft| kind_of(draft, place).unwrap_or_default().to_owned()))
    });
    let kinds = KINDS.map(|kind| Choice::new(kind, t(&format!("modeller-says-{kind}"))));
    let says = format!("{place}/says");
    let change = move |kind: String| {
        let fresh = own.with_value(|place| changed(desk, place, &kind));
        desk.put(&says, Some(fresh));
    };
    let body = move || own.with_value(|place| of_kind(desk, place, &kind.read()));
    let remove = move || own.with_value(|place| desk.remove(place));
    view! {
        <header class="modeller-form__head"><h2 class="modeller-form__title">{t("modeller-rule")}</h2>{movers(desk, place, remove)}</header>
        <div class="form">
            {sentence(desk, place)}
        </div>
        <div class="form form--two">
            {select(t("modeller-says"), false, kind, Signal::stored(kinds.to_vec()), None, change)}
            {id(desk, place, None, false)}
        </div>
        <p class="modeller-form__quiet">{move || t(&format!("modeller-says-{}-hint", kind.get()))}</p>
        {body}
    }
    .into_any()
}

fn sentence(desk: Desk, place: &str) -> AnyView {
    let place = format!("{place}/sentence");
    let text = desk.text(&place);
    let value = RwSignal::new(text.get_untracked());
    Effect::new(move || value.set(text.get()));
    let problem = move || text.read().trim().is_empty().then(|| t("modeller-sentence-missing"));
    let done = move |typed: String| desk.put(&place, Some(Value::from(typed.trim())));
    view! { <TextArea label=t("modeller-sentence") value rows=2 hint=t("modeller-sentence-hint") problem=MaybeProp::derive(problem) on_change=done /> }
        .into_any()
}

fn of_kind(desk: Desk, rule: &str, kind: &str) -> AnyView {
    let place = |field: &str| format!("{rule}/says/{kind}/{field}");
    match kind {
        "requires" => view! {
            {condition(desk, &place("if"), t("modeller-if"), false)}
            {condition(desk, &place("then"), t("modeller-then"), false)}
        }
        .into_any(),
        "condition" => condition(desk, &place("holds"), t("modeller-holds"), false),
        "excludes" => conditions(desk, &place("all"), "modeller-excluded"),
        "group" => view! {
            {conditions(desk, &place("members"), "modeller-member")}
            <div class="form form--two">
                {count(desk, &place("at_least"), "modeller-at-least-of")}
                {count(desk, &place("at_most"), "modeller-at-most-of")}
            </div>
            {condition(desk, &place("when"), t("modeller-when"), true)}
        }
        .into_any(),
        "table" => tables::table(desk, rule),
        "limit" => limit(desk, rule),
        _ => view! { <p class="modeller-form__quiet">{t("modeller-says-unknown")}</p> }.into_any(),
    }
}

/// Several conditions, each with a way to take it out.
fn conditions(desk: Desk, list: &str, label: &'static str) -> AnyView {
    let list = StoredValue::new(list.to_owned());
    let len = list.with_value(|list| desk.len(list));
    let row = move |at: usize| {
        let place = list.with_value(|list| format!("{list}/{at}"));
        let words = t_with(label, &[("number", crate::record::as_number(at + 1).into())]);
        let own = place.clone();
        let remove = move || desk.remove(&own);
        let few = Signal::derive(move || len.get() < 2);
        view! {
            <div class="modeller-member">
                {condition(desk, &place, words, false)}
                <IconButton glyph=Glyph::Trash label=t("record-delete") disabled=few on_press=remove />
            </div>
        }
        .into_any()
    };
    let add = move |()| {
        let condition = list.with_value(|list| first(desk, list));
        list.with_value(|list| drop(desk.edit(|draft| draft.push(list, Value::from(condition)))));
    };
    view! {
        <For each=move || 0..len.get() key=|at| *at children=row />
        <div><Button icon=Glyph::Plus on_press=add>{t("modeller-condition-another")}</Button></div>
    }
    .into_any()
}

/// A sum within bounds.
fn limit(desk: Desk, rule: &str) -> AnyView {
    let place = |field: &str| format!("{rule}/says/limit/{field}");
    let list = StoredValue::new(place("sum"));
    let len = list.with_value(|list| desk.len(list));
    let known = StoredValue::new(rule.to_owned());
    let known = Memo::new(move |_| known.with_value(|rule| Arc::new(desk.read(|draft| summable(draft, rule)))));
    let add = move |()| {
        let first = known.with_untracked(|known| known.first().map(|known| known.id.clone()));
        list.with_value(|list| drop(desk.edit(|draft| draft.push(list, json!({"attribute": first})))));
    };
    view! {
        <section class="modeller-form__part">
            <h3 class="modeller-form__heading">{t("modeller-sum")}</h3>
            <For each=move || 0..len.get() key=|at| *at children=move |at| term(desk, list.with_value(|list| format!("{list}/{at}")), known, len) />
            <div><Button icon=Glyph::Plus kind=ButtonKind::Quiet on_press=add>{t("modeller-term-add")}</Button></div>
        </section>
        <div class="form form--two">
            {number(desk, &place("at_least"), t("modeller-sum-least"), false)}
            {number(desk, &place("at_most"), t("modeller-sum-most"), false)}
        </div>
        {condition(desk, &place("when"), t("modeller-when"), true)}
    }
    .into_any()
}

/// What can be summed: attributes, and those of every instance of a sub-assembly.
fn summable(draft: &Draft, rule: &str) -> Vec<Known> {
    let mut all = draft.known(rule);
    for at in 0..draft.len("/assemblies") {
        let [id, name] = ["id", "name"].map(|field| draft.text(&format!("/assemblies/{at}/{field}")));
        let first = format!("{id}[1].");
        let every = all.iter().filter_map(|known| {
            let own = known.id.strip_prefix(&first)?;
            let words = draft.text(&format!("{}/name", known.place));
            let name = t_with("modeller-every", &[("assembly", name.clone().into()), ("name", words.into())]);
            Some(Known { id: format!("{id}[*].{own}"), name, ..known.clone() })
        });
        let every: Vec<Known> = every.collect();
        all.extend(every);
    }
    all
}

fn term(desk: Desk, place: String, known: Memo<Arc<Vec<Known>>>, len: Memo<usize>) -> AnyView {
    let [attribute, property, factor] = ["attribute", "property", "factor"].map(|field| format!("{place}/{field}"));
    let (of, by) = (desk.text(&attribute), desk.text(&property));
    let options = Signal::derive(move || {
        let mut all = desk.read(Draft::properties);
        let by = by.get();
        all.extend(Some(by.clone()).filter(|by| !by.is_empty() && !all.contains(by)));
        all.into_iter().map(|name| Choice::new(name.clone(), name)).collect()
    });
    let remove = {
        let place = place.clone();
        move || desk.remove(&place)
    };
    let few = Signal::derive(move || len.get() < 2);
    view! {
        <div class="modeller-term">
            {select(t("modeller-attribute"), false, of, attributes(known, of), Some(t("modeller-all")), move |id| desk.write(&attribute, &id))}
            {select(t("modeller-property"), false, by, options, Some(t("modeller-itself")), move |name| desk.write(&property, &name))}
            {number(desk, &factor, t("modeller-factor"), false)}
            <IconButton glyph=Glyph::Trash label=t("record-delete") disabled=few on_press=remove />
        </div>
    }
    .into_any()
}

/// The options of an attribute as a field that may hold several; used by tables as well.
pub(super) fn several(
    label: String,
    known: Signal<Option<Known>>,
    chosen: Signal<Vec<String>>,
    choose: impl Fn(Vec<String>) + Send + Sync + 'static,
) -> AnyView {
    let options = Signal::derive(move || {
        known.with(|known| known.as_ref().map(|known| known.options.clone()).unwrap_or_default())
    });
    options_field(label, options, chosen, true, choose)
}
