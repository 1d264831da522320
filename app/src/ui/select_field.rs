//! One of a few: the browser's own list. For many, use a combobox.

use super::{Choice, Field, FieldIds, Glyph, Icon, field::finish};
use leptos::prelude::*;

/// A labelled choice of one among a few.
#[component]
pub fn SelectField(
    /// The field's name.
    #[prop(into)]
    label: Signal<String>,
    /// The chosen value, both ways; empty for none.
    value: RwSignal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// The words for *none*; without it a choice must be made.
    #[prop(optional, into)]
    none: MaybeProp<String>,
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
    /// Called with the new choice.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let choices = move || {
        let none = none.get().map(|label| Choice::new("", label));
        let chosen = value.get();
        none.into_iter()
            .chain(options.get())
            .map(|c| view! { <option selected=c.value == chosen value=c.value>{c.label}</option> })
            .collect_view()
    };
    let control = move |ids: FieldIds| {
        view! {
            <div class="select">
                <select
                    class="input select__input"
                    id=ids.input
                    required=required
                    aria-describedby=ids.described_by
                    aria-invalid=ids.invalid
                    on:change:target=move |ev| {
                        value.set(ev.target().value());
                        finish(on_change, value);
                    }
                >
                    {choices}
                </select>
                <Icon glyph=Glyph::ChevronsUpDown />
            </div>
        }
        .into_any()
    };
    view! { <Field label hint problem required hide_label children=control /> }
}
