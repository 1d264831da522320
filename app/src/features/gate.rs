//! What stands before the app: storage that is refused, the first sign-in, the first sync.

use super::sign_in;
use crate::{
    i18n::t,
    services::{Phase, say_storage, use_replica},
    ui::{EmptyState, Glyph, Progress},
};
use leptos::prelude::*;

/// Shows its children once the first screen's records are on the device.
#[component]
pub fn Gate(children: ChildrenFn) -> impl IntoView {
    let phase = use_replica().phase();
    let children = StoredValue::new(children);
    // Progress of the first sync must not make its page anew.
    let stage = Memo::new(move |_| match phase.get() {
        Phase::FirstSync(..) => Phase::FirstSync(0, 0),
        other => other,
    });
    move || match stage.get() {
        Phase::Opening => view! { <div class="gate" aria-busy="true"></div> }.into_any(),
        Phase::NoLocks => view! { <Cannot title=t("gate-no-locks") sentence=t("gate-no-locks-words") /> }.into_any(),
        Phase::NoStorage(reason) => {
            view! { <Cannot title=t("gate-no-storage") sentence=say_storage(&reason) /> }.into_any()
        }
        Phase::SignIn => sign_in::page(true),
        Phase::FirstSync(..) => view! { <FirstSync /> }.into_any(),
        Phase::Ready => children.with_value(|children| children()).into_any(),
    }
}

/// Why the app does not start here.
#[component]
fn Cannot(title: String, sentence: String) -> impl IntoView {
    crate::shell::mark_ready();
    view! {
        <main class="gate">
            <EmptyState glyph=Glyph::Warning title sentence />
        </main>
    }
    .into_any()
}

#[component]
fn FirstSync() -> impl IntoView {
    let phase = use_replica().phase();
    let parts = Memo::new(move |_| match phase.get() {
        Phase::FirstSync(done, all) => (done, all),
        _ => (0, 0),
    });
    view! {
        <main class="gate">
            <div class="gate__card">
                <h1 class="gate__title">{t("gate-first-sync")}</h1>
                <p class="gate__words">{t("gate-first-sync-words")}</p>
                <Progress
                    label=t("gate-first-sync-progress")
                    done=Signal::derive(move || parts.get().0)
                    total=Signal::derive(move || parts.get().1)
                />
            </div>
        </main>
    }
    .into_any()
}
