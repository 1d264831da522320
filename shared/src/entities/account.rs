//! Firms, their business units and subsidiaries, and private households.

use crate::{Problem, Record, entity};

entity! {
    /// A firm, a business unit of one, or a household. Accounts form a tree by `parent`.
    Account = "account" / "accounts", scope Owned, write Members {
        /// What the firm is called.
        NAME = "name": Text(200) [required, title, list, search];
        /// The customer's number in other systems.
        NUMBER = "number": Text(60) [search, unique];
        /// Firm that this one belongs to.
        PARENT = "parent": Link("account");
        /// Line of business.
        SECTOR = "sector": Text(100) [list, search];
        /// Where it stands in its life as a customer.
        LIFECYCLE = "lifecycle": Choice(&["prospect", "customer", "lapsed", "partner"]) [list];
        /// Yearly revenue.
        REVENUE = "revenue": Money [list];
        /// Number of people employed.
        EMPLOYEES = "employees": Number(0.0, 1e8) [list];
        /// Year founded.
        FOUNDED = "founded": Number(1000.0, 2999.0);
        /// Web site.
        WEBSITE = "website": Url [search];
        /// Switchboard.
        PHONE = "phone": Phone [search];
        /// Where the head office is, in a word.
        LOCATION = "location": Text(120) [list, search];
        /// Postal address.
        ADDRESS = "address": Address [search];
        /// How the account was won.
        SOURCE = "source": Text(100);
        /// The group whose prices it gets.
        PRICE_GROUP = "price_group": Text(100);
        /// Person who looks after it.
        OWNER = "owner": Link("user") [list, careful];
        /// Team that may see it.
        TEAM = "team": Link("team") [careful];
        /// Anything else worth knowing.
        DESCRIPTION = "description": LongText [search];
    }
    checks [not_its_own_parent]
}

fn not_its_own_parent(record: &Record, problems: &mut Vec<Problem>) {
    if record.get(Account::PARENT) == Some(record.id) {
        problems.push(Problem::of(Account::PARENT.id, "problem-own-parent"));
    }
}
