//! Who sells and who buys, as documents say it.

use super::{find, own_text, text};
use crate::ubl::Party;
use serde::{Deserialize, Serialize};
use shared::{
    Problem, Record, Value,
    entities::{Account, Contact, Quote, Seller, User, seller_id},
    sync::Rows,
};
use std::sync::Arc;

/// Both sides of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Parties {
    /// Who sells.
    pub seller: Party,
    /// Who buys.
    pub buyer: Party,
}

/// Both sides of a quote: as they were when it was sent; as the records say while it is a draft.
pub fn parties(rows: &dyn Rows, quote: &Record) -> Parties {
    let kept = quote.get(Quote::PARTIES).and_then(|json| serde_json::from_str(json).ok());
    kept.unwrap_or_else(|| Parties { seller: seller(rows, quote), buyer: buyer(rows, quote) })
}

/// The same, for the quote's field.
pub(super) fn kept(rows: &dyn Rows, quote: &Record) -> Result<Value, Problem> {
    let json = serde_json::to_string(&parties(rows, quote)).map_err(|_| Problem::new("problem-not-written"))?;
    Ok(json.into())
}

/// The firm, and whoever looks after the quote as the person to talk to.
fn seller(rows: &dyn Rows, quote: &Record) -> Party {
    let person = find(rows, User::ENTITY_NAME, quote.get(Quote::OWNER));
    let of_person = |field: &str| person.as_ref().map(|person| text(person, field)).unwrap_or_default();
    let firm = find(rows, Seller::ENTITY_NAME, Some(seller_id()));
    let of_firm = |field: &str| firm.as_ref().map(|firm| text(firm, field)).unwrap_or_default();
    let email = firm.as_ref().and_then(|firm| own_text(firm, Seller::EMAIL.id));
    Party {
        name: of_firm(Seller::NAME.id),
        address: firm.as_ref().and_then(|firm| firm.get(Seller::ADDRESS)).cloned().unwrap_or_default(),
        tax_id: of_firm(Seller::TAX_NUMBER.id),
        registration: of_firm(Seller::REGISTRATION.id),
        contact: of_person(User::NAME.id),
        phone: of_firm(Seller::PHONE.id),
        email: email.unwrap_or_else(|| of_person(User::EMAIL.id)),
        endpoint: None,
    }
}

/// The account at its address, else at that of the person there.
fn buyer(rows: &dyn Rows, quote: &Record) -> Party {
    let firm = find(rows, Account::ENTITY_NAME, quote.get(Quote::ACCOUNT));
    let person = find(rows, Contact::ENTITY_NAME, quote.get(Quote::CONTACT));
    let of = |record: &Option<Arc<Record>>, field: &str| {
        record.as_ref().map(|record| text(record, field)).unwrap_or_default()
    };
    let at_firm = firm.as_ref().and_then(|firm| firm.get(Account::ADDRESS)).filter(|place| !place.is_empty());
    let at_home = || person.as_ref().and_then(|person| person.get(Contact::ADDRESS));
    let contact = person.as_ref().map(|person| name(person)).unwrap_or_default();
    let phone = of(&person, Contact::PHONE.id);
    Party {
        name: if firm.is_some() { of(&firm, Account::NAME.id) } else { contact.clone() },
        address: at_firm.or_else(at_home).cloned().unwrap_or_default(),
        contact: if firm.is_some() { contact } else { String::new() },
        phone: if phone.is_empty() { of(&firm, Account::PHONE.id) } else { phone },
        email: of(&person, Contact::EMAIL.id),
        ..Party::default()
    }
}

/// A person's name in full.
fn name(person: &Record) -> String {
    let parts = [Contact::FIRST_NAME.id, Contact::LAST_NAME.id].map(|field| text(person, field));
    parts.join(" ").trim().to_owned()
}
