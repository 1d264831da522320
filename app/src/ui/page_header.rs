//! The head of a page.

use super::tabs::count as as_number;
use leptos::prelude::*;

/// The heading of a page, how many there are, and the actions.
#[component]
pub fn PageHeader(
    /// The page's name.
    #[prop(into)]
    title: Signal<String>,
    /// How many records it shows.
    #[prop(optional, into)]
    count: MaybeProp<usize>,
    /// The actions at its end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    Effect::new(move || crate::shell::set_title(&title.read()));
    let number = move || {
        count.get().map(|n| view! { <span class="page-header__count">{super::format::number(as_number(n))}</span> })
    };
    view! {
        <header class="page-header">
            <h1 class="page-header__title" tabindex="-1">{title}</h1>
            {number}
            <div class="page-header__actions">{children.map(|actions| actions())}</div>
        </header>
    }
    .into_any()
}
