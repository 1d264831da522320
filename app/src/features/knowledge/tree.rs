//! The shelves: everything, what has to be looked after, and the tree of categories.

use super::{
    arrange,
    shelf::{Category, Place, Shelf},
};
use crate::{
    i18n::{t, t_with},
    record::as_number,
    ui::{ButtonKind, Glyph, Icon, IconButton, Menu, dom::focus_id_soon, dom::is_control, format},
};
use leptos::{ev, prelude::*};
use shared::Id;
use std::collections::HashSet;

/// The tree's handles.
#[derive(Clone, Copy)]
struct Tree {
    shelf: Shelf,
    folded: RwSignal<HashSet<Id>>,
    arranging: arrange::Arranging,
    /// The line that Tab leads to.
    at: RwSignal<Place>,
}

/// The navigation of the knowledge base.
pub(super) fn shelves(shelf: Shelf) -> AnyView {
    let tree = Tree {
        shelf,
        folded: RwSignal::new(HashSet::new()),
        arranging: arrange::use_arranging(shelf),
        at: RwSignal::new(shelf.place.get_untracked()),
    };
    Effect::new(move || tree.at.set(shelf.place.get()));
    let add = move || {
        let press = move || tree.arranging.add(None);
        shelf
            .may_arrange
            .get()
            .then(|| view! { <IconButton glyph=Glyph::Plus label=t("knowledge-add-category") on_press=press /> })
    };
    let fixed = [
        (Place::All, "knowledge-all", Glyph::Knowledge),
        (Place::Drafts, "knowledge-drafts", Glyph::Edit),
        (Place::Due, "knowledge-due", Glyph::Clock),
    ];
    let lines = move || visible(tree).into_iter().map(|category| line_of(tree, category)).collect_view();
    let some = Memo::new(move |_| shelf.categories.with(|all| !all.is_empty()));
    let categories =
        move || some.get().then(|| view! { <div role="tree" aria-label=t("knowledge-categories")>{lines}</div> });
    let none = move || {
        let text = if shelf.may_arrange.get() { "knowledge-no-categories-yet" } else { "knowledge-no-categories" };
        shelf.categories.with(Vec::is_empty).then(|| view! { <p class="shelves__none">{t(text)}</p> })
    };
    view! {
        <div class="shelves">
            <div class="shelves__tree" role="presentation" on:keydown=move |ev| key(tree, &ev)>
                <div role="tree" aria-label=t("knowledge-shelves")>
                    {fixed.into_iter().map(|(place, words, glyph)| fixed_line(tree, place, words, glyph)).collect_view()}
                </div>
                <div class="shelves__head"><span>{t("knowledge-categories")}</span>{add}</div>
                {categories}
            </div>
            {none}
            {arrange::dialog(tree.arranging)}
        </div>
    }
    .into_any()
}

/// The categories whose parents are all unfolded.
fn visible(tree: Tree) -> Vec<Category> {
    let folded = tree.folded.get();
    let mut hidden_below: Option<usize> = None;
    let mut shown = Vec::new();
    for category in tree.shelf.categories.get() {
        if hidden_below.is_some_and(|level| category.level > level) {
            continue;
        }
        hidden_below = folded.contains(&category.id).then_some(category.level);
        shown.push(category);
    }
    shown
}

fn line_id(place: Place) -> String {
    format!("shelf-{}", place.key().unwrap_or_default())
}

fn fixed_line(tree: Tree, place: Place, words: &'static str, glyph: Glyph) -> AnyView {
    let count = move || {
        let counts = tree.shelf.counts.get();
        match place {
            Place::Drafts => counts.drafts,
            Place::Due => counts.due,
            Place::All | Place::Category(_) => counts.all,
        }
    };
    let shown = Memo::new(move |_| count());
    let inner = move || {
        view! {
            <Icon glyph />
            <span class="shelves__name">{t(words)}</span>
            <span class="shelves__count">{move || number(shown.get())}</span>
        }
        .into_any()
    };
    line(tree, place, 1, None, inner)
}

fn line_of(tree: Tree, category: Category) -> AnyView {
    let (id, level, name, count) = (category.id, category.level, category.name.clone(), category.count);
    let open = category.has_children.then(|| Memo::new(move |_| tree.folded.with(|folded| !folded.contains(&id))));
    let toggle = open.map(|open| {
        let glyph = move || if open.get() { Glyph::ChevronDown } else { Glyph::ChevronRight };
        view! {
            <span class="shelves__fold" data-control="" aria-hidden="true" on:click=move |_| fold(tree, id)><Icon glyph=Signal::derive(glyph) /></span>
        }
    });
    let menu = move || {
        let category = category.clone();
        let items = Signal::derive(move || arrange::items(tree.arranging, &category));
        tree.shelf.may_arrange.get().then(|| {
            view! { <span class="shelves__menu"><Menu label=t("knowledge-arrange") icon=Glyph::More icon_only=true kind=ButtonKind::Quiet items /></span> }
        })
    };
    let leaf = toggle.is_none().then(|| view! { <span class="shelves__fold shelves__fold--none"></span> });
    let inner = move || {
        view! {
            {toggle}{leaf}
            <span class="shelves__name">{name}</span>
            <span class="shelves__count">{number(count)}</span>
            {menu}
        }
        .into_any()
    };
    line(tree, Place::Category(id), level, open, inner)
}

