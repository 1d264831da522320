//! From a lead to an account, a contact and a deal.

use crate::{
    Id, Name, Record, Value,
    entities::{Account, Contact, Lead, Opportunity, Quote},
    query::{Names, Verdict},
    sync::{Change, Edit, Operation},
    text::fold,
};
use std::sync::Arc;

/// Most records that are offered.
const OFFERED: usize = 5;

/// A record that a lead may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub name: String,
    /// It is the same for all that is known: the same address, or the same name.
    pub certain: bool,
}

/// Who the lead may be already, the most likely first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matches {
    /// Firms.
    pub accounts: Vec<Match>,
    /// People.
    pub contacts: Vec<Match>,
}

/// Looks for the lead's firm and person among those that are known. A person is told by the e-mail address, else by the
/// name; a firm by the person's account, else by its name.
pub fn matches(lead: &Record, accounts: &[Arc<Record>], contacts: &[Arc<Record>]) -> Matches {
    let title = |row: &Record| {
        let parts = [Contact::FIRST_NAME, Contact::LAST_NAME].map(|key| row.get(key).unwrap_or_default());
        parts.join(" ").trim().to_owned()
    };
    let people = lead.get(Lead::EMAIL).map(|email| by_email(email, contacts, title)).unwrap_or_default();
    let named = || lead.get(Lead::PERSON).map(|name| by_name(name, contacts.iter().map(|row| (row.id, title(row)))));
    let contacts_found = if people.is_empty() { named().unwrap_or_default() } else { people };
    let firms = || {
        let name = |row: &Record| row.get(Account::NAME).unwrap_or_default().to_owned();
        lead.get(Lead::COMPANY).map(|firm| by_name(firm, accounts.iter().map(|row| (row.id, name(row)))))
    };
    let of_person = contacts_found.iter().filter(|found| found.certain).find_map(|found| {
        let contact = contacts.iter().find(|row| row.id == found.id)?;
        let account = accounts.iter().find(|row| Some(row.id) == contact.get(Contact::ACCOUNT))?;
        Some(Match { id: account.id, name: account.get(Account::NAME)?.to_owned(), certain: true })
    });
    let mut found: Vec<Match> = of_person.into_iter().collect();
    let others = firms().unwrap_or_default();
    found.extend(others.into_iter().filter(|other| found.iter().all(|known| known.id != other.id)).collect::<Vec<_>>());
    Matches { accounts: found, contacts: contacts_found }
}

fn by_email(email: &str, contacts: &[Arc<Record>], title: impl Fn(&Record) -> String) -> Vec<Match> {
    let wanted = fold(email.trim());
    let same = contacts.iter().filter(|row| row.get(Contact::EMAIL).is_some_and(|own| fold(own.trim()) == wanted));
    same.take(OFFERED).map(|row| Match { id: row.id, name: title(row), certain: true }).collect()
}

fn by_name(name: &str, all: impl Iterator<Item = (Id, String)>) -> Vec<Match> {
    let all: Vec<(Id, String)> = all.collect();
    let named = |id: Id| all.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone()).unwrap_or_default();
    match Names::new(all.iter().map(|(id, name)| (*id, name.as_str()))).resolve(name) {
        Verdict::Certain { id, .. } => vec![Match { id, name: named(id), certain: true }],
        Verdict::Near(near) => {
            near.into_iter().take(OFFERED).map(|one| Match { id: one.id, name: one.name, certain: false }).collect()
        }
        Verdict::None => Vec::new(),
    }
}

/// What a conversion makes and what it takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The account that the lead is; a new one where none is named and a firm is known.
    pub account: Option<Id>,
    /// The contact that the lead is; a new one where none is named and a person is known.
    pub contact: Option<Id>,
    /// Nobody wants an account made.
    pub without_account: bool,
    /// Nobody wants a contact made.
    pub without_contact: bool,
    /// The stage and pipeline of a new deal, where the lead has none yet and one is wanted.
    pub stage: Option<(Id, Option<Id>)>,
    /// Where the lead came from, in words.
    pub source: String,
}

/// What came of a conversion.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// What to write, in one mutation.
    pub ops: Vec<Operation>,
    /// Where to go on: the deal, else the contact, else the account.
    pub next: Option<(Name, Id)>,
}

