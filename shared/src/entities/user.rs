//! People who work with Sextant.

use crate::{
    Problem, Record, entity,
    rules::Role,
    sync::{Inspection, Rows},
};

entity! {
    /// A person who works here. Passwords and sessions are not part of the record.
    User = "user" / "users", scope Workspace, write Admins {
        /// What the person is called.
        NAME = "name": Text(200) [required, title, list, search];
        /// Address used to sign in; people without one cannot.
        EMAIL = "email": Email [list, search, unique];
        /// What the person may do.
        ROLE = "role": Link("role") [required, list];
        /// Team that the person belongs to.
        TEAM = "team": Link("team") [list];
        /// Whether the person may sign in.
        ACTIVE = "active": Flag [list];
    }
    leaves [an_owner_who_can_sign_in]
}

/// Only owners make owners, so without one nobody could help a firm to another.
fn an_owner_who_can_sign_in(left: &Inspection<'_>) -> Option<Problem> {
    let was = |row: &Record| left.before.row(User::ENTITY_NAME, row.id).is_some_and(|before| owns(&before));
    let mut users = left.changed.iter().filter(|row| *row.entity == *User::ENTITY_NAME);
    if !users.any(|row| !owns(row) && was(row)) {
        return None;
    }
    let owners = left.holding(User::ENTITY_NAME, User::ROLE.id, &Role::Owner.id().to_string());
    (!owners.iter().any(|user| owns(user))).then(|| Problem::new("problem-last-owner"))
}

fn owns(user: &Record) -> bool {
    let signs_in = user.deleted.is_none() && user.get(User::ACTIVE).unwrap_or(true) && user.get(User::EMAIL).is_some();
    signs_in && user.get(User::ROLE) == Some(Role::Owner.id())
}
