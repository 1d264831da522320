//! The tree of families, as links.

use super::{atlas::Atlas, picture::glyph};
use crate::{
    i18n::t,
    record::as_number,
    ui::{Glyph, Icon, format},
};
use leptos::prelude::*;
use shared::{
    Id,
    catalogue::{Family, path},
};

/// The navigation by family.
pub(super) fn families(atlas: Atlas) -> AnyView {
    // Below the families at the top stand those of the branch that somebody is in.
    let shown = Memo::new(move |_| {
        let families = atlas.families.read();
        let branch: Vec<Id> =
            atlas.family().map(|id| path(&families, id)).unwrap_or_default().iter().map(|f| f.id).collect();
        let seen = |family: &&Family| family.parent.is_none_or(|parent| branch.contains(&parent));
        families.iter().filter(seen).cloned().collect::<Vec<_>>()
    });
    let lines = move || {
        let every = line(atlas, None, 1, Glyph::Product, t("products-all"), atlas.all.get());
        let one = |family: Family| {
            line(atlas, Some(family.id), family.level, glyph(family.symbol.as_deref()), family.name, family.products)
        };
        view! { {every}{shown.get().into_iter().map(one).collect_view()} }
    };
    view! {
        <nav class="product-families" aria-labelledby="product-families">
            <h2 class="product-families__title" id="product-families">{t("products-families")}</h2>
            <ul class="product-families__list">{lines}</ul>
        </nav>
    }
    .into_any()
}

fn line(atlas: Atlas, id: Option<Id>, level: usize, glyph: Glyph, name: String, count: usize) -> AnyView {
    let here = Memo::new(move |_| atlas.family() == id);
    let href = move || atlas.path_with("family", id.map(|id| id.to_string()));
    let icon = (level == 1).then(|| view! { <Icon glyph /> });
    view! {
        <li>
            <a
                class=format!("product-family product-family--{}", level.min(5))
                href=href
                aria-current=move || here.get().then_some("true")
            >
                {icon}
                <span class="product-family__name">{name}</span>
                <span class="product-family__count">{format::number(as_number(count))}</span>
            </a>
        </li>
    }
    .into_any()
}
