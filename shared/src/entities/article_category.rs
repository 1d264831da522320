//! The shelves of the knowledge base.

use crate::entity;

entity! {
    /// A shelf of the knowledge base. Categories form a tree by `parent`.
    ArticleCategory = "article_category" / "article_categories", scope Workspace, write Managers {
        /// What it is called.
        NAME = "name": Text(100) [required, title, list, search];
        /// Category that it belongs to.
        PARENT = "parent": Link("article_category") [list];
        /// Order among its siblings.
        POSITION = "position": Number(0.0, 1e6);
    }
}
