//! Which address shows what.

use super::{NotFound, screens};
use crate::{
    chunks::page,
    features::{pipeline, sign_in},
    i18n::t,
    ui::{Button, ButtonKind, EmptyState, Glyph},
};
use leptos::prelude::*;
use leptos_router::{
    components::{FlatRoutes, Redirect, Route},
    path,
};

/// The page for the address. A list and the record beside it share one route, so that the list stays while
/// records come and go.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <ErrorBoundary fallback=|_| view! { <Failed /> }.into_any()>
            <FlatRoutes fallback=|| view! { <NotFound /> }.into_any()>
                <Route path=path!("/") view=|| view! { <Redirect path="/pipeline" /> }.into_any() />
                <Route path=path!("/sign-in") view=|| sign_in::page(false) />
                <Route path=path!("/pipeline/:id?") view=|| view! { <pipeline::Page /> }.into_any() />
                <Route path=path!("/accounts/:id?") view=|| page(screens::accounts) />
                <Route path=path!("/contacts/:id?") view=|| page(screens::contacts) />
                <Route path=path!("/leads/:id?") view=|| page(screens::leads) />
                <Route path=path!("/activities/:id?") view=|| page(screens::activities) />
                <Route path=path!("/tasks/:id?") view=|| page(screens::tasks) />
                <Route path=path!("/knowledge/:id?") view=|| page(screens::knowledge) />
                <Route path=path!("/articles/:id?") view=|| page(screens::knowledge) />
                <Route path=path!("/quotes/:id?") view=|| page(screens::quotes) />
                <Route path=path!("/orders/:id?") view=|| page(screens::orders) />
                <Route path=path!("/search") view=|| page(screens::search) />
                <Route path=path!("/products/:id?") view=|| page(screens::products) />
                <Route path=path!("/configure/:product") view=|| page(screens::configure) />
                <Route path=path!("/import") view=|| page(screens::importer) />
                <Route path=path!("/needs-attention/:id?") view=|| page(screens::attention) />
                <Route path=path!("/settings/:section?") view=|| page(screens::settings) />
                <Route path=path!("/:plural/:id?") view=|| page(screens::records) />
            </FlatRoutes>
        </ErrorBoundary>
    }
    .into_any()
}

/// A page that could not be shown.
#[component]
fn Failed() -> impl IntoView {
    super::mark_ready();
    let reload = || drop(window().location().reload());
    view! {
        <h1 class="visually-hidden" tabindex="-1">{t("error-title")}</h1>
        <EmptyState glyph=Glyph::Attention title=t("error-title") sentence=t("error-sentence")>
                <Button kind=ButtonKind::Primary on_press=reload>{t("error-reload")}</Button>
        </EmptyState>
    }
    .into_any()
}
