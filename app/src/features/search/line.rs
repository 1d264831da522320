//! A record that was found, as it is shown: its title with what matches, what tells it apart, and where else the words stand.

use crate::{
    record::{detail_of, kind, local_day, title_or_id},
    ui::{Glyph, format},
};
use shared::{
    Id, Record, Schema,
    entities::{Account, Activity, Article, Opportunity, Stage},
    query::Hit,
    replica::Replica,
    schema::{Computed, EntityDef, FieldDef, FieldType},
    text::{Highlighter, Snippet, fold, plain},
};
use std::ops::Range;

/// Characters of a text that are shown around what matches.
const SNIPPET: usize = 140;

/// Hits of one kind before those of other kinds get their turn.
const OF_A_KIND: usize = 3;

/// A hit in words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Line {
    pub entity: String,
    pub id: Id,
    pub glyph: Glyph,
    pub href: String,
    pub title: String,
    pub marks: Vec<Range<usize>>,
    pub detail: String,
    /// Where the words stand, when that is not the title.
    pub snippet: Option<Snippet>,
}

/// The page of a record. Articles have one of their own.
pub(super) fn page_of(schema: &Schema, record: &Record) -> String {
    match &*record.entity {
        Article::ENTITY_NAME => format!("/knowledge/{}", record.id),
        _ => crate::record::page_of(schema, record),
    }
}

/// A hit as it is shown; nothing when the record has gone since.
pub(super) fn line(replica: &Replica, marker: &Highlighter, hit: &Hit) -> Option<Line> {
    let record = replica.get(&hit.entity, hit.id)?;
    Some(Line {
        snippet: snippet(replica, marker, record, &hit.field),
        marks: marker.ranges(&title_or_id(replica, record)),
        ..plain_line(replica, record)
    })
}

/// A record without anything that matches.
pub(super) fn plain_line(replica: &Replica, record: &Record) -> Line {
    Line {
        entity: record.entity.to_string(),
        id: record.id,
        glyph: kind::glyph(&record.entity),
        href: page_of(replica.schema(), record),
        title: title_or_id(replica, record),
        marks: Vec::new(),
        detail: context(replica, record),
        snippet: None,
    }
}

/// What tells a record apart: deals and activities have many of one name, so stage and amount or the day say which it is.
fn context(replica: &Replica, record: &Record) -> String {
    let parts = match &*record.entity {
        Opportunity::ENTITY_NAME => deal_parts(replica, record),
        Activity::ENTITY_NAME => {
            let at = record.value(Activity::AT.id).as_text();
            vec![Some(detail_of(replica, record)), at.map(|at| format::day(&local_day(at)))]
        }
        _ => vec![Some(detail_of(replica, record))],
    };
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn deal_parts(replica: &Replica, record: &Record) -> Vec<Option<String>> {
    let account = record.get(Opportunity::ACCOUNT).map(|id| replica.title(Account::ENTITY_NAME, id));
    let stage = record.get(Opportunity::STAGE).map(|id| replica.title(Stage::ENTITY_NAME, id));
    let amount =
        record.get(Opportunity::AMOUNT).map(|money| format::money(&money.amount.to_string(), money.currency.code()));
    vec![account, stage, amount]
}

/// The best hits of many kinds: those called exactly what was typed, those whose whole title was typed with a slip, then the
/// others; but for the first, at most a few of each kind, so that a hundred deals of one customer do not hide the customer.
pub(super) fn varied(replica: &Replica, typed: &str, hits: Vec<Hit>, most: usize) -> Vec<Hit> {
    let typed = fold(typed.trim());
    let title = |hit: &Hit| replica.get(&hit.entity, hit.id).map(|row| fold(&replica.schema().title(row)));
    let (mut best, mut others): (Vec<Hit>, Vec<Hit>) =
        hits.into_iter().partition(|hit| title(hit).as_ref() == Some(&typed));
    let words = |text: &str| text.split_whitespace().count();
    let is_whole =
        |hit: &Hit| is_of_title(replica, hit) && title(hit).is_some_and(|title| words(&title) == words(&typed));
    others.sort_by_cached_key(|hit| !is_whole(hit));
    let mut later = Vec::new();
    for hit in others {
        let same = best.iter().filter(|other| other.entity == hit.entity).count();
        if same < OF_A_KIND { best.push(hit) } else { later.push(hit) }
    }
    best.extend(later);
    best.truncate(most);
    best
}

/// Whether the words stand in what a record is called.
fn is_of_title(replica: &Replica, hit: &Hit) -> bool {
    let title = replica.schema().entity(&hit.entity).and_then(EntityDef::title);
    title.is_some_and(|title| is_part_of(title, &hit.field))
}

fn snippet(replica: &Replica, marker: &Highlighter, record: &Record, field: &str) -> Option<Snippet> {
    let entity = replica.schema().entity(&record.entity)?;
    if entity.title().is_some_and(|title| is_part_of(title, field)) {
        return None;
    }
    let text = record.value(field).as_text()?;
    let written = matches!(entity.field(field)?.kind, FieldType::LongText);
    let found = if written { marker.snippet(&plain(text), SNIPPET) } else { marker.snippet(text, SNIPPET) };
    (!found.text.is_empty()).then_some(found)
}

/// Whether a field is the title, or one of those that it is made of.
fn is_part_of(title: &FieldDef, field: &str) -> bool {
    let made_of = match &title.kind {
        FieldType::Computed(Computed::Join { fields }) => fields.iter().any(|part| &**part == field),
        _ => false,
    };
    &*title.id == field || made_of
}
