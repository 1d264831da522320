//! Records as JSON: the same log, rules and merge as for a replica.

mod create;
mod delete;
mod deleted;
mod list;
mod restore;
mod shape;
mod show;
mod totals;
mod update;
mod write;

pub(super) use create::create;
pub(super) use delete::delete;
pub(super) use deleted::deleted;
pub(super) use list::list;
pub(super) use restore::restore;
pub(super) use show::show;
pub(super) use update::update;

use shared::{Id, Schema, schema::EntityDef};

use crate::failure::Failure;

fn entity<'a>(schema: &'a Schema, plural: &str) -> Result<&'a EntityDef, Failure> {
    schema.by_plural(plural).ok_or_else(Failure::not_found)
}

fn id(text: &str) -> Result<Id, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}
