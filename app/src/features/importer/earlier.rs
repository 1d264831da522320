//! Imports that this device made before, and the way back from each.

use super::{Wizard, job, wizard};
use crate::{
    i18n::{t, t_with},
    record::{instant_text, words::entities_word},
    services::{ReplicaHandle, now},
    ui::{Badge, Button, ButtonKind, Dialog, DialogSize, Glyph, Tone, When},
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use shared::{
    Id, Name,
    record::Millis,
    replica::StorageError,
    transfer::{Counts, Receipt, undo},
};
use std::sync::Arc;

/// Imports that are remembered; each takes room for the ids of what it made.
const REMEMBERED: usize = 20;

/// An import, as it is kept on the device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// The group of its mutations.
    pub id: Id,
    /// The file's name.
    pub file: String,
    /// What its rows were.
    pub entity: Name,
    /// When it began.
    pub at: Millis,
    /// How many rows did what.
    pub counts: Counts,
    /// What is needed to take it back; empty once that was done.
    pub receipt: Receipt,
    /// It was taken back.
    pub undone: bool,
}

impl Earlier {
    pub(super) fn new(id: Id, file: &str, entity: &Name, counts: Counts, receipt: Receipt) -> Self {
        Self { id, file: file.to_owned(), entity: entity.clone(), at: now(), counts, receipt, undone: false }
    }

    pub(super) fn undone(&self) -> Self {
        Self { receipt: Receipt::default(), undone: true, ..self.clone() }
    }

    /// Keeps it on the device, and as many as there is room for of those before.
    pub(super) async fn keep(&self, replica: ReplicaHandle) -> Result<(), StorageError> {
        let others: Vec<Id> = all(replica).await.iter().map(|other| other.id).filter(|id| *id != self.id).collect();
        let old = others.get(REMEMBERED.saturating_sub(1)..).unwrap_or_default();
        replica.keep_receipt(self.id, &serde_json::to_string(self).unwrap_or_default(), old).await
    }
}

/// The imports of this device, newest first.
pub(super) async fn all(replica: ReplicaHandle) -> Vec<Arc<Earlier>> {
    let texts = replica.receipts().await;
    texts.iter().rev().filter_map(|text| serde_json::from_str(text).ok()).map(Arc::new).collect()
}

/// The list below the place for a file.
#[component]
pub(super) fn EarlierImports() -> impl IntoView {
    let wizard = wizard();
    let (earlier, asked) = (RwSignal::new(Vec::new()), RwSignal::new(None::<Arc<Earlier>>));
    spawn_local(async move { earlier.set(all(wizard.replica).await) });
    let one = move |import: Arc<Earlier>| view! { <OneImport import asked /> };
    view! {
        <Show when=move || earlier.with(|all| !all.is_empty())>
            <section class="import__earlier" aria-label=t("import-earlier")>
                <h2 class="import__subtitle">{t("import-earlier")}</h2>
                <ul class="import__past">{move || earlier.get().into_iter().map(one).collect_view()}</ul>
                <p class="import__reason">{t("import-earlier-words")}</p>
            </section>
        </Show>
        <AskUndo asked />
    }
    .into_any()
}

#[component]
fn OneImport(import: Arc<Earlier>, asked: RwSignal<Option<Arc<Earlier>>>) -> impl IntoView {
    let counts = import.counts;
    let words = t_with(
        "import-earlier-counts",
        &[
            ("what", entities_word(&import.entity).into()),
            ("created", (counts.created + counts.linked).into()),
            ("updated", counts.updated.into()),
        ],
    );
    let (file, at, undone) = (import.file.clone(), instant_text(import.at), import.undone);
    let press = move || asked.set(Some(import.clone()));
    let way_back = if undone {
        view! { <Badge tone=Tone::Plain icon=Glyph::Undo>{t("import-undone")}</Badge> }.into_any()
    } else {
        let of = t_with("import-undo-of", &[("file", file.clone().into())]);
        view! { <Button icon=Glyph::Undo on_press=press>{t("import-undo")}<span class="visually-hidden">" "{of}</span></Button> }
            .into_any()
    };
    view! {
        <li class="import__doubt">
            <span class="import__doubt-words"><b>{file}</b>" · "<When at=Signal::stored(at) /><br />{words}</span>
            {way_back}
        </li>
    }
    .into_any()
}

/// Asks before an import of another day is taken back: what was done with its records since goes along.
#[component]
fn AskUndo(asked: RwSignal<Option<Arc<Earlier>>>) -> impl IntoView {
    let (wizard, open) = (wizard(), RwSignal::new(false));
    Effect::new(move || open.set(asked.with(Option::is_some)));
    let title = move || {
        let file = asked.with(|asked| asked.as_ref().map(|import| import.file.clone())).unwrap_or_default();
        t_with("import-undo-ask", &[("file", file.into())])
    };
    let words = move || asked.with(|asked| asked.as_ref().map(|import| consequences(wizard, import)));
    let go = move |()| {
        let import = asked.get_untracked();
        open.set(false);
        if let Some(import) = import {
            wizard.take_back(import);
        }
    };
    let footer = move || {
        view! {
            <Button on_press=move |()| open.set(false)>{t("ui-cancel")}</Button>
            <Button kind=ButtonKind::Danger icon=Glyph::Undo on_press=go>{t("import-undo")}</Button>
        }
        .into_any()
    };
    view! {
        <Dialog open title=Signal::derive(title) size=DialogSize::Small footer on_close=move |()| asked.set(None)>
            <p>{words}</p>
        </Dialog>
    }
    .into_any()
}

fn consequences(wizard: Wizard, import: &Earlier) -> String {
    let undo = wizard.replica.read(|replica| undo(&import.receipt, |entity, id| replica.get(entity, id).cloned()));
    let ops = undo.batches.iter().flatten();
    let deleted = ops.clone().filter(|op| job::deletes(op)).count();
    t_with(
        "import-undo-words",
        &[
            ("deleted", deleted.into()),
            ("changed", (ops.count() - deleted).into()),
            ("edited", undo.edited.len().into()),
            ("kept", undo.kept.len().into()),
        ],
    )
}
