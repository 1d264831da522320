//! Teams, which form a tree.

use crate::{Problem, Record, entity};

entity! {
    /// A team, or a region that holds teams.
    Team = "team" / "teams", scope Workspace, write Admins {
        /// What it is called.
        NAME = "name": Text(100) [required, title, list, search];
        /// Team that this one is part of.
        PARENT = "parent": Link("team") [list];
        /// Person who leads it, and sees it and all teams below.
        MANAGER = "manager": Link("user") [list];
    }
    checks [not_its_own_parent]
}

fn not_its_own_parent(record: &Record, problems: &mut Vec<Problem>) {
    if record.get(Team::PARENT) == Some(record.id) {
        problems.push(Problem::of(Team::PARENT.id, "problem-own-parent"));
    }
}
