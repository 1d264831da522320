//! Quotes: what is offered to a customer, in versions that stay as they were sent.

use super::{Order, price_book::currency};
use crate::{
    Problem, Record, entity,
    schema::{Attempt, id_for},
};

/// Status of a quote that is still being written.
pub const DRAFT: &str = "draft";

entity! {
    /// An offer. A draft is priced anew whenever it is looked at; once sent, it is what was sent.
    Quote = "quote" / "quotes", scope Owned, write Members {
        /// What it is about.
        TITLE = "title": Text(200) [required, title, list, search];
        /// Its number, the same for all versions.
        NUMBER = "number": Text(60) [required, list, search, system];
        /// Version, from 1.
        VERSION = "version": Number(1.0, 10_000.0) [system];
        /// The version that it came from.
        PREVIOUS = "previous": Link("quote") [system];
        /// How it stands.
        STATUS = "status": Choice(&["draft", "sent", "accepted", "declined", "expired", "replaced"]) [required, list, system];
        /// Customer.
        ACCOUNT = "account": Link("account") [list];
        /// Person at the customer.
        CONTACT = "contact": Link("contact");
        /// Deal that it belongs to.
        OPPORTUNITY = "opportunity": Link("opportunity");
        /// Total without tax.
        NET = "net": Money [list, derived, system];
        /// Total with tax.
        GROSS = "gross": Money [derived, system];
        /// Currency of all amounts.
        CURRENCY = "currency": Text(3) [required];
        /// Prices come from this book alone; from whichever fits best where nothing is said.
        PRICE_BOOK = "price_book": Link("price_book");
        /// The day whose prices count.
        DATE = "date": Date [required];
        /// Last day on which it may be accepted.
        VALID_UNTIL = "valid_until": Date [list];
        /// For how many months the customer is bound.
        TERM_MONTHS = "term_months": Number(0.0, 1200.0);
        /// How the discount on the whole quote is meant.
        DISCOUNT_KIND = "discount_kind": Choice(&["percent", "amount", "total"]);
        /// The discount on the whole quote: hundredths off, an amount off, or what the lines shall cost.
        DISCOUNT = "discount": Number(0.0, 1e12);
        /// Why.
        DISCOUNT_REASON = "discount_reason": Text(300);
        /// Text above the lines.
        INTRODUCTION = "introduction": LongText;
        /// Terms.
        TERMS = "terms": LongText;
        /// What it says beyond its own texts, and how it is printed.
        TEMPLATE = "template": Link("quote_template");
        /// What the customer calls it.
        REFERENCE = "reference": Text(200) [search];
        /// The day on which it was sent.
        SENT_ON = "sent_on": Date [system];
        /// The day on which the customer answered.
        ANSWERED_ON = "answered_on": Date;
        /// Who accepted, at the customer.
        ACCEPTED_BY = "accepted_by": Text(200);
        /// Why it was declined.
        ANSWER = "answer": Text(500);
        /// What was sent: all amounts and how they came about, as JSON of a priced quote.
        PRICED = "priced": LongText [system, hidden, whole];
        /// The fingerprint of what was sent.
        FINGERPRINT = "fingerprint": Text(64) [system, hidden];
        /// The price list by which it was priced when it was sent, as JSON. A new version keeps it until somebody updates it.
        PRICES = "prices": LongText [system, hidden, whole];
        /// Who sells and who buys, as it was printed when it was sent, as JSON.
        PARTIES = "parties": LongText [system, hidden, whole];
        /// What its template was when it was sent, as JSON; nothing where it had none.
        LOOK = "look": LongText [system, hidden, whole];
        /// The fingerprint of what it was made from when it was sent, so that edits which came too late are noticed.
        CONTENT = "content": Text(64) [system, hidden];
        /// The fingerprint of what a draft's totals were made from.
        TOTALS_OF = "totals_of": Text(64) [derived, system, hidden];
        /// Person who sells it.
        OWNER = "owner": Link("user") [list, careful];
        /// Team that may see it.
        TEAM = "team": Link("team") [careful];
    }
    checks [has_a_currency, ends_after_it_begins, is_priced_when_sent]
    guards [is_accepted_with_its_order]
    sealed "status" beyond ["draft"] but ["status", "answered_on", "accepted_by", "answer", "owner", "team"]
}

fn has_a_currency(record: &Record, problems: &mut Vec<Problem>) {
    currency(record, Quote::CURRENCY.id, problems);
}

fn ends_after_it_begins(record: &Record, problems: &mut Vec<Problem>) {
    let days = record.get(Quote::DATE).zip(record.get(Quote::VALID_UNTIL));
    if days.is_some_and(|(date, until)| until < date) {
        problems.push(Problem::of(Quote::VALID_UNTIL.id, "problem-ends-before-it-begins"));
    }
}

/// Accepting makes the order, in one act.
fn is_accepted_with_its_order(attempt: &Attempt<'_>) -> Option<Problem> {
    let accepts = attempt.changes(Quote::STATUS.id) && attempt.after.get(Quote::STATUS) == Some("accepted");
    let order = (attempt.find)(Order::ENTITY_NAME, id_for(Order::ENTITY_NAME, attempt.after.id));
    (accepts && order.is_none()).then(|| Problem::of(Quote::STATUS.id, "problem-accepted-without-order"))
}

/// What was sent can be shown for ever.
fn is_priced_when_sent(record: &Record, problems: &mut Vec<Problem>) {
    let sent = record.get(Quote::STATUS).is_some_and(|status| status != DRAFT);
    let missing = [Quote::PRICED.id, Quote::FINGERPRINT.id].into_iter().any(|field| record.value(field).is_null());
    if sent && missing {
        problems.push(Problem::of(Quote::STATUS.id, "problem-quote-not-priced"));
    }
}
