//! People who ask, before anybody knows whether they will buy.

use crate::{Problem, Record, entity};

entity! {
    /// Somebody who may become a customer: what they asked for, and how to reach them.
    Lead = "lead" / "leads", scope Owned, write Members {
        /// What it is about.
        TITLE = "title": Text(200) [required, title, list, search];
        /// How far it is.
        STATUS = "status": Choice(&["new", "working", "qualified", "unqualified"]) [required, list];
        /// Who asks.
        PERSON = "person": Text(200) [list, search];
        /// Their firm.
        COMPANY = "company": Text(200) [list, search];
        /// E-mail address.
        EMAIL = "email": Email [list, search];
        /// Telephone number.
        PHONE = "phone": Phone [search];
        /// Where they are: two letters by ISO 3166, in capitals.
        COUNTRY = "country": Text(2);
        /// Where it came from.
        SOURCE = "source": Choice(&["configurator", "web", "phone", "email", "event", "referral", "other"]) [list];
        /// What they are interested in.
        PRODUCT = "product": Link("product") [list];
        /// What they wrote.
        MESSAGE = "message": LongText [search];
        /// The total without tax that they were shown.
        SHOWN = "shown": Money;
        /// What they agreed to, and when.
        CONSENT = "consent": Text(500);
        /// The account that they belong to.
        ACCOUNT = "account": Link("account");
        /// The contact that they are.
        CONTACT = "contact": Link("contact");
        /// The deal that came of it.
        OPPORTUNITY = "opportunity": Link("opportunity");
        /// The quote that was made for it.
        QUOTE = "quote": Link("quote");
        /// Person who follows it up.
        OWNER = "owner": Link("user") [list, careful];
        /// Team that may see it.
        TEAM = "team": Link("team") [careful];
    }
    checks [somebody_can_be_told, has_a_country]
}

impl Lead {
    /// Whether a text may be the code of a country.
    pub fn is_country(code: &str) -> bool {
        code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase())
    }
}

fn somebody_can_be_told(record: &Record, problems: &mut Vec<Problem>) {
    let named = [Lead::PERSON.id, Lead::COMPANY.id, Lead::EMAIL.id, Lead::PHONE.id];
    if named.iter().all(|field| record.value(field).is_null()) {
        problems.push(Problem::of(Lead::PERSON.id, "problem-lead-nobody"));
    }
}

fn has_a_country(record: &Record, problems: &mut Vec<Problem>) {
    if record.get(Lead::COUNTRY).is_some_and(|code| !Lead::is_country(code)) {
        problems.push(Problem::of(Lead::COUNTRY.id, "problem-country"));
    }
}
