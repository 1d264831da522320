//! The head that tasks and activities share: which of the two, whose, and as what.

use crate::{
    features::address::use_address,
    i18n::{t, t_with},
    record::{NewRecord, may_create, use_forms, words::entity_in_words},
    services::use_replica,
    ui::{Button, ButtonKind, Choice, EmptyState, Glyph, IconButton, PageHeader, Segmented},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::{Record, entities::Activity, replica::Replica, rules::Scope};

/// Whose tasks and activities are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Whose {
    /// One's own.
    #[default]
    Mine,
    /// Those of one's teams.
    Team,
    /// All that may be seen.
    All,
}

impl Whose {
    const ALL: [Self; 3] = [Self::Mine, Self::Team, Self::All];

    const fn key(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Team => "team",
            Self::All => "all",
        }
    }

    /// Whether a record is among them.
    pub fn holds(self, replica: &Replica, record: &Record) -> bool {
        let Some(access) = replica.access() else { return false };
        let link = |field: &str| record.value(field).as_text().and_then(|id| id.parse().ok());
        match self {
            Self::Mine => link("owner") == Some(access.user),
            Self::Team => {
                link("owner") == Some(access.user)
                    || link("team").is_some_and(|team| access.sees_all() || access.scopes.contains(&Scope::Team(team)))
            }
            Self::All => true,
        }
    }
}

/// Whose the address asks for.
pub fn use_whose() -> Memo<Whose> {
    let address = use_address();
    Memo::new(move |_| {
        let key = address.get("whose");
        Whose::ALL.into_iter().find(|whose| key.as_deref() == Some(whose.key())).unwrap_or_default()
    })
}

/// An empty page that is only empty for oneself says so, and leads to what others have.
pub fn nothing_own(glyph: Glyph) -> AnyView {
    let address = use_address();
    let all = move || address.set(&[("whose", Some(Whose::All.key().to_owned()))]);
    view! {
        <EmptyState glyph title=t("work-none-own") sentence=t("work-none-own-why")>
            <Button on_press=all>{t("work-show-all")}</Button>
        </EmptyState>
    }
    .into_any()
}

/// Heading, the two pages, whose, the table.
#[component]
pub fn WorkHead() -> impl IntoView {
    let (address, path) = (use_address(), use_location().pathname);
    let tasks = path.with_untracked(|path| path.starts_with("/tasks"));
    let shown = RwSignal::new(if tasks { "/tasks" } else { "/activities" }.to_owned());
    let pages = vec![Choice::new("/tasks", t("nav-tasks")), Choice::new("/activities", t("nav-activities"))];
    let whose = RwSignal::new(use_whose().get_untracked().key().to_owned());
    let people = Whose::ALL.map(|whose| Choice::new(whose.key(), t(&format!("whose-{}", whose.key())))).to_vec();
    let go = move |page: String| {
        let whose = whose.get_untracked();
        address.go(if whose == Whose::default().key() { page } else { format!("{page}?whose={whose}") });
    };
    let asked = use_whose();
    Effect::new(move || whose.set(asked.get().key().to_owned()));
    let choose = move |key: String| address.set(&[("whose", (key != Whose::default().key()).then_some(key))]);
    let title = if tasks { t("nav-tasks") } else { t("nav-activities") };
    view! {
        <PageHeader title>
            <Segmented label=t("work-show") options=Signal::stored(pages) icons=vec![Glyph::Task, Glyph::Activity] value=shown on_change=go />
            <Segmented label=t("work-whose") options=Signal::stored(people) value=whose on_change=choose />
            <TableSwitch />
            {(!tasks).then(|| view! { <NewActivity /> })}
        </PageHeader>
    }
    .into_any()
}

#[component]
fn NewActivity() -> impl IntoView {
    let (may, forms) = (may_create(use_replica(), Activity::ENTITY_NAME), use_forms());
    let words = t_with("record-new", &[("what", entity_in_words(Activity::ENTITY_NAME).into())]);
    let make = move |()| forms.create(NewRecord::of(Activity::ENTITY_NAME).stay());
    move || {
        let words = words.clone();
        may.get().then(|| view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus on_press=make>{words}</Button> })
    }
}

/// Between the page by day and the table with filters and bulk actions.
#[component]
pub fn TableSwitch() -> impl IntoView {
    let address = use_address();
    let table = Memo::new(move |_| address.get("as").as_deref() == Some("table") || address.get("filter").is_some());
    let turn = move |()| {
        if table.get_untracked() {
            address.set(&[("as", None), ("filter", None), ("sort", None), ("view", None)]);
        } else {
            address.set(&[("as", Some("table".to_owned())), ("whose", None)]);
        }
    };
    view! { <IconButton glyph=Glyph::List label=t("work-table") pressed=table on_press=turn /> }.into_any()
}
