//! Filters, columns and sorting that somebody wants to keep.

use crate::entity;

entity! {
    /// A kept way of looking at an entity's records.
    SavedView = "saved_view" / "saved_views", scope Personal, write Members {
        /// What it is called.
        NAME = "name": Text(100) [required, title, list, search];
        /// Entity looked at.
        ENTITY = "entity": Text(60) [required, list];
        /// Filters, sorting and columns, as the address's query.
        QUERY = "query": LongText [whole];
        /// How it is shown.
        LAYOUT = "layout": Choice(&["list", "board"]);
        /// Whether everybody may use it.
        SHARED = "shared": Flag [list];
        /// Person who made it.
        OWNER = "owner": Link("user") [list];
    }
}
