//! How far something is, with a number.

use super::tabs::count;
use crate::i18n::t_with;
use leptos::prelude::*;

/// A bar with its number. Show it only for what takes longer than a second.
#[component]
pub fn Progress(
    /// What goes on.
    #[prop(into)]
    label: Signal<String>,
    /// How many are done.
    #[prop(into)]
    done: Signal<usize>,
    /// Of how many.
    #[prop(into)]
    total: Signal<usize>,
) -> impl IntoView {
    let part = Memo::new(move |_| count(done.get()) / count(total.get().max(1)));
    let words =
        move || t_with("ui-progress", &[("done", count(done.get()).into()), ("total", count(total.get()).into())]);
    view! {
        <div class="progress">
            <div class="progress__words"><span>{label}</span><span class="progress__number">{words}</span></div>
            <div
                class="progress__track"
                role="progressbar"
                aria-label=label
                aria-valuemin="0"
                aria-valuemax=move || total.get().to_string()
                aria-valuenow=move || done.get().to_string()
                aria-valuetext=words
            >
                <div class="progress__bar" style:width=move || format!("{}%", part.get().clamp(0.0, 1.0) * 100.0)></div>
            </div>
        </div>
    }
    .into_any()
}
