//! A date, by the browser's own picker.

use super::{Field, FieldIds, field::finish};
use leptos::prelude::*;

/// A labelled date, or a date with time.
#[component]
pub fn DateField(
    /// The field's name.
    #[prop(into)]
    label: Signal<String>,
    /// `2026-11-21`, or `2026-11-21T10:00` with time; empty for none. Both ways.
    value: RwSignal<String>,
    /// Asks for the time too.
    #[prop(optional)]
    with_time: bool,
    /// The earliest allowed.
    #[prop(optional, into)]
    min: MaybeProp<String>,
    /// The latest allowed.
    #[prop(optional, into)]
    max: MaybeProp<String>,
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
    /// Called when a date has been chosen.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let control = move |ids: FieldIds| {
        view! {
            <input
                class="input input--date"
                id=ids.input
                type=if with_time { "datetime-local" } else { "date" }
                min=move || min.get()
                max=move || max.get()
                required=required
                aria-describedby=ids.described_by
                aria-invalid=ids.invalid
                prop:value=value
                on:change:target=move |ev| {
                    value.set(ev.target().value());
                    finish(on_change, value);
                }
            />
        }
        .into_any()
    };
    view! { <Field label hint problem required hide_label children=control /> }
}
