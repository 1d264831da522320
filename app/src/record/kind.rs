//! What is worth seeing first of each entity. Entities that are not named here fall back on their lists' columns.

use super::RecordField;
use crate::{
    services::today,
    ui::{Glyph, Step},
};
use shared::{
    Record, Value,
    entities::{
        Account, Activity, Article, ArticleCategory, Contact, Email, Lead, Note, Opportunity, Order, OrderLine,
        Pipeline, Price, PriceBook, Product, ProductFamily, ProductModel, ProductRelation, Quote, QuoteLine, Role,
        Specification, Stage, Task, Team, User, tax,
    },
    replica::Replica,
    schema::{EntityDef, FieldType},
};
use std::sync::Arc;

/// A fact that stands under a record's title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A field's value, edited in place.
    Field(String),
    /// What the open deals that lead here are worth.
    OpenDeals,
    /// What the won deals that lead here were worth.
    WonDeals,
    /// When somebody was last in touch.
    LastTouch,
}

/// The drawing of an entity.
pub fn glyph(entity: &str) -> Glyph {
    match entity {
        Account::ENTITY_NAME => Glyph::Account,
        Contact::ENTITY_NAME => Glyph::Contact,
        Lead::ENTITY_NAME => Glyph::Lead,
        Opportunity::ENTITY_NAME | Pipeline::ENTITY_NAME | Stage::ENTITY_NAME => Glyph::Pipeline,
        Activity::ENTITY_NAME => Glyph::Activity,
        Email::ENTITY_NAME => Glyph::Mail,
        Task::ENTITY_NAME => Glyph::Task,
        Note::ENTITY_NAME => Glyph::Note,
        Product::ENTITY_NAME => Glyph::Product,
        ProductFamily::ENTITY_NAME => Glyph::Tree,
        ProductModel::ENTITY_NAME => Glyph::Settings,
        ProductRelation::ENTITY_NAME => Glyph::Link,
        Specification::ENTITY_NAME => Glyph::List,
        Quote::ENTITY_NAME | QuoteLine::ENTITY_NAME => Glyph::Quote,
        Order::ENTITY_NAME | OrderLine::ENTITY_NAME => Glyph::Order,
        PriceBook::ENTITY_NAME | Price::ENTITY_NAME => Glyph::Money,
        Article::ENTITY_NAME => Glyph::Knowledge,
        User::ENTITY_NAME | Team::ENTITY_NAME => Glyph::People,
        _ => Glyph::File,
    }
}

/// The three facts that matter.
pub fn facts(def: &EntityDef) -> Vec<Fact> {
    let field = |id: &str| Fact::Field(id.to_owned());
    match &*def.name {
        Account::ENTITY_NAME => vec![Fact::OpenDeals, Fact::WonDeals, Fact::LastTouch],
        Contact::ENTITY_NAME => vec![field(Contact::ACCOUNT.id), Fact::OpenDeals, Fact::LastTouch],
        Opportunity::ENTITY_NAME => {
            vec![field(Opportunity::AMOUNT.id), field(Opportunity::STAGE.id), field(Opportunity::CLOSE_DATE.id)]
        }
        Lead::ENTITY_NAME => vec![field(Lead::STATUS.id), field(Lead::COMPANY.id), field(Lead::EMAIL.id)],
        Quote::ENTITY_NAME => vec![field(Quote::NET.id), field(Quote::STATUS.id), field(Quote::VALID_UNTIL.id)],
        Order::ENTITY_NAME => vec![field(Order::NET.id), field(Order::STATUS.id), field(Order::DELIVER_BY.id)],
        Product::ENTITY_NAME => vec![field(Product::PRICE.id), Fact::OpenDeals, Fact::WonDeals],
        _ => {
            let listed =
                def.fields.iter().filter(|f| f.flags.list && !f.flags.title && !matches!(f.kind, FieldType::LongText));
            listed.take(3).map(|f| field(&f.id)).collect()
        }
    }
}

/// The date that orders a list of this entity, and whether the newest comes first: of deals, as on the board, what is due
/// soonest. Others begin at the top of the alphabet.
pub fn usual_date(entity: &str) -> Option<(&'static str, bool)> {
    match entity {
        Opportunity::ENTITY_NAME => Some((Opportunity::CLOSE_DATE.id, false)),
        Quote::ENTITY_NAME => Some((Quote::VALID_UNTIL.id, true)),
        Order::ENTITY_NAME => Some((Order::ORDERED_ON.id, true)),
        _ => None,
    }
}

