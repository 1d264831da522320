//! Lines of orders.

use crate::{Problem, Record, entity};

entity! {
    /// A line of an order: what was ordered, and what became of it.
    OrderLine = "order_line" / "order_lines", scope Owned, write Members {
        /// What people see: the product's name when it was ordered.
        NAME = "name": Text(200) [title, list, search];
        /// The order.
        ORDER = "order": Link("order") [required, list];
        /// The line of the quote.
        LINE = "line": Link("quote_line") [required, hidden];
        /// Order among the lines.
        POSITION = "position": Number(-1e12, 1e12) [hidden];
        /// The product.
        PRODUCT = "product": Link("product") [required, list];
        /// How many were ordered.
        QUANTITY = "quantity": Number(0.0, 1e9) [required, list, system];
        /// What was chosen for a configured product, as JSON.
        CHOICES = "choices": LongText [system, hidden, whole];
        /// The model that it was configured by, and what one is made of, as JSON.
        CONFIGURATION = "configuration": LongText [system, hidden, whole];
        /// What they cost without tax.
        NET = "net": Money [list, system];
        /// How many are delivered.
        DELIVERED = "delivered": Number(0.0, 1e9) [list, system];
        /// How many are cancelled.
        CANCELLED = "cancelled": Number(0.0, 1e9) [list, system];
        /// As the order's.
        OWNER = "owner": Link("user") [careful];
        /// As the order's.
        TEAM = "team": Link("team") [careful];
    }
    checks [no_more_than_ordered]
    part of "order"
    one per "line"
}

fn no_more_than_ordered(record: &Record, problems: &mut Vec<Problem>) {
    let number = |key| record.get(key).unwrap_or_default();
    let ordered = number(OrderLine::QUANTITY);
    let open = ordered - number(OrderLine::DELIVERED) - number(OrderLine::CANCELLED);
    if open < 0.0 {
        problems.push(Problem::of(OrderLine::DELIVERED.id, "problem-more-than-ordered").with("ordered", ordered));
    }
}
