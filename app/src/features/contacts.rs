//! Contacts.

use crate::record::Records;
use leptos::prelude::*;
use shared::entities::Contact;

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    view! { <Records entity=Contact::ENTITY_NAME /> }.into_any()
}
