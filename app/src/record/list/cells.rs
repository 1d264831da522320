//! The cells of a list: a value, or its editor.

use super::ListState;
use crate::{
    record::{
        InlineField, RecordField,
        field::{Place, show},
        title_or_id,
    },
    services::use_replica,
    ui,
};
use leptos::{ev, prelude::*};
use shared::{Id, Record};
use std::sync::Arc;

/// A cell. Only the cell that is edited holds an editor; it does not follow the list, so that rows
/// may come and go without taking what is half typed.
pub(super) fn cell(list: ListState, cell: ui::Cell) -> AnyView {
    let Some(field) = list.field(&cell.column) else { return ().into_any() };
    let (row, is_title) = (cell.row, list.is_title(&cell.column));
    let column = StoredValue::new(cell.column);
    let field = StoredValue::new(field);
    let active = cell.active;
    let at_cursor = move || {
        active.get()
            && list
                .columns
                .with(|columns| columns.get(list.cursor.get()).is_some_and(|id| column.with_value(|own| id == own)))
    };
    let content = move || {
        let edited = list.editing.get();
        if let Some(id) = edited.filter(|(_, own)| column.with_value(|column| own == column)).map(|(id, _)| id)
            && list.rows.with_untracked(|rows| rows.0.get(row).is_some_and(|row| row.id == id))
        {
            return editor(list, id, field.get_value());
        }
        let Some(record) = list.row(row) else { return ().into_any() };
        if is_title { title(list, row, &record) } else { field.with_value(|field| value(field, &record)) }
    };
    view! {
        <span class="list__cell" class:list__cell--cursor=at_cursor data-row=row.to_string() data-column=column.get_value()>{content}</span>
    }
    .into_any()
}

fn value(field: &RecordField, record: &Record) -> AnyView {
    let value = use_replica().read(|replica| field.value(replica.schema(), record));
    let shown = show(field, &value, Place::Cell);
    view! { <span class="grid__text">{shown}</span> }.into_any()
}

/// The title is a link, so that it can be opened in a tab of its own; a plain press looks at the record beside the list.
fn title(list: ListState, row: usize, record: &Arc<Record>) -> AnyView {
    let words = use_replica().read(|replica| title_or_id(replica, record));
    let press = move |ev: ev::MouseEvent| {
        if !(ev.ctrl_key() || ev.meta_key() || ev.shift_key() || ev.button() != 0) {
            ev.prevent_default();
            list.open_row(row);
        }
    };
    view! { <a class="grid__text grid__text--strong list__title" tabindex="-1" href=list.page_of(record.id) on:click=press>{words}</a> }.into_any()
}

fn editor(list: ListState, id: Id, field: RecordField) -> AnyView {
    let on_end = Callback::new(move |by_key: bool| {
        list.editing.set(None);
        if by_key {
            list.focus_row();
        }
    });
    view! { <span class="list__editor" data-control><InlineField record=list.live(id) field open=true on_end /></span> }
        .into_any()
}
