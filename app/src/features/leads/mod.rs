//! Leads: people who asked, and what becomes of them.

#![allow(
    clippy::large_types_passed_by_value,
    reason = "a form is a handful of handles, cheap beside the element it is copied for"
)]

mod convert;

use crate::record::{Own, RecordView, Records, Shown};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use shared::{Id, entities::Lead};

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    let navigate = StoredValue::new_local(use_navigate());
    let on_gone = move |()| navigate.with_value(|navigate| navigate("/leads", NavigateOptions::default()));
    let page_of = Callback::new(move |id: Id| {
        view! { <RecordView entity=Lead::ENTITY_NAME id=Signal::stored(Some(id)) own=own() on_gone /> }.into_any()
    });
    view! { <Records entity=Lead::ENTITY_NAME page_of /> }.into_any()
}

/// What the page of a lead has beside what every record's page has.
fn own() -> Own {
    Own {
        mark: Callback::new(|_: Shown| ().into_any()),
        trail: Callback::new(|_: Shown| Vec::new()),
        actions: Callback::new(convert::action),
        parts: StoredValue::new(Vec::new()),
        told: &[],
    }
}
