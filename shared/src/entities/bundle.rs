//! Bundles: products that are sold as a set.

use crate::entity;

entity! {
    /// What a product consists of that is sold as a set, and what the set costs.
    Bundle = "bundle" / "bundles", scope Workspace, write Managers {
        /// What it is called.
        NAME = "name": Text(200) [required, title, list, search];
        /// The product that stands for the set.
        PRODUCT = "product": Link("product") [required, list];
        /// What a set costs; the sum of its parts where nothing is said.
        PRICE = "price": Money [list];
        /// Hundredths off the sum of its parts.
        LESS = "less": Number(0.0, 100.0) [list];
    }
}
