//! The articles of a place, or what a search found.

use super::shelf::{Open, Place, Shelf, is_draft, is_due};
use crate::{
    i18n::{t, t_with},
    record::{as_number, title_or_id},
    ui::{
        Badge, Button, ButtonKind, EmptyState, Glyph, ItemPlace, TextField, TextKind, VirtualList, badge::Tone, format,
        marked,
    },
};
use leptos::prelude::*;
use shared::{
    Id, Record,
    entities::Article,
    query::Reading,
    text::{Highlighter, Snippet, plain},
};
use std::{ops::Range, sync::Arc};

/// Characters shown of an article.
const LEAD: usize = 260;

/// The search box and the articles below it.
pub(super) fn articles(shelf: Shelf) -> AnyView {
    let typed = RwSignal::new(shelf.asked.get_untracked());
    Effect::new(move || {
        let asked = shelf.asked.get();
        if typed.with_untracked(|typed| typed.trim() != asked) {
            typed.set(asked);
        }
    });
    Effect::new(move || {
        let text = typed.with(|typed| typed.trim().to_owned());
        if shelf.address.now("q").unwrap_or_default() != text {
            shelf.address.amend(&[("q", Some(text))]);
        }
    });
    view! {
        <div class="articles">
            <div class="articles__bar" role="search" aria-label=t("knowledge-search")>
                <TextField label=t("knowledge-search") hide_label=true value=typed kind=TextKind::Search icon=Glyph::Search placeholder=t("knowledge-search") autocomplete="off" />
                {super::tree::shelves_short(shelf)}
            </div>
            <p class="articles__note" role="status">{move || note(shelf)}</p>
            <div class="articles__list">{body(shelf)}</div>
        </div>
    }
    .into_any()
}

/// How many there are, and how the words were read.
fn note(shelf: Shelf) -> String {
    let found = shelf.found.get();
    let count = ("n", as_number(found.total).into());
    if shelf.asked.with(String::is_empty) {
        return t_with("knowledge-count", &[count]);
    }
    if found.total == 0 {
        return String::new();
    }
    let building = shelf.search.progress().with(Option::is_some);
    let key = match found.reading {
        _ if building => "knowledge-found-building",
        Reading::Exact => "knowledge-found",
        Reading::Nearly => "knowledge-found-nearly",
        Reading::Some => "knowledge-found-some",
    };
    t_with(key, &[count])
}

fn body(shelf: Shelf) -> AnyView {
    let none = Memo::new(move |_| shelf.found.with(|found| found.ids.is_empty()));
    let count = Signal::derive(move || shelf.found.with(|found| found.ids.len()));
    let active = RwSignal::new(0_usize);
    let label = move || match shelf.place.get() {
        Place::All => t("knowledge-all"),
        Place::Drafts => t("knowledge-drafts"),
        Place::Due => t("knowledge-due"),
        Place::Category(id) => shelf.category_name(Some(id)),
    };
    let item = move |place: ItemPlace| item(shelf, place.index);
    let open = move |index: usize| {
        if let Some(id) = shelf.found.with_untracked(|found| found.ids.get(index).copied()) {
            shelf.read_article(id);
        }
    };
    let shown = move || {
        if none.get() {
            return nothing(shelf);
        }
        view! { <VirtualList label=Signal::derive(label) count item rows=true class="article-items" active on_open=open /> }
            .into_any()
    };
    shown.into_any()
}

/// An article in the list.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    id: Id,
    title: String,
    marks: Vec<Range<usize>>,
    lead: Snippet,
    category: String,
    draft: bool,
    due: Option<String>,
}

fn item(shelf: Shelf, index: usize) -> AnyView {
    let entry = Memo::new(move |_| {
        let id = shelf.found.with(|found| found.ids.get(index).copied())?;
        shelf.replica.follow(&["article", "article_category"]);
        let asked = shelf.asked.get();
        let row = shelf.replica.read(|rows| rows.get(Article::ENTITY_NAME, id).cloned())?;
        let title = shelf.replica.read(|rows| title_or_id(rows, &row));
        Some(entry(&row, title, &asked, shelf.category_name(row.get(Article::CATEGORY))))
    });
    (move || entry.get().map(|entry| show(shelf, entry))).into_any()
}

fn entry(row: &Arc<Record>, title: String, asked: &str, category: String) -> Entry {
    let marker = Highlighter::new(asked);
    Entry {
        id: row.id,
        marks: marker.ranges(&title),
        title,
        lead: marker.snippet(&plain(row.get(Article::BODY).unwrap_or_default()), LEAD),
        category,
        draft: is_draft(row),
        due: row.value(Article::REVIEW_ON.id).as_text().filter(|_| is_due(row)).map(str::to_owned),
    }
}

fn show(shelf: Shelf, entry: Entry) -> AnyView {
    let id = entry.id;
    let draft = entry.draft.then(|| view! { <Badge icon=Glyph::Edit>{t("article-status-draft")}</Badge> });
    let due = entry.due.map(|day| {
        let tip = t_with("knowledge-due-since", &[("day", format::exact(&day).into())]);
        view! { <span data-tip=tip><Badge tone=Tone::Warning icon=Glyph::Clock>{t("knowledge-due-mark")}</Badge></span> }
    });
    view! {
        <div class="article-item" class:article-item--open=move || shelf.open.get() == Open::Article(id)>
            <span class="article-item__head">
                <span class="article-item__title">{marked(&entry.title, &entry.marks)}</span>
                {draft}{due}
                <span class="article-item__category">{entry.category}</span>
            </span>
            <span class="article-item__lead">{marked(&entry.lead.text, &entry.lead.ranges)}</span>
        </div>
    }
    .into_any()
}

/// What belongs here, or the offer to write what was looked for.
fn nothing(shelf: Shelf) -> AnyView {
    let asked = shelf.asked.get();
    let may = shelf.may_write.get();
    if !asked.is_empty() {
        let title = t_with("knowledge-none", &[("what", asked.clone().into())]);
        let write = may.then(|| {
            let words = t_with("knowledge-write-it", &[("what", asked.clone().into())]);
            view! { <Button icon=Glyph::Plus on_press=move || shelf.begin(&asked)>{words}</Button> }
        });
        return view! { <EmptyState glyph=Glyph::Search title sentence=t("knowledge-none-sentence")>{write}</EmptyState> }.into_any();
    }
    let (glyph, title, sentence) = match shelf.place.get() {
        Place::All => (Glyph::Knowledge, "knowledge-empty", "knowledge-empty-sentence"),
        Place::Drafts => (Glyph::Edit, "knowledge-no-drafts", "knowledge-no-drafts-sentence"),
        Place::Due => (Glyph::Clock, "knowledge-nothing-due", "knowledge-nothing-due-sentence"),
        Place::Category(_) => (Glyph::Knowledge, "knowledge-category-empty", "knowledge-category-empty-sentence"),
    };
    let first = (may && shelf.place.get() != Place::Due).then(|| {
        view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus on_press=move || shelf.begin("")>{t("knowledge-new")}</Button> }
    });
    view! { <EmptyState glyph title=t(title) sentence=t(sentence)>{first}</EmptyState> }.into_any()
}
