//! The first run: a workspace of one's own, or the demo, side by side.

use super::{Refused, attempt};
use crate::{
    i18n::{t, t_with},
    services::{DemoState, ReplicaHandle, Setup, demo_state, set_up, set_up_demo, use_replica},
    ui::{Button, ButtonKind, Progress, TextField, TextKind},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use shared::demo;

/// How often the page asks how far the demo is, in milliseconds.
const LOOK: u32 = 300;

/// What a press for the demo needs. Handles only.
#[derive(Clone, Copy)]
struct DemoPress {
    replica: ReplicaHandle,
    busy: RwSignal<bool>,
    /// The demo is whole, and the app is about to begin with it.
    made: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
}

impl DemoPress {
    fn new() -> Self {
        let (busy, made, problem) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None));
        Self { replica: use_replica(), busy, made, problem }
    }

    /// Has the demo made; the app begins with it, and says as whom.
    fn run(self) {
        let Self { replica, busy, made, problem } = self;
        let done = move || {
            made.set(true);
            replica.say(t_with("set-up-demo-done", &[("name", demo::OWNER.name.into())]));
        };
        attempt(busy, problem, async move { set_up_demo(replica).await }, done);
    }
}

/// The choice; while the demo is being made, how far it is.
#[component]
pub(super) fn SetUp(
    /// How the demo stands.
    demo: DemoState,
) -> impl IntoView {
    let press = DemoPress::new();
    if demo.begun {
        press.run();
    }
    let making = Memo::new(move |_| press.busy.get() || press.made.get());
    let shown = move || match (making.get(), demo) {
        (true, _) => view! { <Making /> }.into_any(),
        // One that was begun leaves no room for another workspace.
        (false, DemoState { begun: true, .. }) => view! { <Demo press /> }.into_any(),
        (false, DemoState { offered: true, .. }) => {
            view! { <div class="gate__ways"><Own /><Demo press /></div> }.into_any()
        }
        (false, _) => view! { <Own /> }.into_any(),
    };
    view! {
        <h1 class="gate__title">{t("set-up-title")}</h1>
        {shown}
    }
    .into_any()
}

/// An empty workspace and its owner.
#[component]
fn Own() -> impl IntoView {
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
            <h2 class="gate__way">{t("set-up-own")}</h2>
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

/// The demo in one press, and who is in it.
#[component]
fn Demo(press: DemoPress) -> impl IntoView {
    let people = std::iter::once(&demo::OWNER).chain(&demo::PEOPLE);
    let people = people.map(|person| view! { <li>{person.email}</li> }).collect_view();
    view! {
        <section class="gate__form gate__demo" aria-labelledby="set-up-demo">
            <h2 class="gate__way" id="set-up-demo">{t("set-up-demo")}</h2>
            <p class="gate__words">{t("set-up-demo-words")}</p>
            <Refused problem=press.problem />
            <Button on_press=move |()| press.run()>{t("set-up-demo-go")}</Button>
            <p class="gate__words">{t("set-up-demo-public")}</p>
            <details class="gate__people">
                <summary>{t("set-up-demo-people")}</summary>
                <p class="gate__words">{t_with("set-up-demo-password", &[("password", demo::PASSWORD.into())])}</p>
                <ul>{people}</ul>
            </details>
        </section>
    }
    .into_any()
}

/// How far the demo is.
#[component]
fn Making() -> impl IntoView {
    let state = RwSignal::new(DemoState::default());
    spawn_local(async move {
        loop {
            TimeoutFuture::new(LOOK).await;
            let now = demo_state().await.filter(|now| now.begun);
            if now.is_some_and(|now| state.try_set(now).is_some()) || state.try_with_untracked(|_| ()).is_none() {
                return;
            }
        }
    });
    view! {
        <p class="gate__words" role="status">{t("set-up-demo-making-words")}</p>
        <Progress
            label=t("set-up-demo-making")
            done=Signal::derive(move || state.get().made)
            total=Signal::derive(move || state.get().records)
        />
    }
    .into_any()
}
