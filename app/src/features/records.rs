//! Any entity that has no page of its own: `/{plural}/{id}`.

use crate::{
    record::{Records, schema},
    services::use_replica,
    shell::NotFound,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    let params = use_params_map();
    let plural = Memo::new(move |_| params.with(|params| params.get("plural")).unwrap_or_default());
    let page = move || {
        let entity = plural.with(|plural| schema(use_replica()).by_plural(plural).map(|def| def.name.clone()));
        match entity {
            Some(entity) => view! { <Records entity /> }.into_any(),
            None => view! { <NotFound /> }.into_any(),
        }
    };
    page.into_any()
}
