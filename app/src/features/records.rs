//! Any entity that has no page of its own: `/{plural}/{id}`. People have, beside what all have, a way to their sign-in.

use super::{address::use_address, settings::give_action};
use crate::{
    record::{Own, RecordView, Records, Shown, schema},
    services::use_replica,
    shell::NotFound,
    ui::Avatar,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::{Id, entities::User};

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    let params = use_params_map();
    let plural = Memo::new(move |_| params.with(|params| params.get("plural")).unwrap_or_default());
    let page = move || {
        let entity = plural.with(|plural| schema(use_replica()).by_plural(plural).map(|def| def.name.clone()));
        match entity {
            Some(entity) if *entity == *User::ENTITY_NAME => people(),
            Some(entity) => view! { <Records entity /> }.into_any(),
            None => view! { <NotFound /> }.into_any(),
        }
    };
    page.into_any()
}

fn people() -> AnyView {
    let address = use_address();
    let page_of = Callback::new(move |id: Id| {
        let id = Signal::stored(Some(id));
        view! { <RecordView entity=User::ENTITY_NAME id own=own() on_gone=move |()| address.go("/users") /> }.into_any()
    });
    view! { <Records entity=User::ENTITY_NAME page_of /> }.into_any()
}

fn own() -> Own {
    let name = |shown: Shown| shown.record.with(|person| person.as_ref()?.get(User::NAME).map(str::to_owned));
    let mark = move |shown: Shown| {
        view! { <Avatar name=Signal::derive(move || name(shown).unwrap_or_default()) /> }.into_any()
    };
    Own {
        mark: Callback::new(mark),
        trail: Callback::new(|_: Shown| Vec::new()),
        actions: Callback::new(give_action),
        parts: StoredValue::new(Vec::new()),
        told: &[],
    }
}
