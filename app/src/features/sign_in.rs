//! Signing in, and setting up a server that has no workspace yet.

use crate::{
    chunks::{self, chunk},
    i18n::t,
    replica::HttpError,
    services::{Credentials, ReplicaHandle, Setup, needs_setup, say_problem, say_sync, set_up, sign_in, use_replica},
    ui::{Button, ButtonKind, Glyph, Icon, TextField, TextKind},
};
use leptos::{prelude::*, task::spawn_local};

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
    let setup = RwSignal::new(false);
    spawn_local(async move {
        // Only where it changes the page: setting it anew would make the form anew, over what was typed meanwhile.
        if first && needs_setup().await == Some(true) {
            setup.set(true);
        }
    });
    crate::shell::mark_ready();
    view! {
        <main class="gate" id="content">
            <div class="gate__card">
                <p class="gate__brand"><Icon glyph=Glyph::Sextant />"Sextant"</p>
                {move || if setup.get() { view! { <SetUpForm /> }.into_any() } else { view! { <SignInForm first=first /> }.into_any() }}
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn SignInForm(first: bool) -> impl IntoView {
    let replica = use_replica();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
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
            <TextField label=t("sign-in-email") value=email kind=TextKind::Email required=true autocomplete="username" autofocus=true />
            <TextField label=t("sign-in-password") value=password kind=TextKind::Password required=true autocomplete="current-password" />
            <Refused problem=said />
            <Button kind=ButtonKind::Primary submit=true busy=busy>{t("sign-in-go")}</Button>
            <p class="gate__words">{t(if first { "sign-in-hint" } else { "sign-in-kept" })}</p>
        </form>
    }
    .into_any()
}

#[component]
fn SetUpForm() -> impl IntoView {
    let replica = use_replica();
    let text = || RwSignal::new(String::new());
    let (workspace, name, email, password) = (text(), text(), text(), text());
    let (busy, problem) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let go = move || {
        let setup = Setup {
            workspace: workspace.get_untracked(),
            name: name.get_untracked(),
            email: email.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
        };
        attempt(busy, problem, async move { set_up(replica, &setup).await }, || ());
    };
    view! {
        <form class="gate__form" on:submit=move |event| { event.prevent_default(); go(); }>
            <h1 class="gate__title">{t("set-up-title")}</h1>
            <p class="gate__words">{t("set-up-words")}</p>
            <TextField label=t("set-up-workspace") value=workspace required=true autofocus=true autocomplete="organization" />
            <TextField label=t("set-up-name") value=name required=true autocomplete="name" />
            <TextField label=t("sign-in-email") value=email kind=TextKind::Email required=true autocomplete="username" />
            <TextField label=t("sign-in-password") value=password kind=TextKind::Password required=true hint=t("set-up-password-hint") autocomplete="new-password" />
            <Refused problem=problem />
            <Button kind=ButtonKind::Primary submit=true busy=busy>{t("set-up-go")}</Button>
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
