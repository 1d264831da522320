//! A yes or no.

use super::tab_stop::use_tabindex;
use leptos::{html::Input, prelude::*};

/// A checkbox with its words.
#[component]
pub fn Checkbox(
    /// Its words.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is ticked.
    #[prop(into)]
    checked: Signal<bool>,
    /// Neither yes nor no: some of many.
    #[prop(optional, into)]
    mixed: Signal<bool>,
    /// The words are only for assistive technology.
    #[prop(optional)]
    hide_label: bool,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Called with the new state.
    #[prop(into)]
    on_change: Callback<bool>,
) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    Effect::new(move || {
        if let Some(input) = node.get() {
            input.set_indeterminate(mixed.get());
        }
    });
    view! {
        <label class="checkbox">
            <input
                class="checkbox__input"
                type="checkbox"
                node_ref=node
                tabindex=use_tabindex()
                disabled=disabled
                prop:checked=checked
                on:change:target=move |ev| on_change.run(ev.target().checked())
            />
            <span class="checkbox__label" class:visually-hidden=hide_label>{label}</span>
        </label>
    }
}
