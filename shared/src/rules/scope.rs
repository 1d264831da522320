//! Scopes: the keys by which a record is given to devices.

use crate::{Id, Record, entities::Article, schema::ScopeRule};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, str::FromStr};

/// A key that says who may hold a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everybody in the workspace.
    Workspace,
    /// A team and those who manage it.
    Team(Id),
    /// One person.
    User(Id),
    /// Everybody with a role, by the role record's id.
    Role(Id),
    /// Those who publish: managers and above.
    Publishers,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workspace => f.write_str("workspace"),
            Self::Team(id) => write!(f, "team:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
            Self::Role(id) => write!(f, "role:{id}"),
            Self::Publishers => f.write_str("publishers"),
        }
    }
}

impl FromStr for Scope {
    type Err = crate::id::InvalidId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some(("team", id)) => id.parse().map(Self::Team),
            Some(("user", id)) => id.parse().map(Self::User),
            Some(("role", id)) => id.parse().map(Self::Role),
            None if text == "workspace" => Ok(Self::Workspace),
            None if text == "publishers" => Ok(Self::Publishers),
            _ => Err(crate::id::InvalidId),
        }
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// The scopes of a record under a rule. Never empty: where nothing narrows it, everybody may hold it.
pub fn scopes(rule: ScopeRule, record: &Record) -> Vec<Scope> {
    match rule {
        ScopeRule::Workspace => vec![Scope::Workspace],
        ScopeRule::Owned => or_workspace(team(record).into_iter().chain(owner(record)).collect()),
        ScopeRule::Personal => match record.value("shared") {
            crate::Value::Flag(true) => vec![Scope::Workspace],
            _ => or_workspace(owner(record).into_iter().collect()),
        },
        ScopeRule::People => {
            let people = record.value("people").items().iter().filter_map(|id| id.parse().ok()).map(Scope::User);
            or_workspace(people.chain(team(record)).collect())
        }
        ScopeRule::Article => article(record),
    }
}

fn article(record: &Record) -> Vec<Scope> {
    if record.get(Article::STATUS) != Some("published") {
        return owner(record).into_iter().chain([Scope::Publishers]).collect();
    }
    let teams = record.get(Article::TEAMS).into_iter().flatten().map(Scope::Team);
    let roles = record.get(Article::ROLES).unwrap_or_default().iter();
    let roles = roles.filter_map(|key| super::Role::from_key(key)).map(|role| Scope::Role(role.id()));
    let audience: Vec<Scope> = teams.chain(roles).collect();
    if audience.is_empty() {
        vec![Scope::Workspace]
    } else {
        audience.into_iter().chain(owner(record)).chain([Scope::Publishers]).collect()
    }
}

fn or_workspace(scopes: Vec<Scope>) -> Vec<Scope> {
    if scopes.is_empty() { vec![Scope::Workspace] } else { scopes }
}

fn link(record: &Record, field: &str) -> Option<Id> {
    record.value(field).as_text().and_then(|id| id.parse().ok())
}

fn team(record: &Record) -> Option<Scope> {
    link(record, "team").map(Scope::Team)
}

fn owner(record: &Record) -> Option<Scope> {
    link(record, "owner").map(Scope::User)
}