/// Makes account, contact and deal of a lead, or takes those that are named, and links the lead, its deal and its quote to
/// them. `linked` are the lead's deal and its draft quote as they are. New ids come from `new_id`.
pub fn convert(lead: &Record, wanted: &Wanted, linked: &[Arc<Record>], mut new_id: impl FnMut() -> Id) -> Made {
    let mut ops = Vec::new();
    let source = wanted.source.as_str();
    let named = lead.get(Lead::COMPANY).filter(|_| !wanted.without_account);
    let account = wanted.account.or_else(|| Some(made(&mut ops, new_account(lead, named?, source, new_id()))));
    let person = lead.get(Lead::PERSON).or(lead.get(Lead::EMAIL)).filter(|_| !wanted.without_contact);
    let contact =
        wanted.contact.or_else(|| Some(made(&mut ops, new_contact(lead, person?, (source, account), new_id()))));
    let deal = lead.get(Lead::OPPORTUNITY).or_else(|| {
        let values = new_deal(lead, wanted.stage?, account, contact).into_iter().chain(inherited(lead, source));
        Some(made(&mut ops, Operation::create(Opportunity::ENTITY_NAME, new_id(), values)))
    });
    ops.extend(linked.iter().filter_map(|row| joined(row, account, contact)));
    let values = vec![
        (Lead::STATUS.id, "qualified".into()),
        (Lead::ACCOUNT.id, account.into()),
        (Lead::CONTACT.id, contact.into()),
        (Lead::OPPORTUNITY.id, deal.into()),
    ];
    ops.push(patch(lead, values));
    let place = |entity: &'static str| move |id| (Name::from(entity), id);
    let next = deal.map(place(Opportunity::ENTITY_NAME));
    let next = next.or_else(|| contact.map(place(Contact::ENTITY_NAME)));
    Made { ops, next: next.or_else(|| account.map(place(Account::ENTITY_NAME))) }
}

/// Links a deal or quote to account and contact; what somebody has entered there stays.
fn joined(row: &Record, account: Option<Id>, contact: Option<Id>) -> Option<Operation> {
    let person = if *row.entity == *Quote::ENTITY_NAME {
        (Quote::CONTACT.id, Value::from(contact))
    } else {
        (Opportunity::CONTACTS.id, Value::list(contact.map(|id| id.to_string())))
    };
    let fits = |(field, value): &(&str, Value)| row.value(field).is_null() && !value.is_null();
    let open: Vec<_> = [("account", account.into()), person].into_iter().filter(fits).collect();
    (!open.is_empty()).then(|| patch(row, open))
}

/// Adds what makes a record, and gives its id.
fn made(ops: &mut Vec<Operation>, op: Operation) -> Id {
    let id = op.target().1;
    ops.push(op);
    id
}

fn patch(row: &Record, values: Vec<(&'static str, Value)>) -> Operation {
    let base = |field: &str| row.cell(field).map_or(0, |cell| cell.stamp.seq);
    let change = |(field, value)| Change { field: Name::from(field), edit: Edit::Set(value), base: base(field) };
    Operation::Patch { entity: row.entity.clone(), id: row.id, changes: values.into_iter().map(change).collect() }
}

/// Who looks after it, and where it came from: the same in everything that comes of a lead.
fn inherited(lead: &Record, source: &str) -> [(&'static str, Value); 3] {
    [
        ("owner", lead.value(Lead::OWNER.id).clone()),
        ("team", lead.value(Lead::TEAM.id).clone()),
        ("source", Some(source).filter(|words| !words.is_empty()).into()),
    ]
}

fn new_account(lead: &Record, name: &str, source: &str, id: Id) -> Operation {
    let own: [(&str, Value); 2] = [(Account::NAME.id, name.into()), (Account::LIFECYCLE.id, "prospect".into())];
    Operation::create(Account::ENTITY_NAME, id, own.into_iter().chain(inherited(lead, source)))
}

fn new_contact(lead: &Record, name: &str, (source, account): (&str, Option<Id>), id: Id) -> Operation {
    let (first, last) = name.trim().rsplit_once(' ').unwrap_or(("", name.trim()));
    let text = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(Value::text).unwrap_or_default();
    let own: [(&str, Value); 5] = [
        (Contact::FIRST_NAME.id, text(first)),
        (Contact::LAST_NAME.id, text(last)),
        (Contact::ACCOUNT.id, account.into()),
        (Contact::EMAIL.id, lead.value(Lead::EMAIL.id).clone()),
        (Contact::PHONE.id, lead.value(Lead::PHONE.id).clone()),
    ];
    Operation::create(Contact::ENTITY_NAME, id, own.into_iter().chain(inherited(lead, source)))
}

fn new_deal(
    lead: &Record,
    (stage, pipeline): (Id, Option<Id>),
    account: Option<Id>,
    contact: Option<Id>,
) -> [(&'static str, Value); 7] {
    [
        (Opportunity::NAME.id, lead.value(Lead::TITLE.id).clone()),
        (Opportunity::STAGE.id, stage.into()),
        (Opportunity::PIPELINE.id, pipeline.into()),
        (Opportunity::ACCOUNT.id, account.into()),
        (Opportunity::CONTACTS.id, Value::list(contact.map(|id| id.to_string()))),
        (Opportunity::PRODUCT.id, lead.value(Lead::PRODUCT.id).clone()),
        (Opportunity::AMOUNT.id, lead.value(Lead::SHOWN.id).clone()),
    ]
}
