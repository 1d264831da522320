//! Which address shows what.

use super::NotFound;
use crate::{
    features::{
        accounts, activities, attention, configure, contacts, importer, knowledge, orders, pipeline, products, quotes,
        records, search, settings, sign_in, tasks,
    },
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
                <Route path=path!("/sign-in") view=|| view! { <sign_in::Page /> }.into_any() />
                <Route path=path!("/pipeline/:id?") view=|| view! { <pipeline::Page /> }.into_any() />
                <Route path=path!("/accounts/:id?") view=|| view! { <accounts::Page /> }.into_any() />
                <Route path=path!("/contacts/:id?") view=|| view! { <contacts::Page /> }.into_any() />
                <Route path=path!("/activities/:id?") view=|| view! { <activities::Page /> }.into_any() />
                <Route path=path!("/tasks/:id?") view=|| view! { <tasks::Page /> }.into_any() />
                <Route path=path!("/knowledge/:id?") view=|| view! { <knowledge::Page /> }.into_any() />
                <Route path=path!("/articles/:id?") view=|| view! { <knowledge::Page /> }.into_any() />
                <Route path=path!("/quotes/:id?") view=|| view! { <quotes::Page /> }.into_any() />
                <Route path=path!("/orders/:id?") view=|| view! { <orders::Page /> }.into_any() />
                <Route path=path!("/search") view=|| view! { <search::Page /> }.into_any() />
                <Route path=path!("/products/:id?") view=|| view! { <products::Page /> }.into_any() />
                <Route path=path!("/configure/:product") view=|| view! { <configure::Page /> }.into_any() />
                <Route path=path!("/import") view=|| view! { <importer::Page /> }.into_any() />
                <Route path=path!("/needs-attention/:id?") view=|| view! { <attention::Page /> }.into_any() />
                <Route path=path!("/settings/:section?") view=|| view! { <settings::Page /> }.into_any() />
                <Route path=path!("/:plural/:id?") view=|| view! { <records::Page /> }.into_any() />
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
