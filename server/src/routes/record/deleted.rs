use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use shared::{
    Id, Name, Record, Schema,
    entities::Attention,
    rules::{Access, Act},
    sync::{Authority, DeletedPage, DeletedRecord, Held},
};

use super::shape;
use crate::{app::App, auth::Caller, failure::Failure, routes::payload::Params};

/// Records on a page where nothing is asked.
const USUAL: usize = 50;
/// Most records on a page.
const MOST: usize = 200;

#[derive(Deserialize)]
pub(crate) struct Asked {
    limit: Option<usize>,
    offset: Option<usize>,
}

/// `GET /api/v1/deleted?limit&offset`: what was deleted of that which the caller may see, the latest first. Parts that
/// went with their whole are counted there.
pub(crate) async fn deleted(
    State(app): State<App>,
    caller: Caller,
    Params(asked): Params<Asked>,
) -> Result<Json<DeletedPage>, Failure> {
    let work = move || page(&app.workspace.truth(), &caller.access, &asked);
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::unforeseen("a list", &error)).map(Json)
}

fn page(truth: &Authority, access: &Access, asked: &Asked) -> DeletedPage {
    let mut found: Vec<&Held> = Vec::new();
    let mut parts: HashMap<Id, usize> = HashMap::new();
    for held in truth.all().filter(|held| held.record.deleted.is_some()) {
        match went_with(truth, &held.record) {
            Some(whole) => *parts.entry(whole).or_default() += 1,
            None if is_shown(truth, access, &held.record) => found.push(held),
            None => {}
        }
    }
    let when = |held: &&Held| held.record.deleted.as_ref().map(|stamp| stamp.at);
    found.sort_by_key(|held| (Reverse(when(held)), Reverse(held.seq), held.record.id));
    let (offset, limit) = (asked.offset.unwrap_or_default(), asked.limit.unwrap_or(USUAL).clamp(1, MOST));
    let count = |held: &Held| parts.get(&held.record.id).copied().unwrap_or_default();
    let shown = found.iter().skip(offset).take(limit);
    let items = shown.filter_map(|held| item(truth, access, &held.record, count(held))).collect();
    DeletedPage { items, total: found.len() }
}

fn is_shown(truth: &Authority, access: &Access, record: &Record) -> bool {
    let schema = truth.schema();
    let known = schema.entity(&record.entity).is_some_and(|def| &*def.name != Attention::ENTITY_NAME);
    known && access.sees(schema, record)
}

/// The whole that a record went with in one edit: the outermost, where wholes are parts themselves.
fn went_with(truth: &Authority, record: &Record) -> Option<Id> {
    let outer = |record: &Record| whole(truth, record).filter(|whole| together(whole, record));
    std::iter::successors(outer(record), |whole| outer(whole)).last().map(|whole| whole.id)
}

/// What a record is part of.
fn whole<'a>(truth: &'a Authority, record: &Record) -> Option<&'a Record> {
    let (entity, link) = truth.schema().entity(&record.entity)?.whole()?;
    Some(&truth.held(entity, record.value(link).as_text()?.parse().ok()?)?.record)
}

/// Two records were deleted by one edit.
fn together(one: &Record, other: &Record) -> bool {
    let edit = |record: &Record| record.deleted.as_ref().map(|stamp| (stamp.at, stamp.client));
    edit(one).is_some() && edit(one) == edit(other)
}

/// The parts that went with a record, parts of parts included, in the order in which they can come back.
pub(super) fn parts(truth: &Authority, schema: &Schema, record: &Record) -> Vec<(Name, Id)> {
    let id = record.id.to_string();
    let mut found = Vec::new();
    for (part, link) in schema.parts_of(&record.entity) {
        let of = |held: &&Held| held.record.entity == part.name && held.record.value(link).as_text() == Some(&id);
        for held in truth.all().filter(of).filter(|held| together(record, &held.record)) {
            found.push((part.name.clone(), held.record.id));
            found.extend(parts(truth, schema, &held.record));
        }
    }
    found
}

fn item(truth: &Authority, access: &Access, record: &Arc<Record>, parts: usize) -> Option<DeletedRecord> {
    let (schema, stamp) = (truth.schema(), record.deleted.as_ref()?);
    let def = schema.entity(&record.entity)?;
    let told = truth.told(access, record);
    Some(DeletedRecord {
        entity: record.entity.clone(),
        id: record.id,
        title: schema.visible_to(access.role).title(&told),
        deleted_at: shape::time(stamp.at),
        deleted_by: stamp.by,
        parts,
        may_restore: access.may(Act::Update, def, schema, record),
    })
}
