//! What the parts of the knowledge base share: where somebody is, what is there, what is open.

use crate::{
    features::address::Address,
    record::{may_create, schema},
    services::{ReplicaHandle, SearchHandle, today, use_replica, use_search},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_params_map, params::ParamsMap};
use shared::{
    Id, Record,
    entities::{Article, ArticleCategory},
    query::Reading,
    replica::Replica,
    text::natural_key,
};
use std::{collections::HashMap, sync::Arc};

/// Most articles that a search gives.
const MOST: usize = 100;

/// Where in the knowledge base somebody is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    /// Everything.
    #[default]
    All,
    /// What is not published.
    Drafts,
    /// What somebody should check.
    Due,
    /// A category and those below it.
    Category(Id),
}

impl Place {
    /// As it stands in the address.
    pub(super) fn key(self) -> Option<String> {
        match self {
            Self::All => None,
            Self::Drafts => Some("drafts".to_owned()),
            Self::Due => Some("due".to_owned()),
            Self::Category(id) => Some(id.to_string()),
        }
    }

    fn read(key: &str) -> Self {
        match key {
            "drafts" => Self::Drafts,
            "due" => Self::Due,
            id => id.parse().map_or(Self::All, Self::Category),
        }
    }
}

/// A category in the tree.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Category {
    pub id: Id,
    pub name: String,
    pub parent: Option<Id>,
    pub position: f64,
    /// From 1.
    pub level: usize,
    pub has_children: bool,
    /// Articles in it and below.
    pub count: usize,
}

/// What is open beside the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// Nothing.
    Nothing,
    /// An article, to be read or written.
    Article(Id),
    /// An article that is being begun.
    New,
}

/// The articles of a place, or what a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Found {
    pub ids: Vec<Id>,
    pub total: usize,
    pub reading: Reading,
}

/// How many articles there are of what has to be looked after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub all: usize,
    pub drafts: usize,
    pub due: usize,
}

/// Handles only, so that it can be copied into closures.
#[derive(Clone, Copy)]
pub(super) struct Shelf {
    pub replica: ReplicaHandle,
    pub search: SearchHandle,
    pub address: Address,
    pub categories: Memo<Vec<Category>>,
    pub counts: Memo<Counts>,
    pub place: Memo<Place>,
    pub asked: Memo<String>,
    pub found: Memo<Found>,
    pub open: Memo<Open>,
    pub editing: Memo<bool>,
    pub may_write: Memo<bool>,
    pub may_arrange: Memo<bool>,
}

pub(super) fn use_shelf(address: Address) -> Shelf {
    let (replica, search) = (use_replica(), use_search());
    let params = use_params_map();
    let place = Memo::new(move |_| address.get("in").map(|key| Place::read(&key)).unwrap_or_default());
    let asked = Memo::new(move |_| address.get("q").unwrap_or_default());
    let categories = replica.live(&["article", "article_category"], tree);
    let found = Memo::new(move |_| {
        replica.follow(&["article", "article_category"]);
        let asked = asked.get();
        if asked.trim().is_empty() {
            return replica.read(|rows| standing(rows, place.get()));
        }
        search.follow();
        let hits = search.find_in(&asked, &[Article::ENTITY_NAME], MOST);
        Found { ids: hits.hits.iter().map(|hit| hit.id).collect(), total: hits.total, reading: hits.reading }
    });
    Shelf {
        replica,
        search,
        address,
        categories,
        counts: replica.live(&["article"], counts),
        place,
        asked,
        found,
        open: Memo::new(move |_| params.with(opened)),
        editing: Memo::new(move |_| address.get("edit").is_some() || params.with(|params| opened(params) == Open::New)),
        may_write: may_create(replica, Article::ENTITY_NAME),
        may_arrange: may_create(replica, ArticleCategory::ENTITY_NAME),
    }
}

fn opened(params: &ParamsMap) -> Open {
    match params.get_str("id").filter(|id| !id.is_empty()) {
        None => Open::Nothing,
        Some("new") => Open::New,
        Some(id) => id.parse().map_or(Open::Nothing, Open::Article),
    }
}

