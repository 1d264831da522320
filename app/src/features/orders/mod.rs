//! Orders: what was bought, delivered in parts, cancelled where nothing goes out any more.

mod desk;
mod export;
mod lines;
mod page;

use crate::record::Records;
use leptos::prelude::*;
use shared::{Id, entities::Order};

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    let page_of = Callback::new(|id: Id| view! { <page::OrderPage id /> }.into_any());
    view! { <Records entity=Order::ENTITY_NAME page_of /> }.into_any()
}