fn line(tree: Tree, place: Place, level: usize, open: Option<Memo<bool>>, inner: impl FnOnce() -> AnyView) -> AnyView {
    let chosen = Memo::new(move |_| tree.shelf.place.get() == place && tree.shelf.asked.with(String::is_empty));
    let tab_stop = Memo::new(move |_| tree.at.get() == place);
    view! {
        <div
            class=format!("shelves__line shelves__line--{}", level.min(6))
            class:shelves__line--chosen=chosen
            role="treeitem"
            id=line_id(place)
            attr:aria-level=level.to_string()
            aria-selected=move || if chosen.get() { "true" } else { "false" }
            aria-expanded=move || open.map(|open| if open.get() { "true" } else { "false" })
            tabindex=move || if tab_stop.get() { "0" } else { "-1" }
            on:focus=move |_| tree.at.set(place)
            on:click=move |ev| if !is_control(ev.target()) { tree.shelf.go(place) }
        >
            {inner()}
        </div>
    }
    .into_any()
}

fn fold(tree: Tree, id: Id) {
    tree.folded.update(|folded| {
        if !folded.remove(&id) {
            folded.insert(id);
        }
    });
}

/// The keys of a tree: arrows move, open and close, Enter goes, Alt with an arrow moves the category itself.
fn key(tree: Tree, ev: &ev::KeyboardEvent) {
    if is_control(ev.target()) || ev.ctrl_key() || ev.meta_key() {
        return;
    }
    let at = tree.at.get_untracked();
    let lines = [Place::All, Place::Drafts, Place::Due]
        .into_iter()
        .chain(untrack(|| visible(tree)).iter().map(|category| Place::Category(category.id)))
        .collect::<Vec<_>>();
    let place = lines.iter().position(|line| *line == at).unwrap_or_default();
    let to = match (ev.key().as_str(), ev.alt_key()) {
        ("ArrowUp", true) => return moved(tree, ev, at, -1),
        ("ArrowDown", true) => return moved(tree, ev, at, 1),
        ("ArrowDown" | "j", false) => place + 1,
        ("ArrowUp" | "k", false) => place.saturating_sub(1),
        ("Home", false) => 0,
        ("End", false) => lines.len().saturating_sub(1),
        ("ArrowLeft", false) => return folded(tree, ev, at, true),
        ("ArrowRight", false) => return folded(tree, ev, at, false),
        ("Enter" | " ", false) => {
            ev.prevent_default();
            return tree.shelf.go(at);
        }
        _ => return,
    };
    ev.prevent_default();
    if let Some(line) = lines.get(to) {
        tree.at.set(*line);
        focus_id_soon(line_id(*line));
    }
}

fn moved(tree: Tree, ev: &ev::KeyboardEvent, at: Place, by: i32) {
    ev.prevent_default();
    if let Place::Category(id) = at {
        tree.arranging.shift(id, by);
        focus_id_soon(line_id(at));
    }
}

fn folded(tree: Tree, ev: &ev::KeyboardEvent, at: Place, fold: bool) {
    ev.prevent_default();
    let Place::Category(id) = at else { return };
    let category = tree.shelf.categories.with_untracked(|all| all.iter().find(|category| category.id == id).cloned());
    let Some(category) = category else { return };
    let is_folded = tree.folded.with_untracked(|folded| folded.contains(&id));
    match category.parent.filter(|_| fold && (is_folded || !category.has_children)) {
        Some(parent) => {
            tree.at.set(Place::Category(parent));
            focus_id_soon(line_id(Place::Category(parent)));
        }
        None if category.has_children && fold != is_folded => self::fold(tree, id),
        None => {}
    }
}

fn number(count: usize) -> String {
    format::number(as_number(count))
}

/// The places as a short list, for screens without room for the tree.
pub(super) fn shelves_short(shelf: Shelf) -> AnyView {
    use crate::ui::{Choice, SelectField};
    let value = RwSignal::new(String::new());
    Effect::new(move || value.set(shelf.place.get().key().unwrap_or_default()));
    let options = Signal::derive(move || {
        let fixed = [(Place::All, "knowledge-all"), (Place::Drafts, "knowledge-drafts"), (Place::Due, "knowledge-due")];
        let fixed = fixed.map(|(place, words)| Choice::new(place.key().unwrap_or_default(), t(words)));
        let categories = shelf.categories.get().into_iter().map(|category| {
            let indent = "\u{2003}".repeat(category.level.saturating_sub(1));
            Choice::new(
                category.id.to_string(),
                format!(
                    "{indent}{}",
                    t_with(
                        "knowledge-category-n",
                        &[("what", category.name.into()), ("n", as_number(category.count).into())]
                    )
                ),
            )
        });
        fixed.into_iter().chain(categories).collect::<Vec<_>>()
    });
    let change = move |key: String| {
        let place = match key.as_str() {
            "" => Place::All,
            "drafts" => Place::Drafts,
            "due" => Place::Due,
            id => id.parse().map_or(Place::All, Place::Category),
        };
        shelf.go(place);
    };
    view! { <div class="shelves-short"><SelectField label=t("knowledge-shelves") hide_label=true value options on_change=change /></div> }.into_any()
}
