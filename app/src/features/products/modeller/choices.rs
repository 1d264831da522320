//! What can be chosen: the product itself, its attributes, its sub-assemblies.

use super::{
    desk::Desk,
    fields::{Removal, count, id, made, movers, number, text, used_by},
    lists::{Item, adder, hint, panes},
    options,
};
use crate::{
    i18n::{t, t_with},
    record::as_number,
    ui::{Checkbox, Choice, Segmented},
};
use leptos::prelude::*;
use protocol::product::draft::{Draft, KnownKind, Subject, parts_text, read_parts};
use serde_json::{Value, json};

/// The word of the address.
pub(super) const PART: &str = "choices";
/// The place of what every product contains and costs.
const BASE: &str = "/base";

/// The part of the editor.
pub(super) fn choices(desk: Desk) -> AnyView {
    let items = Memo::new(move |_| desk.read(items));
    let removal = Removal::new(desk);
    let add = view! {
        {adder(desk, PART, t("modeller-choice-add"), Signal::stored(false), move || add_attribute(desk, "/attributes"))}
        {adder(desk, PART, t("modeller-assembly-add"), Signal::stored(false), move || add_assembly(desk))}
    };
    let form = move |place: String| form(desk, removal, place);
    let nothing = || hint("modeller-choices-hint", "modeller-choices-hint-sentence");
    view! { {panes(desk, PART, items, t("modeller-choices"), add.into_any(), form, nothing)}{removal.dialog()} }
        .into_any()
}

fn items(draft: &Draft) -> Vec<Item> {
    let base = Item { place: BASE.to_owned(), title: draft.text("/name"), detail: t("modeller-product"), inner: false };
    let own = (0..draft.len("/attributes")).map(|at| attribute_item(draft, format!("/attributes/{at}"), false));
    let assemblies = (0..draft.len("/assemblies")).flat_map(|at| {
        let place = format!("/assemblies/{at}");
        let list = format!("{place}/attributes");
        let range = ["min", "max"].map(|field| draft.text(&format!("{place}/{field}")));
        let detail =
            t_with("modeller-assembly-detail", &[("min", range[0].clone().into()), ("max", range[1].clone().into())]);
        let head = Item { title: draft.text(&format!("{place}/name")), place, detail, inner: false };
        let inner: Vec<Item> =
            (0..draft.len(&list)).map(|at| attribute_item(draft, format!("{list}/{at}"), true)).collect();
        std::iter::once(head).chain(inner)
    });
    std::iter::once(base).chain(own).chain(assemblies).collect()
}

fn attribute_item(draft: &Draft, place: String, inner: bool) -> Item {
    let kind = format!("{place}/kind");
    let detail = match draft.kind(&place) {
        KnownKind::Flag => t("modeller-flag"),
        KnownKind::Number => {
            let [min, max, unit] = ["min", "max", "unit"].map(|field| draft.text(&format!("{kind}/number/{field}")));
            t_with("modeller-number-detail", &[("min", min.into()), ("max", max.into()), ("unit", unit.into())])
        }
        KnownKind::Choice => t_with(
            "modeller-choice-detail",
            &[("count", as_number(draft.len(&format!("{kind}/choice/options"))).into())],
        ),
    };
    let group = draft.text(&format!("{place}/group"));
    let detail = if group.is_empty() { detail } else { format!("{group} · {detail}") };
    Item { title: draft.text(&format!("{place}/name")), place, detail, inner }
}

fn add_attribute(desk: Desk, list: &str) -> String {
    desk.edit(|draft| {
        let name = t("modeller-choice-new");
        let group = draft.text(&format!("{list}/{}/group", draft.len(list).saturating_sub(1)));
        let id = draft.free_id(list, &name);
        let options = [1, 2].map(|number| {
            let name = t_with("modeller-option-new", &[("number", f64::from(number).into())]);
            json!({"id": format!("option_{number}"), "name": name})
        });
        let mut attribute = json!({"id": id, "name": name, "kind": {"choice": {"options": options}}});
        if let (Some(fields), false) = (attribute.as_object_mut(), group.is_empty()) {
            fields.insert("group".to_owned(), group.into());
        }
        draft.push(list, attribute)
    })
}

