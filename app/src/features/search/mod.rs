//! Finding anything: what the palette offers, and the page of all results.

mod line;
pub mod page;
mod recent;

pub use page::Page;

use self::line::{Line, line, plain_line, varied};
use crate::{
    i18n::{t, t_with},
    record::{Forms, NewRecord, as_number, kind, use_forms, words::entity_in_words},
    services::{ReplicaHandle, SearchHandle, sign_out, use_replica, use_search},
    ui::{Glyph, PaletteGroup, PaletteItem, format},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::params::ParamsMap;
use shared::{
    entities::{Account, Activity, Article, Contact, Lead, Note, Opportunity, Quote, Task},
    text::{Highlighter, fold},
};

/// Records that the palette shows.
const HITS: usize = 8;
/// Hits from which those are chosen.
const LOOKED_THROUGH: usize = 60;

/// What can be made from anywhere.
const MADE: [&str; 9] = [
    Contact::ENTITY_NAME,
    Lead::ENTITY_NAME,
    Opportunity::ENTITY_NAME,
    Account::ENTITY_NAME,
    Quote::ENTITY_NAME,
    Task::ENTITY_NAME,
    Activity::ENTITY_NAME,
    Note::ENTITY_NAME,
    Article::ENTITY_NAME,
];

/// Remembers the records that are looked at, for the palette. Stands once, in the frame.
pub fn remember_records() {
    recent::follow(use_replica());
}

/// What the palette asks for records. Called once; the callback runs for each text typed and may read signals.
pub fn source() -> Callback<String, Vec<PaletteGroup>> {
    let (replica, search, forms) = (use_replica(), use_search(), use_forms());
    Callback::new(move |typed: String| {
        let records = if typed.trim().is_empty() { recent_group(replica) } else { hits_group(replica, search, &typed) };
        vec![records, PaletteGroup { title: t("palette-make"), items: commands(replica, forms, &typed) }]
    })
}

fn recent_group(replica: ReplicaHandle) -> PaletteGroup {
    let items = replica.read(|rows| {
        let known = recent::recent();
        let rows = known.iter().filter_map(|(entity, id)| Some(plain_line(rows, rows.get(entity, *id)?)));
        rows.map(item).collect()
    });
    PaletteGroup { title: t("palette-recent"), items }
}

fn hits_group(replica: ReplicaHandle, search: SearchHandle, typed: &str) -> PaletteGroup {
    search.follow();
    let found = search.find(typed, LOOKED_THROUGH);
    let marker = Highlighter::new(typed);
    let lines: Vec<Line> = replica.read(|rows| {
        let best = varied(rows, typed, found.hits, HITS);
        best.iter().filter_map(|hit| line(rows, &marker, hit)).collect()
    });
    let mut items: Vec<PaletteItem> = lines.into_iter().map(item).collect();
    if found.total > items.len() {
        let words = t_with("palette-all", &[("n", as_number(found.total).into())]);
        items.push(PaletteItem::go(Glyph::Search, words, results_href(typed)));
    }
    let title = match search.progress().get() {
        Some((done, all)) => t_with(
            "palette-records-building",
            &[("part", format::percent(as_number(done) / as_number(all.max(1))).into())],
        ),
        None => t("palette-records"),
    };
    PaletteGroup { title, items }
}

/// The page of all results.
fn results_href(typed: &str) -> String {
    let mut query = ParamsMap::new();
    query.insert("q", typed.trim().to_owned());
    format!("/search{}", query.to_query_string())
}

fn item(line: Line) -> PaletteItem {
    let detail = line.snippet.map_or(line.detail, |snippet| snippet.text);
    let item = PaletteItem::go(line.glyph, line.title, line.href).marks(line.marks);
    if detail.is_empty() { item } else { item.detail(detail) }
}

/// New records, sync and the way out, as far as they fit what was typed.
fn commands(replica: ReplicaHandle, forms: Forms, typed: &str) -> Vec<PaletteItem> {
    let new_one = |entity: &'static str| {
        let words = if entity == Opportunity::ENTITY_NAME {
            t("pipeline-new")
        } else {
            t_with("palette-new", &[("what", entity_in_words(entity).into())])
        };
        PaletteItem::run(kind::glyph(entity), words, move || forms.create(NewRecord::of(entity)))
    };
    let may = |entity: &&&str| {
        replica.read(|rows| {
            let access = rows.access().zip(rows.schema().entity(entity));
            access.is_some_and(|(access, def)| access.may_write(def))
        })
    };
    let made = MADE.iter().filter(may).map(|entity| new_one(entity));
    let sync = PaletteItem::run(Glyph::Sync, t("palette-sync"), move || replica.wake());
    let leave = PaletteItem::run(Glyph::SignOut, t("person-sign-out"), move || spawn_local(leave(replica)));
    made.chain([sync, leave]).filter_map(|item| fitting(item, typed)).collect()
}

/// Signs out, unless that would lose edits: then it says where to do it knowingly.
async fn leave(replica: ReplicaHandle) {
    match replica.unsent_of_all().await {
        0 => sign_out(replica).await,
        n => replica.say_wrong(t_with("palette-unsent", &[("n", as_number(n).into())])),
    }
}

/// A command whose words hold everything typed, marked.
pub(crate) fn fitting(item: PaletteItem, typed: &str) -> Option<PaletteItem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Some(item);
    }
    let words = fold(&item.label);
    let fits = fold(typed).split_whitespace().all(|word| words.contains(word));
    let marks = Highlighter::new(typed).ranges(&item.label);
    fits.then(|| item.marks(marks))
}
