//! A number, as text that is exact.

use super::{Field, FieldIds, field::finish};
use leptos::prelude::*;

/// A labelled number. The value is decimal text with a point, so that no amount is rounded on the way;
/// whether it can be read is for the caller's rules to say through `problem`.
#[component]
pub fn NumberField(
    /// The field's name.
    #[prop(into)]
    label: Signal<String>,
    /// Decimal text such as `1200.50`, both ways.
    value: RwSignal<String>,
    /// What stands before the number, such as a currency.
    #[prop(optional, into)]
    prefix: MaybeProp<String>,
    /// What stands after the number, such as a unit.
    #[prop(optional, into)]
    suffix: MaybeProp<String>,
    /// Whole numbers only, for the keyboard of a tablet.
    #[prop(optional)]
    whole: bool,
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
    /// Called when the person has finished: Enter or leaving.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let control = move |ids: FieldIds| {
        view! {
            <div class="input-frame">
                {move || prefix.get().map(|text| view! { <span class="input-frame__unit">{text}</span> })}
                <input
                    class="input input--number"
                    id=ids.input
                    type="text"
                    inputmode=if whole { "numeric" } else { "decimal" }
                    autocomplete="off"
                    required=required
                    aria-describedby=ids.described_by
                    aria-invalid=ids.invalid
                    prop:value=value
                    on:input:target=move |ev| value.set(ev.target().value())
                    on:change=move |_| finish(on_change, value)
                />
                {move || suffix.get().map(|text| view! { <span class="input-frame__unit">{text}</span> })}
            </div>
        }
        .into_any()
    };
    view! { <Field label hint problem required hide_label children=control /> }
}
