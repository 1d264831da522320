//! Accounts.

use crate::record::Records;
use leptos::prelude::*;
use shared::entities::Account;

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    view! { <Records entity=Account::ENTITY_NAME /> }.into_any()
}
