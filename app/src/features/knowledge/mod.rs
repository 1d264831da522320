//! The knowledge base: categories, articles, search, reading and writing.

#![allow(
    clippy::large_types_passed_by_value,
    reason = "a shelf is a handful of handles, cheap beside the element it is copied for"
)]

mod arrange;
mod draft;
mod editor;
mod list;
mod prose;
mod reader;
mod shelf;
mod toolbar;
mod tree;

use self::shelf::{Open, Shelf, use_shelf};
use super::address::use_address;
use crate::{
    i18n::t,
    services::Phase,
    shell::mark_ready,
    ui::{Button, ButtonKind, Glyph, PageHeader, Shortcut, use_shortcut},
};
use leptos::{html::Div, prelude::*};

/// The page `/knowledge/{id}?in=…&q=…&edit`, and `/knowledge/new`.
#[component]
pub fn Page() -> impl IntoView {
    let shelf = use_shelf(use_address());
    Effect::new(move || {
        if shelf.replica.phase().get() == Phase::Ready {
            mark_ready();
        }
    });
    use_shortcut(Shortcut::new("n", t("knowledge-new"), move || {
        if shelf.may_write.get_untracked() {
            shelf.begin("");
        }
    }));
    let open = Memo::new(move |_| shelf.open.get() != Open::Nothing);
    let pane = NodeRef::<Div>::new();
    // What is read or written next begins at its top, however far down the last one was left.
    Effect::new(move || {
        shelf.open.track();
        shelf.editing.track();
        pane.get_untracked().iter().for_each(|pane| pane.set_scroll_top(0));
    });
    view! {
        <div class="knowledge" class:knowledge--open=open class:knowledge--writing=shelf.editing>
            {head(shelf)}
            <div class="knowledge__panes">
                <div class="knowledge__shelves">{tree::shelves(shelf)}</div>
                <div class="knowledge__list">{list::articles(shelf)}</div>
                {move || open.get().then(|| view! { <div class="knowledge__article" node_ref=pane>{article(shelf)}</div> })}
            </div>
        </div>
    }
    .into_any()
}

fn head(shelf: Shelf) -> AnyView {
    let new = move || {
        let press = move || shelf.begin("");
        shelf.may_write.get().then(|| view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus keys="n" on_press=press>{t("knowledge-new")}</Button> })
    };
    let count = Signal::derive(move || Some(shelf.counts.get().all));
    view! { <div class="knowledge__head"><PageHeader title=t("nav-knowledge") count>{new}</PageHeader></div> }
        .into_any()
}

/// What is open: an article read or written. Made anew for each, and not while its text changes.
fn article(shelf: Shelf) -> AnyView {
    let which = Memo::new(move |_| (shelf.open.get(), shelf.editing.get()));
    (move || match which.get() {
        (Open::Nothing, _) => ().into_any(),
        (Open::New, _) | (Open::Article(_), true) => editor::editor(shelf),
        (Open::Article(id), false) => reader::reader(shelf, id),
    })
    .into_any()
}
