//! Steps of a pipeline.

use super::Opportunity;
use crate::{Record, entity, sync::Rows};
use std::sync::Arc;

entity! {
    /// A step of a pipeline.
    Stage = "stage" / "stages", scope Workspace, write Admins {
        /// What it is called.
        NAME = "name": Text(100) [required, title, list, search];
        /// Pipeline that it belongs to.
        PIPELINE = "pipeline": Link("pipeline") [required, list, holds];
        /// Order within the pipeline.
        POSITION = "position": Number(0.0, 1e6) [list];
        /// Usual chance of winning a deal at this step, in percent.
        PROBABILITY = "probability": Number(0.0, 100.0) [list];
        /// Whether deals here are still open.
        KIND = "kind": Choice(&["open", "won", "lost"]) [required, list];
        /// Days after which a deal without change counts as stalled.
        STALLS_AFTER = "stalls_after": Number(0.0, 3650.0);
    }
}

impl Stage {
    /// Where a deal stands; nothing for records of other entities.
    pub fn of(rows: &dyn Rows, deal: &Record) -> Option<Arc<Record>> {
        let stage = (*deal.entity == *Opportunity::ENTITY_NAME).then(|| deal.get(Opportunity::STAGE)).flatten()?;
        rows.row(Self::ENTITY_NAME, stage)
    }
}
