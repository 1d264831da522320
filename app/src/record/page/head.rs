//! The head of a record: where it belongs, its title, what can be done with it; who changed it last.

use super::{Shown, address};
use crate::{
    i18n::{t, t_with},
    record::{
        Forms, NewRecord, delete, instant_text,
        kind::glyph,
        live, may_create, may_delete, prefill, title_or_id, use_forms,
        words::{entities_word, entity_in_words, list_path},
    },
    services::{ReplicaHandle, copy_text, use_replica},
    ui::{Avatar, ButtonKind, Glyph, Icon, Menu, MenuItem, When},
};
use leptos::prelude::*;
use shared::{
    Id, Record,
    entities::{Account, Contact, Opportunity, Quote, Task, User},
    record::Stamp,
    replica::Replica,
    schema::{EntityDef, FieldType},
};

/// Longest chain of parents that is shown.
const GENERATIONS: usize = 5;

/// Breadcrumb, title and actions.
#[component]
pub(super) fn Head(shown: Shown) -> impl IntoView {
    let replica = use_replica();
    let title = live(replica, vec![shown.entity()], move |replica| {
        replica
            .get(&shown.def.with_value(|def| def.name.clone()), shown.id)
            .map(|record| title_or_id(replica, record))
            .unwrap_or_default()
    });
    Effect::new(move || {
        if !shown.peek {
            crate::shell::set_title(&title.read());
        }
    });
    let heading = move || {
        if shown.peek {
            view! { <h2 class="record__title">{title}</h2> }.into_any()
        } else {
            view! { <h1 class="record__title" tabindex="-1">{title}</h1> }.into_any()
        }
    };
    view! {
        <header class="record__head">
            {(!shown.peek).then(|| view! { <Crumbs shown /> })}
            <div class="record__title-row">
                {match shown.own {
                    Some(own) => own.mark.run(shown),
                    None => mark(shown, title),
                }}
                {heading()}
                <div class="record__actions"><Actions shown /></div>
            </div>
        </header>
    }
    .into_any()
}

/// Initials of a person or firm, the drawing of what has no name of its own.
fn mark(shown: Shown, title: Memo<String>) -> AnyView {
    match &*shown.entity() {
        Account::ENTITY_NAME => view! { <Avatar name=title firm=true /> }.into_any(),
        Contact::ENTITY_NAME | User::ENTITY_NAME => view! { <Avatar name=title /> }.into_any(),
        other => view! { <span class="record__mark"><Icon glyph=glyph(other) /></span> }.into_any(),
    }
}

/// Where the record belongs: its list, then its parents.
#[component]
fn Crumbs(shown: Shown) -> impl IntoView {
    let replica = use_replica();
    let parents = live(replica, vec![shown.entity()], move |replica| {
        shown.def.with_value(|def| {
            let page = |(id, title): (Id, String)| (format!("/{}/{id}", def.plural), title);
            parents(replica, def, shown.id).into_iter().map(page).collect::<Vec<_>>()
        })
    });
    let (list, words) = shown.def.with_value(|def| (list_path(def), entities_word(&def.name)));
    let chain = move || {
        let one = |(href, title): (String, String)| view! { <li><a class="link" href=href>{title}</a></li> };
        let trail = shown.own.map_or_else(|| parents.get(), |own| own.trail.run(shown));
        trail.into_iter().map(one).collect_view()
    };
    view! {
        <nav class="record__crumbs" aria-label=t("record-belongs-to")>
            <ol><li><a class="link" href=list>{words}</a></li>{chain}</ol>
        </nav>
    }
    .into_any()
}

/// The field by which records of an entity form a tree.
pub(in crate::record) fn parent_field(def: &EntityDef) -> Option<&str> {
    let own = |kind: &FieldType| matches!(kind, FieldType::Link { to } if *to == def.name);
    def.fields.iter().find(|field| own(&field.kind)).map(|field| &*field.id)
}

/// The parents of a record, the topmost first. A loop in old data ends the chain.
fn parents(replica: &Replica, def: &EntityDef, id: Id) -> Vec<(Id, String)> {
    let Some(field) = parent_field(def) else { return Vec::new() };
    let mut chain: Vec<(Id, String)> = Vec::new();
    let mut at = id;
    while chain.len() < GENERATIONS {
        let parent = replica.get(&def.name, at).and_then(|record| record.value(field).as_text()?.parse::<Id>().ok());
        let Some(record) = parent.and_then(|id| replica.get(&def.name, id)) else { break };
        if record.id == id || chain.iter().any(|(known, _)| *known == record.id) {
            break;
        }
        chain.push((record.id, title_or_id(replica, record)));
        at = record.id;
    }
    chain.reverse();
    chain
}

