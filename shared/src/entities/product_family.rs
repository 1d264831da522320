//! How products are put together for those who look for one.

use crate::entity;

entity! {
    /// A family of products. Families form a tree by `parent`.
    ProductFamily = "product_family" / "product_families", scope Workspace, write Managers {
        /// What it is called.
        NAME = "name": Text(100) [required, title, list, search];
        /// Family that it belongs to.
        PARENT = "parent": Link("product_family") [list];
        /// Order among its siblings.
        POSITION = "position": Number(0.0, 1e6);
        /// What is drawn where a product has no picture; its parent's while empty.
        SYMBOL = "symbol": Choice(&["box", "bicycle", "desk", "pump", "part", "service"]);
        /// What its products have in common.
        DESCRIPTION = "description": LongText;
    }
}
