//! Signing in, and setting up a server that has no workspace yet.

mod set_up;

use crate::{
    chunks::{self, chunk},
    i18n::t,
    replica::HttpError,
    services::{
        Credentials, DemoState, ReplicaHandle, demo_state, needs_setup, say_problem, say_sync, sign_in, use_replica,
    },
    ui::{Button, ButtonKind, Glyph, Icon, TextField, TextKind, use_toasts},
};
use leptos::{prelude::*, task::spawn_local};
use set_up::SetUp;
use shared::entities::User;

/// The page. Whoever needs it needs the server next, so it comes with the conversation.
pub fn page(first: bool) -> AnyView {
    chunks::page(move || cut(first))
}

chunk!(sync: fn cut(first: bool) -> AnyView { view! { <SignIn first=first /> }.into_any() });

/// Asks who is there. With `first`, nobody has signed in on this device yet and it is the whole
/// page; otherwise the session ended and the work on this device goes on.
#[component]
fn SignIn(
    /// Nobody has signed in on this device yet.
    first: bool,
) -> impl IntoView {
    let setup = RwSignal::new(None::<DemoState>);
    spawn_local(async move {
        // Only where it changes the page: setting it anew would make the form anew, over what was typed meanwhile.
        if first && needs_setup().await == Some(true) {
            setup.set(Some(demo_state().await.unwrap_or_default()));
        }
    });
    // Whoever signs in here need not be who was at work.
    use_toasts().clear();
    crate::shell::mark_ready();
    let shown = move || match setup.get() {
        Some(demo) => view! { <SetUp demo /> }.into_any(),
        None => view! { <SignInForm first=first /> }.into_any(),
    };
    view! {
        <main class="gate" id="content">
            <div class="gate__card" class:gate__card--wide=move || setup.read().is_some()>
                <p class="gate__brand"><Icon glyph=Glyph::Sextant />"Sextant"</p>
                {shown}
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn SignInForm(first: bool) -> impl IntoView {
    let replica = use_replica();
    // Whose session has ended is known; only the password is wanted then.
    let known = replica
        .me()
        .and_then(|me| replica.read(|rows| Some(rows.get(User::ENTITY_NAME, me)?.get(User::EMAIL)?.to_owned())));
    let new = known.is_none();
    let (email, password) = (RwSignal::new(known.unwrap_or_default()), RwSignal::new(String::new()));
    let (busy, problem) = (RwSignal::new(false), RwSignal::new(None::<String>));
    // At the first sign-in there is no frame around that could say it.
    let trouble = replica.trouble();
    let said = Signal::derive(move || problem.get().or_else(|| trouble.get().filter(|_| first).as_ref().map(say_sync)));
    let go = move || {
        let credentials =
            Credentials { email: email.get_untracked().trim().to_owned(), password: password.get_untracked() };
        attempt(busy, problem, async move { sign_in(replica, &credentials).await }, move || leave(replica, first));
    };
    view! {
        <form class="gate__form" on:submit=move |event| { event.prevent_default(); go(); }>
            <h1 class="gate__title">{t(if first { "sign-in-title" } else { "sign-in-again" })}</h1>
            <TextField label=t("sign-in-email") value=email kind=TextKind::Email required=true autocomplete="username" autofocus=new />
            <TextField label=t("sign-in-password") value=password kind=TextKind::Password required=true autocomplete="current-password" autofocus=!new />
            <Refused problem=said />
            <Button kind=ButtonKind::Primary submit=true busy=busy>{t("sign-in-go")}</Button>
            <p class="gate__words">{t(if first { "sign-in-hint" } else { "sign-in-kept" })}</p>
        </form>
    }
    .into_any()
}

#[component]
fn Refused(#[prop(into)] problem: Signal<Option<String>>) -> impl IntoView {
    view! { <p class="gate__problem" role="alert">{move || problem.get()}</p> }.into_any()
}

/// Runs a request from a form once at a time and says why it failed.
fn attempt(
    busy: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
    request: impl Future<Output = Result<(), HttpError>> + 'static,
    done: impl FnOnce() + 'static,
) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    problem.set(None);
    spawn_local(async move {
        match request.await {
            Ok(()) => done(),
            Err(error) => problem.set(Some(sentence(&error))),
        }
        busy.set(false);
    });
}

fn sentence(error: &HttpError) -> String {
    match error {
        HttpError::Offline => t("sign-in-offline"),
        HttpError::Status(401, ..) => t("sign-in-wrong"),
        // The server takes the page for a foreign one: nothing is wrong with the password, but with the way there.
        HttpError::Status(403, ..) => t("sign-in-foreign"),
        HttpError::Status(429, ..) => t("sign-in-slow"),
        HttpError::Status(_, sentence, problems) => problems.first().map_or_else(|| sentence.clone(), say_problem),
    }
}

/// Back to work: where the session had ended, to the page before.
fn leave(replica: ReplicaHandle, first: bool) {
    replica.wake();
    if !first && let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        let _ = history.back();
    }
}
