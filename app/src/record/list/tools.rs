//! The head of a list and the bar above it: views, text, filters, columns; bulk actions while rows are selected.

use super::{
    ListState, bulk::Bulk, columns::ColumnChooser, export::export, filters::Filters, state::count_words, views::Views,
};
use crate::{
    i18n::{t, t_with},
    record::{
        NewRecord, may_create, use_forms,
        words::{entities_word, entity_in_words},
    },
    services::{say_problem, use_replica},
    ui::{Button, ButtonKind, Glyph, Menu, MenuItem, PageHeader, TextField, TextKind},
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use shared::query::Filter;
use std::time::Duration;

/// How long typing rests before the list follows.
const REST: Duration = Duration::from_millis(90);

/// The page's head.
#[component]
pub(super) fn Head(list: ListState, actions: ViewFn) -> impl IntoView {
    let (replica, forms, entity) = (use_replica(), use_forms(), list.entity());
    let words = t_with("record-new", &[("what", entity_in_words(&entity).into())]);
    let may = may_create(replica, entity.clone());
    let name = entity.clone();
    let make = Callback::new(move |()| forms.create(NewRecord::of(name.clone())));
    let items = Signal::derive(move || {
        let entity = list.entity();
        let import = MenuItem::link(t("list-import"), format!("/import?entity={entity}")).icon(Glyph::Import);
        let export = MenuItem::new(t("list-export"), move || export(list)).icon(Glyph::Export);
        may.get().then_some(import).into_iter().chain([export]).collect::<Vec<_>>()
    });
    let new = move || {
        let words = words.clone();
        may.get().then(
            || view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus keys="n" on_press=make>{words}</Button> },
        )
    };
    view! {
        <PageHeader title=entities_word(&entity) count=list.all()>
            {actions.run()}
            <Menu label=t("list-more") icon=Glyph::More icon_only=true kind=ButtonKind::Quiet items />
            {new}
        </PageHeader>
    }
    .into_any()
}

/// The bar above the rows.
#[component]
pub(super) fn Bar(list: ListState, controls: ViewFn) -> impl IntoView {
    let some = Memo::new(move |_| list.selection.with(|selection| !selection.is_empty()));
    let wrong = move || {
        list.wrong.get().map(|error| {
            let words = say_problem(&error.into());
            view! {
                <p class="list__wrong" role="alert">{words}" "<Button kind=ButtonKind::Quiet on_press=move |()| list.clear_filter()>{t("list-show-all")}</Button></p>
            }
        })
    };
    view! {
        <div class="list__bar" role="toolbar" aria-label=t("list-tools")>
            {move || if some.get() { view! { <Bulk list /> }.into_any() } else { look(list, &controls) }}
        </div>
        {wrong}
    }
    .into_any()
}

/// What narrows the list and says how it is shown.
fn look(list: ListState, controls: &ViewFn) -> AnyView {
    view! { <Views list /><QuickText list />{controls.run()}<Filters list /><Count list /><span class="list__bar-space"></span><ColumnChooser list /> }.into_any()
}

/// How many of all a filter leaves.
#[component]
fn Count(list: ListState) -> impl IntoView {
    let words = move || list.is_filtered().then(|| count_words(list));
    view! { <span class="list__count" role="status">{words}</span> }.into_any()
}

/// The box that narrows the list by what is typed.
#[component]
fn QuickText(list: ListState) -> impl IntoView {
    let text = RwSignal::new(typed_text(&list.filter.get_untracked()));
    let timer = StoredValue::new_local(None::<TimeoutHandle>);
    // The address may change by itself, as by going back.
    Effect::new(move || {
        let now = typed_text(&list.filter.read());
        if text.with_untracked(|text| text.trim() != now) {
            text.set(now);
        }
    });
    Effect::new(move |before: Option<String>| {
        let now = text.get();
        if before.is_some_and(|before| before != now) {
            if let Some(timer) = timer.try_update_value(Option::take).flatten() {
                timer.clear();
            }
            timer.set_value(set_timeout_with_handle(move || search(list, text), REST).ok());
        }
        now
    });
    view! {
        <div class="list__text">
            <TextField label=t("list-find") hide_label=true placeholder=t("list-find") kind=TextKind::Search icon=Glyph::Search value=text node=list.text_input autocomplete="off" />
        </div>
    }
    .into_any()
}

/// The words of the quick text in a filter.
fn typed_text(filter: &Filter) -> String {
    let words = filter
        .parts()
        .iter()
        .filter_map(|part| if let Filter::Text(words) = part { Some(words.as_str()) } else { None });
    words.collect::<Vec<_>>().join(" ")
}

fn search(list: ListState, text: RwSignal<String>) {
    let Some(words) = text.try_get_untracked() else { return };
    let filter = list.filter.get_untracked();
    if words.trim() == typed_text(&filter) {
        return;
    }
    let others = filter.parts().iter().filter(|part| !matches!(part, Filter::Text(_))).cloned();
    let text = Some(words.trim().to_owned()).filter(|words| !words.is_empty()).map(Filter::Text);
    list.amend_filter(&Filter::All(others.chain(text).collect()));
}
