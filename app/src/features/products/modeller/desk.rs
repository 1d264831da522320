//! What the parts of the editor share: the draft with its history, what is looked at, what was found.

use super::saving::Saving;
use crate::features::address::Address;
use leptos::prelude::*;
use protocol::product::{
    Examination,
    draft::{Draft, Known},
};
use serde_json::Value;
use shared::{Id, Problem};
use std::sync::Arc;

/// The word of the address under which a version of the model stands.
pub(in super::super) const MODEL: &str = "model";
/// The word under which the part stands that is looked at.
pub(super) const PART: &str = "part";
/// The word under which the place in the draft stands.
const AT: &str = "at";
/// How many steps can be taken back.
const MOST_STEPS: usize = 200;

/// What the checks said of the draft.
#[derive(Clone, Debug, Default)]
pub(super) enum Checked {
    /// Nothing yet.
    #[default]
    Coming,
    /// It is no model yet.
    Faulty(Arc<Vec<Problem>>),
    /// It is one.
    Examined(Arc<Examination>),
    /// The checks themselves could not be made.
    Failed(String),
}

/// Handles only, so that it can be copied into closures.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub address: Address,
    pub model: Id,
    pub draft: RwSignal<Arc<Draft>>,
    past: RwSignal<Vec<Arc<Draft>>>,
    future: RwSignal<Vec<Arc<Draft>>>,
    /// Whether it can only be looked at.
    pub sealed: Signal<bool>,
    pub checked: RwSignal<Checked>,
    /// Whether the checks are of an earlier state.
    pub checking: RwSignal<bool>,
    pub saving: Saving,
}

impl Desk {
    pub(super) fn new(address: Address, model: Id, draft: Draft, sealed: Signal<bool>, saving: Saving) -> Self {
        Self {
            address,
            model,
            draft: RwSignal::new(Arc::new(draft)),
            past: RwSignal::default(),
            future: RwSignal::default(),
            sealed,
            checked: RwSignal::default(),
            checking: RwSignal::new(true),
            saving,
        }
    }

    // What is in the draft

    /// Reads the draft, and follows it.
    pub(super) fn read<T>(self, read: impl FnOnce(&Draft) -> T) -> T {
        self.draft.with(|draft| read(draft))
    }

    /// Reads the draft as it is now.
    pub(super) fn peek<T>(self, read: impl FnOnce(&Draft) -> T) -> T {
        self.draft.with_untracked(|draft| read(draft))
    }

    /// How many stand in a list.
    pub(super) fn len(self, list: &str) -> Memo<usize> {
        let list = list.to_owned();
        Memo::new(move |_| self.read(|draft| draft.len(&list)))
    }

    /// A text of the draft.
    pub(super) fn text(self, place: &str) -> Memo<String> {
        let place = place.to_owned();
        Memo::new(move |_| self.read(|draft| draft.text(&place)))
    }

    /// What can be named at a place.
    pub(super) fn known(self, place: &str) -> Memo<Arc<Vec<Known>>> {
        let place = place.to_owned();
        Memo::new(move |_| Arc::new(self.read(|draft| draft.known(&place))))
    }

    // Edits

    /// Changes the draft; one step of its history, where anything is different then.
    pub(super) fn edit<T>(self, edit: impl FnOnce(&mut Draft) -> T) -> T {
        let before = self.draft.get_untracked();
        let mut after = Arc::clone(&before);
        let done = edit(Arc::make_mut(&mut after));
        if *after != *before {
            self.past.update(|past| {
                past.push(before);
                let over = past.len().saturating_sub(MOST_STEPS);
                past.drain(..over);
            });
            self.future.update(Vec::clear);
            self.draft.set(after);
        }
        done
    }

    /// Puts a text at a place.
    pub(super) fn write(self, place: &str, text: &str) {
        self.edit(|draft| draft.set_text(place, text));
    }

    /// Puts a value at a place.
    pub(super) fn put(self, place: &str, value: Option<Value>) {
        self.edit(|draft| draft.set(place, value));
    }

    /// Takes an item out of a list.
    pub(super) fn remove(self, item: &str) {
        self.edit(|draft| draft.remove(item));
    }

    /// Takes the last step back.
    pub(super) fn undo(self) {
        self.step(self.past, self.future);
    }

    /// Takes the last step again.
    pub(super) fn redo(self) {
        self.step(self.future, self.past);
    }

    fn step(self, from: RwSignal<Vec<Arc<Draft>>>, to: RwSignal<Vec<Arc<Draft>>>) {
        if let Some(draft) = from.try_update(Vec::pop).flatten() {
            to.update(|steps| steps.push(self.draft.get_untracked()));
            self.draft.set(draft);
        }
    }

    /// Whether there is no step to take back, and none to take again.
    pub(super) fn ends(self) -> [Signal<bool>; 2] {
        [self.past, self.future].map(|steps| Signal::derive(move || steps.with(Vec::is_empty)))
    }

    // What is looked at

    /// The place in the draft that is looked at, where there is something: `/rules/2`.
    pub(super) fn at(self) -> Memo<Option<String>> {
        Memo::new(move |_| {
            let place = self.address.get(AT)?;
            self.read(|draft| draft.at(&place).is_some()).then_some(place)
        })
    }

    /// Looks at a place.
    pub(super) fn go(self, part: &str, place: &str) {
        let place = Some(place.to_owned()).filter(|place| !place.is_empty());
        self.address.set(&[(PART, Some(part.to_owned())), (AT, place)]);
    }

    /// Looks at a place, wherever in the editor it is.
    pub(super) fn go_to(self, place: &str) {
        self.go(part_of(place), place);
    }

    /// What is looked at stands elsewhere now.
    pub(super) fn moved(self, place: &str) {
        self.address.amend(&[(AT, Some(place.to_owned()))]);
    }
}

/// The part of the editor that shows a place.
fn part_of(place: &str) -> &'static str {
    if place.starts_with("/tests/") {
        "tests"
    } else if place.starts_with("/presets/") {
        "presets"
    } else if place.contains("/rules/") {
        "rules"
    } else if place.starts_with("/attributes") || place.starts_with("/assemblies") || place.is_empty() {
        "choices"
    } else {
        "source"
    }
}
