//! People at accounts.

use crate::{Problem, Record, entity};

entity! {
    /// A person, usually at an account.
    Contact = "contact" / "contacts", scope Owned, write Members {
        /// Given and family name, as people say them.
        NAME = "name": Join(&["first_name", "last_name"]) [title, list, search];
        /// Given name.
        FIRST_NAME = "first_name": Text(100) [search];
        /// Family name.
        LAST_NAME = "last_name": Text(100) [search];
        /// Firm.
        ACCOUNT = "account": Link("account") [list];
        /// Position at the firm.
        TITLE = "title": Text(150) [list, search];
        /// Department at the firm.
        DEPARTMENT = "department": Text(150) [search];
        /// E-mail address.
        EMAIL = "email": Email [list, search];
        /// Telephone at work.
        PHONE = "phone": Phone [list, search];
        /// Mobile telephone.
        MOBILE = "mobile": Phone [search];
        /// Postal address.
        ADDRESS = "address": Address;
        /// Ways in which the person wants to be reached.
        CHANNELS = "channels": MultiChoice(&["email", "phone", "post", "visit"]);
        /// Whether marketing mail is agreed to.
        CONSENT = "consent": Choice(&["unknown", "given", "withdrawn"]);
        /// When and how consent was given.
        CONSENT_PROOF = "consent_proof": Text(300);
        /// Date of birth.
        BIRTHDAY = "birthday": Date;
        /// How the contact was won.
        SOURCE = "source": Text(100);
        /// Person who looks after the contact.
        OWNER = "owner": Link("user") [list, careful];
        /// Team that may see the contact.
        TEAM = "team": Link("team") [careful];
        /// Anything else worth knowing.
        DESCRIPTION = "description": LongText [search];
    }
    checks [has_a_name]
}

fn has_a_name(record: &Record, problems: &mut Vec<Problem>) {
    let named = [Contact::FIRST_NAME, Contact::LAST_NAME].into_iter().any(|key| record.get(key).is_some());
    if !named && record.get(Contact::EMAIL).is_none() {
        problems.push(Problem::of(Contact::LAST_NAME.id, "problem-name-or-email"));
    }
}
