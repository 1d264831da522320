//! An address that leads nowhere.

use crate::{
    i18n::t,
    ui::{ButtonKind, EmptyState, Glyph, LinkButton},
};
use leptos::prelude::*;

/// Says so, and leads on. Also for a record that is gone.
#[component]
pub fn NotFound() -> impl IntoView {
    super::mark_ready();
    super::set_title(&t("not-found-title"));
    view! {
        <h1 class="visually-hidden" tabindex="-1">{t("not-found-title")}</h1>
        <EmptyState glyph=Glyph::Sextant title=t("not-found-title") sentence=t("not-found-sentence")>
                <LinkButton kind=ButtonKind::Primary href="/pipeline">{t("not-found-home")}</LinkButton>
        </EmptyState>
    }
    .into_any()
}
