//! The people who work here, by team.

use super::{
    password::{GiveSignIn, may_give},
    teams::{Branch, tree},
};
use crate::{
    i18n::{t, t_with},
    record::{NewRecord, as_number, field::LinkChip, live, may_create, title_or_id, use_forms, words::entity_in_words},
    services::use_replica,
    ui::{Avatar, Badge, Button, ButtonKind, EmptyState, Glyph, IconButton},
};
use leptos::prelude::*;
use shared::{
    Id, Record,
    entities::{Role, Team, User},
    replica::Replica,
};
use std::sync::Arc;

/// Everything this part knows, as handles.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// Who is to be given a sign-in.
    pub(super) asked: RwSignal<Option<(Id, String)>>,
    /// Whether the person may change people.
    pub(super) may: Memo<bool>,
}

/// Teams with their people, and people without a team.
#[component]
pub(super) fn People() -> impl IntoView {
    let (replica, forms) = (use_replica(), use_forms());
    let desk = Desk { asked: RwSignal::new(None), may: may_create(replica, User::ENTITY_NAME) };
    let all = live(replica, vec![User::ENTITY_NAME.into(), Team::ENTITY_NAME.into(), Role::ENTITY_NAME.into()], tree);
    let count = live(replica, vec![User::ENTITY_NAME.into()], |replica| replica.rows(User::ENTITY_NAME).len());
    let new = move |entity: &'static str, kind: ButtonKind| {
        let words = t_with("record-new", &[("what", entity_in_words(entity).into())]);
        desk.may.get().then(|| view! { <Button kind icon=Glyph::Plus on_press=move |()| forms.create(NewRecord::of(entity).stay())>{words}</Button> })
    };
    let branches = move || all.get().into_iter().map(|branch| view! { <Branch branch desk /> }).collect_view();
    let alone = move || {
        (count.get() < 2).then(
            || view! { <EmptyState glyph=Glyph::People title=t("people-alone") sentence=t("people-alone-why") /> },
        )
    };
    view! {
        <section class="settings__part settings__part--wide">
            <header class="settings__head">
                <h2 class="settings__heading">{t("settings-people")}" "<span class="tasks__count">{move || as_number(count.get())}</span></h2>
                {move || new(Team::ENTITY_NAME, ButtonKind::Secondary)}
                {move || new(User::ENTITY_NAME, ButtonKind::Primary)}
            </header>
            {move || (!desk.may.get()).then(|| view! { <p class="settings__hint">{t("people-by-admin")}</p> })}
            {branches}
            {alone}
        </section>
        <GiveSignIn person=desk.asked />
    }
    .into_any()
}

/// One person: name, role, sign-in.
#[component]
pub(super) fn Person(person: Arc<Record>, desk: Desk) -> impl IntoView {
    let replica = use_replica();
    let (name, role) = replica.read(|replica| (title_or_id(replica, &person), role_of(replica, &person)));
    let email = person.get(User::EMAIL).map(str::to_owned);
    let inactive = person.get(User::ACTIVE) == Some(false);
    let may = desk.may.get_untracked() && may_give(replica, &person);
    let (id, whom) = (person.id, name.clone());
    let label = t_with("password-give-to", &[("name", name.clone().into())]);
    let give = may.then(|| {
        view! { <IconButton glyph=Glyph::Lock label on_press=move |()| desk.asked.set(Some((id, whom.clone()))) /> }
    });
    view! {
        <li class="person-line" class:person-line--inactive=inactive>
            <Avatar name=name.clone() />
            <span class="person-line__name"><LinkChip entity=User::ENTITY_NAME id=id.to_string() /></span>
            <span class="person-line__email">{email}</span>
            {inactive.then(|| view! { <Badge>{t("people-inactive")}</Badge> })}
            <span class="person-line__role">{role}</span>
            <span class="person-line__act">{give}</span>
        </li>
    }
    .into_any()
}

fn role_of(replica: &Replica, person: &Record) -> String {
    let role = person.get(User::ROLE).map(|role| replica.title(Role::ENTITY_NAME, role));
    role.filter(|role| !role.is_empty()).unwrap_or_default()
}
