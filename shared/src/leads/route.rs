//! Who follows a request up.

use crate::{
    Id, Record,
    entities::{Lead, LeadRoute, ProductFamily, Team, User},
    rules::Role,
};
use std::{collections::HashMap, sync::Arc};

/// Deepest level of families that is looked at.
const DEEPEST: usize = 8;

/// What routes look at. Slices hold live records.
pub struct Asked<'a> {
    /// All routes.
    pub routes: &'a [Arc<Record>],
    /// All people.
    pub people: &'a [Arc<Record>],
    /// All teams.
    pub teams: &'a [Arc<Record>],
    /// All families.
    pub families: &'a [Arc<Record>],
    /// All leads: turns are taken by who got the last one.
    pub leads: &'a [Arc<Record>],
    /// The product's family.
    pub family: Option<Id>,
    /// Where the person is who asks: two capital letters.
    pub country: Option<&'a str>,
}

/// Who follows a request up: whom the first route that fits names, else an owner of the workspace. A route whose people are
/// gone is passed over, so nothing is given to somebody who cannot see it.
pub fn owner(asked: &Asked<'_>) -> Option<Id> {
    let mut routes: Vec<&Arc<Record>> = asked.routes.iter().filter(|route| asked.fits(route)).collect();
    let priority = |route: &Record| route.get(LeadRoute::PRIORITY).unwrap_or_default();
    routes.sort_by(|a, b| priority(b).total_cmp(&priority(a)).then(a.id.cmp(&b.id)));
    routes.into_iter().find_map(|route| asked.named(route)).or_else(|| asked.of_workspace())
}

impl Asked<'_> {
    fn fits(&self, route: &Record) -> bool {
        let family = route.get(LeadRoute::FAMILY).is_none_or(|family| self.is_within(family));
        let country = |codes: &str| self.country.is_some_and(|own| LeadRoute::countries(codes).any(|code| code == own));
        route.get(LeadRoute::ACTIVE) == Some(true) && family && route.get(LeadRoute::COUNTRIES).is_none_or(country)
    }

    /// Whether the product is of this family or of one below it.
    fn is_within(&self, family: Id) -> bool {
        let parent = |id: &Id| self.families.iter().find(|row| row.id == *id)?.get(ProductFamily::PARENT);
        std::iter::successors(self.family, parent).take(DEEPEST).any(|id| id == family)
    }

    fn named(&self, route: &Record) -> Option<Id> {
        match route.get(LeadRoute::PERSON) {
            Some(person) => self.working(|row| row.id == person).next(),
            None => self.next_of(route.get(LeadRoute::MEMBERS_OF)?),
        }
    }

    /// People who can work on a lead.
    fn working<'a>(&'a self, which: impl Fn(&Record) -> bool + 'a) -> impl Iterator<Item = Id> + 'a {
        let may = |row: &Record| row.get(User::ROLE).and_then(Role::from_id).is_some_and(|role| role <= Role::Rep);
        let active = move |row: &&Arc<Record>| row.get(User::ACTIVE).unwrap_or(true) && may(row) && which(row);
        self.people.iter().filter(active).map(|row| row.id)
    }

    /// The member who has waited longest. Ids of leads rise with time, so the last one that somebody got tells when.
    fn next_of(&self, team: Id) -> Option<Id> {
        let mut last: HashMap<Id, Id> = HashMap::new();
        for lead in self.leads {
            if let Some(owner) = lead.get(Lead::OWNER) {
                let newest = last.entry(owner).or_insert(lead.id);
                *newest = (*newest).max(lead.id);
            }
        }
        let teams = self.below(team);
        let members = self.working(move |row| row.get(User::TEAM).is_some_and(|own| teams.contains(&own)));
        members.min_by_key(|member| (last.get(member).copied(), *member))
    }

    /// A team and those below it.
    fn below(&self, team: Id) -> Vec<Id> {
        let mut found = vec![team];
        let mut at = 0;
        while let Some(&parent) = found.get(at) {
            let children = self.teams.iter().filter(|row| row.get(Team::PARENT) == Some(parent)).map(|row| row.id);
            let news: Vec<Id> = children.filter(|id| !found.contains(id)).collect();
            found.extend(news);
            at += 1;
        }
        found
    }

    fn of_workspace(&self) -> Option<Id> {
        self.working(|row| row.get(User::ROLE) == Some(Role::Owner.id())).min()
    }
}
