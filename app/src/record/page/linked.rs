//! What leads to a record: one part for each field of another entity that links to it.

use super::{Shown, head::parent_field, table::LinkedTable, tree::Tree};
use crate::{
    i18n::{t, t_with, try_t},
    record::{
        NewRecord, filtered,
        kind::{TIMELINE, glyph},
        live, may_create, prefill, use_forms,
        words::{entities_in_words, entities_word, entity_in_words, field_word, list_path},
    },
    services::{ReplicaHandle, use_replica},
    ui::{Button, EmptyState, Glyph, LinkButton, Tab},
};
use leptos::prelude::*;
use shared::{
    Id, Name, Record,
    entities::{Attention, SavedView, Task},
    replica::Replica,
};
use std::sync::Arc;

/// Records of one entity that link to another through one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Entity of the records.
    pub entity: Name,
    /// Field that links.
    pub field: Name,
    /// What the records are here.
    pub title: String,
    /// The entity links to itself: the records are below one another.
    pub is_tree: bool,
}

impl Section {
    pub(super) fn key(&self) -> String {
        format!("{}.{}", self.entity, self.field)
    }

    pub(super) fn tab(&self, count: usize) -> Tab {
        Tab::new(self.key(), self.title.clone()).count(count)
    }

    /// The records that link to this one.
    pub(super) fn rows(&self, replica: &Replica, id: Id) -> Vec<Arc<Record>> {
        let field = replica.schema().entity(&self.entity).and_then(|def| def.field(&self.field));
        replica.linking(&self.entity, field, &[id])
    }
}

/// The parts of a record's page, in the order of menus. What stands in the timeline is not repeated, but for tasks.
pub fn sections(replica: ReplicaHandle, entity: &str) -> Vec<Section> {
    replica.read(|replica| {
        let links: Vec<_> = replica.schema().links_to(entity).collect();
        let told = |name: &str| [Attention::ENTITY_NAME, SavedView::ENTITY_NAME].contains(&name);
        let timeline =
            |name: &str| super::has_timeline(entity) && TIMELINE.contains(&name) && name != Task::ENTITY_NAME;
        let shown = links.iter().filter(|(from, _)| !told(&from.name) && !timeline(&from.name));
        let sections = shown.map(|(from, field)| {
            let several = links.iter().filter(|(other, _)| other.name == from.name).count() > 1;
            let is_tree = *from.name == *entity && parent_field(from) == Some(&*field.id);
            Section {
                title: title_of(&from.name, &field.id, several),
                entity: from.name.clone(),
                field: field.id.clone(),
                is_tree,
            }
        });
        sections.collect()
    })
}

/// *Subsidiaries* where somebody gave them a name; else *Contacts*, with the field where several lead here.
fn title_of(entity: &str, field: &str, several: bool) -> String {
    let key = format!("record-linked-{entity}-{field}").replace('_', "-");
    let plain = || {
        let what = entities_word(entity);
        let by = || field_word(entity, field).to_lowercase();
        if several { t_with("record-linked-by", &[("what", what.into()), ("field", by().into())]) } else { what }
    };
    try_t(&key).unwrap_or_else(plain)
}

/// How many records each part holds.
pub(super) fn counts(replica: ReplicaHandle, id: Id, sections: StoredValue<Vec<Section>>) -> Memo<Vec<usize>> {
    let entities = sections.with_value(|sections| sections.iter().map(|section| section.entity.clone()).collect());
    live(replica, entities, move |replica| {
        sections.with_value(|all| all.iter().map(|section| section.rows(replica, id).len()).collect())
    })
}

/// The places of the parts: first those that hold something, then the others.
pub(super) fn full_first(counts: &[usize]) -> Vec<usize> {
    let (mut full, empty): (Vec<usize>, Vec<usize>) =
        counts.iter().enumerate().map(|(at, _)| at).partition(|at| counts.get(*at).is_some_and(|count| *count > 0));
    full.extend(empty);
    full
}

/// The records of one part.
#[component]
pub(super) fn Linked(shown: Shown, section: Section) -> impl IntoView {
    let replica = use_replica();
    if section.is_tree {
        return view! { <Tree shown section /> }.into_any();
    }
    let own = StoredValue::new(section.clone());
    let rows = live(replica, vec![section.entity], move |replica| {
        Rows(own.with_value(|section| section.rows(replica, shown.id)))
    });
    let none = Memo::new(move |_| rows.read().0.is_empty());
    let body = move || {
        let section = own.get_value();
        if none.get() {
            return nothing(shown, &section);
        }
        let Section { entity, field, title, .. } = section.clone();
        view! {
            <header class="record-linked__head">
                <h2 class="record__heading">{title.clone()}</h2>
                {all_link(&section, shown.id)}
                <AddButton shown section />
            </header>
            <LinkedTable label=title entity without=field rows=Signal::derive(move || rows.get().0) />
        }
        .into_any()
    };
    view! { <section class="record-linked">{body}</section> }.into_any()
}

/// Rows that are equal when they are the very same.
#[derive(Debug, Clone)]
pub(super) struct Rows(pub(super) Vec<Arc<Record>>);

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| Arc::ptr_eq(a, b))
    }
}

/// The same records as a list of their own.
fn all_link(section: &Section, id: Id) -> AnyView {
    let list = use_replica().read(|replica| replica.schema().entity(&section.entity).map(list_path));
    let href = list.map(|list| format!("{list}?{}", filtered(&section.field, &id.to_string())));
    let words = t("record-open-as-list");
    href.map(|href| view! { <LinkButton href kind=crate::ui::ButtonKind::Quiet icon=Glyph::List>{words}</LinkButton> })
        .into_any()
}

fn nothing(shown: Shown, section: &Section) -> AnyView {
    let what = entities_in_words(&section.entity);
    let title = t_with("record-linked-none", &[("what", what.into())]);
    let section = section.clone();
    view! {
        <EmptyState glyph=glyph(&section.entity) title>
            <AddButton shown section />
        </EmptyState>
    }
    .into_any()
}

/// Makes a record that links here.
#[component]
pub(super) fn AddButton(shown: Shown, section: Section) -> impl IntoView {
    let (replica, forms) = (use_replica(), use_forms());
    let may = may_create(replica, section.entity.clone());
    let words = t_with("record-new", &[("what", entity_in_words(&section.entity).into())]);
    let add = Callback::new(move |()| {
        let Some(record) = shown.record.get_untracked() else { return };
        let mut values = replica.read(|replica| prefill(replica, &record, &section.entity));
        values.retain(|(field, _)| *field != section.field);
        values.push((section.field.clone(), link_value(replica, &section, shown.id)));
        forms.create(NewRecord { entity: section.entity.clone(), values, go: false });
    });
    move || {
        let words = words.clone();
        may.get().then(|| view! { <Button icon=Glyph::Plus on_press=add>{words}</Button> })
    }
}

fn link_value(replica: ReplicaHandle, section: &Section, id: Id) -> shared::Value {
    let many = replica.read(|replica| {
        let field = replica.schema().entity(&section.entity).and_then(|def| def.field(&section.field));
        field.is_some_and(|field| matches!(field.kind, shared::schema::FieldType::Links { .. }))
    });
    if many { shared::Value::list([id.to_string()]) } else { id.into() }
}

#[cfg(test)]
mod tests {
    use super::full_first;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn parts_that_hold_something_come_first_in_their_order() {
        assert_eq!(full_first(&[0, 3, 0, 1]), [1, 3, 0, 2]);
        assert_eq!(full_first(&[0, 0]), [0, 1]);
    }
}
