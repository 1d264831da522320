//! What waits, what is wrong, and what to do: behind the sync state in the top bar.

use crate::{
    i18n::{t, t_with},
    record::{as_number, instant_text, words::entities_word},
    replica::Verification,
    services::{SyncState, now, save_file, say_sync, use_replica},
    ui::{Button, Glyph, When, format::number},
};
use leptos::prelude::*;
use shared::replica::{Compared, Replica, SyncError, TransportError};

/// The panel.
#[component]
pub fn SyncPanel() -> impl IntoView {
    let replica = use_replica();
    let (state, trouble, last) = (replica.sync_state(), replica.trouble(), replica.last_sync());
    let count = |key: &str, n: usize| t_with(key, &[("n", n.into())]);
    let words = move || match state.get() {
        SyncState::Synced => t("sync-panel-synced"),
        SyncState::Pending(n) => count("sync-panel-pending", n),
        SyncState::Offline(_) => t("sync-panel-offline"),
        SyncState::SignedOut(0) => t("sync-panel-signed-out"),
        SyncState::SignedOut(n) => count("sync-panel-signed-out-waiting", n),
        SyncState::Attention(n, _) => count("sync-panel-attention", n),
    };
    let open = replica.open_decisions();
    let solve =
        move || (open.get() > 0).then(|| view! { <a class="link" href="/needs-attention">{t("sync-panel-solve")}</a> });
    view! {
        <p>{words}</p>
        {move || trouble.get().map(|trouble| view! { <p class="sync__trouble">{say_sync(&trouble)}</p> })}
        {solve}
        <dl class="sync__facts">
            <dt>{t("sync-panel-records")}</dt>
            <dd>{move || { state.track(); number(as_number(replica.read(Replica::len))) }}</dd>
            <dt>{t("sync-panel-last")}</dt>
            <dd>{move || last.get().map_or_else(|| t("sync-panel-never").into_any(), |at| view! { <When at=instant_text(at) /> }.into_any())}</dd>
            <Waiting />
        </dl>
        <div class="sync__actions">
            <Button icon=Glyph::Sync on_press=move || replica.wake()>{t("sync-panel-now")}</Button>
            <Button icon=Glyph::Check on_press=move || replica.verify()>{t("sync-verify")}</Button>
        </div>
        <p role="status" aria-live="polite">{move || replica.verification().get().as_ref().map(say_verification)}</p>
    }
    .into_any()
}

/// What came of comparing with the server, in a sentence.
fn say_verification(verification: &Verification) -> String {
    match verification {
        Verification::Running => t("sync-verify-running"),
        Verification::Restless => t("sync-verify-restless"),
        Verification::Failed(SyncError::Transport(TransportError::Offline)) => t("sync-verify-offline"),
        Verification::Failed(error) => say_sync(error),
        Verification::Compared(entities) => say_compared(entities),
    }
}

fn say_compared(entities: &[Compared]) -> String {
    let different = entities.iter().filter(|entity| !entity.equal);
    let names: Vec<String> = different.map(|entity| entities_word(&entity.entity)).collect();
    if names.is_empty() {
        let records: u64 = entities.iter().map(|entity| entity.there).sum();
        return t_with("sync-verify-equal", &[("n", usize::try_from(records).unwrap_or(usize::MAX).into())]);
    }
    t_with("sync-verify-differs", &[("entities", names.join(", ").into())])
}

/// How many edits wait, since when, and a way to keep them in a file.
#[component]
fn Waiting() -> impl IntoView {
    let replica = use_replica();
    let state = replica.sync_state();
    let waiting = move || {
        state.track();
        replica.read(|replica| (replica.unsent(), oldest(replica)))
    };
    move || {
        let (unsent, oldest) = waiting();
        (unsent > 0).then(|| {
            view! {
                <dt>{t("sync-panel-waiting")}</dt>
                <dd>{number(as_number(unsent))}</dd>
                <dt>{t("sync-panel-oldest")}</dt>
                <dd><When at=instant_text(oldest.unwrap_or_else(now)) /></dd>
                <dt></dt>
                <dd><SaveWaiting /></dd>
            }
        })
    }
}

/// Keeps the edits that wait in a file.
#[component]
pub fn SaveWaiting() -> impl IntoView {
    let replica = use_replica();
    let save = move || save_file("sextant-waiting-changes.json", "application/json", &replica.read(outbox_json));
    view! { <Button icon=Glyph::Import on_press=save>{t("sync-panel-save")}</Button> }
}

fn oldest(replica: &Replica) -> Option<u64> {
    let waiting = replica.pending().values().filter(|pending| pending.outcome.is_none());
    waiting.map(|pending| pending.mutation.at).min()
}

/// The waiting edits as JSON, for safekeeping.
fn outbox_json(replica: &Replica) -> String {
    let waiting: Vec<_> = replica
        .pending()
        .values()
        .filter(|pending| pending.outcome.is_none())
        .map(|pending| &pending.mutation)
        .collect();
    serde_json::to_string_pretty(&waiting).unwrap_or_default()
}