/// Whether a record is a deal that is won or lost: nothing is due any more.
pub fn is_closed(replica: &Replica, record: &Record) -> bool {
    Stage::of(replica, record).is_some_and(|stage| matches!(stage.get(Stage::KIND), Some("won" | "lost")))
}

/// Whether a link to a record of this entity leads to a page worth going to. Others are choices of the
/// workspace, such as stages: a press on one changes it.
pub fn leads_to_page(entity: &str) -> bool {
    !matches!(
        entity,
        Stage::ENTITY_NAME
            | Pipeline::ENTITY_NAME
            | Role::ENTITY_NAME
            | ArticleCategory::ENTITY_NAME
            | ProductFamily::ENTITY_NAME
    )
}

/// How a stage is marked; nothing for records of other entities.
pub fn step(replica: &Replica, record: &Record) -> Option<Step> {
    if *record.entity != *Stage::ENTITY_NAME {
        return None;
    }
    match record.get(Stage::KIND) {
        Some("won") => return Some(Step::Won),
        Some("lost") => return Some(Step::Lost),
        _ => {}
    }
    let (pipeline, own) = (record.get(Stage::PIPELINE), record.get(Stage::POSITION).unwrap_or(f64::MAX));
    let before = |stage: &&Arc<Record>| {
        stage.get(Stage::PIPELINE) == pipeline && stage.get(Stage::POSITION).is_some_and(|at| at < own)
    };
    Some(Step::Open(replica.rows(Stage::ENTITY_NAME).iter().filter(before).count()))
}

/// What else changes with a field of a record, or of one that is being made: a deal's chance of winning and pipeline are
/// those of its stage, the tax rate fits its category, prices and lines are called like their product.
pub fn follow_up(
    replica: &Replica,
    record: Option<&Record>,
    field: &RecordField,
    value: &Value,
) -> Vec<(RecordField, Value)> {
    let Some(def) = replica.schema().entity(&field.entity) else { return Vec::new() };
    let also = |id: &str, value: Value| RecordField::of(def, id).map(|field| (field, value)).into_iter().collect();
    match (&*field.entity, field.id()) {
        (Opportunity::ENTITY_NAME, "stage") => follow_stage(replica, record, value),
        (_, "tax_category") => also("tax_rate", usual_rate(replica, value.as_text())),
        (Price::ENTITY_NAME | QuoteLine::ENTITY_NAME, "product") => {
            let product = value.as_text().and_then(|id| id.parse().ok());
            let name = product.map(|id| replica.title(Product::ENTITY_NAME, id));
            also("name", name.into())
        }
        _ => Vec::new(),
    }
}

/// The rate that a category begins with.
fn usual_rate(replica: &Replica, category: Option<&str>) -> Value {
    if category != Some(tax::STANDARD) {
        return Value::Null;
    }
    let books = replica.rows(PriceBook::ENTITY_NAME).iter();
    let mut rates: Vec<(bool, f64)> = books
        .filter_map(|book| Some((book.get(PriceBook::STANDARD) != Some(true), book.get(PriceBook::TAX_RATE)?)))
        .collect();
    rates.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    rates.first().map_or(20.0, |(_, rate)| *rate).into()
}

fn follow_stage(replica: &Replica, deal: Option<&Record>, value: &Value) -> Vec<(RecordField, Value)> {
    let stage = value.as_text().and_then(|id| id.parse().ok()).and_then(|id| replica.get(Stage::ENTITY_NAME, id));
    let (Some(stage), Some(def)) = (stage, replica.schema().entity(Opportunity::ENTITY_NAME)) else {
        return Vec::new();
    };
    let found = Opportunity::at_stage(deal, stage, today()).into_iter();
    found.filter_map(|(id, value)| Some((RecordField::of(def, id)?, value))).collect()
}

/// Whether notes, activities and tasks are kept about records of this entity.
pub fn has_timeline(entity: &str) -> bool {
    matches!(entity, Account::ENTITY_NAME | Contact::ENTITY_NAME | Opportunity::ENTITY_NAME)
}

/// Whether a page whose timeline is empty opens on something else. People are mostly looked up for how to reach them;
/// with a firm or a deal one begins by writing.
pub fn opens_on_content(entity: &str) -> bool {
    entity == Contact::ENTITY_NAME
}

/// Entities whose records stand in the timeline.
pub const TIMELINE: [&str; 4] = [Note::ENTITY_NAME, Activity::ENTITY_NAME, Email::ENTITY_NAME, Task::ENTITY_NAME];
