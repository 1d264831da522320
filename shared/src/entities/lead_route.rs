//! Who gets what comes in.

use super::Lead;
use crate::{Problem, Record, entity};

entity! {
    /// A rule by which requests from the public pages are given to somebody. Of those that fit, the one with the highest
    /// priority counts; where none fits, an owner of the workspace gets them.
    LeadRoute = "lead_route" / "lead_routes", scope Workspace, write Admins {
        /// What it is called.
        NAME = "name": Text(200) [required, title, list, search];
        /// Whether it counts.
        ACTIVE = "active": Flag [list];
        /// Of several that fit, the one with the highest number counts.
        PRIORITY = "priority": Number(-1000.0, 1000.0) [list];
        /// It is for products of this family and those below; for all where nothing is said.
        FAMILY = "family": Link("product_family") [list];
        /// It is for these countries, two letters each with spaces between; for all where nothing is said.
        COUNTRIES = "countries": Text(200) [list];
        /// Who gets them.
        PERSON = "person": Link("user") [list];
        /// The team whose members get them in turn.
        MEMBERS_OF = "members_of": Link("team") [list];
    }
    checks [names_somebody, names_countries]
}

impl LeadRoute {
    /// The codes in a list of countries.
    pub fn countries(text: &str) -> impl Iterator<Item = &str> {
        text.split([' ', ',', ';']).filter(|code| !code.is_empty())
    }
}

fn names_somebody(record: &Record, problems: &mut Vec<Problem>) {
    if record.get(LeadRoute::PERSON).is_none() == record.get(LeadRoute::MEMBERS_OF).is_none() {
        problems.push(Problem::of(LeadRoute::PERSON.id, "problem-person-or-team"));
    }
}

fn names_countries(record: &Record, problems: &mut Vec<Problem>) {
    let wrong = |codes: &str| LeadRoute::countries(codes).any(|code| !Lead::is_country(code));
    if record.get(LeadRoute::COUNTRIES).is_some_and(wrong) {
        problems.push(Problem::of(LeadRoute::COUNTRIES.id, "problem-country"));
    }
}
