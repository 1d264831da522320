//! Free text about a customer or deal.

use crate::entity;

entity! {
    /// A note on an account, a contact or a deal.
    Note = "note" / "notes", scope Owned, write Members {
        /// A heading, where one helps.
        TITLE = "title": Text(200) [title, list, search];
        /// The text, in Markdown.
        BODY = "body": LongText [required, list, search];
        /// Customer.
        ACCOUNT = "account": Link("account") [list];
        /// Person at the customer.
        CONTACT = "contact": Link("contact");
        /// Deal that it belongs to.
        OPPORTUNITY = "opportunity": Link("opportunity");
        /// Kept at the top.
        PINNED = "pinned": Flag;
        /// Person who wrote it.
        OWNER = "owner": Link("user") [list, careful];
        /// Team that may see it.
        TEAM = "team": Link("team") [careful];
    }
}
