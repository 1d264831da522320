//! Which columns a list shows: chosen by the person, remembered on the device for each entity.

use super::ListState;
use crate::{
    features::address::Address,
    i18n::t,
    ui::{ButtonKind, Checkbox, Glyph, Popover, dom},
};
use leptos::prelude::*;
use shared::schema::{EntityDef, FieldType};

/// Most columns at the start.
const FIRST: usize = 8;

/// The columns of the address, else the remembered ones, else those that the schema lists.
pub(super) fn remembered_columns(address: Address, def: &EntityDef) -> Vec<String> {
    let known = |text: String| {
        let ids: Vec<String> = text.split(',').filter(|id| def.field(id).is_some()).map(str::to_owned).collect();
        (!ids.is_empty()).then_some(ids)
    };
    let kept = address
        .now("columns")
        .and_then(known)
        .or_else(|| dom::remembered(&format!("columns.{}", def.name)).and_then(known));
    kept.unwrap_or_else(|| usual(def))
}

fn usual(def: &EntityDef) -> Vec<String> {
    let title = def.title().map(|title| title.id.to_string());
    let listed =
        def.fields.iter().filter(|field| field.flags.list && !field.flags.title && field.kind != FieldType::LongText);
    title.into_iter().chain(listed.map(|field| field.id.to_string())).take(FIRST).collect()
}

/// The chooser: a checkbox for each field.
#[component]
pub(super) fn ColumnChooser(list: ListState) -> impl IntoView {
    let content = move || {
        let boxes = list.fields().into_iter().filter(|field| !list.is_title(field.id())).map(|field| {
            let id = StoredValue::new(field.id().to_owned());
            let checked = Signal::derive(move || list.columns.with(|columns| id.with_value(|id| columns.contains(id))));
            view! { <Checkbox label=field.label() checked on_change=move |on| choose(list, &id.get_value(), on) /> }
        });
        let usual = move |()| set(list, usual(&list.def()));
        view! {
            <div class="columns__options">{boxes.collect_view()}</div>
            <crate::ui::Button kind=ButtonKind::Quiet on_press=usual>{t("list-columns-usual")}</crate::ui::Button>
        }
    };
    view! { <Popover label=t("list-columns") icon=Glyph::Columns icon_only=true kind=ButtonKind::Quiet>{content()}</Popover> }.into_any()
}

/// A column that joins stands where the schema has it, not at the end.
fn choose(list: ListState, id: &str, on: bool) {
    let mut columns = list.columns.get_untracked();
    columns.retain(|column| column != id);
    if on {
        let order: Vec<String> = list.fields().iter().map(|field| field.id().to_owned()).collect();
        let place = |column: &str| order.iter().position(|id| id == column);
        let at = columns.iter().skip(1).position(|column| place(column) > place(id)).map_or(columns.len(), |at| at + 1);
        columns.insert(at, id.to_owned());
    }
    set(list, columns);
}

fn set(list: ListState, columns: Vec<String>) {
    dom::remember(&format!("columns.{}", list.entity()), &columns.join(","));
    list.address.amend(&[("columns", None)]);
    list.columns.set(columns);
}
