//! What is worth seeing first of each entity. Entities that are not named here fall back on their lists' columns.

use crate::ui::Glyph;
use shared::{
    entities::{Account, Activity, Article, Contact, Note, Opportunity, Pipeline, Product, Stage, Task, Team, User},
    schema::{EntityDef, FieldType},
};

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
        Opportunity::ENTITY_NAME | Pipeline::ENTITY_NAME | Stage::ENTITY_NAME => Glyph::Pipeline,
        Activity::ENTITY_NAME => Glyph::Activity,
        Task::ENTITY_NAME => Glyph::Task,
        Note::ENTITY_NAME => Glyph::Note,
        Product::ENTITY_NAME => Glyph::Product,
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
        Opportunity::ENTITY_NAME => vec![field(Opportunity::AMOUNT.id), field(Opportunity::STAGE.id), field(Opportunity::CLOSE_DATE.id)],
        Product::ENTITY_NAME => vec![field(Product::PRICE.id), Fact::OpenDeals, Fact::WonDeals],
        _ => {
            let listed = def.fields.iter().filter(|f| f.flags.list && !f.flags.title && !matches!(f.kind, FieldType::LongText));
            listed.take(3).map(|f| field(&f.id)).collect()
        }
    }
}

/// Whether notes, activities and tasks are kept about records of this entity.
pub fn has_timeline(entity: &str) -> bool {
    matches!(entity, Account::ENTITY_NAME | Contact::ENTITY_NAME | Opportunity::ENTITY_NAME)
}

/// Entities whose records stand in the timeline.
pub const TIMELINE: [&str; 3] = [Note::ENTITY_NAME, Activity::ENTITY_NAME, Task::ENTITY_NAME];
