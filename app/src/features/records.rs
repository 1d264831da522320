//! Any entity that has no page of its own: `/{plural}/{id}`.

use crate::shell::NotFound;
use leptos::prelude::*;

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    view! { <NotFound /> }.into_any()
}
