//! Things to do, with a date.

use crate::entity;

entity! {
    /// Something that a person has to do.
    Task = "task" / "tasks", scope Owned, write Members {
        /// What is to be done.
        SUBJECT = "subject": Text(200) [required, title, list, search];
        /// By when.
        DUE = "due": Date [list];
        /// How much it matters.
        PRIORITY = "priority": Choice(&["low", "normal", "high"]) [list];
        /// Whether it is done.
        DONE = "done": Flag [list];
        /// When it was done.
        DONE_AT = "done_at": DateTime;
        /// Customer.
        ACCOUNT = "account": Link("account") [list];
        /// Person at the customer.
        CONTACT = "contact": Link("contact");
        /// Deal that it belongs to.
        OPPORTUNITY = "opportunity": Link("opportunity") [list];
        /// Details.
        DESCRIPTION = "description": LongText [search];
        /// Person who has to do it.
        OWNER = "owner": Link("user") [list, careful];
        /// Team that may see it.
        TEAM = "team": Link("team") [careful];
    }
}
