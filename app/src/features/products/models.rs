//! The versions of a product's model: drafts, what is published, what serves old quotes only.

use super::{atlas::Atlas, modeller, publishing::Publishing};
use crate::{
    i18n::{t, t_with},
    record::instant_text,
    services::{new_id, save_file},
    ui::{Badge, Button, ButtonKind, EmptyState, Glyph, Menu, MenuItem, Tone, When},
};
use leptos::{prelude::*, task::spawn_local};
use protocol::product::draft::Draft;
use shared::{
    Id, Record, Value,
    catalogue::place,
    entities::{Product, ProductModel},
    replica::Replica,
    sync::Operation,
};
use std::sync::Arc;

/// A version, as the table shows it.
#[derive(Clone, Debug, PartialEq)]
struct Version {
    id: Id,
    number: f64,
    status: String,
    note: String,
    changed: String,
}

fn rows(replica: &Replica, product: Id) -> impl Iterator<Item = &Arc<Record>> {
    let all = replica.rows(ProductModel::ENTITY_NAME).iter();
    all.filter(move |row| row.get(ProductModel::PRODUCT) == Some(product))
}

/// How many versions there are.
pub(super) fn count(atlas: Atlas, product: Id) -> usize {
    atlas.replica.follow(&[ProductModel::ENTITY_NAME]);
    atlas.replica.read(|replica| rows(replica, product).count())
}

/// The versions, the latest first.
fn versions(replica: &Replica, product: Id) -> Vec<Version> {
    let version = |row: &Arc<Record>| Version {
        id: row.id,
        number: row.get(ProductModel::VERSION).unwrap_or_default(),
        status: row.get(ProductModel::STATUS).unwrap_or_default().to_owned(),
        note: row.get(ProductModel::NOTE).unwrap_or_default().to_owned(),
        changed: instant_text(row.updated().at),
    };
    let mut all: Vec<Version> = rows(replica, product).map(version).collect();
    all.sort_by_cached_key(|version| place(Some(version.number), "", version.id));
    all.reverse();
    all
}

/// The number of a version to come.
fn next_number(replica: &Replica, product: Id) -> f64 {
    rows(replica, product).filter_map(|row| row.get(ProductModel::VERSION)).fold(0.0, f64::max) + 1.0
}

/// What the parts of this part share.
#[derive(Clone, Copy)]
struct Desk {
    atlas: Atlas,
    product: Id,
    publishing: Publishing,
}

/// The part of the page.
pub(super) fn models(atlas: Atlas, product: Id) -> AnyView {
    let desk = Desk { atlas, product, publishing: Publishing::new(atlas) };
    let all = atlas.replica.live(&[ProductModel::ENTITY_NAME], move |replica| versions(replica, product));
    let add = move || {
        atlas.may_write.get().then(|| {
            view! { <Button icon=Glyph::Plus on_press=move |()| begin(desk)>{t("products-model-new")}</Button> }
        })
    };
    let body = move || {
        let all = all.get();
        if all.is_empty() {
            return view! { <EmptyState glyph=Glyph::Settings title=t("products-model-none") sentence=t("products-model-none-sentence") /> }.into_any();
        }
        table(desk, all)
    };
    view! {
        <section class="product-part">
            <header class="product-part__head"><h2 class="record__heading" id="product-models">{t("products-model-versions")}</h2>{add}</header>
            {body}
            {desk.publishing.dialog()}
        </section>
    }
    .into_any()
}