impl Shelf {
    /// The address of an article, or of the list alone; where one is and what one searched for stay.
    pub(super) fn path(self, id: &str, more: &[(&'static str, Option<String>)]) -> String {
        let mut query = self.address.query().get_untracked();
        for (key, value) in [("edit", None), ("title", None)].iter().chain(more) {
            match value {
                Some(value) => query.replace(*key, value.clone()),
                None => drop(query.remove(key)),
            }
        }
        let id = if id.is_empty() { String::new() } else { format!("/{id}") };
        format!("/knowledge{id}{}", query.to_query_string())
    }

    /// Opens an article to be read.
    pub(super) fn read_article(self, id: Id) {
        self.address.go(self.path(&id.to_string(), &[]));
    }

    /// Opens an article to be written.
    pub(super) fn edit(self, id: Id) {
        self.address.go(self.path(&id.to_string(), &[("edit", Some("1".to_owned()))]));
    }

    /// Begins an article.
    pub(super) fn begin(self, title: &str) {
        self.address.go(self.path("new", &[("title", Some(title.to_owned()).filter(|title| !title.is_empty()))]));
    }

    /// Shows the list alone.
    pub(super) fn close(self) {
        self.address.go(self.path("", &[]));
    }

    /// Goes to a place; what was searched for is put aside.
    pub(super) fn go(self, place: Place) {
        self.address.go(self.path("", &[("in", place.key()), ("q", None)]));
    }

    /// What a category is called.
    pub(super) fn category_name(self, id: Option<Id>) -> String {
        self.categories
            .with(|all| all.iter().find(|category| Some(category.id) == id).map(|category| category.name.clone()))
            .unwrap_or_default()
    }
}

/// Whether somebody should check an article now.
pub(super) fn is_due(article: &Record) -> bool {
    article.value(Article::REVIEW_ON.id).as_text().is_some_and(|day| day <= today().to_string().as_str())
}

/// Whether an article is not published.
pub(super) fn is_draft(article: &Record) -> bool {
    article.get(Article::STATUS) != Some("published")
}

fn counts(replica: &Replica) -> Counts {
    let rows = replica.rows(Article::ENTITY_NAME);
    Counts {
        all: rows.len(),
        drafts: rows.iter().filter(|row| is_draft(row)).count(),
        due: rows.iter().filter(|row| is_due(row)).count(),
    }
}

/// The articles of a place: in a category by title, elsewhere the latest changed first.
fn standing(replica: &Replica, place: Place) -> Found {
    let below = if let Place::Category(id) = place { with_below(replica, id) } else { Vec::new() };
    let here = |row: &&Arc<Record>| match place {
        Place::All => true,
        Place::Drafts => is_draft(row),
        Place::Due => is_due(row),
        Place::Category(_) => row.get(Article::CATEGORY).is_some_and(|category| below.contains(&category)),
    };
    let mut rows: Vec<&Arc<Record>> = replica.rows(Article::ENTITY_NAME).iter().filter(here).collect();
    match place {
        Place::Category(_) => {
            rows.sort_by_cached_key(|row| (natural_key(row.get(Article::TITLE).unwrap_or_default()), row.id));
        }
        Place::Due => {
            rows.sort_by_cached_key(|row| (row.value(Article::REVIEW_ON.id).as_text().map(str::to_owned), row.id));
        }
        Place::All | Place::Drafts => rows.sort_by_cached_key(|row| (std::cmp::Reverse(row.updated().at), row.id)),
    }
    Found { total: rows.len(), ids: rows.into_iter().map(|row| row.id).collect(), reading: Reading::Exact }
}

/// A category and all below it. A loop, made by two people at once, is gone round once.
fn with_below(replica: &Replica, id: Id) -> Vec<Id> {
    let mut found = vec![id];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        let children = replica
            .rows(ArticleCategory::ENTITY_NAME)
            .iter()
            .filter(|row| row.get(ArticleCategory::PARENT) == Some(parent));
        let new: Vec<Id> = children.map(|row| row.id).filter(|child| !found.contains(child)).collect();
        found.extend(new);
        next += 1;
    }
    found
}

/// The categories in the order of the tree.
fn tree(replica: &Replica) -> Vec<Category> {
    let mut own: HashMap<Id, usize> = HashMap::new();
    for category in replica.rows(Article::ENTITY_NAME).iter().filter_map(|row| row.get(Article::CATEGORY)) {
        *own.entry(category).or_default() += 1;
    }
    let rows = replica.rows(ArticleCategory::ENTITY_NAME);
    let known = |id: Id| replica.get(ArticleCategory::ENTITY_NAME, id).is_some();
    let mut children: HashMap<Option<Id>, Vec<Category>> = HashMap::new();
    for row in rows {
        let parent = row.get(ArticleCategory::PARENT).filter(|parent| known(*parent));
        let position = row.get(ArticleCategory::POSITION).unwrap_or(f64::MAX);
        let name = schema_title(replica, row);
        let count = own.get(&row.id).copied().unwrap_or_default();
        let category = Category { id: row.id, name, parent, position, level: 1, has_children: false, count };
        children.entry(parent).or_default().push(category);
    }
    for level in children.values_mut() {
        level.sort_by(|a, b| {
            a.position.total_cmp(&b.position).then_with(|| natural_key(&a.name).cmp(&natural_key(&b.name)))
        });
    }
    let mut flat = Vec::with_capacity(rows.len());
    grow(&mut children, None, 1, &mut flat);
    flat
}

/// Puts the children of a category behind it, and gives how many articles they hold.
fn grow(
    children: &mut HashMap<Option<Id>, Vec<Category>>,
    parent: Option<Id>,
    level: usize,
    flat: &mut Vec<Category>,
) -> usize {
    let mut all = 0;
    for category in children.remove(&parent).unwrap_or_default() {
        let (at, id, own) = (flat.len(), category.id, category.count);
        let has_children = children.contains_key(&Some(id));
        flat.push(Category { level, has_children, ..category });
        let count = own + grow(children, Some(id), level + 1, flat);
        if let Some(own) = flat.get_mut(at) {
            own.count = count;
        }
        all += count;
    }
    all
}

fn schema_title(replica: &Replica, row: &Record) -> String {
    replica.schema().title(row)
}

/// The definition of articles.
pub(super) fn article_def(replica: ReplicaHandle) -> Option<shared::schema::EntityDef> {
    schema(replica).entity(Article::ENTITY_NAME).cloned()
}
