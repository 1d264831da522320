//! What belongs here, and the first step.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// An empty place that teaches: an icon, a sentence, the first step.
#[component]
pub fn EmptyState(
    /// What belongs here.
    glyph: Glyph,
    /// A few words: *No contacts yet*.
    #[prop(into)]
    title: Signal<String>,
    /// One sentence on what belongs here and what it is good for.
    #[prop(optional, into)]
    sentence: MaybeProp<String>,
    /// The first steps, as buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <span class="empty-state__icon"><Icon glyph /></span>
            <h2 class="empty-state__title">{title}</h2>
            {move || sentence.get().map(|s| view! { <p class="empty-state__sentence">{s}</p> })}
            {children.map(|steps| view! { <div class="empty-state__steps">{steps()}</div> })}
        </div>
    }
    .into_any()
}
