//! The configurator: what can be chosen, what goes together, what it costs.

#![allow(
    clippy::large_types_passed_by_value,
    reason = "a desk is a handful of handles, cheap beside the element it is copied for"
)]

mod compare;
mod desk;
mod link;
mod list;
mod presets;
mod quoting;
mod row;
mod scene;
mod steps;
mod summary;
mod why;

pub use self::link::path_to;

use self::desk::{Desk, LINE, words};
use super::{
    address::{Address, use_address},
    quotes::{Made, newest, pinned},
};
use crate::{
    i18n::{t, t_with},
    record::title_or_id,
    services::{Phase, ReplicaHandle, WorkshopHandle, use_replica, use_workshop},
    shell::{NotFound, mark_ready},
    ui::{Button, ButtonKind, EmptyState, Glyph, LinkButton, PageHeader},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;
use protocol::{Form, ModelOpened, OpenModel};
use shared::{
    Id,
    entities::{Product, ProductModel, QuoteLine},
    replica::Replica,
};
use std::sync::Arc;

/// What the address leads to.
#[derive(Clone, Debug, PartialEq)]
enum Found {
    /// Not all records are in memory yet.
    Waiting,
    /// No such product.
    Nothing,
    /// A product that has no published model.
    Unmade(String),
    /// A product with its newest published model, or with that of the line which is configured again.
    Made { name: String, made: Made },
}

/// The page `/configure/{product}?choose=…`.
#[component]
pub fn Page() -> impl IntoView {
    let (replica, address, workshop) = (use_replica(), use_address(), use_workshop());
    let params = use_params_map();
    let product = Memo::new(move |last: Option<&Option<Id>>| {
        let named = params.with(|params| params.get("product"));
        named.map_or_else(|| last.copied().flatten(), |id| id.parse::<Id>().ok())
    });
    let found = Memo::new(move |_| {
        let loaded = replica.loaded().get();
        replica.follow(&[Product::ENTITY_NAME, ProductModel::ENTITY_NAME, QuoteLine::ENTITY_NAME]);
        let line = address.get(LINE).and_then(|line| line.parse::<Id>().ok());
        replica.read(|replica| find(replica, product.get(), line, loaded))
    });
    Effect::new(move || {
        if replica.phase().get() == Phase::Ready {
            mark_ready();
        }
    });
    let back = Signal::derive(move || product.get().map_or("/products".to_owned(), |id| format!("/products/{id}")));
    let body = move || match found.get() {
        Found::Waiting => ().into_any(),
        Found::Nothing => view! { <NotFound /> }.into_any(),
        Found::Unmade(name) => view! { {head(name, None, back)}{unmade(back)} }.into_any(),
        Found::Made { name, made } => {
            view! { {head(name, Some(made.version), back)}{model_of(replica, workshop, address, made)} }.into_any()
        }
    };
    view! { <div class="configure">{body}</div> }.into_any()
}

fn find(replica: &Replica, product: Option<Id>, line: Option<Id>, loaded: bool) -> Found {
    let row = product.and_then(|id| replica.get(Product::ENTITY_NAME, id));
    let Some(row) = row else { return if loaded { Found::Nothing } else { Found::Waiting } };
    let name = title_or_id(replica, row);
    if line.is_some() && !loaded {
        return Found::Waiting;
    }
    let of_line = line.and_then(|line| pinned(replica, line)).filter(|made| made.product == row.id);
    match of_line.or_else(|| newest(replica, row.id)) {
        Some(made) => Found::Made { name, made },
        None if loaded => Found::Unmade(name),
        None => Found::Waiting,
    }
}

fn head(name: String, version: Option<f64>, back: Signal<String>) -> AnyView {
    let title = t_with("configure-title", &[("what", name.into())]);
    let version = version.map(|version| {
        view! { <span class="configure__version">{t_with("configure-version", &[("version", version.into())])}</span> }
    });
    view! {
        <PageHeader title>
            {version}
            <LinkButton icon=Glyph::ArrowLeft href=back>{t("configure-product")}</LinkButton>
        </PageHeader>
    }
    .into_any()
}

fn unmade(back: Signal<String>) -> AnyView {
    view! {
        <EmptyState glyph=Glyph::Settings title=t("configure-none") sentence=t("configure-none-sentence")>
            <LinkButton kind=ButtonKind::Primary href=back>{t("configure-product")}</LinkButton>
        </EmptyState>
    }
    .into_any()
}

/// Opens a model in the workshop, which may have to be loaded first.
fn model_of(replica: ReplicaHandle, workshop: WorkshopHandle, address: Address, made: Made) -> AnyView {
    let state = RwSignal::new(None::<Result<Arc<ModelOpened>, String>>);
    let open = move || {
        let row = replica.read(|replica| replica.get(ProductModel::ENTITY_NAME, made.model).cloned());
        let source = row.and_then(|row| row.get(ProductModel::SOURCE).map(str::to_owned)).unwrap_or_default();
        state.set(None);
        spawn_local(async move {
            let opened = workshop.ask(OpenModel { source, form: Form::Json }).await;
            state.set(Some(opened.map(Arc::new).map_err(|problems| words(&problems))));
        });
    };
    open();
    let shown = move || match state.get() {
        None => view! { <p class="configure__opening" role="status">{t("configure-opening")}</p> }.into_any(),
        Some(Err(sentence)) => view! {
            <EmptyState glyph=Glyph::Warning title=t("configure-failed") sentence>
                <Button kind=ButtonKind::Primary on_press=move |()| open()>{t("configure-again")}</Button>
            </EmptyState>
        }
        .into_any(),
        Some(Ok(model)) => configurator(Desk::new(address, workshop, made, model)),
    };
    shown.into_any()
}

fn configurator(desk: Desk) -> AnyView {
    let steps = StoredValue::new(steps::steps(desk));
    let comparing = Memo::new(move |_| compare::is_open(desk));
    let main = move || {
        if comparing.get() {
            return compare::compare(desk);
        }
        view! {
            {scene::scene(desk)}
            <div class="configure__list">{why::notices(desk)}{presets::presets(desk)}{list::list(desk, steps)}</div>
        }
        .into_any()
    };
    view! {
        {steps::bar(desk, steps)}
        <div class="configure__panes">
            <div class="configure__main">{main}</div>
            {summary::summary(desk)}
        </div>
    }
    .into_any()
}
