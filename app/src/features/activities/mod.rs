//! Activities: what happened and what is planned, by day. Tasks stand on the neighbouring page.

mod head;
mod log;

pub use head::{TableSwitch, Whose, WorkHead, nothing_own, use_whose};

use super::{address::use_address, tasks::beside};
use crate::{
    record::{RecordList, Records, entity_def},
    services::{Phase, use_replica},
    shell::mark_ready,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use log::Log;
use shared::entities::Activity;

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    let (params, address, replica) = (use_params_map(), use_address(), use_replica());
    let page = Memo::new(move |_| params.with(|params| params.get("id")).is_some_and(|id| !id.is_empty()));
    let table = Memo::new(move |_| address.get("filter").is_some() || address.get("as").as_deref() == Some("table"));
    Effect::new(move || {
        if replica.phase().get() == Phase::Ready {
            mark_ready();
        }
    });
    let body = move || match (page.get(), table.get()) {
        (true, _) => view! { <Records entity=Activity::ENTITY_NAME /> }.into_any(),
        (false, true) => {
            let switch = move || view! { <TableSwitch /> }.into_any();
            entity_def(replica, Activity::ENTITY_NAME).map(|def| view! { <RecordList def actions=switch /> }).into_any()
        }
        (false, false) => beside(Activity::ENTITY_NAME, || view! { <WorkHead /><Log /> }.into_any()),
    };
    body.into_any()
}
