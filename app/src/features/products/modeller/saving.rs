//! A draft is saved by itself: a moment after the last edit, and when its editor is left.

use super::desk::Desk;
use crate::{
    i18n::t,
    services::{Refusal, ReplicaHandle},
    ui::{Glyph, Icon},
};
use gloo_timers::callback::Timeout;
use leptos::{ev, prelude::*, task::spawn_local};
use protocol::product::draft::Draft;
use shared::{Id, Record, Value, entities::ProductModel};
use std::sync::Arc;

/// How long nobody edits before the draft is saved: each saving is a change that travels to every device.
const PAUSE: u32 = 1_500;

/// How the draft stands to what is saved, as handles.
#[derive(Clone, Copy)]
pub(super) struct Saving {
    replica: ReplicaHandle,
    /// The record as it was when what is edited came from it.
    seen: StoredValue<Option<Arc<Record>>>,
    /// The text that is saved.
    saved: RwSignal<String>,
    /// Why it could not be saved.
    refused: RwSignal<Option<String>>,
    waiting: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Saving {
    pub(super) fn new(replica: ReplicaHandle, record: Arc<Record>) -> Self {
        let saved = RwSignal::new(source_of(&record));
        let (seen, waiting) = (StoredValue::new(Some(record)), StoredValue::new_local(None));
        Self { replica, seen, saved, refused: RwSignal::new(None), waiting }
    }

    /// Follows the draft, and what others make of it meanwhile.
    pub(super) fn follow(self, desk: Desk) {
        Effect::new(move |before: Option<()>| {
            desk.draft.track();
            if before.is_some() && !desk.sealed.get_untracked() {
                self.waiting.set_value(Some(Timeout::new(PAUSE, move || self.keep(desk))));
            }
        });
        let row = self.replica.live(&[ProductModel::ENTITY_NAME], move |replica| row(replica, desk.model));
        Effect::new(move || self.take_over(desk, row.get()));
        let left = window_event_listener(ev::pagehide, move |_| self.keep(desk));
        on_cleanup(move || {
            left.remove();
            self.keep(desk);
        });
    }

    /// Whether something is not saved.
    pub(super) fn is_open(self, desk: Desk) -> bool {
        !desk.sealed.get() && desk.read(Draft::write) != *self.saved.read()
    }

    /// Saves what has changed.
    pub(super) fn keep(self, desk: Desk) {
        let saving = self.keep_now(desk);
        spawn_local(async move {
            saving.await;
        });
    }

    /// Saves what has changed, and says whether that is safe.
    pub(super) fn keep_now(self, desk: Desk) -> impl Future<Output = bool> + 'static {
        let text = desk.draft.try_with_untracked(|draft| draft.write());
        let text = text.filter(|text| desk.sealed.try_get_untracked() == Some(false) && !self.is_kept(text));
        let seen = self.seen.try_get_value().flatten();
        let op = text.as_ref().zip(seen).map(|(text, seen)| {
            self.replica.read(|replica| replica.patch(&seen, [(ProductModel::SOURCE.id, Value::text(text))]))
        });
        async move {
            let (Some(op), Some(text)) = (op, text) else { return true };
            let done = self.replica.commit(vec![op], None).await;
            let refused = done.as_ref().err().map(Refusal::sentence);
            if done.is_ok() {
                let _ = self.saved.try_set(text);
                let _ = self.seen.try_set_value(self.replica.read(|replica| row(replica, desk.model)));
            }
            let _ = self.refused.try_set(refused);
            done.is_ok()
        }
    }

    fn is_kept(self, text: &str) -> bool {
        self.saved.try_with_untracked(|saved| saved == text) == Some(true)
    }

    /// Takes over what somebody else saved, unless there is something here that is not saved: then the two are held
    /// against each other as any field.
    fn take_over(self, desk: Desk, row: Option<Arc<Record>>) {
        let Some(row) = row else { return };
        let (source, ours) = (source_of(&row), desk.peek(Draft::write));
        if source == *self.saved.read_untracked() || source == ours {
            self.saved.set(source);
            return self.seen.set_value(Some(row));
        }
        if self.is_kept(&ours)
            && let Ok(draft) = Draft::read(&source)
        {
            self.saved.set(draft.write());
            self.seen.set_value(Some(row));
            desk.draft.set(Arc::new(draft));
        }
    }
}

fn row(replica: &shared::replica::Replica, model: Id) -> Option<Arc<Record>> {
    replica.get(ProductModel::ENTITY_NAME, model).cloned()
}

fn source_of(record: &Record) -> String {
    let source = record.get(ProductModel::SOURCE).unwrap_or_default();
    Draft::read(source).map_or_else(|_| source.to_owned(), |draft| draft.write())
}

/// Says how the draft stands to what is saved.
pub(super) fn state(desk: Desk) -> AnyView {
    let open = Memo::new(move |_| desk.saving.is_open(desk));
    let words = move || match (desk.sealed.get(), desk.saving.refused.get(), open.get()) {
        (true, ..) => (Glyph::Lock, t("modeller-sealed")),
        (_, Some(why), _) => (Glyph::Warning, why),
        (_, _, true) => (Glyph::Edit, t("modeller-saving")),
        _ => (Glyph::Check, t("modeller-saved")),
    };
    let shown = move || {
        let (glyph, words) = words();
        view! { <Icon glyph /><span>{words}</span> }
    };
    view! { <span class="modeller__state" role="status">{shown}</span> }.into_any()
}
