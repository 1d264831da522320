//! What the parts of the encyclopedia share: what is asked for, what there is, what is chosen to be compared.

use crate::{
    features::address::Address,
    record::may_create,
    services::{ReplicaHandle, SearchHandle, use_replica, use_search},
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use shared::{
    Id, Record,
    catalogue::{Facet, Family, Sheets, Wishes, below, facets, families, path, place},
    entities::{Product, ProductFamily, ProductModel, Specification},
    replica::Replica,
    text::fold,
    value::Money,
};
use std::{collections::HashSet, sync::Arc};

/// Most products that a search gives by rank; what only a data sheet says follows them.
const RANKED: usize = 500;
/// Most products side by side.
pub(super) const MOST_COMPARED: usize = 4;
/// The word in the address's place of a product that means the comparison.
pub(super) const COMPARE: &str = "compare";

/// In which order products stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// By name; by rank while somebody searches.
    #[default]
    Name,
    /// The cheapest first.
    Cheap,
    /// The dearest first.
    Dear,
}

impl Order {
    /// All, with their words in the address and their messages.
    pub(super) const ALL: [(Self, &str, &str); 3] = [
        (Self::Name, "", "products-order-name"),
        (Self::Cheap, "cheap", "products-order-cheap"),
        (Self::Dear, "dear", "products-order-dear"),
    ];

    fn read(key: &str) -> Self {
        Self::ALL.iter().find(|(_, known, _)| *known == key).map_or(Self::Name, |(order, ..)| *order)
    }
}

/// Handles only, so that it can be copied into closures.
#[derive(Clone, Copy)]
pub(super) struct Atlas {
    pub replica: ReplicaHandle,
    pub address: Address,
    /// What the address asks for; its last while a product or a comparison is open.
    query: Memo<ParamsMap>,
    pub families: Memo<Vec<Family>>,
    pub sheets: Memo<Arc<Sheets>>,
    pub asked: Memo<String>,
    pub wishes: Memo<Wishes>,
    pub facets: Memo<Vec<Facet>>,
    /// The products that are shown, in their order.
    pub found: Memo<Vec<Id>>,
    pub all: Memo<usize>,
    /// The products that have a model to configure them by.
    pub configurable: Memo<HashSet<Id>>,
    pub may_write: Memo<bool>,
}

pub(super) fn use_atlas(address: Address, browsing: Memo<bool>) -> Atlas {
    let (replica, search) = (use_replica(), use_search());
    let query = Memo::new(move |last: Option<&ParamsMap>| match last {
        Some(last) if !browsing.get() => last.clone(),
        _ => address.query().get(),
    });
    let of = move |key: &'static str| Memo::new(move |_| query.with(|query| query.get(key)).unwrap_or_default());
    let (asked, spec) = (of("q"), of("spec"));
    let tree = replica.live(&[Product::ENTITY_NAME, ProductFamily::ENTITY_NAME], |replica| {
        families(replica.rows(ProductFamily::ENTITY_NAME), replica.rows(Product::ENTITY_NAME))
    });
    let sheets = replica
        .live(&[Specification::ENTITY_NAME], |replica| Arc::new(Sheets::new(replica.rows(Specification::ENTITY_NAME))));
    let wishes = Memo::new(move |_| Wishes::read(&spec.read()));
    let near = Memo::new(move |_| {
        let question = query.with(|query| Question::read(query, families_below(&tree.read(), query.get_str("family"))));
        near(replica, search, &question, &sheets.read(), &tree.read())
    });
    let found = Memo::new(move |_| {
        let (sheets, wishes) = (sheets.read(), wishes.read());
        near.read().iter().filter(|id| wishes.met_by(sheets.of(**id))).copied().collect::<Vec<_>>()
    });
    Atlas {
        replica,
        address,
        query,
        families: tree,
        sheets,
        asked,
        wishes,
        facets: Memo::new(move |_| facets(&sheets.read(), &near.read(), &wishes.read())),
        found,
        all: replica.live(&[Product::ENTITY_NAME], |replica| replica.rows(Product::ENTITY_NAME).len()),
        configurable: replica.live(&[ProductModel::ENTITY_NAME], configurable),
        may_write: may_create(replica, Product::ENTITY_NAME),
    }
}

/// What the address asks for, but for data sheets.
struct Question {
    asked: String,
    families: Option<HashSet<Id>>,
    active: Option<bool>,
    order: Order,
}

impl Question {
    fn read(query: &ParamsMap, families: Option<HashSet<Id>>) -> Self {
        let get = |key: &str| query.get_str(key).unwrap_or_default();
        let active = match get("sale") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        Self { asked: get("q").trim().to_owned(), families, active, order: Order::read(get("sort")) }
    }

    fn fits(&self, product: &Record) -> bool {
        let family = self
            .families
            .as_ref()
            .is_none_or(|families| product.get(Product::FAMILY).is_some_and(|family| families.contains(&family)));
        family && self.active.is_none_or(|active| product.get(Product::ACTIVE).unwrap_or_default() == active)
    }
}

fn families_below(tree: &[Family], id: Option<&str>) -> Option<HashSet<Id>> {
    Some(below(tree, id?.parse().ok()?))
}