fn add_assembly(desk: Desk) -> String {
    desk.edit(|draft| {
        let name = t("modeller-assembly-new");
        let id = draft.free_id("/assemblies", &name);
        let switch = json!({"id": "extra", "name": t("modeller-choice-new"), "kind": {"flag": {}}});
        draft.push("/assemblies", json!({"id": id, "name": name, "min": 0, "max": 2, "attributes": [switch]}))
    })
}

fn form(desk: Desk, removal: Removal, place: String) -> AnyView {
    if place == BASE {
        return product(desk);
    }
    if place.starts_with("/assemblies/") && place.matches('/').count() == 2 {
        return assembly(desk, removal, &place);
    }
    attribute(desk, removal, &place)
}

/// What every product contains and costs.
fn product(desk: Desk) -> AnyView {
    let price = t("modeller-base-price");
    view! {
        <h2 class="modeller-form__title">{t("modeller-product")}</h2>
        <div class="form form--two">
            {text(desk, "/name", "modeller-name", false)}
            {text(desk, "/currency", "modeller-currency", false)}
            {number(desk, "/base/price", price, false)}
            {parts(desk, "/base/parts", false)}
        </div>
    }
    .into_any()
}

/// A parts list in one line.
pub(super) fn parts(desk: Desk, place: &str, hide_label: bool) -> AnyView {
    let (from, to) = (place.to_owned(), place.to_owned());
    let read = move |draft: &Draft| parts_text(draft.at(&from));
    made(desk, "modeller-parts", hide_label, read, move |draft, typed| draft.set(&to, read_parts(typed)))
}

/// Name and id; while the name is the one that it was made with, the id follows it.
fn names(desk: Desk, place: &str, subject: fn(String) -> Subject) -> AnyView {
    let (from, to) = (format!("{place}/name"), place.to_owned());
    let list = place.rsplit_once('/').map(|(list, _)| list.to_owned()).unwrap_or_default();
    let write = move |draft: &mut Draft, typed: &str| {
        let is_new =
            [t("modeller-choice-new"), t("modeller-assembly-new")].contains(&draft.text(&format!("{to}/name")));
        draft.set(&format!("{to}/name"), Some(Value::from(typed)));
        if is_new {
            let id = draft.free_id(&list, typed);
            draft.rename(&subject(to.clone()), &id);
        }
    };
    view! {
        {made(desk, "modeller-name", false, move |draft| draft.text(&from), write)}
        {id(desk, place, Some(subject), false)}
    }
    .into_any()
}

fn head(desk: Desk, removal: Removal, place: &str, title: &str, subject: fn(String) -> Subject) -> AnyView {
    let own = place.to_owned();
    let remove = move || removal.begin(&own, subject(own.clone()));
    view! { <header class="modeller-form__head"><h2 class="modeller-form__title">{t(title)}</h2>{movers(desk, place, remove)}</header> }
        .into_any()
}

fn attribute(desk: Desk, removal: Removal, place: &str) -> AnyView {
    let kind = {
        let place = place.to_owned();
        Memo::new(move |_| desk.read(|draft| draft.kind(&place)))
    };
    let own = StoredValue::new(place.to_owned());
    let body = move || own.with_value(|place| of_kind(desk, removal, place, kind.get()));
    let optional = move || (kind.get() != KnownKind::Flag).then(|| own.with_value(|place| optional(desk, place)));
    let subject = move || Subject::Attribute(own.get_value());
    view! {
        {head(desk, removal, place, "modeller-choice", Subject::Attribute)}
        <div class="form form--two">
            {names(desk, place, Subject::Attribute)}
            {text(desk, &format!("{place}/group"), "modeller-group", false)}
            {optional}
        </div>
        {kinds(desk, place, kind)}
        {body}
        {used_by(desk, subject)}
    }
    .into_any()
}

