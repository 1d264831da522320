//! E-mails that people send to customers.

use crate::{Problem, Record, entity, schema::Attempt};

/// Most addresses of one message.
const MOST: usize = 20;
/// Characters that have a meaning of their own around an address.
const SPECIAL: &str = "<>()[]\\,;:\"";

entity! {
    /// A message to a customer. A device writes it, without a network too; the server sends it once it has it, and then it
    /// stays as it was written.
    Email = "email" / "emails", scope Owned, write Members {
        /// Its subject.
        SUBJECT = "subject": Text(200) [required, title, list, search];
        /// To whom: addresses with commas between them.
        TO = "to": Text(1000) [required, list, search];
        /// Who gets a copy, likewise.
        CC = "cc": Text(1000) [search];
        /// What it says. Where [`Email::LINK_HERE`] stands, the server puts the link to the quote, which nobody here knows.
        BODY = "body": LongText [required, search];
        /// How it stands.
        STATUS = "status": Choice(&["queued", "sending", "sent", "failed", "cancelled"]) [required, list, system];
        /// Why it was not sent, or not yet.
        REASON = "reason": Text(500) [system];
        /// When the mail server took it.
        SENT_AT = "sent_at": DateTime [list, system];
        /// Customer.
        ACCOUNT = "account": Link("account") [list];
        /// Person there.
        CONTACT = "contact": Link("contact");
        /// Deal that it belongs to.
        OPPORTUNITY = "opportunity": Link("opportunity");
        /// Quote that it is about.
        QUOTE = "quote": Link("quote") [list];
        /// The quote goes along as PDF.
        WITH_PDF = "with_pdf": Flag;
        /// The link in it, which is made when it is sent.
        QUOTE_LINK = "quote_link": Link("quote_link") [system, hidden];
        /// How often it was tried.
        TRIES = "tries": Number(0.0, 1000.0) [system, hidden];
        /// Not to be tried before; while it is being sent, when whoever sends it must have ended.
        DUE_AT = "due_at": DateTime [system, hidden];
        /// As the quote's.
        OWNER = "owner": Link("user") [list, careful];
        /// As the quote's.
        TEAM = "team": Link("team") [careful];
    }
    checks [goes_to_addresses, has_a_subject_of_one_line]
    guards [is_sent_by_the_server]
    sealed "status" beyond [] but ["status"]
    goes with "quote"
}

impl Email {
    /// What stands in a text for the link to the quote. The link is made where the message is sent, so that its secret
    /// stands in no record: whoever reads the log cannot answer for the customer.
    pub const LINK_HERE: &'static str = "{link}";

    /// The addresses in a list of them.
    pub fn addresses(list: &str) -> impl Iterator<Item = &str> {
        list.split(',').map(str::trim).filter(|address| !address.is_empty())
    }
}

fn goes_to_addresses(record: &Record, problems: &mut Vec<Problem>) {
    let lists = [(Email::TO, record.get(Email::TO)), (Email::CC, record.get(Email::CC))];
    for (field, list) in lists {
        let list = list.unwrap_or_default();
        let wrong = Email::addresses(list).find(|address| !is_address(address));
        // A line that is broken could go on as another header.
        let broken = list.chars().any(char::is_control).then_some(list);
        if let Some(wrong) = wrong.or(broken) {
            let shown: String = wrong.chars().filter(|letter| !letter.is_control()).take(100).collect();
            problems.push(Problem::of(field.id, "problem-email-address").with("value", shown));
        }
    }
    let count: usize = lists.iter().map(|(_, list)| Email::addresses(list.unwrap_or_default()).count()).sum();
    if count > MOST {
        problems.push(Problem::of(Email::TO.id, "problem-email-many").with("max", MOST));
    }
    if record.get(Email::TO).is_some_and(|list| Email::addresses(list).next().is_none()) {
        problems.push(Problem::of(Email::TO.id, "problem-required"));
    }
}

/// What mail servers take without being asked twice: a name and a host, and nothing around them.
fn is_address(address: &str) -> bool {
    let parts = address.rsplit_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty());
    let plain = |letter: char| !letter.is_control() && !letter.is_whitespace() && !SPECIAL.contains(letter);
    parts.is_some_and(|(name, host)| !name.contains('@') && host.chars().all(plain) && name.chars().all(plain))
        && address.len() <= 320
}

fn has_a_subject_of_one_line(record: &Record, problems: &mut Vec<Problem>) {
    if record.get(Email::SUBJECT).is_some_and(|subject| subject.chars().any(char::is_control)) {
        problems.push(Problem::of(Email::SUBJECT.id, "problem-one-line"));
    }
}

/// People hand a message over, take it back while it waits, and ask for another try. All else about it the server says.
fn is_sent_by_the_server(attempt: &Attempt<'_>) -> Option<Problem> {
    let status = attempt.after.get(Email::STATUS);
    let may = match attempt.before {
        None => {
            let said = [Email::REASON.id, Email::SENT_AT.id, Email::QUOTE_LINK.id, Email::TRIES.id, Email::DUE_AT.id];
            status == Some("queued") && said.iter().all(|field| attempt.after.value(field).is_null())
        }
        Some(_) if !attempt.changes(Email::STATUS.id) => true,
        Some(before) => matches!(
            (before.get(Email::STATUS), status),
            (Some("failed"), Some("queued")) | (Some("queued" | "failed"), Some("cancelled"))
        ),
    };
    (!may).then(|| Problem::of(Email::STATUS.id, "problem-email-status"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_plain_or_none() {
        for good in ["ada@example.com", "a.b+c@mail.example.co.uk", "ü@example.com", "x@host"] {
            assert!(is_address(good), "{good}");
        }
        for bad in
            ["", "ada", "@host", "ada@", "a b@host", "a@b@host", "a@host>", "Ada <a@host>", "a@ho\nst", "a@h;b@h"]
        {
            assert!(!is_address(bad), "{bad}");
        }
        assert_eq!(Email::addresses(" a@b , ,c@d,").collect::<Vec<_>>(), ["a@b", "c@d"]);
    }
}
