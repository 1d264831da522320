//! What products have to do with each other.

use crate::{Problem, Record, entity};

entity! {
    /// One product in its relation to another.
    ProductRelation = "product_relation" / "product_relations", scope Workspace, write Managers {
        /// What matters about it: *needs the adapter*.
        NOTE = "note": Text(200) [title, list, search];
        /// The product that it is said of.
        FROM = "from": Link("product") [required, list];
        /// What the other one is to it.
        KIND = "kind": Choice(&["accessory", "bundle_part", "spare_part", "alternative", "successor"]) [required, list];
        /// The other product.
        TO = "to": Link("product") [required, list];
        /// How many, in a bundle; one while empty.
        QUANTITY = "quantity": Number(0.0, 1e6) [list];
        /// Order among relations of one kind.
        POSITION = "position": Number(0.0, 1e6);
    }
    checks [not_to_itself]
}

fn not_to_itself(record: &Record, problems: &mut Vec<Problem>) {
    if record.get(ProductRelation::FROM).is_some_and(|from| record.get(ProductRelation::TO) == Some(from)) {
        problems.push(Problem::of(ProductRelation::TO.id, "problem-related-to-itself"));
    }
}
