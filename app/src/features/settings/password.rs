//! Passwords: they are no part of a record and need the server.

use super::is_offline;
use crate::{
    i18n::{t, t_with},
    record::{Shown, may_update, title_or_id},
    replica::{HttpError, post_json},
    services::{ReplicaHandle, say_problem, use_replica},
    ui::{Button, ButtonKind, Dialog, DialogSize, Glyph, TextField, TextKind},
};
use leptos::{prelude::*, task::spawn_local};
use serde::Serialize;
use shared::{Id, Record, entities::User};

#[derive(Serialize)]
struct New {
    password: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<String>,
}

/// A password being set, as handles.
#[derive(Clone, Copy)]
struct Setting {
    password: RwSignal<String>,
    current: RwSignal<String>,
    problem: RwSignal<Option<String>>,
    current_problem: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl Setting {
    fn new() -> Self {
        let [password, current] = [String::new(), String::new()].map(RwSignal::new);
        Self {
            password,
            current,
            problem: RwSignal::new(None),
            current_problem: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    fn forget(self) {
        self.password.set(String::new());
        self.current.set(String::new());
        self.problem.set(None);
        self.current_problem.set(None);
    }

    /// Sends it; `done` hears of success.
    fn send(self, user: Id, own: bool, done: impl Fn() + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        let new = New { password: self.password.get_untracked(), current: own.then(|| self.current.get_untracked()) };
        self.busy.set(true);
        self.problem.set(None);
        self.current_problem.set(None);
        spawn_local(async move {
            let sent = post_json::<serde_json::Value>(&format!("/api/v1/users/{user}/password"), &new).await;
            self.busy.set(false);
            match sent {
                Ok(_) => {
                    self.forget();
                    done();
                }
                Err(error) => self.refused(error),
            }
        });
    }

    fn refused(self, error: HttpError) {
        match error {
            HttpError::Offline => self.problem.set(Some(t("password-offline"))),
            HttpError::Status(_, sentence, problems) => {
                let own = problems.iter().find(|problem| problem.field.as_deref() == Some("current"));
                self.current_problem.set(own.map(say_problem));
                let other = problems.iter().find(|problem| problem.field.as_deref() != Some("current"));
                let words = other.map(say_problem).or_else(|| own.is_none().then_some(sentence));
                self.problem.set(words);
            }
        }
    }
}

/// Changes one's own password.
#[component]
pub(super) fn OwnPassword() -> impl IntoView {
    let (setting, offline, replica) = (Setting::new(), is_offline(), use_replica());
    let save = move || {
        if let Some(me) = replica.me() {
            setting.send(me, true, move || replica.say(t("password-said-own")));
        }
    };
    view! {
        <form
            class="form settings__form"
            on:submit=move |ev| {
                ev.prevent_default();
                save();
            }
        >
            <TextField label=t("password-current") value=setting.current kind=TextKind::Password autocomplete="current-password" problem=MaybeProp::derive(move || setting.current_problem.get()) disabled=offline />
            <TextField label=t("password-new") value=setting.password kind=TextKind::Password autocomplete="new-password" hint=t("password-hint") problem=MaybeProp::derive(move || setting.problem.get()) disabled=offline />
            <div><Button submit=true busy=setting.busy disabled=offline>{t("password-change")}</Button></div>
            {move || offline.get().then(|| view! { <p class="settings__hint">{t("password-offline")}</p> })}
        </form>
    }
    .into_any()
}

/// Whether this person may be given a sign-in: by somebody else, who may change people, with an address to sign in with.
pub(super) fn may_give(replica: ReplicaHandle, person: &Record) -> bool {
    person.get(User::EMAIL).is_some() && Some(person.id) != replica.me() && may_update(replica, person)
}

/// What gives the person whose page is shown a sign-in, for those who may.
pub fn give_action(shown: Shown) -> AnyView {
    let (replica, asked) = (use_replica(), RwSignal::new(None));
    let whom = Memo::new(move |_| {
        let person = shown.record.get().filter(|person| may_give(replica, person))?;
        Some((person.id, replica.read(|replica| title_or_id(replica, &person))))
    });
    let button = move || {
        whom.read().is_some().then(|| view! { <Button icon=Glyph::Lock on_press=move |()| asked.set(whom.get_untracked())>{t("password-give")}</Button> })
    };
    view! { {button}<GiveSignIn person=asked /> }.into_any()
}

/// Gives another person a sign-in.
#[component]
pub(super) fn GiveSignIn(
    /// Whom, and what the person is called.
    person: RwSignal<Option<(Id, String)>>,
) -> impl IntoView {
    let (setting, offline, replica) = (Setting::new(), is_offline(), use_replica());
    let open = RwSignal::new(false);
    Effect::new(move || open.set(person.with(Option::is_some)));
    let save = move |()| {
        if let Some((id, name)) = person.get_untracked() {
            setting.send(id, false, move || {
                replica.say(t_with("password-said-given", &[("name", name.clone().into())]));
                person.set(None);
            });
        }
    };
    let footer = move || {
        view! {
            <Button on_press=move |()| person.set(None)>{t("ui-cancel")}</Button>
            <Button kind=ButtonKind::Primary busy=setting.busy disabled=offline on_press=save>{t("password-give")}</Button>
        }
    };
    let title = move || {
        t_with(
            "password-give-to",
            &[("name", person.with(|person| person.as_ref().map(|(_, name)| name.clone()).unwrap_or_default()).into())],
        )
    };
    let close = move |()| {
        setting.forget();
        person.set(None);
    };
    view! {
        <Dialog open title=title size=DialogSize::Small footer on_close=close>
            <form
                class="form"
                on:submit=move |ev| {
                    ev.prevent_default();
                    save(());
                }
            >
                <p>{t("password-give-why")}</p>
                <TextField label=t("password-new") value=setting.password kind=TextKind::Password autocomplete="new-password" autofocus=true hint=t("password-hint") problem=MaybeProp::derive(move || setting.problem.get()) disabled=offline />
                {move || offline.get().then(|| view! { <p class="settings__hint">{t("password-offline")}</p> })}
            </form>
        </Dialog>
    }
    .into_any()
}
