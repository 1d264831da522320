//! What the frame has to say above a page: a new version, a session that ended, sync that does not work.

use super::use_shell;
use crate::{
    i18n::t,
    services::{say_sync, use_replica},
    ui::{Button, ButtonKind, Dialog, DialogSize, Glyph, Icon, IconButton, LinkButton},
};
use leptos::{ev, prelude::*};
use leptos_router::hooks::use_location;
use shared::replica::{SyncError, TransportError};

/// The banners.
#[component]
pub fn Banners() -> impl IntoView {
    let (signed_out, path) = (use_replica().signed_out(), use_location().pathname);
    view! {
        // The sign-in page says it itself, and has the button.
        <Show when=move || signed_out.get() && path.with(|path| path != "/sign-in")>
            <div class="banner tone-info" role="status">
                <Icon glyph=Glyph::Lock />
                <span class="banner__words">{t("session-ended")}</span>
                <LinkButton kind=ButtonKind::Primary href="/sign-in">{t("session-sign-in")}</LinkButton>
            </div>
        </Show>
        <Trouble />
        <Update />
    }
    .into_any()
}

/// What keeps sync from working, where it is more than a missing network, which is nothing unusual here.
#[component]
fn Trouble() -> impl IntoView {
    let replica = use_replica();
    let (trouble, signed_out) = (replica.trouble(), replica.signed_out());
    // A round that fails again the same way must not be read out again.
    let shown = Memo::new(move |_| trouble.get().filter(|_| !signed_out.get()));
    move || {
        shown.get().map(|error| {
            let outdated = matches!(error, SyncError::Transport(TransportError::Outdated));
            view! {
                <div class="banner tone-warning" role="status">
                    <Icon glyph=Glyph::Warning />
                    <span class="banner__words">{say_sync(&error)}</span>
                    {outdated.then(|| view! { <Button kind=ButtonKind::Primary on_press=renew>{t("update-reload")}</Button> })}
                </div>
            }
        })
    }
}

/// Loads the page again, with the new version where it is here already; otherwise loading looks for it.
fn renew() {
    if is_waiting() {
        take_over();
    } else {
        let _ = window().location().reload();
    }
}

/// Offers a new version. The start script finds it and says so; the person says when.
#[component]
fn Update() -> impl IntoView {
    let shell = use_shell();
    let (ready, asking) = (RwSignal::new(is_waiting()), RwSignal::new(false));
    let found = window_event_listener_untyped("sextant:update", move |_| ready.set(true));
    let leaving = window_event_listener(ev::beforeunload, move |ev| {
        if shell.has_unsaved() {
            ev.prevent_default();
        }
    });
    on_cleanup(move || {
        found.remove();
        leaving.remove();
    });
    let reload = move || if shell.has_unsaved() { asking.set(true) } else { take_over() };
    view! {
        <Show when=move || ready.get()>
            <div class="banner tone-accent" role="status">
                <Icon glyph=Glyph::Bolt />
                <span class="banner__words">{t("update-ready")}</span>
                <Button kind=ButtonKind::Primary on_press=reload>{t("update-reload")}</Button>
                <IconButton glyph=Glyph::Cross label=t("update-later") on_press=move || ready.set(false) />
            </div>
        </Show>
        <Dialog
            open=asking
            title=t("update-unsaved-title")
            size=DialogSize::Small
            footer=move || view! {
                <Button on_press=take_over>{t("update-unsaved-go")}</Button>
                <Button kind=ButtonKind::Primary on_press=move || asking.set(false)>{t("update-unsaved-stay")}</Button>
            }
        >
            <p>{t("update-unsaved")}</p>
        </Dialog>
    }
    .into_any()
}

fn is_waiting() -> bool {
    let root = document().document_element();
    root.is_some_and(|root| root.get_attribute("data-update").as_deref() == Some("ready"))
}

/// Tells the start script that the person agrees: the new version takes over and the page loads again.
fn take_over() {
    if let Ok(event) = web_sys::CustomEvent::new("sextant:update-now") {
        let _ = window().dispatch_event(&event);
    }
}
