//! People who have asked, and who gets such requests.

use super::{
    Build, Random, batch_of,
    catalogue::{ITEMS, family_id, product_id},
    people::{PEOPLE, SignIn, name, team_id},
};
use crate::{
    Id, Value,
    entities::{Lead, LeadRoute},
    rules::Role,
    sync::Operation,
    text::squeeze,
};

/// A request: product, firm, country, where it came from, how far it is, what was written.
type Request = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

/// The newest first; each is some days older than the one before.
const REQUESTS: &[Request] = &[
    ("BI-MERIDIAN", "Kiel Harbour Couriers", "DE", "configurator", "new", "Twelve of these, if the price is right."),
    ("PU-NEREUS", "Oxbow Dairy", "NL", "configurator", "new", "For whey at 70 degrees. Can we see one running?"),
    ("DE-ATOLL", "Northlight Studio", "DK", "web", "new", "We move in March and need desks for nine people."),
    ("PU-C60", "Brackwater Farms", "DE", "phone", "working", "Called about a second pump for the summer."),
    ("BI-CARGO", "Bakery Holm", "DK", "event", "working", "Rode the demo bicycle at the fair."),
    ("DE-LIFT", "Quarterdeck Lawyers", "DE", "referral", "working", "Recommended by the firm next door."),
    ("BI-EDRIVE", "Lindgren and Daughters", "SE", "email", "new", "Asks for a lease over three years."),
    ("DE-SCHOOL", "Riverside School", "DE", "web", "unqualified", "Wanted to borrow desks for one day."),
    ("PU-SUB", "Hillcrest Orchard", "FR", "phone", "qualified", "A well of 60 metres, power is there."),
    ("DE-ATOLL", "Copper Lane Architects", "BE", "configurator", "qualified", "Two benches for four, oak."),
];

/// How many records this makes.
pub(super) fn volume() -> usize {
    REQUESTS.len() + 2
}

/// Routes first, then what came in.
pub(super) fn build(build: &mut Build) -> Vec<Vec<Operation>> {
    let mut random = Random::new(build.seed, "leads");
    let leads = REQUESTS.iter().zip(0..).filter_map(|(request, at)| lead(build, &mut random, request, at));
    batch_of(routes().into_iter().chain(leads.collect::<Vec<_>>()))
}

fn routes() -> [Operation; 2] {
    let rep = PEOPLE.iter().find(|person| person.role == Role::Rep).map(SignIn::id);
    let bicycles: [(&str, Value); 5] = [
        (LeadRoute::NAME.id, "Bicycles".into()),
        (LeadRoute::ACTIVE.id, true.into()),
        (LeadRoute::PRIORITY.id, 10.0.into()),
        (LeadRoute::FAMILY.id, family_id("Bicycles").into()),
        (LeadRoute::PERSON.id, rep.into()),
    ];
    let others: [(&str, Value); 5] = [
        (LeadRoute::NAME.id, "Everything else, in turn".into()),
        (LeadRoute::ACTIVE.id, true.into()),
        (LeadRoute::PRIORITY.id, 0.0.into()),
        (LeadRoute::MEMBERS_OF.id, team_id(0, None).into()),
        (LeadRoute::FAMILY.id, Value::Null),
    ];
    [("bicycles", bicycles), ("others", others)].map(|(key, values)| {
        Operation::create(LeadRoute::ENTITY_NAME, Id::named(&format!("demo/lead_route/{key}")), values)
    })
}

fn lead(build: &Build, random: &mut Random, request: &Request, at: i64) -> Option<Operation> {
    let (code, firm, country, source, status, message) = *request;
    let (.., product, family, _, _) = ITEMS.iter().find(|(known, ..)| *known == code)?;
    let owner = match *family {
        "Bicycles" => PEOPLE.iter().find(|person| person.role == Role::Rep).map(SignIn::id),
        _ => random.pick(&build.sellers).map(|seller| seller.id),
    };
    let (given, surname) = name(random);
    let email = format!("{}@{}.example", squeeze(given), squeeze(firm));
    let values: [(&str, Value); 11] = [
        (Lead::TITLE.id, format!("{product} for {firm}").into()),
        (Lead::STATUS.id, status.into()),
        (Lead::PERSON.id, format!("{given} {surname}").into()),
        (Lead::COMPANY.id, firm.into()),
        (Lead::EMAIL.id, email.into()),
        (Lead::PHONE.id, random.digits("+49 421 555 01##").into()),
        (Lead::COUNTRY.id, country.into()),
        (Lead::SOURCE.id, source.into()),
        (Lead::PRODUCT.id, product_id(code).into()),
        (Lead::MESSAGE.id, message.into()),
        (Lead::OWNER.id, owner.into()),
    ];
    Some(Operation::create(Lead::ENTITY_NAME, random.id(build.millis_on(-2 * at)), values))
}
