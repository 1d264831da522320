//! Surcharges: what options and attributes add to a price.

use crate::{Problem, Record, entity};

entity! {
    /// What a chosen option, or a unit of an attribute, adds to the price of a unit.
    Surcharge = "surcharge" / "surcharges", scope Owned, write Managers {
        /// What it is called.
        NAME = "name": Text(200) [required, title, list, search];
        /// The price that it is added to.
        PRICE = "price": Link("price") [required, list];
        /// The attribute or option.
        ATTRIBUTE = "attribute": Text(100) [required, list];
        /// The value that costs this. Any where nothing is said; then it counts for each unit of the value.
        VALUE = "value": Text(100) [list];
        /// How much, in the book's currency.
        AMOUNT = "amount": Money [list];
        /// How much, in hundredths of the price before all surcharges.
        PERCENT = "percent": Number(-100.0, 10_000.0) [list];
        /// As the price's.
        OWNER = "owner": Link("user") [careful];
        /// As the price's.
        TEAM = "team": Link("team") [careful];
    }
    checks [says_how_much]
    part of "price"
}

fn says_how_much(record: &Record, problems: &mut Vec<Problem>) {
    if record.get(Surcharge::AMOUNT).is_none() && record.get(Surcharge::PERCENT).is_none() {
        problems.push(Problem::of(Surcharge::AMOUNT.id, "problem-required"));
    }
}
