//! The options of a choice, in a table: names, ids, prices, parts, and numbers for limits.

use super::{
    choices::parts,
    desk::Desk,
    fields::{Removal, id, made, number},
};
use crate::{
    i18n::{t, t_with},
    ui::{Button, ButtonKind, Glyph, Menu, MenuItem, TextField, dom::focus_id_soon},
};
use leptos::prelude::*;
use protocol::product::draft::{Draft, Subject, step};
use serde_json::{Value, json};

/// The table with its columns for properties.
pub(super) fn table(desk: Desk, removal: Removal, attribute: &str) -> AnyView {
    let attribute = StoredValue::new(attribute.to_owned());
    let list = attribute.with_value(|place| format!("{place}/kind/choice/options"));
    let len = desk.len(&list);
    let properties = Memo::new(move |_| attribute.with_value(|place| desk.read(|draft| draft.properties_of(place))));
    let wanted = RwSignal::new(Vec::<String>::new());
    let columns = Memo::new(move |_| {
        let mut all = properties.get();
        all.extend(wanted.get().into_iter().filter(|name| !properties.read().contains(name)));
        all
    });
    let list = StoredValue::new(list);
    let heads = move || {
        columns
            .get()
            .into_iter()
            .map(|name| view! { <th scope="col" class="modeller-options__number">{name}</th> })
            .collect_view()
    };
    let add = move |()| {
        let place = list.with_value(|list| add_option(desk, list));
        focus_id_soon(row_id(&place));
    };
    view! {
        <section class="modeller-form__part">
            <h3 class="modeller-form__heading" id="modeller-options">{t("modeller-options")}</h3>
            <div class="record-table modeller-table">
                <table aria-labelledby="modeller-options">
                    <thead><tr>
                        <th scope="col">{t("modeller-name")}</th>
                        <th scope="col">{t("modeller-id")}</th>
                        <th scope="col" class="modeller-options__number">{t("modeller-price")}</th>
                        {heads}
                        <th scope="col">{t("modeller-parts")}</th>
                        <th scope="col"><span class="visually-hidden">{t("record-actions")}</span></th>
                    </tr></thead>
                    <tbody><For each=move || 0..len.get() key=|at| *at children=move |at| row(desk, removal, list.with_value(|list| format!("{list}/{at}")), len, columns) /></tbody>
                </table>
            </div>
            <div class="modeller-form__actions">
                <Button icon=Glyph::Plus disabled=desk.sealed on_press=add>{t("modeller-option-add")}</Button>
                {property_adder(wanted)}
            </div>
        </section>
    }
    .into_any()
}

fn row_id(place: &str) -> String {
    format!("modeller-row{}", place.replace('/', "-"))
}

fn add_option(desk: Desk, list: &str) -> String {
    desk.edit(|draft| {
        let number = draft.len(list) + 1;
        let name = t_with("modeller-option-new", &[("number", crate::record::as_number(number).into())]);
        let id = draft.free_id(list, &name);
        draft.push(list, json!({"id": id, "name": name}))
    })
}

fn row(desk: Desk, removal: Removal, place: String, len: Memo<usize>, columns: Memo<Vec<String>>) -> AnyView {
    let own = StoredValue::new(place.clone());
    let cells = move || {
        let cell = |name: String| {
            let place = own.with_value(|place| format!("{place}/properties/{}", step(&name)));
            view! { <td class="modeller-options__number">{number(desk, &place, name, true)}</td> }
        };
        columns.get().into_iter().map(cell).collect_view()
    };
    view! {
        <tr id=row_id(&place) tabindex="-1">
            <td>{name(desk, &place)}</td>
            <td class="modeller-options__id">{id(desk, &place, Some(Subject::Option), true)}</td>
            <td class="modeller-options__number">{number(desk, &format!("{place}/price"), t("modeller-price"), true)}</td>
            {cells}
            <td>{parts(desk, &format!("{place}/parts"), true)}</td>
            <td class="modeller-options__menu">{menu(desk, removal, own, len)}</td>
        </tr>
    }
    .into_any()
}

