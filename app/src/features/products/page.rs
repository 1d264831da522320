//! What the page of a product has beside what every record's page has.

use super::{
    atlas::{Atlas, MOST_COMPARED, compare_path},
    models, picture, relations, sheet,
};
use crate::{
    i18n::t,
    record::{Own, OwnPart, Shown},
    ui::{ButtonKind, Glyph, LinkButton, written},
};
use leptos::prelude::*;
use shared::{
    Id,
    catalogue::path,
    entities::{Product, ProductModel, ProductRelation, Specification},
};

/// Where data sheet, relations and models stand on the page.
pub(super) fn own(atlas: Atlas) -> Own {
    let overview = OwnPart {
        id: "overview",
        label: t("products-overview"),
        count: None,
        view: Callback::new(move |shown| overview(atlas, shown)),
    };
    let models = OwnPart {
        id: "models",
        label: t("products-models"),
        count: Some(Callback::new(move |shown: Shown| models::count(atlas, shown.id))),
        view: Callback::new(move |shown: Shown| models::models(atlas, shown.id)),
    };
    Own {
        mark: Callback::new(move |shown| mark(atlas, shown)),
        trail: Callback::new(move |shown| trail(atlas, shown)),
        actions: Callback::new(move |shown: Shown| actions(atlas, shown.id)),
        parts: StoredValue::new(vec![overview, models]),
        told: &[
            (Specification::ENTITY_NAME, Specification::PRODUCT.id),
            (ProductRelation::ENTITY_NAME, ProductRelation::FROM.id),
            (ProductRelation::ENTITY_NAME, ProductRelation::TO.id),
            (ProductModel::ENTITY_NAME, ProductModel::PRODUCT.id),
        ],
    }
}

fn family(shown: Shown) -> Option<Id> {
    shown.record.with(|record| record.as_ref().and_then(|record| record.get(Product::FAMILY)))
}

fn mark(atlas: Atlas, shown: Shown) -> AnyView {
    let glyph = Memo::new(move |_| picture::glyph_of(&atlas.families.read(), family(shown)));
    let file = Memo::new(move |_| shown.record.with(|record| record.as_ref()?.get(Product::PICTURE).cloned()));
    (move || picture::picture(atlas.replica, file.get(), glyph.get(), "product-picture--page")).into_any()
}

fn trail(atlas: Atlas, shown: Shown) -> Vec<(String, String)> {
    let families = atlas.families.read();
    let chain = family(shown).map(|id| path(&families, id)).unwrap_or_default();
    chain.into_iter().map(|family| (format!("/products?family={}", family.id), family.name.clone())).collect()
}

fn actions(atlas: Atlas, id: Id) -> AnyView {
    let made = Memo::new(move |_| atlas.configurable.read().contains(&id));
    let configure = move || {
        made.get().then(|| view! { <LinkButton kind=ButtonKind::Primary icon=Glyph::Settings href=format!("/configure/{id}")>{t("products-configure")}</LinkButton> })
    };
    let beside = Signal::derive(move || {
        let others = relations::alternatives(atlas, id).into_iter();
        compare_path(&[id].into_iter().chain(others).take(MOST_COMPARED).collect::<Vec<_>>())
    });
    view! { {configure}<LinkButton icon=Glyph::Columns href=beside>{t("products-compare")}</LinkButton> }.into_any()
}

fn overview(atlas: Atlas, shown: Shown) -> AnyView {
    let text = Memo::new(move |_| {
        shown
            .record
            .with(|record| record.as_ref().and_then(|record| record.get(Product::DESCRIPTION).map(str::to_owned)))
    });
    let description = move || text.get().map(|text| written(&text, "prose product-overview__text"));
    view! { <div class="product-overview">{description}{sheet::sheet(atlas, shown)}{relations::relations(atlas, shown.id)}</div> }
        .into_any()
}
