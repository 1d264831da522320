//! A question or a small task that has to be finished first.

use super::{
    Glyph, IconButton,
    dom::{self, unique_id},
};
use crate::i18n::t;
use js_sys::Reflect;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// How wide a dialog is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogSize {
    /// A question.
    Small,
    /// A form.
    #[default]
    Medium,
    /// A task with a list or a preview.
    Large,
}

/// A modal dialog. The browser keeps the focus inside and gives it back; Escape and a press outside close it.
#[component]
pub fn Dialog(
    /// Whether it is open, both ways.
    open: RwSignal<bool>,
    /// Its title.
    #[prop(into)]
    title: Signal<String>,
    /// How wide it is.
    #[prop(optional)]
    size: DialogSize,
    /// Called when it has closed, however that came.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// The buttons at its foot, the main one last.
    #[prop(optional, into)]
    footer: Option<ViewFn>,
    /// What it holds; made when it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let id = unique_id("dialog-title");
    let named_by = id.clone();
    let node = NodeRef::<html::Dialog>::new();
    let body = NodeRef::<html::Div>::new();
    let_keys_scroll(body);
    drive(node, open);
    focus_first(node, open);
    let has_closed = move |_: ev::Event| {
        if closed(node, open)
            && let Some(on_close) = on_close
        {
            on_close.run(());
        }
    };
    let footer = move || footer.as_ref().map(|f| view! { <footer class="dialog__footer">{f.run()}</footer> });
    view! {
        <dialog
            class=size_class(size)
            node_ref=node
            aria-labelledby=named_by
            on:close=has_closed
            on:mousedown=move |ev| {
                if ev.target() == ev.current_target() {
                    open.set(false);
                }
            }
        >
            <div class="dialog__frame">
                <header class="dialog__header">
                    <h2 class="dialog__title" id=id>{title}</h2>
                    <IconButton glyph=Glyph::Cross label=t("ui-close") keys="Escape" on_press=move || open.set(false) />
                </header>
                <Show when=move || open.get()>
                    <div class="dialog__body" node_ref=body>{children()}</div>
                    {footer()}
                </Show>
            </div>
        </dialog>
    }
}

/// Opens and closes a `<dialog>` as `open` says.
pub(super) fn drive(node: NodeRef<html::Dialog>, open: RwSignal<bool>) {
    Effect::new(move || {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
}

/// Takes in that the browser has closed it, and tells whether it is closed still: the browser's word comes late, and
/// somebody may have opened it again before.
pub(super) fn closed(node: NodeRef<html::Dialog>, open: RwSignal<bool>) -> bool {
    let closed = node.get_untracked().is_none_or(|dialog| !dialog.open());
    if closed {
        open.set(false);
    }
    closed
}

/// What is longer than the dialog and holds nothing that takes the focus takes it itself, so that keys can scroll it.
fn let_keys_scroll(body: NodeRef<html::Div>) {
    Effect::new(move || {
        let Some(body) = body.get() else { return };
        request_animation_frame(move || {
            let holds = body.query_selector("a[href], button, input, select, textarea, [tabindex]");
            if body.scroll_height() > body.client_height() && holds.is_ok_and(|found| found.is_none()) {
                body.set_tab_index(0);
            }
        });
    });
}

/// The browser would focus the cross, which the first space of what somebody types would press. A finger asks for no
/// field: it would bring up the keyboard over the form.
fn focus_first(node: NodeRef<html::Dialog>, open: RwSignal<bool>) {
    Effect::new(move || {
        let Some(dialog) = node.get().filter(|_| open.get() && !is_touched()) else { return };
        if let Some(first) = first_of(&dialog) {
            let _ = first.focus();
        }
    });
}

/// What asks for the focus, else the first empty field, else the first field, else the first button at the foot.
fn first_of(dialog: &Element) -> Option<HtmlElement> {
    let one = |what: &str| dialog.query_selector(what).ok().flatten();
    let fields = dialog.query_selector_all(".dialog__body :is(input, textarea, select)").ok()?;
    let fields: Vec<Element> = (0..fields.length()).filter_map(|at| fields.item(at)?.dyn_into().ok()).collect();
    let is_empty = |field: &&Element| {
        Reflect::get(field, &"value".into()).is_ok_and(|value| value.as_string().is_some_and(|value| value.is_empty()))
    };
    let field = || fields.iter().find(is_empty).or(fields.first()).cloned();
    one("[autofocus]").or_else(field).or_else(|| one(".dialog__footer button")).and_then(dom::html)
}

/// Whether the main pointer of the device is a finger.
fn is_touched() -> bool {
    window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches())
}

fn size_class(size: DialogSize) -> &'static str {
    match size {
        DialogSize::Small => "dialog dialog--small",
        DialogSize::Medium => "dialog",
        DialogSize::Large => "dialog dialog--large",
    }
}
