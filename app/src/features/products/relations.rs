//! What a product has to do with others, from both sides.

use super::{
    atlas::Atlas,
    picture::{glyph_of, picture},
};
use crate::{
    i18n::{t, t_with},
    record::{NewRecord, title_or_id, use_forms, words::option_word},
    ui::{Button, ButtonKind, Glyph, IconButton, format},
};
use leptos::prelude::*;
use shared::{
    Id, Record,
    catalogue::place,
    entities::{Product, ProductRelation},
    replica::Replica,
    sync::Operation,
    value::FileRef,
};

/// Kinds in the order of the page; what others say of this product follows.
const KINDS: [&str; 5] = ["accessory", "bundle_part", "spare_part", "alternative", "successor"];
/// A kind that means the same from both sides.
const MUTUAL: &str = "alternative";

/// Another product, and how it is related.
#[derive(Clone, Debug, PartialEq)]
struct Related {
    relation: Id,
    product: Id,
    name: String,
    code: String,
    price: Option<String>,
    family: Option<Id>,
    picture: Option<FileRef>,
    quantity: Option<f64>,
    note: Option<String>,
    position: Option<f64>,
}

/// Products under one heading: said of this product, or by the others.
#[derive(Clone, Debug, PartialEq)]
struct Side {
    kind: &'static str,
    back: bool,
    products: Vec<Related>,
}

fn kinds(replica: &Replica, id: Id) -> Vec<Side> {
    let of = |kind: &'static str, back: bool| {
        let rows = replica.rows(ProductRelation::ENTITY_NAME).iter();
        let rows = rows.filter(|row| row.get(ProductRelation::KIND) == Some(kind));
        let mut products: Vec<Related> = rows.filter_map(|row| other(replica, row, id, kind, back)).collect();
        products.sort_by_cached_key(|related| place(related.position, &related.name, related.product));
        let mut seen = Vec::new();
        products.retain(|related| {
            !seen.contains(&related.product) && {
                seen.push(related.product);
                true
            }
        });
        Side { kind, back, products }
    };
    let from = KINDS.iter().map(|kind| of(kind, false));
    let back = KINDS.iter().filter(|kind| **kind != MUTUAL).map(|kind| of(kind, true));
    from.chain(back).filter(|kind| !kind.products.is_empty()).collect()
}

/// The other product of a relation, if the relation is one of this product and seen from this side.
fn other(replica: &Replica, row: &Record, id: Id, kind: &str, back: bool) -> Option<Related> {
    let (from, to) = (row.get(ProductRelation::FROM)?, row.get(ProductRelation::TO)?);
    let product = match (from == id, to == id) {
        (true, false) if !back => to,
        (false, true) if back || kind == MUTUAL => from,
        _ => return None,
    };
    let record = replica.get(Product::ENTITY_NAME, product)?;
    let price = record.get(Product::PRICE);
    Some(Related {
        relation: row.id,
        product,
        name: title_or_id(replica, record),
        code: record.get(Product::CODE).unwrap_or_default().to_owned(),
        price: price.map(|price| format::money(&price.amount.to_string(), price.currency.code())),
        family: record.get(Product::FAMILY),
        picture: record.get(Product::PICTURE).cloned(),
        quantity: row.get(ProductRelation::QUANTITY),
        note: row.get(ProductRelation::NOTE).map(str::to_owned),
        position: row.get(ProductRelation::POSITION),
    })
}

/// The products that may stand in for this one.
pub(super) fn alternatives(atlas: Atlas, id: Id) -> Vec<Id> {
    atlas.replica.follow(&[Product::ENTITY_NAME, ProductRelation::ENTITY_NAME]);
    let kinds = atlas.replica.read(|replica| kinds(replica, id));
    let mutual = kinds.iter().filter(|kind| kind.kind == MUTUAL);
    mutual.flat_map(|kind| kind.products.iter().map(|related| related.product)).collect()
}

/// The related products, kind by kind.
pub(super) fn relations(atlas: Atlas, id: Id) -> AnyView {
    let forms = use_forms();
    let found =
        atlas.replica.live(&[Product::ENTITY_NAME, ProductRelation::ENTITY_NAME], move |replica| kinds(replica, id));
    let add = move || {
        let new = NewRecord::of(ProductRelation::ENTITY_NAME).with(ProductRelation::FROM.id, id).stay();
        let make = move |()| forms.create(new.clone());
        atlas.may_write.get().then(|| view! { <Button kind=ButtonKind::Quiet icon=Glyph::Plus on_press=make>{t("products-related-add")}</Button> })
    };
    let none = move || {
        found.with(Vec::is_empty).then(|| view! { <p class="product-part__none">{t("products-related-none")}</p> })
    };
    view! {
        <section class="product-part" aria-labelledby="related-products">
            <header class="product-part__head"><h2 class="record__heading" id="related-products">{t("products-related")}</h2>{add}</header>
            {none}
            <div class="related">{move || found.get().into_iter().map(|kind| group(atlas, kind)).collect_view()}</div>
        </section>
    }
    .into_any()
}

fn group(atlas: Atlas, kind: Side) -> AnyView {
    let words = if kind.back {
        t(&format!("products-related-back-{}", kind.kind.replace('_', "-")))
    } else {
        t(&format!("products-related-{}", kind.kind.replace('_', "-")))
    };
    let back = kind.back;
    let lines = kind.products.into_iter().map(|related| line(atlas, related, kind.kind, back)).collect_view();
    view! { <div class="related__kind"><h3 class="related__title">{words}</h3><ul class="related__list">{lines}</ul></div> }
        .into_any()
}

fn line(atlas: Atlas, related: Related, kind: &'static str, back: bool) -> AnyView {
    let glyph = Memo::new(move |_| glyph_of(&atlas.families.read(), related.family));
    let quantity = related.quantity.filter(|_| !back).map(|quantity| {
        let words = t_with("products-times", &[("count", quantity.into())]);
        view! { <span class="related__quantity">{words}</span> }
    });
    let note = related.note.map(|note| view! { <span class="related__note">{note}</span> });
    let what = option_word(ProductRelation::ENTITY_NAME, ProductRelation::KIND.id, kind);
    let label = t_with(
        "products-related-remove",
        &[("what", related.name.clone().into()), ("kind", what.to_lowercase().into())],
    );
    let (relation, name, file) = (related.relation, related.name.clone(), related.picture);
    let drop = move || {
        let (label, name) = (label.clone(), name.clone());
        let press = move |()| remove(atlas, relation, &name);
        (!back && atlas.may_write.get()).then(|| view! { <IconButton glyph=Glyph::Cross label on_press=press /> })
    };
    view! {
        <li class="related__line">
            {move || picture(atlas.replica, file.clone(), glyph.get(), "product-picture--line")}
            <span class="related__main">
                {quantity}
                <a class="link related__name" href=format!("/products/{}", related.product)>{related.name}</a>
                <span class="related__code">{related.code}</span>
                {note}
            </span>
            <span class="related__price">{related.price}</span>
            {drop}
        </li>
    }
    .into_any()
}

fn remove(atlas: Atlas, relation: Id, name: &str) {
    let op = Operation::Delete { entity: ProductRelation::ENTITY_NAME.into(), id: relation };
    atlas.replica.write(t_with("products-related-removed", &[("what", name.to_owned().into())]), vec![op]);
}
