//! A list and the record beside it. On a phone the record covers the list.

use super::dom::{remember, remembered};
use crate::i18n::t;
use leptos::{ev, html::Div, prelude::*};

/// The narrowest and widest part of the width that the record takes, in percent.
const NARROWEST: f64 = 25.0;
const WIDEST: f64 = 70.0;

/// A list, and a record beside it while `open`. The edge between them can be drawn, also with the arrow keys.
#[component]
pub fn SplitPane(
    /// Whether the record is shown.
    #[prop(into)]
    open: Signal<bool>,
    /// Under which name the width is remembered on this device.
    #[prop(optional)]
    memory: Option<&'static str>,
    /// The list; stays as it is while records come and go.
    #[prop(into)]
    list: ViewFn,
    /// The record.
    #[prop(into)]
    detail: ViewFn,
) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let before = memory.and_then(|m| remembered(&format!("split.{m}"))?.parse().ok());
    let part = RwSignal::new(before.unwrap_or(38.0_f64).clamp(NARROWEST, WIDEST));
    let set = move |to: f64| {
        part.set(to.clamp(NARROWEST, WIDEST).round());
        if let Some(memory) = memory {
            remember(&format!("split.{memory}"), &part.get_untracked().to_string());
        }
    };
    let moved = move |ev: ev::PointerEvent| {
        if let (1, Some(node)) = (ev.buttons(), node.get_untracked()) {
            let at = node.get_bounding_client_rect();
            set((at.right() - f64::from(ev.client_x())) / at.width() * 100.0);
        }
    };
    let hold = |ev: ev::PointerEvent| {
        use wasm_bindgen::JsCast;
        if let Some(edge) = ev.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) {
            let _ = edge.set_pointer_capture(ev.pointer_id());
        }
    };
    let key = move |ev: ev::KeyboardEvent| match ev.key().as_str() {
        "ArrowLeft" => set(part.get_untracked() + 2.0),
        "ArrowRight" => set(part.get_untracked() - 2.0),
        _ => {}
    };
    let edge = move || {
        view! {
            <div
                class="split__edge"
                role="separator"
                tabindex="0"
                aria-label=t("ui-split-edge")
                aria-orientation="vertical"
                aria-valuenow=move || part.get().to_string()
                aria-valuemin=NARROWEST.to_string()
                aria-valuemax=WIDEST.to_string()
                on:pointerdown=hold
                on:pointermove=moved
                on:keydown=key
            ></div>
        }
    };
    view! {
        <div class="split" class:split--open=open node_ref=node style=("--detail", move || format!("{}%", part.get()))>
            <div class="split__list">{list.run()}</div>
            <Show when=move || open.get()>
                {edge()}
                <div class="split__detail">{detail.run()}</div>
            </Show>
        </div>
    }
    .into_any()
}
