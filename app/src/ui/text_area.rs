//! Several lines of text.

use super::{Field, FieldIds, field::finish};
use leptos::{html::Textarea, prelude::*};

/// A labelled text of several lines that grows with what is typed.
#[component]
pub fn TextArea(
    /// The field's name.
    #[prop(into)]
    label: Signal<String>,
    /// Its text, both ways.
    value: RwSignal<String>,
    /// What helps to fill it.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with it now.
    #[prop(optional, into)]
    problem: MaybeProp<String>,
    /// Must be filled.
    #[prop(optional)]
    required: bool,
    /// The label is only for assistive technology.
    #[prop(optional)]
    hide_label: bool,
    /// An example, shown while empty.
    #[prop(optional, into)]
    placeholder: MaybeProp<String>,
    /// Lines shown while empty.
    #[prop(default = 3)]
    rows: u32,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
    /// Reaches the text area itself.
    #[prop(optional)]
    node: NodeRef<Textarea>,
    /// Called when the person has finished: leaving, or Ctrl/Cmd-Enter.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let control = move |ids: FieldIds| {
        view! {
            <textarea
                class="input input--area"
                node_ref=node
                id=ids.input
                rows=rows.to_string()
                autofocus=autofocus
                required=required
                placeholder=move || placeholder.get()
                aria-describedby=ids.described_by
                aria-invalid=ids.invalid
                prop:value=value
                on:input:target=move |ev| value.set(ev.target().value())
                on:change=move |_| finish(on_change, value)
                on:keydown=move |ev| {
                    if ev.key() == "Enter" && (ev.ctrl_key() || ev.meta_key()) {
                        finish(on_change, value);
                    }
                }
            ></textarea>
        }
        .into_any()
    };
    view! { <Field label hint problem required hide_label children=control /> }
}