fn table(desk: Desk, all: Vec<Version>) -> AnyView {
    let head = [ProductModel::VERSION.id, ProductModel::STATUS.id, ProductModel::NOTE.id]
        .map(|field| view! { <th scope="col">{t(&format!("product-model-{field}"))}</th> })
        .collect_view();
    let lines = all.into_iter().map(|version| line(desk, version)).collect_view();
    view! {
        <div class="record-table">
            <table aria-labelledby="product-models">
                <thead><tr>{head}<th scope="col">{t("system-updated")}</th><th scope="col"><span class="visually-hidden">{t("record-actions")}</span></th></tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(desk: Desk, version: Version) -> AnyView {
    let (tone, glyph) = match version.status.as_str() {
        "published" => (Tone::Good, Glyph::Check),
        "withdrawn" => (Tone::Plain, Glyph::Archive),
        _ => (Tone::Info, Glyph::Edit),
    };
    let status = t(&format!("product-model-status-{}", version.status));
    let label = t_with("products-model-actions", &[("version", version.number.into())]);
    let own = version.clone();
    let items = Signal::derive(move || items(desk, &own));
    view! {
        <tr>
            <th scope="row"><a class="product-models__version" href=modeller::path(desk.product, version.id)>{version.number.to_string()}</a></th>
            <td><Badge tone icon=glyph>{status}</Badge></td>
            <td>{version.note}</td>
            <td><When at=version.changed /></td>
            <td class="product-models__menu"><Menu label icon=Glyph::More icon_only=true kind=ButtonKind::Quiet items /></td>
        </tr>
    }
    .into_any()
}

/// What can be done with a version.
fn items(desk: Desk, version: &Version) -> Vec<MenuItem> {
    let (id, number) = (version.id, version.number);
    let save = MenuItem::new(t("products-model-save"), move || download(desk, id, number)).icon(Glyph::Export);
    if !desk.atlas.may_write.get() {
        return vec![save];
    }
    let status = |words: &str, to: &'static str, glyph| {
        MenuItem::new(t(words), move || set_status(desk, id, number, to)).icon(glyph)
    };
    let copy = MenuItem::new(t("products-model-copy"), move || draft_from(desk, id)).icon(Glyph::Copy);
    match version.status.as_str() {
        "published" => vec![copy, save, status("products-model-withdraw", "withdrawn", Glyph::Archive)],
        "withdrawn" => vec![copy, save, status("products-model-again", "published", Glyph::Check)],
        _ => {
            let delete = MenuItem::new(t("record-delete"), move || delete(desk, id, number)).icon(Glyph::Trash);
            vec![
                MenuItem::link(t("products-model-edit"), modeller::path(desk.product, id)).icon(Glyph::Edit),
                MenuItem::new(t("products-model-publish"), move || desk.publishing.ask(id)).icon(Glyph::Check),
                copy,
                save,
                delete.danger().rule_above(),
            ]
        }
    }
}

pub(super) fn row(atlas: Atlas, id: Id) -> Option<Arc<Record>> {
    atlas.replica.read(|replica| replica.get(ProductModel::ENTITY_NAME, id).cloned())
}

fn source_of(desk: Desk, id: Id) -> String {
    row(desk.atlas, id).and_then(|row| row.get(ProductModel::SOURCE).map(str::to_owned)).unwrap_or_default()
}

fn download(desk: Desk, id: Id, number: f64) {
    let replica = desk.atlas.replica;
    let code = replica.read(|replica| {
        replica.get(Product::ENTITY_NAME, desk.product).and_then(|row| row.get(Product::CODE).map(str::to_owned))
    });
    let name = format!("{}-{number}.json", code.unwrap_or_else(|| "model".to_owned()).to_lowercase());
    save_file(&name, "application/json", &source_of(desk, id));
    replica.say(t_with("products-model-saved", &[("file", name.into())]));
}

fn draft_from(desk: Desk, id: Id) {
    make(desk, source_of(desk, id));
}

/// A draft with nothing in it but the product's name and currency.
fn begin(desk: Desk) {
    let about = desk.atlas.replica.read(|replica| {
        let row = replica.get(Product::ENTITY_NAME, desk.product)?;
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let currency = row.get(Product::PRICE).map(|price| price.currency.to_string());
        Some((text(row.get(Product::CODE)).to_lowercase(), text(row.get(Product::NAME)), currency.unwrap_or_default()))
    });
    let (id, name, currency) = about.unwrap_or_default();
    make(desk, Draft::new(if id.is_empty() { "product" } else { &id }, &name, &currency).write());
}

/// Makes a draft and opens its editor.
fn make(desk: Desk, source: String) {
    let replica = desk.atlas.replica;
    let number = replica.read(|replica| next_number(replica, desk.product));
    let values: [(&str, Value); 4] = [
        (ProductModel::PRODUCT.id, desk.product.into()),
        (ProductModel::VERSION.id, number.into()),
        (ProductModel::STATUS.id, "draft".into()),
        (ProductModel::SOURCE.id, source.into()),
    ];
    let id = new_id();
    let op = Operation::create(ProductModel::ENTITY_NAME, id, values);
    spawn_local(async move {
        match replica.commit(vec![op], None).await {
            Ok(undo) => {
                replica.offer_undo(t_with("products-model-made", &[("version", number.into())]), undo);
                desk.atlas.address.go(modeller::path(desk.product, id));
            }
            Err(refusal) => replica.say_refused(&refusal),
        }
    });
}

fn delete(desk: Desk, id: Id, number: f64) {
    let op = Operation::Delete { entity: ProductModel::ENTITY_NAME.into(), id };
    desk.atlas.replica.write(t_with("products-model-deleted", &[("version", number.into())]), vec![op]);
}

/// Withdraws, or offers again. Both can be taken back.
fn set_status(desk: Desk, id: Id, number: f64, status: &'static str) {
    let Some(row) = row(desk.atlas, id) else { return };
    let op = desk.atlas.replica.read(|replica| replica.patch(&row, [(ProductModel::STATUS.id, Value::text(status))]));
    desk.atlas.replica.write(t_with(&format!("products-model-is-{status}"), &[("version", number.into())]), vec![op]);
}
