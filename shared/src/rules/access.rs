//! What a person may see and change. The same rules at push, pull, REST and on the device.

use super::Scope;
use crate::{
    Id, Record, Schema,
    entities::{Team, User},
    schema::{EntityDef, FieldDef, WriteRule},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The five roles, from the most to the least powerful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, including making other owners.
    Owner,
    /// Everything but making owners.
    Admin,
    /// Own team and the teams below; shared content.
    Manager,
    /// Own and team records.
    Rep,
    /// Sees like a rep, changes nothing.
    ReadOnly,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [Self::Owner, Self::Admin, Self::Manager, Self::Rep, Self::ReadOnly];

    /// The role's key, as in the role record.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Manager => "manager",
            Self::Rep => "rep",
            Self::ReadOnly => "read_only",
        }
    }

    /// The role with this key (`read-only` is understood too).
    pub fn from_key(key: &str) -> Option<Self> {
        let key = key.replace('-', "_");
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// Id of the role's record, the same in every workspace.
    pub fn id(self) -> Id {
        Id::named(&format!("role/{}", self.key()))
    }

    /// Whether the role may read a field of records that it sees.
    pub fn reads(self, field: &FieldDef) -> bool {
        self <= field.readers
    }

    /// The role with this record.
    pub fn from_id(id: Id) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == id)
    }
}

/// What somebody wants to do with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Make it.
    Create,
    /// Change it.
    Update,
    /// Delete or restore it.
    Delete,
}

/// A person's role and the scopes that follow from it and from the teams.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// The person.
    pub user: Id,
    /// What the person may do.
    pub role: Role,
    /// Scopes held; owners and admins hold all whatever stands here.
    pub scopes: BTreeSet<Scope>,
}

impl Access {
    /// The system itself: holds and may do everything.
    pub fn system() -> Self {
        Self { user: Id::NIL, role: Role::Owner, scopes: BTreeSet::new() }
    }

    /// A person's access, from the person's own record and all teams.
    /// Nothing for a person who is not active or has no known role.
    pub fn of<'a>(user: &Record, teams: impl IntoIterator<Item = &'a Record>) -> Option<Self> {
        let active = user.deleted.is_none() && user.get(User::ACTIVE).unwrap_or(true);
        let role = user.get(User::ROLE).and_then(Role::from_id).filter(|_| active)?;
        let mut scopes = BTreeSet::from([Scope::Workspace, Scope::User(user.id), Scope::Role(role.id())]);
        scopes.extend(user.get(User::TEAM).map(Scope::Team));
        if role <= Role::Manager {
            scopes.insert(Scope::Publishers);
            let teams: Vec<&Record> = teams.into_iter().filter(|team| team.deleted.is_none()).collect();
            scopes.extend(managed(user, &teams).into_iter().map(Scope::Team));
        }
        Some(Self { user: user.id, role, scopes })
    }

    /// No person, but the server itself: setting a workspace up, or restoring one.
    pub fn is_system(&self) -> bool {
        self.user == Id::NIL
    }

    /// Owners and admins see everything.
    pub fn sees_all(&self) -> bool {
        self.role <= Role::Admin
    }

    /// Whether one of these scopes is held.
    pub fn holds(&self, scopes: &[Scope]) -> bool {
        self.sees_all() || scopes.iter().any(|scope| self.scopes.contains(scope))
    }

    /// Whether the person may hold the record.
    pub fn sees(&self, schema: &Schema, record: &Record) -> bool {
        self.sees_all() || self.holds(&schema.scopes_of(record))
    }

    /// Whether the person may do this with the record (as it is before the change; for
    /// [`Act::Create`], as it will be).
    pub fn may(&self, act: Act, entity: &EntityDef, schema: &Schema, record: &Record) -> bool {
        let deletes = || self.may_delete(record) && !entity.is_sealed(record);
        self.may_write(entity) && self.sees(schema, record) && (act != Act::Delete || deletes())
    }

    /// Whether the person may look and nothing else.
    pub fn only_reads(&self) -> bool {
        self.role > Role::Rep
    }

    /// Whether the person may change records of this entity at all.
    pub fn may_write(&self, entity: &EntityDef) -> bool {
        match entity.write {
            WriteRule::Members => !self.only_reads(),
            WriteRule::Managers => self.role <= Role::Manager,
            WriteRule::Admins => self.role <= Role::Admin,
            WriteRule::System => self.is_system(),
        }
    }

    /// Reps delete only what is theirs; above, scope is enough.
    fn may_delete(&self, record: &Record) -> bool {
        let own = record.value("owner").as_text().and_then(|id| id.parse().ok()) == Some(self.user);
        own || self.role <= Role::Manager
    }
}

/// The teams that a manager leads or belongs to, with all teams below them.
fn managed(user: &Record, teams: &[&Record]) -> BTreeSet<Id> {
    let leads = teams.iter().filter(|team| team.get(Team::MANAGER) == Some(user.id)).map(|team| team.id);
    let mut found: BTreeSet<Id> = leads.chain(user.get(User::TEAM)).collect();
    loop {
        let below = teams.iter().filter(|team| team.get(Team::PARENT).is_some_and(|parent| found.contains(&parent)));
        let new: Vec<Id> = below.map(|team| team.id).filter(|id| !found.contains(id)).collect();
        if new.is_empty() {
            return found;
        }
        found.extend(new);
    }
}
