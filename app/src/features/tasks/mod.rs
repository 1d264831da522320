//! Tasks: what is due, in the order of urgency; the whole table where somebody filters.

mod add;
mod due;
mod line;

use super::{activities::WorkHead, address::use_address};
use crate::{
    record::{RecordList, RecordView, Records, entity_def, words::entity_word},
    services::{Phase, use_replica},
    shell::mark_ready,
    ui::{SidePanel, SplitPane},
};
use due::DueList;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::{Id, entities::Task};

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    work_page(Task::ENTITY_NAME, || view! { <WorkHead /><DueList /> }.into_any())
}

/// A page of work: a record by itself, the whole table where somebody filters, otherwise `main`.
pub(super) fn work_page(entity: &'static str, main: fn() -> AnyView) -> AnyView {
    let (params, address, replica) = (use_params_map(), use_address(), use_replica());
    let page = Memo::new(move |_| params.with(|params| params.get("id")).is_some_and(|id| !id.is_empty()));
    let table = Memo::new(move |_| address.get("filter").is_some() || address.get("as").as_deref() == Some("table"));
    Effect::new(move || {
        if replica.phase().get() == Phase::Ready {
            mark_ready();
        }
    });
    let body = move || match (page.get(), table.get()) {
        (true, _) => view! { <Records entity /> }.into_any(),
        (false, true) => {
            let switch = move || view! { <super::activities::TableSwitch /> }.into_any();
            entity_def(replica, entity).map(|def| view! { <RecordList def actions=switch /> }).into_any()
        }
        (false, false) => beside(entity, main),
    };
    body.into_any()
}

/// A screen with the record that the address names beside it.
fn beside(entity: &'static str, main: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    let address = use_address();
    let open = Memo::new(move |_| address.get("open").and_then(|id| id.parse::<Id>().ok()));
    let close = move |()| address.set(&[("open", None)]);
    let replica = use_replica();
    let href = MaybeProp::derive(move || {
        let id = open.get()?.to_string();
        replica.read(|replica| crate::record::path_of(replica, entity, &id))
    });
    let detail = move || {
        view! {
            <SidePanel title=entity_word(entity) page=href on_close=close>
                <RecordView entity id=open peek=true on_gone=close />
            </SidePanel>
        }
        .into_any()
    };
    let list = move || view! { <div class="work">{main()}</div> }.into_any();
    view! { <SplitPane open=Signal::derive(move || open.get().is_some()) memory="records" list detail /> }.into_any()
}
