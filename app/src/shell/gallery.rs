//! Every primitive in every state, on one page: where a change of design is seen first, and what axe runs over.

mod controls;
mod fields;
mod lists;
mod marks;
mod surfaces;
mod workshop;

use super::use_appearance;
use crate::{
    i18n::t,
    ui::{Choice, PageHeader, Segmented},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Gallery() -> impl IntoView {
    let look = use_appearance();
    let themes = ["auto", "light", "dark"].map(|v| Choice::new(v, t(&format!("gallery-theme-{v}"))));
    let densities = ["normal", "compact"].map(|v| Choice::new(v, t(&format!("gallery-density-{v}"))));
    super::mark_ready();
    view! {
        <main class="gallery" id="content">
            <PageHeader title=t("gallery-title")>
                <Segmented label=t("gallery-theme") options=themes.to_vec() value=look.theme />
                <Segmented label=t("gallery-density") options=densities.to_vec() value=look.density />
            </PageHeader>
            <div class="gallery__parts">
                {controls::part()} {fields::part()} {marks::part()} {surfaces::part()} {lists::part()} {workshop::part()}
            </div>
        </main>
    }
    .into_any()
}

/// A part of the gallery: a title and what belongs to it.
fn part(title: &str, content: AnyView) -> AnyView {
    view! { <section class="gallery__part"><h2 class="gallery__title">{t(title)}</h2>{content}</section> }.into_any()
}
