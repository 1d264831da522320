//! Settings: oneself and this device; where one is signed in; the firm; people and teams; ways of selling; what was
//! deleted.

mod agent;
mod deleted;
mod devices;
mod firm;
mod password;
mod people;
mod pipelines;
mod profile;
mod public;
mod teams;

pub use password::give_action;

use crate::{
    i18n::t,
    replica::HttpError,
    services::{Phase, SyncState, say_problem, use_replica},
    shell::mark_ready,
    ui::{Glyph, Icon, PageHeader, Strip, reveal},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The parts, in order: address, words, drawing.
const PARTS: [(&str, &str, Glyph); 7] = [
    ("profile", "settings-profile", Glyph::Contact),
    ("devices", "settings-devices", Glyph::Device),
    ("firm", "settings-firm", Glyph::Account),
    ("people", "settings-people", Glyph::People),
    ("pipelines", "settings-pipelines", Glyph::Pipeline),
    ("public", "settings-public", Glyph::External),
    ("deleted", "settings-deleted", Glyph::Trash),
];

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    let (params, replica) = (use_params_map(), use_replica());
    let part = Memo::new(move |_| {
        let asked = params.with(|params| params.get("section")).unwrap_or_default();
        PARTS.iter().map(|(key, ..)| *key).find(|key| *key == asked).unwrap_or("profile")
    });
    Effect::new(move || {
        if replica.phase().get() == Phase::Ready {
            mark_ready();
        }
    });
    // On a narrow screen the parts stand in a row that is longer than the screen.
    Effect::new(move || {
        part.track();
        request_animation_frame(|| {
            if let Ok(Some(here)) = document().query_selector(".settings__link[aria-current]") {
                reveal(&here);
            }
        });
    });
    let link = move |(key, words, glyph): (&'static str, &'static str, Glyph)| {
        view! {
            <li>
                <a class="settings__link" href=format!("/settings/{key}") aria-current=move || (part.get() == key).then_some("page")>
                    <Icon glyph /><span>{t(words)}</span>
                </a>
            </li>
        }
    };
    let body = move || match part.get() {
        "devices" => view! { <devices::Devices /> }.into_any(),
        "firm" => view! { <firm::Firm /> }.into_any(),
        "people" => view! { <people::People /> }.into_any(),
        "public" => view! { <public::Public /> }.into_any(),
        "deleted" => view! { <deleted::Deleted /> }.into_any(),
        "pipelines" => view! { <pipelines::Pipelines /> }.into_any(),
        _ => view! { <profile::Profile /> }.into_any(),
    };
    view! {
        <div class="settings">
            <PageHeader title=t("nav-settings") />
            <div class="settings__columns">
                <nav class="settings__nav" aria-label=t("settings-parts")>
                    <Strip><ul class="settings__parts">{PARTS.map(link).collect_view()}</ul></Strip>
                </nav>
                <div class="settings__body">{body}</div>
            </div>
        </div>
    }
    .into_any()
}

/// Whether the server is out of reach.
fn is_offline() -> Memo<bool> {
    let state = use_replica().sync_state();
    Memo::new(move |_| matches!(state.get(), SyncState::Offline(_)))
}

/// Messages for when the server is out of reach, and for when nobody is signed in.
type Reasons = [&'static str; 2];

/// Why the server did not do what was asked of it, in the asking part's own words where it has some.
fn refusal_words([offline, signed_out]: Reasons, error: &HttpError) -> String {
    match error {
        HttpError::Offline => t(offline),
        HttpError::Status(401, ..) => t(signed_out),
        HttpError::Status(_, sentence, problems) => problems.first().map_or_else(|| sentence.clone(), say_problem),
    }
}
