//! Discounts that are given wherever their conditions hold.

use crate::{Problem, Record, entity};

entity! {
    /// A discount by rule. Everything that it says must be true; what it leaves open is true.
    DiscountRule = "discount_rule" / "discount_rules", scope Workspace, write Managers {
        /// What it is called; customers never see it.
        NAME = "name": Text(200) [required, title, list, search];
        /// Whether it is given at all.
        ACTIVE = "active": Flag [list];
        /// What it gives.
        KIND = "kind": Choice(&["percent", "unit_off", "line_off", "unit_price"]) [required, list];
        /// Hundredths off.
        PERCENT = "percent": Number(0.0, 100.0) [list];
        /// An amount off each unit or off the line, or the price of a unit.
        AMOUNT = "amount": Money [list];
        /// For these products.
        PRODUCTS = "products": Links("product") [list];
        /// For this family.
        FAMILY = "family": Text(100) [list];
        /// For these accounts.
        ACCOUNTS = "accounts": Links("account");
        /// For accounts of this group.
        GROUP = "group": Text(100) [list];
        /// From this quantity on a line.
        MIN_QUANTITY = "min_quantity": Number(0.0, 1e9) [list];
        /// Up to this quantity on a line.
        MAX_QUANTITY = "max_quantity": Number(0.0, 1e9);
        /// On quotes that are worth at least this before all discounts.
        MIN_TOTAL = "min_total": Money;
        /// First day.
        VALID_FROM = "valid_from": Date;
        /// Last day.
        VALID_TO = "valid_to": Date;
        /// The highest works first, each on what the one before it left.
        PRIORITY = "priority": Number(-1000.0, 1000.0);
        /// Of the rules of one such group only the one that takes most off is given.
        BEST_OF = "best_of": Text(100);
        /// Whether it also lowers a price that was agreed with the account.
        ON_CONTRACTS = "on_contracts": Flag;
    }
    checks [says_how_much]
}

fn says_how_much(record: &Record, problems: &mut Vec<Problem>) {
    let missing = match record.get(DiscountRule::KIND) {
        Some("percent") => record.get(DiscountRule::PERCENT).is_none().then_some(DiscountRule::PERCENT.id),
        Some(_) => record.get(DiscountRule::AMOUNT).is_none().then_some(DiscountRule::AMOUNT.id),
        None => None,
    };
    problems.extend(missing.map(|field| Problem::of(field, "problem-required")));
}
