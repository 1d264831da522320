//! Products.

use crate::record::Records;
use leptos::prelude::*;
use shared::entities::Product;

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    view! { <Records entity=Product::ENTITY_NAME /> }.into_any()
}