/// While an option has the name that it was made with, its id follows the name.
fn name(desk: Desk, place: &str) -> AnyView {
    let (from, to) = (format!("{place}/name"), place.to_owned());
    let (list, at) = place.rsplit_once('/').unwrap_or_default();
    let (list, number) = (list.to_owned(), at.parse::<usize>().unwrap_or_default() + 1);
    let write = move |draft: &mut Draft, typed: &str| {
        let made = t_with("modeller-option-new", &[("number", crate::record::as_number(number).into())]);
        let is_new = draft.text(&format!("{to}/name")) == made;
        draft.set(&format!("{to}/name"), Some(Value::from(typed)));
        if is_new {
            let id = draft.free_id(&list, typed);
            draft.rename(&Subject::Option(to.clone()), &id);
        }
    };
    made(desk, "modeller-name", true, move |draft| draft.text(&from), write)
}

fn menu(desk: Desk, removal: Removal, own: StoredValue<String>, len: Memo<usize>) -> AnyView {
    let place = own.get_value();
    let at = place.rsplit_once('/').and_then(|(_, at)| at.parse::<usize>().ok()).unwrap_or_default();
    let shift = move |to: usize| {
        let _ = own.with_value(|place| desk.edit(|draft| draft.shift(place, to)));
    };
    let items = Signal::derive(move || {
        let remove = move || own.with_value(|place| removal.begin(place, Subject::Option(place.clone())));
        vec![
            MenuItem::new(t("modeller-up"), move || shift(at.saturating_sub(1))).icon(Glyph::ArrowUp).disabled(at == 0),
            MenuItem::new(t("modeller-down"), move || shift(at + 1))
                .icon(Glyph::ArrowDown)
                .disabled(at + 1 >= len.get()),
            MenuItem::new(t("record-delete"), remove).icon(Glyph::Trash).danger().rule_above(),
        ]
    });
    let title = desk.text(&format!("{place}/name"));
    let label = Signal::derive(move || t_with("modeller-option-actions", &[("name", title.get().into())]));
    view! { <Menu label icon=Glyph::More icon_only=true kind=ButtonKind::Quiet items /> }.into_any()
}

/// A new column: it stays once an option has a number in it.
fn property_adder(wanted: RwSignal<Vec<String>>) -> AnyView {
    let name = RwSignal::new(String::new());
    let add = move |typed: String| {
        let typed = typed.trim().to_owned();
        if !typed.is_empty() {
            wanted.update(|all| all.push(typed));
            name.set(String::new());
        }
    };
    view! {
        <div class="modeller-form__adder">
            <TextField label=t("modeller-property-add") hide_label=true placeholder=t("modeller-property-add") value=name autocomplete="off" on_change=add />
        </div>
    }
    .into_any()
}

/// The numbers of a flag that is on.
pub(super) fn flag_properties(desk: Desk, attribute: &str) -> AnyView {
    let attribute = StoredValue::new(attribute.to_owned());
    let wanted = RwSignal::new(Vec::<String>::new());
    let names = Memo::new(move |_| {
        let mut all = attribute.with_value(|place| desk.read(|draft| draft.properties_of(place)));
        let more: Vec<String> = wanted.get().into_iter().filter(|name| !all.contains(name)).collect();
        all.extend(more);
        all
    });
    let fields = move || {
        let field = |name: String| {
            attribute
                .with_value(|place| number(desk, &format!("{place}/kind/flag/properties/{}", step(&name)), name, false))
        };
        names.get().into_iter().map(field).collect_view()
    };
    view! {
        <section class="modeller-form__part">
            <h3 class="modeller-form__heading">{t("modeller-properties")}</h3>
            <div class="form modeller-form__three">{fields}</div>
            <div class="modeller-form__actions">{property_adder(wanted)}</div>
        </section>
    }
    .into_any()
}
