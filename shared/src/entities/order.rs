//! Orders: what accepted quotes become.

use crate::entity;

entity! {
    /// An order. There is one for each accepted quote, whoever makes it and on however many devices.
    Order = "order" / "orders", scope Owned, write Members {
        /// What it is about.
        TITLE = "title": Text(200) [required, title, list, search];
        /// Its number.
        NUMBER = "number": Text(60) [required, list, search, system];
        /// The quote that was accepted.
        QUOTE = "quote": Link("quote") [required, system];
        /// How far it is.
        STATUS = "status": Choice(&["open", "partly_delivered", "delivered", "cancelled"]) [list, derived, system];
        /// Customer.
        ACCOUNT = "account": Link("account") [list];
        /// Person at the customer.
        CONTACT = "contact": Link("contact");
        /// Deal that it belongs to.
        OPPORTUNITY = "opportunity": Link("opportunity");
        /// Total without tax of what is not cancelled.
        NET = "net": Money [list, derived, system];
        /// Total with tax of what is not cancelled.
        GROSS = "gross": Money [derived, system];
        /// The day on which it was ordered.
        ORDERED_ON = "ordered_on": Date [list];
        /// The day on which it shall be delivered.
        DELIVER_BY = "deliver_by": Date [list];
        /// What the customer calls it.
        REFERENCE = "reference": Text(200) [search];
        /// Person who sold it.
        OWNER = "owner": Link("user") [list, careful];
        /// Team that may see it.
        TEAM = "team": Link("team") [careful];
        /// Anything else worth knowing.
        DESCRIPTION = "description": LongText [search];
    }
    one per "quote"
}
