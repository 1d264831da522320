//! Something that opens beside a button and closes by itself.

use super::{
    ButtonKind, Glyph, Icon,
    anchor::place,
    dom::{focus_quietly, unique_id},
};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

/// A button and what opens beside it. The browser closes it on Escape or a press elsewhere and gives the focus back.
#[component]
pub fn Popover(
    /// The button's words.
    #[prop(into)]
    label: Signal<String>,
    /// The button's icon.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// The button shows only its icon.
    #[prop(optional)]
    icon_only: bool,
    /// The button's weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Whether it is open, both ways.
    #[prop(optional)]
    open: RwSignal<bool>,
    /// What opens; made when it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let id = unique_id("popover");
    let (trigger, pop) = (NodeRef::new(), NodeRef::new());
    let icon = move || icon.map(|glyph| view! { <Icon glyph /> });
    let class = trigger_class(kind, icon_only);
    view! {
        <button
            class=class
            type="button"
            node_ref=trigger
            popovertarget=id.clone()
            aria-expanded=move || if open.get() { "true" } else { "false" }
            aria-label=move || icon_only.then(|| label.get())
            data-tip=move || icon_only.then(|| label.get())
        >
            {icon()}
            {move || (!icon_only).then(|| view! { <span class="button__words">{label.get()}</span> })}
        </button>
        <Floating id open trigger pop>
            <div class="popover__body" role="group" aria-label=label>
                {children()}
            </div>
        </Floating>
    }
}

pub(super) fn trigger_class(kind: ButtonKind, icon_only: bool) -> String {
    let weight = match kind {
        ButtonKind::Primary => " button--primary",
        ButtonKind::Secondary => "",
        ButtonKind::Quiet => " button--quiet",
        ButtonKind::Danger => " button--danger",
    };
    format!("button{weight}{}", if icon_only { " button--icon" } else { "" })
}

/// The floating element of a popover or menu: placed before it is shown, its content made only while open.
#[component]
pub fn Floating(
    /// Its id, which the button names as its `popovertarget`.
    id: String,
    /// Whether it is open, both ways.
    open: RwSignal<bool>,
    /// The button.
    trigger: NodeRef<html::Button>,
    /// The floating element itself.
    pop: NodeRef<html::Div>,
    /// What opens.
    children: ChildrenFn,
) -> impl IntoView {
    let before = move |ev: ev::Event| {
        let opens = new_state(&ev) == "open";
        if let (true, Some(anchor), Some(floating)) = (opens, trigger.get_untracked(), pop.get_untracked()) {
            place(&floating, &anchor);
        }
        if !opens {
            give_focus_back(trigger, pop);
        }
        open.set(opens);
    };
    Effect::new(move || {
        let Some(pop) = pop.get() else { return };
        let shown = pop.matches(":popover-open").unwrap_or(false);
        let _ = match (open.get(), shown) {
            (true, false) => pop.show_popover(),
            (false, true) => pop.hide_popover(),
            _ => Ok(()),
        };
    });
    view! {
        <div class="popover" id=id popover="auto" node_ref=pop on:beforetoggle=before>
            <Show when=move || open.get()>{children()}</Show>
        </div>
    }
    .into_any()
}

/// The browser gives the focus back only while what had it is still there; here it is taken away at once.
fn give_focus_back(trigger: NodeRef<html::Button>, pop: NodeRef<html::Div>) {
    let active = document().active_element();
    let inside = pop.get_untracked().is_some_and(|pop| pop.contains(active.as_ref().map(AsRef::as_ref)));
    let Some(trigger) = trigger.get_untracked().filter(|_| inside) else { return };
    request_animation_frame(move || {
        if document().active_element().is_none_or(|el| el.tag_name() == "BODY") {
            focus_quietly(&trigger);
        }
    });
}

fn new_state(ev: &ev::Event) -> String {
    ev.dyn_ref::<web_sys::ToggleEvent>().map(web_sys::ToggleEvent::new_state).unwrap_or_default()
}
