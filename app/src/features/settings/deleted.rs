//! What was deleted, the latest first, and the way back. The server keeps it: devices let go of what is deleted.

use super::{Reasons, refusal_words};
use crate::{
    i18n::{t, t_with},
    record::{as_number, words::entity_word},
    replica::{get_json, post_json},
    services::{ReplicaHandle, use_replica},
    ui::{Button, EmptyState, Glyph, When},
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    Id,
    sync::{DeletedPage, DeletedRecord},
};

const REASONS: Reasons = ["deleted-offline", "deleted-signed-out"];

/// Records shown at first, and more with each press.
const SHOWN: usize = 50;

/// What is known, as handles.
#[derive(Clone, Copy)]
struct Desk {
    replica: ReplicaHandle,
    page: RwSignal<Option<DeletedPage>>,
    /// Why nothing newer is known.
    why: RwSignal<Option<String>>,
    shown: RwSignal<usize>,
    /// What comes back just now.
    busy: RwSignal<Option<Id>>,
}

impl Desk {
    fn load(self) {
        let path = format!("/api/v1/deleted?limit={}", self.shown.get_untracked());
        spawn_local(async move {
            match get_json::<DeletedPage>(&path).await {
                Ok(page) => {
                    self.page.set(Some(page));
                    self.why.set(None);
                }
                Err(error) => self.why.set(Some(refusal_words(REASONS, &error))),
            }
        });
    }

    fn restore(self, item: DeletedRecord) {
        let Some(plural) = self.replica.read(|replica| Some(replica.schema().entity(&item.entity)?.plural.clone()))
        else {
            return;
        };
        self.busy.set(Some(item.id));
        spawn_local(async move {
            match post_json::<serde_json::Value>(&format!("/api/v1/{plural}/{}/restore", item.id), &()).await {
                Ok(_) => {
                    let what = entity_word(&item.entity).to_lowercase();
                    self.replica
                        .say(t_with("deleted-restored", &[("what", what.into()), ("title", item.title.into())]));
                    // It comes back to this device with the next sync.
                    self.replica.wake();
                }
                Err(error) => self.replica.say_wrong(refusal_words(REASONS, &error)),
            }
            self.busy.set(None);
            self.load();
        });
    }
}

/// The part of the settings.
#[component]
pub(super) fn Deleted() -> impl IntoView {
    let desk = Desk {
        replica: use_replica(),
        page: RwSignal::new(None),
        why: RwSignal::new(None),
        shown: RwSignal::new(SHOWN),
        busy: RwSignal::new(None),
    };
    // What was deleted here a moment ago is there once it was sent.
    let synced = desk.replica.last_sync();
    Effect::new(move || {
        synced.track();
        desk.shown.track();
        desk.load();
    });
    let items = move || desk.page.with(|page| page.as_ref().map(|page| page.items.clone()).unwrap_or_default());
    let none = move || {
        let empty = desk.page.with(|page| page.as_ref().is_some_and(|page| page.items.is_empty()));
        empty
            .then(|| view! { <EmptyState glyph=Glyph::Trash title=t("deleted-none") sentence=t("deleted-none-why") /> })
    };
    let more = move || {
        let (total, here) = desk.page.with(|page| page.as_ref().map_or((0, 0), |page| (page.total, page.items.len())));
        let words = t_with("deleted-more", &[("n", as_number(total.saturating_sub(here).min(SHOWN)).into())]);
        let press = move || desk.shown.update(|shown| *shown += SHOWN);
        // The server tells at most four pages at once.
        (total > here && here < 4 * SHOWN).then(|| view! { <Button on_press=press>{words}</Button> })
    };
    view! {
        <section class="settings__part settings__part--wide">
            <header class="settings__head"><h2 class="settings__heading">{t("settings-deleted")}</h2></header>
            <p class="settings__hint">{t("deleted-words")}</p>
            <p class="settings__hint" role="status">{move || desk.why.get()}</p>
            {none}
            <ul class="deleted" aria-label=t("settings-deleted")>
                <For each=items key=|item| item.id children=move |item| view! { <OneDeleted desk item /> } />
            </ul>
            {more}
        </section>
    }
    .into_any()
}

#[component]
fn OneDeleted(desk: Desk, item: DeletedRecord) -> impl IntoView {
    let by = desk.replica.read(|replica| replica.title("user", item.deleted_by));
    let by = if by.is_empty() { t("record-server") } else { by };
    let title = if item.title.trim().is_empty() { t("record-no-name") } else { item.title.clone() };
    let parts = (item.parts > 0).then(|| t_with("deleted-parts", &[("n", as_number(item.parts).into())]));
    let (id, may, at) = (item.id, item.may_restore, item.deleted_at.clone().unwrap_or_default());
    let what = entity_word(&item.entity);
    let name = title.clone();
    let busy = Signal::derive(move || desk.busy.get() == Some(id));
    let restore = may.then(|| {
        view! {
            <Button icon=Glyph::Undo busy on_press=move || desk.restore(item.clone())>
                {t("deleted-restore")}<span class="visually-hidden">" "{name}</span>
            </Button>
        }
    });
    view! {
        <li class="deleted__one">
            <span class="deleted__what">{what}</span>
            <span class="deleted__title">{title}{parts.map(|parts| view! { <span class="deleted__parts">" "{parts}</span> })}</span>
            <span class="deleted__when"><When at=Signal::stored(at) />" · "{by}</span>
            {restore}
        </li>
    }
    .into_any()
}
