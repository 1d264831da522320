//! What of the pipeline somebody wants to see. It lives in the address, so that it can be kept and sent.
//!
//! The filter is the one of lists, in its text form: board and list show the same deals.

use leptos_router::params::ParamsMap;
use shared::{
    Id,
    entities::{Opportunity, Team, User},
    query::{Condition, Filter, Operator},
    replica::Replica,
    rules::Scope,
};

/// Whose deals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Whose {
    /// Everybody's that may be seen.
    #[default]
    All,
    /// The person's own.
    Mine,
    /// Those of the person's teams.
    Team,
}

impl Whose {
    pub(super) const ALL: [Self; 3] = [Self::All, Self::Team, Self::Mine];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::Team => "team",
        }
    }

    pub(super) fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|whose| whose.key() == key).unwrap_or_default()
    }

    /// The condition that it stands for.
    fn condition(self, replica: &Replica) -> Option<Condition> {
        match self {
            Self::All => None,
            Self::Mine => Some(Condition::is(Opportunity::OWNER.id, "me")),
            Self::Team => Some(Condition::is_in(Opportunity::TEAM.id, teams(replica))),
        }
    }
}

/// The teams of the person. Owners and admins hold all scopes: their own team, or all where they have none.
fn teams(replica: &Replica) -> Vec<String> {
    let Some(access) = replica.access() else { return Vec::new() };
    if access.sees_all() {
        let own = replica.get(User::ENTITY_NAME, access.user).and_then(|user| user.get(User::TEAM));
        let all = || replica.rows(Team::ENTITY_NAME).iter().map(|team| team.id.to_string()).collect();
        return own.map_or_else(all, |team| vec![team.to_string()]);
    }
    let teams =
        access.scopes.iter().filter_map(|scope| if let Scope::Team(id) = scope { Some(id.to_string()) } else { None });
    teams.collect()
}

/// By what the deals of a stage are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// Soonest decision first; in closed stages the latest first.
    #[default]
    Closes,
    /// Largest first.
    Amount,
    /// From A to Z.
    Name,
}

impl Order {
    pub(super) const ALL: [Self; 3] = [Self::Closes, Self::Amount, Self::Name];

    /// As it stands in the address, and as lists write it.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Closes => "close_date",
            Self::Amount => "-amount",
            Self::Name => "name",
        }
    }

    pub(super) fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|order| order.key() == key).unwrap_or_default()
    }
}

/// The filters that are links, as they are called in the schema.
pub(super) const LINKS: [&str; 4] = ["owner", "team", "product", "account"];

/// What the address asks for. A part of it that cannot be read asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    pub pipeline: Option<Id>,
    pub filter: Filter,
    pub order: Order,
}

impl Wish {
    pub(super) fn read(query: &ParamsMap) -> Self {
        Self {
            pipeline: query.get_str("pipeline").and_then(|text| text.parse().ok()),
            filter: query.get_str("filter").and_then(|text| text.parse().ok()).unwrap_or_default(),
            order: query.get_str("sort").map(Order::from_key).unwrap_or_default(),
        }
    }

    /// Whether the address has a filter that cannot be read.
    pub(super) fn is_wrong(query: &ParamsMap) -> bool {
        query.get_str("filter").is_some_and(|text| !text.is_empty() && text.parse::<Filter>().is_err())
    }

    /// Whose deals are asked for.
    pub(super) fn whose(&self, replica: &Replica) -> Whose {
        let asked = |whose: Whose| {
            let wanted = whose.condition(replica).map(Filter::from);
            wanted.is_some_and(|wanted| self.filter.parts().contains(&wanted))
        };
        Whose::ALL.into_iter().find(|whose| asked(*whose)).unwrap_or_default()
    }

    /// The filter for another choice of whose deals, as it stands in the address.
    pub(super) fn with_whose(&self, whose: Whose, replica: &Replica) -> Option<String> {
        let before: Vec<Filter> =
            Whose::ALL.iter().filter_map(|whose| whose.condition(replica)).map(Filter::from).collect();
        let others = self.filter.parts().iter().filter(|part| !before.contains(part)).cloned();
        in_address(others.chain(whose.condition(replica).map(Filter::from)))
    }

    /// The part of the filter that says whose deals are asked for.
    pub(super) fn whose_part(&self, replica: &Replica) -> Option<Filter> {
        self.whose(replica).condition(replica).map(Filter::from)
    }

    /// The parts of the filter that no other control shows.
    pub(super) fn tags(&self, replica: &Replica) -> Vec<Filter> {
        let whose = self.whose_part(replica);
        self.filter
            .parts()
            .iter()
            .filter(|part| Some(*part) != whose.as_ref() && !part.is_everything())
            .cloned()
            .collect()
    }

    /// The filter without a part, as it stands in the address.
    pub(super) fn without(&self, part: &Filter) -> Option<String> {
        in_address(self.filter.parts().iter().filter(|own| *own != part).cloned())
    }

    /// The condition on a field, where there is one of the kind that the filters of the board make.
    pub(super) fn condition(&self, field: &str) -> Option<&Condition> {
        self.filter.parts().iter().find_map(|part| match part {
            Filter::Field(condition) if &*condition.field == field => Some(condition),
            _ => None,
        })
    }

    /// The record that a link has to lead to.
    pub(super) fn link(&self, field: &str) -> Option<Id> {
        let condition = self.condition(field).filter(|condition| condition.operator == Operator::Is)?;
        condition.values.first()?.parse().ok()
    }

    /// The filter with another condition on a field, or none, as it stands in the address.
    pub(super) fn with(&self, field: &str, condition: Option<Condition>) -> Option<String> {
        let others =
            self.filter.parts().iter().filter(|part| !matches!(part, Filter::Field(own) if &*own.field == field));
        in_address(others.cloned().chain(condition.map(Filter::from)))
    }
}

/// Conditions that must all hold, as they stand in the address.
fn in_address(parts: impl Iterator<Item = Filter>) -> Option<String> {
    let whole = parts.fold(Filter::default(), Filter::and);
    (!whole.is_everything()).then(|| whole.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(filter: &str) -> Wish {
        Wish::read(&ParamsMap::from_iter([("filter", filter)]))
    }

    #[test]
    fn a_condition_takes_the_place_of_the_one_on_its_field() {
        let owner = Id::named("owner");
        let one = wish("close_date:lt:today").with("owner", Some(Condition::is("owner", owner.to_string())));
        let one = one.unwrap_or_default();
        assert_eq!(wish(&one).link("owner"), Some(owner));
        assert_eq!(wish(&one).condition("close_date").map(|condition| condition.operator), Some(Operator::Lt));
        let none = wish(&one).with("owner", None);
        assert_eq!(none.as_deref(), Some("close_date:lt:today"));
        assert_eq!(wish("close_date:lt:today").with("close_date", None), None);
    }

    #[test]
    fn one_part_is_taken_away_and_the_others_stay() {
        let both = wish("close_date:is:this_month;amount:gte:1000");
        let first = both.filter.parts().first().cloned().unwrap_or_default();
        assert_eq!(both.without(&first).as_deref(), Some("amount:gte:1000"));
    }

    #[test]
    fn what_cannot_be_read_filters_nothing_and_is_known() {
        let query = ParamsMap::from_iter([("filter", "owner:maybe:x"), ("sort", "colour"), ("pipeline", "7")]);
        assert_eq!(Wish::read(&query), Wish::default());
        assert!(Wish::is_wrong(&query) && !Wish::is_wrong(&ParamsMap::new()));
    }
}
