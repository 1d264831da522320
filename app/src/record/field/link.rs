//! A link to a record: found by typing, made on the spot where that is allowed.

use super::{RecordField, input::Input};
use crate::{
    i18n::{t, t_with},
    record::{defaults, detail_of, path_of, title_or_id, words::entity_in_words},
    services::{ReplicaHandle, new_id, use_replica},
    ui::{Choice, Combobox, use_tabindex},
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    Id, Name, Record, Value,
    replica::Replica,
    schema::{Computed, EntityDef, FieldType, WriteRule},
    sync::Operation,
};
use std::sync::Arc;

/// Most records offered.
const OFFERED: usize = 20;

/// The control of a field that links to one record.
#[component]
pub(super) fn LinkInput(input: Input, to: Name) -> impl IntoView {
    let value = input.value;
    let start = value.with_untracked(|value| value.as_text().map(str::to_owned));
    let replica = use_replica();
    let chosen = RwSignal::new(start.map(|id| replica.read(|replica| link_choice(replica, &to, &id))));
    let (label, problem, required, hide_label) = (input.label(), input.problem, input.required(), input.in_place);
    let on_pick = Callback::new(move |choice: Option<Choice>| {
        value.set(choice.map_or(Value::Null, |choice| Value::text(choice.value)));
        input.done();
    });
    view! { <LinkBox label to chosen hide_label problem required on_pick /> }
}

/// A box that finds a record of an entity.
#[component]
pub(super) fn LinkBox(
    #[prop(into)] label: String,
    to: Name,
    chosen: RwSignal<Option<Choice>>,
    hide_label: bool,
    problem: MaybeProp<String>,
    #[prop(optional)] required: bool,
    on_pick: Callback<Option<Choice>>,
) -> impl IntoView {
    let replica = use_replica();
    let target = to.clone();
    let source = Callback::new(move |typed: String| {
        replica.follow(&[&target]);
        replica.read(|replica| find(replica, &target, &typed))
    });
    let placeholder = t_with("record-find", &[("what", entity_in_words(&to).into())]);
    let creatable =
        replica.read(|replica| replica.schema().entity(&to).is_some_and(|entity| quickly_made(replica, entity)));
    let on_create = Callback::new(move |title: String| make(replica, to.clone(), title, chosen, on_pick));
    if creatable {
        view! { <Combobox label value=chosen source placeholder problem required hide_label on_change=on_pick on_create /> }.into_any()
    } else {
        view! { <Combobox label value=chosen source placeholder problem required hide_label on_change=on_pick /> }
            .into_any()
    }
}

/// Makes a record of nothing but a title and chooses it.
fn make(
    replica: ReplicaHandle,
    entity: Name,
    title: String,
    chosen: RwSignal<Option<Choice>>,
    on_pick: Callback<Option<Choice>>,
) {
    let Some((id, op)) = replica.read(|replica| quick_create(replica, &entity, &title)) else { return };
    let said =
        t_with("record-said-created", &[("what", entity_in_words(&entity).into()), ("title", title.clone().into())]);
    spawn_local(async move {
        match replica.commit(vec![op], None).await {
            Ok(undo) => {
                replica.offer_undo(said, undo);
                let choice = Choice::new(id.to_string(), title);
                chosen.set(Some(choice.clone()));
                on_pick.run(Some(choice));
            }
            Err(refusal) => replica.say_refused(&refusal),
        }
    });
}

/// The creation of a record of which only the title is known.
pub fn quick_create(replica: &Replica, entity: &str, title: &str) -> Option<(Id, Operation)> {
    let def = replica.schema().entity(entity)?;
    let mut values = defaults(replica, def);
    values.extend(title_values(def, title));
    let id = new_id();
    Some((id, Operation::create(entity, id, values)))
}

/// Where a title goes: into its field, or over the fields that it is joined from.
fn title_values(def: &EntityDef, title: &str) -> Vec<(Name, Value)> {
    let Some(field) = def.title() else { return Vec::new() };
    match &field.kind {
        FieldType::Computed(Computed::Join { fields }) => {
            let (first, last) = title.trim().rsplit_once(' ').unwrap_or(("", title.trim()));
            fields.iter().cloned().zip([Value::text(first.trim()), Value::text(last)]).collect()
        }
        _ => vec![(field.id.clone(), Value::text(title.trim()))],
    }
}

/// Whether a title and the defaults make a whole record, and the person may make one.
fn quickly_made(replica: &Replica, def: &EntityDef) -> bool {
    let may = replica.access().is_some_and(|access| access.may_write(def));
    let given: Vec<Name> =
        defaults(replica, def).into_iter().chain(title_values(def, "x y")).map(|(field, _)| field).collect();
    may && def.write == WriteRule::Members
        && def.fields.iter().all(|field| !field.flags.required || given.contains(&field.id))
}

/// A linked record as a choice.
pub(super) fn link_choice(replica: &Replica, to: &str, id: &str) -> Choice {
    let record = id.parse::<Id>().ok().and_then(|id| replica.get(to, id));
    record.map_or_else(|| Choice::new(id, t("record-out-of-sight")), |record| choice_of(replica, record))
}

fn choice_of(replica: &Replica, record: &Record) -> Choice {
    let choice = Choice::new(record.id.to_string(), title_or_id(replica, record));
    match detail_of(replica, record) {
        detail if detail.is_empty() => choice,
        detail => choice.detail(detail),
    }
}

/// Records whose title begins with, or holds, what was typed; the best first.
fn find(replica: &Replica, entity: &str, typed: &str) -> Vec<Choice> {
    let typed = typed.trim().to_lowercase();
    let mut found: Vec<(u8, String, &Arc<Record>)> = Vec::new();
    for record in replica.rows(entity) {
        let title = replica.schema().title(record).to_lowercase();
        if let Some(rank) = rank(&title, &typed) {
            found.push((rank, title, record));
        }
    }
    let most = OFFERED.min(found.len());
    if most < found.len() {
        found.select_nth_unstable_by(most, |a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        found.truncate(most);
    }
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    found.into_iter().map(|(_, _, record)| choice_of(replica, record)).collect()
}

fn rank(title: &str, typed: &str) -> Option<u8> {
    let at = title.find(typed)?;
    let word = at == 0 || title.get(..at).is_some_and(|before| before.ends_with(|c: char| !c.is_alphanumeric()));
    Some(match (at, word) {
        (0, _) => 0,
        (_, true) => 1,
        (_, false) => 2,
    })
}

/// A record's title as a link to its page; plain words where it is out of sight.
#[component]
pub fn LinkChip(
    /// The entity.
    #[prop(into)]
    entity: String,
    /// The record's id as text.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    let (replica, tabindex) = (use_replica(), use_tabindex());
    move || {
        replica.follow(&[&entity]);
        let (words, href) =
            replica.read(|replica| (link_choice(replica, &entity, &id).label, path_of(replica, &entity, &id)));
        match href {
            Some(href) => view! { <a class="link" href=href tabindex=tabindex>{words}</a> }.into_any(),
            None => view! { <span>{words}</span> }.into_any(),
        }
    }
}

impl RecordField {
    /// The entity that the field links to.
    pub fn links_to(&self) -> Option<&str> {
        self.def.kind.link_target()
    }
}
