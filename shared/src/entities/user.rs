//! People who work with Sextant.

use crate::{Problem, Record, entity, rules::Role, schema::Left};

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
fn an_owner_who_can_sign_in(left: &Left<'_>, user: &Record) -> Option<Problem> {
    if owns(user) || !left.before.row(User::ENTITY_NAME, user.id).is_some_and(|before| owns(&before)) {
        return None;
    }
    let mut others = left.before.holding(User::ENTITY_NAME, User::ROLE.id, &Role::Owner.id().to_string());
    others.retain(|other| !left.changed.contains_key(&(other.entity.clone(), other.id)));
    let stays = others.iter().any(|other| owns(other)) || left.changed.values().any(owns);
    (!stays).then(|| Problem::new("problem-last-owner"))
}

fn owns(user: &Record) -> bool {
    let is_one = *user.entity == *User::ENTITY_NAME && user.get(User::ROLE) == Some(Role::Owner.id());
    let signs_in = user.deleted.is_none() && user.get(User::ACTIVE).unwrap_or(true) && user.get(User::EMAIL).is_some();
    is_one && signs_in
}
