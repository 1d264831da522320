//! People who work with Sextant.

use crate::entity;

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
}
