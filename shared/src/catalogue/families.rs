//! Families as a tree.

use crate::{
    Id, Record,
    entities::{Product, ProductFamily},
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// Deepest level that is told apart; what lies deeper stands there too.
const DEEPEST: usize = 8;

/// A family in the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub name: String,
    /// The family that it belongs to, where that exists.
    pub parent: Option<Id>,
    /// From 1.
    pub level: usize,
    /// Whether there are families below it.
    pub has_children: bool,
    /// Its symbol, or the nearest parent's.
    pub symbol: Option<String>,
    /// Live products in it and below.
    pub products: usize,
}

/// The tree from top to bottom, each family before those below it, siblings by position and name. A family whose
/// parent is gone, or that stands below itself in old data, stands at the top.
pub fn families(families: &[Arc<Record>], products: &[Arc<Record>]) -> Vec<Family> {
    let known: HashSet<Id> = families.iter().map(|row| row.id).collect();
    let mut children: HashMap<Option<Id>, Vec<&Arc<Record>>> = HashMap::new();
    for row in families {
        let parent = row.get(ProductFamily::PARENT).filter(|parent| known.contains(parent));
        children.entry(parent).or_default().push(row);
    }
    for siblings in children.values_mut() {
        siblings.sort_by_cached_key(|row| order(row));
    }
    let mut counts: HashMap<Id, usize> = HashMap::new();
    for family in products.iter().filter_map(|row| row.get(Product::FAMILY)) {
        *counts.entry(family).or_default() += 1;
    }
    let mut tree = Tree { children, counts, found: Vec::with_capacity(families.len()), seen: HashSet::new() };
    tree.grow(None, 1, None);
    // What no top leads to stands in a circle.
    let mut rest: Vec<&Arc<Record>> = families.iter().filter(|row| !tree.seen.contains(&row.id)).collect();
    rest.sort_by_cached_key(|row| order(row));
    for row in rest {
        tree.add(row, None, 1, None);
    }
    tree.found
}

fn order(row: &Record) -> Vec<u8> {
    super::place(row.get(ProductFamily::POSITION), row.get(ProductFamily::NAME).unwrap_or_default(), row.id)
}

struct Tree<'a> {
    children: HashMap<Option<Id>, Vec<&'a Arc<Record>>>,
    counts: HashMap<Id, usize>,
    found: Vec<Family>,
    seen: HashSet<Id>,
}

impl Tree<'_> {
    /// Adds all families below a parent; gives the products that they hold.
    fn grow(&mut self, parent: Option<Id>, level: usize, symbol: Option<&str>) -> usize {
        let rows = self.children.get(&parent).cloned().unwrap_or_default();
        rows.into_iter().map(|row| self.add(row, parent, level, symbol)).sum()
    }

    fn add(&mut self, row: &Record, parent: Option<Id>, level: usize, symbol: Option<&str>) -> usize {
        if !self.seen.insert(row.id) {
            return 0;
        }
        let symbol = row.get(ProductFamily::SYMBOL).or(symbol).map(str::to_owned);
        let name = row.get(ProductFamily::NAME).unwrap_or_default().to_owned();
        let at = self.found.len();
        let own = symbol.clone();
        self.found.push(Family { id: row.id, name, parent, level, has_children: false, symbol, products: 0 });
        let below = self.grow(Some(row.id), (level + 1).min(DEEPEST), own.as_deref());
        let products = below + self.counts.get(&row.id).copied().unwrap_or_default();
        let last = self.found.len() - 1;
        if let Some(family) = self.found.get_mut(at) {
            family.has_children = last > at;
            family.products = products;
        }
        products
    }
}

/// A family and all below it.
pub fn below(families: &[Family], id: Id) -> HashSet<Id> {
    let mut inside = HashSet::from([id]);
    // Parents stand before their children.
    for family in families {
        if family.parent.is_some_and(|parent| inside.contains(&parent)) {
            inside.insert(family.id);
        }
    }
    inside
}

/// A family and its parents, the topmost first.
pub fn path(families: &[Family], id: Id) -> Vec<&Family> {
    let find = |id: Id| families.iter().find(|family| family.id == id);
    let mut chain: Vec<&Family> =
        std::iter::successors(find(id), |family| family.parent.and_then(find)).take(DEEPEST).collect();
    chain.reverse();
    chain
}
