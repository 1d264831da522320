//! Touch points: what happened with a customer.

use crate::entity;

entity! {
    /// A call, meeting, visit or message that took place or is planned.
    Activity = "activity" / "activities", scope Owned, write Members {
        /// What it was about.
        SUBJECT = "subject": Text(200) [required, title, list, search];
        /// What sort of touch point.
        KIND = "kind": Choice(&["call", "meeting", "visit", "email", "letter", "chat", "event"]) [required, list];
        /// When it starts.
        AT = "at": DateTime [required, list];
        /// How long it takes, in minutes.
        MINUTES = "minutes": Number(0.0, 10080.0);
        /// Who reached out.
        DIRECTION = "direction": Choice(&["outgoing", "incoming"]);
        /// What came of it.
        OUTCOME = "outcome": Choice(&["reached", "no_answer", "left_message", "held", "cancelled"]) [list];
        /// Customer.
        ACCOUNT = "account": Link("account") [list];
        /// People who took part.
        CONTACTS = "contacts": Links("contact") [list];
        /// Deal that it belongs to.
        OPPORTUNITY = "opportunity": Link("opportunity");
        /// Quote that it is about.
        QUOTE = "quote": Link("quote");
        /// What was said.
        BODY = "body": LongText [search];
        /// Person here who took part.
        OWNER = "owner": Link("user") [list, careful];
        /// Team that may see it.
        TEAM = "team": Link("team") [careful];
    }
}
