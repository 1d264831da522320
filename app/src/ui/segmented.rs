//! One of two to five, all in sight.

use super::{Choice, Glyph, Icon, dom::unique_id};
use leptos::prelude::*;

/// A segmented control: radio buttons in one frame.
#[component]
pub fn Segmented(
    /// What is chosen here.
    #[prop(into)]
    label: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// An icon for each option, in order.
    #[prop(optional, into)]
    icons: Vec<Glyph>,
    /// The chosen value, both ways.
    value: RwSignal<String>,
    /// Called with the new choice.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let name = StoredValue::new(unique_id("segmented"));
    let one = move |(choice, glyph): (Choice, Option<Glyph>)| {
        let own = StoredValue::new(choice.value);
        let choose = move |_| {
            value.set(own.get_value());
            if let Some(changed) = on_change {
                changed.run(own.get_value());
            }
        };
        view! {
            <label class="segmented__option">
                <input
                    class="segmented__input"
                    type="radio"
                    name=name.get_value()
                    prop:checked=move || value.with(|v| own.with_value(|own| v == own))
                    on:change=choose
                />
                {glyph.map(|glyph| view! { <Icon glyph /> })}
                <span class="segmented__words">{choice.label}</span>
            </label>
        }
    };
    let all = move || {
        let icons = icons.iter().copied().map(Some).chain(std::iter::repeat(None));
        options.get().into_iter().zip(icons).map(one).collect_view()
    };
    view! { <div class="segmented" role="radiogroup" aria-label=label>{all}</div> }.into_any()
}
