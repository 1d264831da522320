//! The list beside a form: what there is of a kind, and which of it is looked at.

use super::{checks::is_blamed, desk::Desk};
use crate::{
    i18n::t,
    ui::{self, EmptyState, Glyph, Icon, dom::focus_id_soon},
};
use leptos::{html::Button, prelude::*};
use std::sync::Arc;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

/// The heading of the form, which takes the focus when something was made.
pub(super) const FORM: &str = "modeller-form";

/// A line of the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub place: String,
    pub title: String,
    pub detail: String,
    /// How far it is moved in.
    pub inner: bool,
}

/// List and form side by side.
pub(super) fn panes(
    desk: Desk,
    part: &'static str,
    items: Memo<Vec<Item>>,
    label: String,
    add: AnyView,
    form: impl Fn(String) -> AnyView + Send + Sync + 'static,
    nothing: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let at = desk.at();
    let known = Memo::new(move |_| at.get().filter(|at| items.read().iter().any(|item| item.place == *at)));
    let shown = move || match known.get() {
        Some(place) => form(place),
        None => nothing(),
    };
    let blamed = is_blamed(desk);
    let sealed = desk.sealed;
    view! {
        <div class="modeller__panes">
            <nav class="modeller-list" aria-label=label>
                <ul class="modeller-list__items">
                    <For each=move || items.get() key=|item| item.place.clone() children=move |item| line(desk, part, items, item.place, known, blamed) />
                </ul>
                <div class="modeller-list__add">{add}</div>
            </nav>
            <section class="modeller-form" id=FORM tabindex="-1" aria-label=t("modeller-form")>
                <fieldset class="modeller-form__fields" disabled=move || sealed.get()>{shown}</fieldset>
            </section>
        </div>
    }
    .into_any()
}

fn line(
    desk: Desk,
    part: &'static str,
    items: Memo<Vec<Item>>,
    place: String,
    known: Memo<Option<String>>,
    blamed: Memo<Arc<Vec<String>>>,
) -> AnyView {
    let place = StoredValue::new(place);
    let item = Memo::new(move |_| {
        items.with(|items| items.iter().find(|item| place.with_value(|place| item.place == *place)).cloned())
    });
    let of = move |read: fn(&Item) -> String| move || item.with(|item| item.as_ref().map(read).unwrap_or_default());
    let is_inner = move || item.with(|item| item.as_ref().is_some_and(|item| item.inner));
    let current = Memo::new(move |_| known.with(|known| place.with_value(|place| known.as_ref() == Some(place))));
    let is_blamed = Memo::new(move |_| blamed.with(|all| place.with_value(|place| all.contains(place))));
    // A finding leads here from elsewhere: the line comes into sight with its form.
    let node = NodeRef::<Button>::new();
    Effect::new(move || {
        if let Some(line) = node.get().filter(|_| current.get()) {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            line.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let mark = move || {
        is_blamed.get().then(|| view! { <span class="modeller-list__mark"><Icon glyph=Glyph::Warning /><span class="visually-hidden">{t("modeller-blamed")}</span></span> })
    };
    view! {
        <li>
            <button
                class="modeller-list__item"
                node_ref=node
                class:modeller-list__item--inner=is_inner
                type="button"
                aria-current=move || current.get().then_some("true")
                on:click=move |_| place.with_value(|place| desk.go(part, place))
            >
                <span class="modeller-list__words">
                    <span class="modeller-list__title">{of(|item| item.title.clone())}</span>
                    <span class="modeller-list__detail">{of(|item| item.detail.clone())}</span>
                </span>
                {mark}
            </button>
        </li>
    }
    .into_any()
}

/// A button that makes something and looks at it.
pub(super) fn adder(
    desk: Desk,
    part: &'static str,
    words: String,
    disabled: Signal<bool>,
    make: impl Fn() -> String + Send + Sync + 'static,
) -> AnyView {
    let press = move |()| {
        let place = make();
        desk.go(part, &place);
        focus_id_soon(FORM.to_owned());
    };
    let disabled = Signal::derive(move || disabled.get() || desk.sealed.get());
    view! { <ui::Button icon=Glyph::Plus disabled on_press=press>{words}</ui::Button> }.into_any()
}

/// What stands where nothing is chosen from the list.
pub(super) fn hint(title: &str, sentence: &str) -> AnyView {
    view! { <EmptyState glyph=Glyph::Settings title=t(title) sentence=t(sentence) /> }.into_any()
}
