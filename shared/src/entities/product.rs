//! What is sold.

use crate::entity;

entity! {
    /// A product or service with a plain price.
    Product = "product" / "products", scope Workspace, write Managers {
        /// What it is called.
        NAME = "name": Text(200) [required, title, list, search];
        /// Model or article number.
        CODE = "code": Text(60) [list, search, unique];
        /// Family that it belongs to.
        FAMILY = "family": Text(100) [list, search];
        /// List price.
        PRICE = "price": Money [list];
        /// What it costs us.
        COST = "cost": Money for Manager;
        /// Whether it can be sold now.
        ACTIVE = "active": Flag [list];
        /// What it is and does.
        DESCRIPTION = "description": LongText [search];
    }
}
