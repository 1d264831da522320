//! The sync state, always in sight and never loud.

use crate::{
    chunks::on_demand,
    i18n::{t, t_with},
    services::{SyncState, use_replica},
    ui::{Glyph, Icon, dom::unique_id, popover::Floating},
};
use leptos::prelude::*;

/// The element named *Sync*; a press opens the sync panel.
#[component]
pub fn SyncStatus() -> impl IntoView {
    let state = use_replica().sync_state();
    let id = unique_id("sync");
    let (open, trigger, pop) = (RwSignal::new(false), NodeRef::new(), NodeRef::new());
    let glyph = Signal::derive(move || match state.get() {
        SyncState::Synced => Glyph::Cloud,
        SyncState::Pending(_) => Glyph::Sync,
        SyncState::Offline(_) | SyncState::SignedOut(_) => Glyph::CloudOff,
        SyncState::Attention(..) => Glyph::Attention,
    });
    let class = move || match state.get() {
        SyncState::Attention(..) => "sync sync--attention",
        _ => "sync",
    };
    view! {
        <div class=class role="status" aria-label=t("sync-name")>
            <button
                class="button button--quiet sync__button"
                type="button"
                node_ref=trigger
                popovertarget=id.clone()
                aria-expanded=move || if open.get() { "true" } else { "false" }
            >
                <Icon glyph />
                <span class="sync__words">{move || words(&state.read())}</span>
            </button>
        </div>
        <Floating id open trigger pop>
            <div class="sync__panel" role="group" aria-label=t("sync-panel")>
                {on_demand(open.into(), super::screens::sync_panel, || ())}
            </div>
        </Floating>
    }
    .into_any()
}

/// `Synced`, `Pending 3`, `Offline`, `Offline · signed out`, `Pending 3 · signed out`, `Needs attention 2`.
fn words(state: &SyncState) -> String {
    let count = |key: &str, n: usize| t_with(key, &[("n", n.into())]);
    match *state {
        SyncState::Synced => t("sync-synced"),
        SyncState::Pending(n) => count("sync-pending", n),
        SyncState::SignedOut(0) => t("sync-signed-out"),
        SyncState::SignedOut(n) => count("sync-signed-out-pending", n),
        SyncState::Offline(0) => t("sync-offline"),
        SyncState::Offline(n) => count("sync-offline-pending", n),
        SyncState::Attention(n, 0) => count("sync-attention", n),
        SyncState::Attention(n, waiting) => {
            t_with("sync-attention-pending", &[("n", n.into()), ("waiting", waiting.into())])
        }
    }
}
