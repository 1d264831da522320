//! The five roles, as records so that users link to them like to anything else.

use crate::entity;

entity! {
    /// What a person may do. The five records are the same in every workspace.
    Role = "role" / "roles", scope Workspace, write System {
        /// What it is called.
        NAME = "name": Text(100) [required, title, list, search];
        /// Which role this is.
        KEY = "key": Choice(&["owner", "admin", "manager", "rep", "read_only"]) [required, list];
    }
}
