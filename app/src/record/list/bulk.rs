//! What can be done with several records at once. Each has one undo for all.

use super::ListState;
use crate::{
    i18n::{t, t_with},
    record::{FieldInput, RecordField, as_number, delete, set_many, words::counted},
    services::{say_problem, use_replica},
    ui::{Button, ButtonKind, Choice, Dialog, DialogSize, Glyph, SelectField},
};
use leptos::prelude::*;
use shared::{Id, Value};
use std::collections::HashSet;

/// The bar while rows are selected.
#[component]
pub(super) fn Bulk(list: ListState) -> impl IntoView {
    let count = move || t_with("bulk-selected", &[("count", as_number(list.selection.with(HashSet::len)).into())]);
    let setting = RwSignal::new(false);
    let field = RwSignal::new(String::new());
    let owner = list.field("owner").is_some();
    let assign = move |()| {
        field.set("owner".to_owned());
        setting.set(true);
    };
    let set = move |()| {
        field.set(String::new());
        setting.set(true);
    };
    view! {
        <span class="bulk__count" role="status">{count}</span>
        <Button icon=Glyph::Edit on_press=set>{t("bulk-set")}</Button>
        {owner.then(|| view! { <Button icon=Glyph::Contact on_press=assign>{t("bulk-assign")}</Button> })}
        <Button icon=Glyph::Trash kind=ButtonKind::Danger on_press=move |()| delete_selected(list)>{t("record-delete")}</Button>
        <span class="list__bar-space"></span>
        <Button kind=ButtonKind::Quiet keys="Escape" on_press=move |()| list.selection.update(HashSet::clear)>{t("bulk-none")}</Button>
        <SetDialog list open=setting field />
    }
    .into_any()
}

fn delete_selected(list: ListState) {
    let ids = list.selected();
    list.selection.update(HashSet::clear);
    delete(use_replica(), &list.entity(), &ids);
}

/// Deletes what is selected; without a selection the row at hand.
pub(super) fn delete_some(list: ListState, at: usize) {
    let selected = list.selected();
    if !selected.is_empty() {
        delete_selected(list);
    } else if let Ok(id) = list.key(at).parse::<Id>() {
        delete(use_replica(), &list.entity(), &[id]);
    }
}

/// Sets one field of all that is selected.
#[component]
fn SetDialog(list: ListState, open: RwSignal<bool>, field: RwSignal<String>) -> impl IntoView {
    let value = RwSignal::new(Value::Null);
    let problem = RwSignal::new(None::<String>);
    let chosen = Memo::new(move |_| list.field(&field.read()));
    Effect::new(move || {
        field.track();
        value.set(Value::Null);
        problem.set(None);
    });
    let apply = Callback::new(move |()| {
        let Some(field) = chosen.get_untracked() else { return };
        let wanted = field.canonical(value.get_untracked());
        if let Some(wrong) = field.problem(&wanted) {
            problem.set(Some(say_problem(&wrong)));
            return;
        }
        set_many(use_replica(), &list.selected(), &field, &wanted);
        open.set(false);
    });
    let footer = move || {
        let count = list.selection.with(HashSet::len);
        let words = t_with("bulk-apply", &[("what", counted(&list.entity(), count).into())]);
        view! {
            <Button on_press=move |()| open.set(false)>{t("ui-cancel")}</Button>
            <Button kind=ButtonKind::Primary disabled=Signal::derive(move || chosen.read().is_none()) on_press=apply>{words}</Button>
        }
    };
    let input = move || {
        let problem = MaybeProp::derive(move || problem.get());
        chosen.get().map(|field| view! { <FieldInput field value problem /> })
    };
    view! {
        <Dialog open title=t("bulk-set") size=DialogSize::Small footer>
            <form
                class="form"
                on:submit=move |ev| {
                    ev.prevent_default();
                    apply.run(());
                }
            >
                <SelectField label=t("filter-field") value=field options=Signal::stored(choices(list)) none=t("filter-choose") />
                {input}
                <p class="field__hint">{t("bulk-empty-clears")}</p>
            </form>
        </Dialog>
    }
    .into_any()
}

fn choices(list: ListState) -> Vec<Choice> {
    let settable = list.fields().into_iter().filter(RecordField::is_entered).filter(|field| !field.def.flags.unique);
    settable.map(|field| Choice::new(field.id(), field.label())).collect()
}