/// The products that fit, in their order, whatever is wished of their data sheets.
fn near(
    replica: ReplicaHandle,
    search: SearchHandle,
    question: &Question,
    sheets: &Sheets,
    tree: &[Family],
) -> Vec<Id> {
    replica.follow(&[Product::ENTITY_NAME]);
    let ranked: Vec<Id> = if question.asked.is_empty() {
        Vec::new()
    } else {
        search.follow();
        search.find_in(&question.asked, &[Product::ENTITY_NAME], RANKED).hits.iter().map(|hit| hit.id).collect()
    };
    replica.read(|replica| {
        let fitting = replica.rows(Product::ENTITY_NAME).iter().filter(|row| question.fits(row));
        let mut rows: Vec<(usize, &Arc<Record>)> = if question.asked.is_empty() {
            fitting.map(|row| (0, row)).collect()
        } else {
            let words = fold(&question.asked);
            let rank = |row: &Arc<Record>| {
                let hit = ranked.iter().position(|id| *id == row.id);
                hit.or_else(|| mentions(row, &words, sheets, tree).then_some(usize::MAX))
            };
            fitting.filter_map(|row| Some((rank(row)?, row))).collect()
        };
        rows.sort_by_cached_key(|(rank, row)| {
            let name = place(None, row.get(Product::NAME).unwrap_or_default(), row.id);
            [&by_price(row, question.order).to_be_bytes()[..], &rank.to_be_bytes(), &name].concat()
        });
        rows.into_iter().map(|(_, row)| row.id).collect()
    })
}

/// Whether all words stand somewhere in the product's name, code, families or data sheet.
fn mentions(product: &Record, words: &str, sheets: &Sheets, tree: &[Family]) -> bool {
    let family = product.get(Product::FAMILY).map(|id| path(tree, id)).unwrap_or_default();
    let families = family.into_iter().map(|family| &*family.name);
    let own = [Product::NAME, Product::CODE].into_iter().filter_map(|key| product.get(key));
    let text = fold(&own.chain(families).collect::<Vec<_>>().join(" "));
    let sheet = sheets.of(product.id).words();
    words.split_whitespace().all(|word| text.contains(word) || sheet.contains(word))
}

/// Where a product stands by its price; what has none stands last.
fn by_price(product: &Record, order: Order) -> u64 {
    let amount = |price: &Money| price.amount.to_string().parse::<f64>().ok();
    let price = product.get(Product::PRICE).and_then(amount).map(|price| price.max(0.0).to_bits());
    match order {
        Order::Name => 0,
        Order::Cheap => price.unwrap_or(u64::MAX),
        Order::Dear => price.map_or(u64::MAX, |price| !price - 1),
    }
}

fn configurable(replica: &Replica) -> HashSet<Id> {
    let published = replica
        .rows(ProductModel::ENTITY_NAME)
        .iter()
        .filter(|model| model.get(ProductModel::STATUS) == Some("published"));
    published.filter_map(|model| model.get(ProductModel::PRODUCT)).collect()
}

/// The products that are named in the address, in their order, each once.
pub(super) fn named(text: &str) -> Vec<Id> {
    let mut ids: Vec<Id> = Vec::new();
    for id in text.split(',').filter_map(|id| id.parse().ok()) {
        if !ids.contains(&id) && ids.len() < MOST_COMPARED {
            ids.push(id);
        }
    }
    ids
}

fn joined(ids: &[Id]) -> Option<String> {
    (!ids.is_empty()).then(|| ids.iter().map(Id::to_string).collect::<Vec<_>>().join(","))
}

/// The address of a comparison.
pub(super) fn compare_path(ids: &[Id]) -> String {
    format!("/products/{COMPARE}?with={}", joined(ids).unwrap_or_default())
}

impl Atlas {
    /// A value of what the address asks for.
    pub(super) fn get(self, key: &str) -> Option<String> {
        self.query.with(|query| query.get(key)).filter(|value| !value.is_empty())
    }

    /// The family that is looked at.
    pub(super) fn family(self) -> Option<Id> {
        self.get("family").and_then(|id| id.parse().ok())
    }

    /// Sets or takes away what is asked for.
    pub(super) fn set(self, key: &'static str, value: Option<String>) {
        self.address.set(&[(key, value)]);
    }

    /// Asks for other data sheets.
    pub(super) fn wish(self, wishes: &Wishes) {
        self.set("spec", Some(wishes.write()));
    }

    /// Whether anything is asked for.
    pub(super) fn is_narrowed(self) -> bool {
        ["q", "family", "sale", "spec"].iter().any(|key| self.get(key).is_some())
    }

    /// Shows everything.
    pub(super) fn clear(self) {
        self.address.set(&[("q", None), ("family", None), ("sale", None), ("spec", None)]);
    }

    /// The products chosen to be compared.
    pub(super) fn chosen(self) -> Vec<Id> {
        named(&self.get("with").unwrap_or_default())
    }

    /// Chooses a product to be compared, or does not any more. Nothing where there are enough.
    pub(super) fn toggle(self, id: Id) {
        let mut ids = untrack(|| self.chosen());
        let before = ids.len();
        ids.retain(|chosen| *chosen != id);
        if ids.len() == before && before < MOST_COMPARED {
            ids.push(id);
        }
        self.address.amend(&[("with", joined(&ids))]);
    }

    /// Where the encyclopedia stands as it was left.
    pub(super) fn path(self) -> String {
        format!("/products{}", self.query.with(ParamsMap::to_query_string))
    }

    /// The same with another value asked for.
    pub(super) fn path_with(self, key: &'static str, value: Option<String>) -> String {
        let mut query = self.query.get();
        match value {
            Some(value) => query.replace(key, value),
            None => drop(query.remove(key)),
        }
        format!("/products{}", query.to_query_string())
    }
}
