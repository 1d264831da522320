//! The knowledge base of the demo firm. The articles stand in `articles.md`, one after the other:
//!
//! ```text
//! === Category / Below it | published | PRODUCT-CODES | keywords | Title
//! Text in Markdown.
//! ```

use super::{Build, Random, batch_of, catalogue::product_id, people::PEOPLE};
use crate::{
    Id, Value,
    entities::{Article, ArticleCategory},
    sync::Operation,
};

const TEXT: &str = include_str!("articles.md");

/// An article as it stands in the file.
struct Entry {
    shelf: &'static str,
    status: &'static str,
    products: &'static str,
    keywords: &'static str,
    title: &'static str,
    body: &'static str,
}

fn entries() -> impl Iterator<Item = Entry> {
    TEXT.split("\n=== ").skip(1).filter_map(|text| {
        let (head, body) = text.split_once('\n')?;
        let mut parts = head.split('|').map(str::trim);
        let (shelf, status, products, keywords, title) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        Some(Entry { shelf, status, products, keywords, title, body: body.trim() })
    })
}

/// Shelves from the top: `Products`, `Products / Pumps`, each once, in the order of the file.
fn shelves() -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for entry in entries() {
        let mut path = String::new();
        for part in entry.shelf.split(" / ") {
            path = if path.is_empty() { part.to_owned() } else { format!("{path} / {part}") };
            if !found.contains(&path) {
                found.push(path.clone());
            }
        }
    }
    found
}

/// Numbers of articles and categories.
pub(super) fn volume() -> usize {
    entries().count() + shelves().len()
}

fn shelf_id(path: &str) -> Id {
    Id::named(&format!("demo/category/{path}"))
}

/// Makes categories and articles.
pub(super) fn build(build: &mut Build) -> Vec<Vec<Operation>> {
    let mut random = Random::new(build.seed, "knowledge");
    let shelves = shelves();
    let categories = shelves.iter().zip(1u8..).map(|(path, position)| {
        let (parent, name) =
            path.rsplit_once(" / ").map_or((None, path.as_str()), |(parent, name)| (Some(parent), name));
        let values: [(&str, Value); 3] = [
            (ArticleCategory::NAME.id, name.into()),
            (ArticleCategory::PARENT.id, parent.map(shelf_id).into()),
            (ArticleCategory::POSITION.id, f64::from(position).into()),
        ];
        Operation::create(ArticleCategory::ENTITY_NAME, shelf_id(path), values)
    });
    let articles: Vec<Operation> = entries().map(|entry| article(build, &mut random, &entry)).collect();
    batch_of(categories.chain(articles))
}

fn article(build: &Build, random: &mut Random, entry: &Entry) -> Operation {
    let [admin, manager, ..] = PEOPLE;
    let owner = if random.chance(0.5) { admin } else { manager };
    let products = entry.products.split_whitespace().map(|code| product_id(code).to_string());
    // Prices and terms are not for everybody.
    let roles: &[&str] = if entry.status == "managers" { &["owner", "admin", "manager"] } else { &[] };
    let status = if entry.status == "draft" { "draft" } else { "published" };
    let values: [(&str, Value); 9] = [
        (Article::TITLE.id, entry.title.into()),
        (Article::BODY.id, entry.body.into()),
        (Article::CATEGORY.id, shelf_id(entry.shelf).into()),
        (Article::STATUS.id, status.into()),
        (Article::ROLES.id, Value::list(roles)),
        (Article::PRODUCTS.id, Value::list(products)),
        (Article::KEYWORDS.id, entry.keywords.into()),
        (Article::REVIEW_ON.id, build.day(random.between(-30, 300)).into()),
        (Article::OWNER.id, owner.id().into()),
    ];
    Operation::create(Article::ENTITY_NAME, Id::named(&format!("demo/article/{}", entry.title)), values)
}
