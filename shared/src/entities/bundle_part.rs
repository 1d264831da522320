//! What a bundle consists of.

use crate::entity;

entity! {
    /// So many of a product in each set.
    BundlePart = "bundle_part" / "bundle_parts", scope Workspace, write Managers {
        /// What people see in lists; the product's name unless said.
        NAME = "name": Text(200) [title];
        /// The bundle.
        BUNDLE = "bundle": Link("bundle") [required, list];
        /// The product.
        PRODUCT = "product": Link("product") [required, list];
        /// How many in each set.
        QUANTITY = "quantity": Number(0.000_001, 1e9) [required, list];
    }
    part of "bundle"
}