/// What can be done with the record.
#[component]
fn Actions(shown: Shown) -> impl IntoView {
    let (replica, forms) = (use_replica(), use_forms());
    let reach = move || {
        shown.record.with(|record| record.as_ref().map(|record| shown.def.with_value(|def| reach(def, record))))
    };
    let items = Signal::derive(move || {
        let may = shown.record.with(|record| record.as_ref().is_some_and(|record| may_delete(replica, record)));
        let copy = MenuItem::new(t("record-copy-link"), move || copy_link(shown)).icon(Glyph::Link);
        let remove = MenuItem::new(t("record-delete"), move || remove(shown)).icon(Glyph::Trash).danger().rule_above();
        std::iter::once(copy).chain(may.then_some(remove)).collect::<Vec<_>>()
    });
    let news = Signal::derive(move || new_items(shown, replica, forms));
    let make = move || {
        (!news.read().is_empty()).then(|| view! { <Menu label=t("record-make") icon=Glyph::Plus items=news /> })
    };
    view! {
        {shown.own.map(|own| own.actions.run(shown))}
        {reach}
        {make}
        <Menu label=t("record-actions") icon=Glyph::More icon_only=true kind=ButtonKind::Quiet items />
    }
    .into_any()
}

/// Ways to reach the person or firm at once.
fn reach(def: &EntityDef, record: &Record) -> AnyView {
    let value = |wanted: fn(&FieldType) -> bool| {
        let mut fields = def.fields.iter().filter(move |field| wanted(&field.kind));
        fields.find_map(|field| record.value(&field.id).as_text().map(str::to_owned))
    };
    let call = value(|kind| matches!(kind, FieldType::Phone)).map(|number| {
        let digits: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        reach_by(format!("tel:{digits}"), Glyph::Phone, t_with("record-call", &[("number", number.into())]))
    });
    let mail = value(|kind| matches!(kind, FieldType::Email)).map(|email| {
        reach_by(format!("mailto:{email}"), Glyph::Mail, t_with("record-mail", &[("email", email.into())]))
    });
    view! { {call}{mail} }.into_any()
}

fn reach_by(href: String, glyph: Glyph, words: String) -> AnyView {
    view! { <a class="button button--quiet button--icon" href=href aria-label=words.clone() data-tip=words><Icon glyph /></a> }.into_any()
}

/// What can be made that belongs to the record.
fn new_items(shown: Shown, replica: ReplicaHandle, forms: Forms) -> Vec<MenuItem> {
    let linked = |entity: &&str| {
        let own = shown.entity();
        replica.read(|replica| replica.schema().links_to(&own).any(|(from, _)| from.name == **entity))
    };
    let offered = [Contact::ENTITY_NAME, Opportunity::ENTITY_NAME, Quote::ENTITY_NAME, Task::ENTITY_NAME]
        .into_iter()
        .filter(linked);
    let may = offered.filter(|entity| may_create(replica, *entity).get());
    may.map(|entity| {
        let words = t_with("record-new", &[("what", entity_in_words(entity).into())]);
        let make = move || {
            if let Some(record) = shown.record.get_untracked() {
                let values = replica.read(|replica| prefill(replica, &record, entity));
                forms.create(NewRecord { entity: entity.into(), values, go: true });
            }
        };
        MenuItem::new(words, make).icon(glyph(entity))
    })
    .collect()
}

fn remove(shown: Shown) {
    delete(use_replica(), &shown.entity(), &[shown.id]);
    shown.on_gone.run(());
}

fn copy_link(shown: Shown) {
    let (replica, address) = (use_replica(), address(shown));
    leptos::task::spawn_local(async move {
        let done = copy_text(&address).await.is_some();
        replica.say_whether(done, &t("record-link-copied"), &t("record-link-not-copied"));
    });
}

/// Who changed the record last and when, and who made it.
#[component]
pub(super) fn Changed(shown: Shown) -> impl IntoView {
    let line = move |key: &'static str, stamp: Stamp| {
        let who = use_replica().read(|replica| person(replica, stamp.by));
        let at = instant_text(stamp.at);
        view! { <span>{t_with(key, &[("who", who.into())])}" "<When at /></span> }
    };
    let both = move || {
        let replica = use_replica();
        replica.follow(&[User::ENTITY_NAME]);
        shown.record.get().map(|record| {
            let (changed, made) = (*record.updated(), *record.created);
            let changed = (changed != made).then(|| line("record-changed-by", changed));
            view! { {changed}{line("record-made-by", made)} }
        })
    };
    view! { <footer class="record__changed">{both}</footer> }.into_any()
}

/// What a person is called. Nobody is who makes a demo or imports on the command line: the server itself.
fn person(replica: &Replica, id: Id) -> String {
    match replica.title(User::ENTITY_NAME, id) {
        _ if id == Id::NIL => t("record-server"),
        name if name.is_empty() => t("record-someone"),
        name => name,
    }
}
