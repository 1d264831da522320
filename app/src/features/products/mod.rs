//! The product encyclopedia: products by family and by what is known of them, side by side, one by one.

#![allow(
    clippy::large_types_passed_by_value,
    reason = "an atlas is a handful of handles, cheap beside the element it is copied for"
)]

mod atlas;
mod browse;
mod card;
mod compare;
mod facets;
mod families;
mod modeller;
mod models;
mod page;
mod picture;
mod publishing;
mod relations;
mod sheet;

use self::atlas::{Atlas, COMPARE, use_atlas};
use super::address::use_address;
use crate::{
    record::{RecordList, RecordView, entity_def},
    services::Phase,
    shell::mark_ready,
    ui::format,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::{
    Id,
    catalogue::{Line, Said},
    entities::Product,
};

pub use self::compare::line as compared;

/// What the address shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// All products.
    Browse,
    /// All products as a list of records, for those who look after them.
    Table,
    /// Some side by side.
    Compare,
    /// One; or none, where the address names nothing.
    One(Option<Id>),
    /// The editor of a version of its model.
    Model(Id, Id),
}

/// The page `/products/{id}`, `/products?family=…&q=…&spec=…`, and `/products/compare?with=…`.
#[component]
pub fn Page() -> impl IntoView {
    let (params, address) = (use_params_map(), use_address());
    let place = Memo::new(move |_| {
        let id = params.with(|params| params.get("id")).filter(|id| !id.is_empty());
        match id.as_deref() {
            None if address.get("layout").as_deref() == Some("table") => Place::Table,
            None => Place::Browse,
            Some(COMPARE) => Place::Compare,
            Some(id) => {
                let (id, model) = (id.parse().ok(), address.get(modeller::MODEL).and_then(|model| model.parse().ok()));
                id.zip(model).map_or(Place::One(id), |(id, model)| Place::Model(id, model))
            }
        }
    });
    let browsing = Memo::new(move |_| matches!(place.get(), Place::Browse | Place::Table));
    let atlas = use_atlas(address, browsing);
    Effect::new(move || {
        if atlas.replica.phase().get() == Phase::Ready {
            mark_ready();
        }
    });
    let body = move || match place.get() {
        Place::Browse => browse::browse(atlas),
        Place::Table => as_records(atlas),
        Place::Compare => compare::compare(atlas),
        Place::One(id) => one(atlas, id),
        Place::Model(id, model) => modeller::modeller(atlas, id, model),
    };
    view! { <div class="products">{body}</div> }.into_any()
}

fn as_records(atlas: Atlas) -> AnyView {
    let def = entity_def(atlas.replica, Product::ENTITY_NAME);
    def.map(|def| view! { <RecordList def actions=move || browse::layout(atlas) /> }).into_any()
}

fn one(atlas: Atlas, id: Option<Id>) -> AnyView {
    let on_gone = move |()| atlas.address.go(atlas.path());
    view! { <div class="records__page"><RecordView entity=Product::ENTITY_NAME id=Signal::stored(id) own=page::own(atlas) on_gone /></div> }
        .into_any()
}

/// A list whose items stay in the page, with the focus in them, while others come and go. One for all of the
/// encyclopedia: each list with types of its own would weigh on the shell.
fn keyed(keys: Signal<Vec<String>>, show: impl Fn(String) -> AnyView + Send + Sync + 'static) -> AnyView {
    let show = Callback::new(show);
    view! { <For each=move || keys.get() key=Clone::clone children=move |key| show.run(key) /> }.into_any()
}

/// What a line of a data sheet says, as people read it.
fn said(line: &Line) -> String {
    let words = match &line.said {
        Said::Number(number) => format::number(*number),
        Said::Text(text) => text.clone(),
    };
    if line.unit.is_empty() { words } else { format!("{words}\u{a0}{}", line.unit) }
}
