//! Ways of selling, each with its own stages.

use crate::entity;

entity! {
    /// A way of selling: an ordered list of stages.
    Pipeline = "pipeline" / "pipelines", scope Workspace, write Admins {
        /// What it is called.
        NAME = "name": Text(100) [required, title, list, search];
        /// Order among pipelines.
        POSITION = "position": Number(0.0, 1e6) [list];
    }
}
