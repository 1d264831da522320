//! A product among others.

use super::{
    atlas::{Atlas, MOST_COMPARED},
    picture::{family_words, glyph_of, picture},
    said,
};
use crate::{
    i18n::t,
    record::title_or_id,
    ui::{Badge, Glyph, badge::Tone, format, marked},
};
use leptos::prelude::*;
use shared::{Id, entities::Product, text::Highlighter, value::FileRef};
use std::ops::Range;

/// Lines of the data sheet on a card.
const LINES: usize = 3;

/// What a card shows.
#[derive(Clone, Debug, PartialEq)]
struct Face {
    name: String,
    marks: Vec<Range<usize>>,
    code: String,
    family: String,
    glyph: Glyph,
    picture: Option<FileRef>,
    price: Option<String>,
    sold: bool,
    lines: Vec<(String, String)>,
}

fn face(atlas: Atlas, id: Id) -> Option<Face> {
    atlas.replica.follow(&[Product::ENTITY_NAME]);
    let row = atlas.replica.read(|replica| replica.get(Product::ENTITY_NAME, id).cloned())?;
    let name = atlas.replica.read(|replica| title_or_id(replica, &row));
    let (families, sheets) = (atlas.families.read(), atlas.sheets.read());
    let family = row.get(Product::FAMILY);
    let lines = sheets.of(id).lines().take(LINES).map(|line| (line.name.clone(), said(line)));
    Some(Face {
        marks: Highlighter::new(&atlas.asked.read()).ranges(&name),
        name,
        code: row.get(Product::CODE).unwrap_or_default().to_owned(),
        family: family_words(&families, family),
        glyph: glyph_of(&families, family),
        picture: row.get(Product::PICTURE).cloned(),
        price: row.get(Product::PRICE).map(|price| format::money(&price.amount.to_string(), price.currency.code())),
        sold: row.get(Product::ACTIVE).unwrap_or_default(),
        lines: lines.collect(),
    })
}

/// A product with its picture, its price and the first lines of its data sheet.
pub(super) fn card(atlas: Atlas, id: Id) -> AnyView {
    let face = Memo::new(move |_| face(atlas, id));
    let chosen = Memo::new(move |_| atlas.chosen().contains(&id));
    view! {
        <li class="product-card" class:product-card--chosen=chosen>
            {move || face.get().map(|face| show(atlas, id, face))}
            <div class="product-card__foot">{move || compare(atlas, id, face, chosen)}</div>
        </li>
    }
    .into_any()
}

fn show(atlas: Atlas, id: Id, face: Face) -> AnyView {
    let made = Memo::new(move |_| atlas.configurable.read().contains(&id));
    let ended = (!face.sold).then(|| view! { <Badge tone=Tone::Warning>{t("products-not-sold")}</Badge> });
    let configured = move || {
        made.get().then(|| view! { <Badge tone=Tone::Accent icon=Glyph::Settings>{t("products-configurable")}</Badge> })
    };
    let line = |(name, said): (String, String)| {
        view! { <div class="product-card__line"><dt>{name}</dt><dd>{said}</dd></div> }
    };
    let lines = face.lines.into_iter().map(line).collect_view();
    view! {
        <div class="product-card__top">
            {picture(atlas.replica, face.picture, face.glyph, "product-picture--card")}
            <div class="product-card__head">
                <h2 class="product-card__name"><a class="product-card__link" href=format!("/products/{id}")>{marked(&face.name, &face.marks)}</a></h2>
                <p class="product-card__code">{face.code}</p>
                <p class="product-card__family">{face.family}</p>
            </div>
        </div>
        <dl class="product-card__lines">{lines}</dl>
        <p class="product-card__price">
            <span class="product-card__amount">{face.price.unwrap_or_else(|| t("products-no-price"))}</span>
            <span class="product-card__marks">{ended}{configured}</span>
        </p>
    }
    .into_any()
}

/// The box that chooses the product to be compared; its name tells a screen reader which.
fn compare(atlas: Atlas, id: Id, face: Memo<Option<Face>>, chosen: Memo<bool>) -> AnyView {
    let name = face.with(|face| face.as_ref().map(|face| face.name.clone())).unwrap_or_default();
    let full = move || !chosen.get() && atlas.chosen().len() >= MOST_COMPARED;
    view! {
        <label class="checkbox">
            <input class="checkbox__input" type="checkbox" disabled=full prop:checked=chosen on:change=move |_| atlas.toggle(id) />
            <span class="checkbox__label">{t("products-compare")}<span class="visually-hidden">" "{name}</span></span>
        </label>
    }
    .into_any()
}