fn optional(desk: Desk, place: &str) -> AnyView {
    let field = format!("{place}/optional");
    let text = desk.text(&field);
    let checked = Signal::derive(move || *text.read() == "true");
    let change = move |on: bool| desk.put(&field, on.then_some(Value::Bool(true)));
    view! { <div class="modeller-form__check"><Checkbox label=t("modeller-optional") checked on_change=change /></div> }
        .into_any()
}

/// Which values it has. Another kind begins anew: what cannot be kept can be taken back.
fn kinds(desk: Desk, place: &str, kind: Memo<KnownKind>) -> AnyView {
    let key = |kind: KnownKind| match kind {
        KnownKind::Choice => "choice",
        KnownKind::Flag => "flag",
        KnownKind::Number => "number",
    };
    let value = RwSignal::new(key(kind.get_untracked()).to_owned());
    Effect::new(move || value.set(key(kind.get()).to_owned()));
    let options = ["choice", "flag", "number"].map(|key| Choice::new(key, t(&format!("modeller-kind-{key}"))));
    let place = format!("{place}/kind");
    let change = move |key: String| {
        let fresh = match key.as_str() {
            "flag" => json!({"flag": {}}),
            "number" => json!({"number": {"min": "0", "max": "10", "step": "1"}}),
            _ => {
                json!({"choice": {"options": [{"id": "option_1", "name": t_with("modeller-option-new", &[("number", 1.0.into())])}]}})
            }
        };
        desk.put(&place, Some(fresh));
    };
    view! { <div class="modeller-form__kinds"><Segmented label=t("modeller-kind") options=Signal::stored(options.to_vec()) value on_change=change /></div> }
        .into_any()
}

fn of_kind(desk: Desk, removal: Removal, place: &str, kind: KnownKind) -> AnyView {
    match kind {
        KnownKind::Choice => options::table(desk, removal, place),
        KnownKind::Flag => {
            let own = format!("{place}/kind/flag");
            view! {
                <div class="form form--two">
                    {number(desk, &format!("{own}/price"), t("modeller-price-on"), false)}
                    {parts(desk, &format!("{own}/parts"), false)}
                </div>
                {options::flag_properties(desk, place)}
            }
            .into_any()
        }
        KnownKind::Number => {
            let of = |field: &str, label: &str| number(desk, &format!("{place}/kind/number/{field}"), t(label), false);
            view! {
                <div class="form modeller-form__three">
                    {of("min", "modeller-min")}
                    {of("max", "modeller-max")}
                    {of("step", "modeller-step")}
                    {text(desk, &format!("{place}/kind/number/unit"), "modeller-unit", false)}
                    {of("price_per_unit", "modeller-price-per-unit")}
                    {parts(desk, &format!("{place}/kind/number/parts_per_unit"), false)}
                </div>
            }
            .into_any()
        }
    }
}

fn assembly(desk: Desk, removal: Removal, place: &str) -> AnyView {
    let own = StoredValue::new(place.to_owned());
    let list = format!("{place}/attributes");
    let add =
        adder(desk, PART, t("modeller-assembly-choice"), Signal::stored(false), move || add_attribute(desk, &list));
    let subject = move || Subject::Assembly(own.get_value());
    view! {
        {head(desk, removal, place, "modeller-assembly", Subject::Assembly)}
        <div class="form form--two">
            {names(desk, place, Subject::Assembly)}
            {count(desk, &format!("{place}/min"), "modeller-least")}
            {count(desk, &format!("{place}/max"), "modeller-most")}
        </div>
        <div>{add}</div>
        {used_by(desk, subject)}
    }
    .into_any()
}
