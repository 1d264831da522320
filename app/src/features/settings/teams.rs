//! The tree of teams with their people.

use super::people::{Desk, Person};
use crate::{
    i18n::{t, t_with},
    record::{NewRecord, field::LinkChip, title_or_id, use_forms},
    services::use_replica,
    ui::{Glyph, IconButton},
};
use leptos::prelude::*;
use shared::{
    Id, Record,
    entities::{Team, User},
    replica::Replica,
};
use std::{collections::HashSet, sync::Arc};

/// A team with its people and the teams below it. Without a team: the people who have none.
#[derive(Debug, Clone)]
pub(super) struct TeamBranch {
    team: Option<Arc<Record>>,
    title: String,
    people: Vec<Arc<Record>>,
    below: Vec<TeamBranch>,
}

impl PartialEq for TeamBranch {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: &[Arc<Record>], b: &[Arc<Record>]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(a, b))
        };
        let team = |branch: &Self| branch.team.as_ref().map(Arc::as_ptr);
        team(self) == team(other)
            && self.title == other.title
            && same(&self.people, &other.people)
            && self.below == other.below
    }
}

/// All teams from the top, then the people without one.
pub(super) fn tree(replica: &Replica) -> Vec<TeamBranch> {
    let teams = replica.rows(Team::ENTITY_NAME);
    let mut seen = HashSet::new();
    let known = |id: Id| replica.get(Team::ENTITY_NAME, id).is_some();
    let top = teams.iter().filter(|team| team.get(Team::PARENT).is_none_or(|parent| !known(parent)));
    let mut branches: Vec<TeamBranch> = top.filter_map(|team| branch(replica, team, &mut seen)).collect();
    branches.sort_by(|a, b| a.title.cmp(&b.title));
    let homeless = people(replica, |person| person.get(User::TEAM).is_none_or(|team| !known(team)));
    if !homeless.is_empty() {
        branches.push(TeamBranch { team: None, title: t("people-no-team"), people: homeless, below: Vec::new() });
    }
    branches
}

fn branch(replica: &Replica, team: &Arc<Record>, seen: &mut HashSet<Id>) -> Option<TeamBranch> {
    if !seen.insert(team.id) {
        return None;
    }
    let children = replica.rows(Team::ENTITY_NAME).iter().filter(|child| child.get(Team::PARENT) == Some(team.id));
    let mut below: Vec<TeamBranch> = children.filter_map(|child| branch(replica, child, seen)).collect();
    below.sort_by(|a, b| a.title.cmp(&b.title));
    let people = people(replica, |person| person.get(User::TEAM) == Some(team.id));
    Some(TeamBranch { title: title_or_id(replica, team), team: Some(team.clone()), people, below })
}

fn people(replica: &Replica, belongs: impl Fn(&Record) -> bool) -> Vec<Arc<Record>> {
    let mut people: Vec<Arc<Record>> =
        replica.rows(User::ENTITY_NAME).iter().filter(|person| belongs(person)).cloned().collect();
    people.sort_by_cached_key(|person| replica.schema().title(person));
    people
}

/// A team, its people, what is below.
#[component]
pub(super) fn Branch(branch: TeamBranch, desk: Desk) -> impl IntoView {
    let (forms, TeamBranch { team, title, people, below }) = (use_forms(), branch);
    let id = team.as_ref().map(|team| team.id);
    let heading = match id {
        Some(id) => view! { <LinkChip entity=Team::ENTITY_NAME id=id.to_string() /> }.into_any(),
        None => view! { <span>{title.clone()}</span> }.into_any(),
    };
    let manager = team
        .as_ref()
        .and_then(|team| team.get(Team::MANAGER))
        .map(|manager| use_replica().read(|replica| replica.title(User::ENTITY_NAME, manager)));
    let led = manager
        .filter(|name| !name.is_empty())
        .map(|name| view! { <span class="team__led">{t_with("people-led-by", &[("name", name.into())])}</span> });
    let add = move || {
        let label = t_with("people-add-to", &[("team", title.clone().into())]);
        let team = id.filter(|_| desk.may.get())?;
        let make = move |()| forms.create(NewRecord::of(User::ENTITY_NAME).with(User::TEAM.id, team).stay());
        Some(view! { <IconButton glyph=Glyph::Plus label on_press=make /> })
    };
    let people = people.into_iter().map(|person| view! { <Person person desk /> }).collect_view();
    let below = below.into_iter().map(|branch| view! { <Branch branch desk /> }.into_any()).collect_view();
    view! {
        <section class="team">
            <h3 class="team__head">{heading}{led}<span class="team__act">{add}</span></h3>
            <ul class="team__people">{people}</ul>
            <div class="team__below">{below}</div>
        </section>
    }
    .into_any()
}
