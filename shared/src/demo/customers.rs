//! Firms and the people there.

use super::{
    Build, Customer, Random, batches,
    catalogue::euros,
    people,
    places::{PLACES, Place},
    words::{ENDINGS, POSITIONS, SECTORS, SOURCES, STEMS, Sector},
};
use crate::{
    Id, Value,
    entities::{Account, Contact},
    sync::Operation,
    text::squeeze,
    value::Address,
};
use rustc_hash::FxHashSet;

/// Share of firms that belong to another one.
const SUBSIDIARIES: f64 = 0.14;

/// Makes the firms.
pub(super) fn accounts(build: &mut Build) -> Vec<Vec<Operation>> {
    let mut random = Random::new(build.seed, "accounts");
    let mut names = FxHashSet::default();
    let mut ops = Vec::with_capacity(build.volumes.accounts);
    for number in 0..build.volumes.accounts {
        let parent = (number > 10 && random.chance(SUBSIDIARIES)).then(|| random.below(number));
        let parent = parent.filter(|at| build.customers.get(*at).is_some_and(|parent| parent.depth < 3));
        let sector = match parent.and_then(|at| build.customers.get(at)) {
            Some(parent) if random.chance(0.7) => parent.sector,
            _ => random.weighted(SECTORS.iter().map(|sector| sector.weight)),
        };
        let place = place(build, &mut random);
        let base = parent.and_then(|at| build.customers.get(at)).map(|parent| parent.base.clone());
        let name = firm(&mut random, &mut names, sector, base.as_deref(), place);
        if let Some((customer, op)) = account(build, &mut random, (number, sector, place, parent), &name) {
            build.customers.push(customer);
            ops.push(op);
        }
    }
    batches(ops)
}

/// A place in a region where somebody sells.
fn place(build: &Build, random: &mut Random) -> usize {
    loop {
        let at = random.below(PLACES.len());
        if PLACES.get(at).is_none_or(|place| place.sales_region < build.volumes.regions) {
            return at;
        }
    }
}

/// A firm's name that no other one has.
fn firm(random: &mut Random, names: &mut FxHashSet<String>, sector: usize, base: Option<&str>, place: usize) -> String {
    let kinds = SECTORS.get(sector).map_or(&[][..], |sector| sector.kinds);
    loop {
        let kind = random.word(kinds);
        let name = match base {
            Some(base) if random.chance(0.6) => {
                format!("{base} {kind} {}", PLACES.get(place).map_or("", |place| place.city))
            }
            Some(base) => {
                format!("{base} {} {kind}", random.word(&["North", "South", "Group", "Direct", "Services", "Partners"]))
            }
            None => format!("{}{} {kind}", random.word(STEMS), random.word(ENDINGS)),
        };
        if names.insert(name.clone()) {
            return name;
        }
    }
}

fn account(
    build: &Build,
    random: &mut Random,
    (number, sector_at, place_at, parent): (usize, usize, usize, Option<usize>),
    name: &str,
) -> Option<(Customer, Operation)> {
    let id = random.id(build.start_millis());
    let (sector, place) = (SECTORS.get(sector_at)?, PLACES.get(place_at)?);
    let domain = format!("{}.example", squeeze(name));
    let owner = seller_in(build, random, place.sales_region);
    let values = account_values(build, random, (number, sector, place), name, &domain);
    let parent_id = parent.and_then(|at| build.customers.get(at)).map(|parent| parent.id);
    let links: [(&str, Value); 2] = [
        (Account::PARENT.id, parent_id.into()),
        (Account::OWNER.id, owner.and_then(|at| build.sellers.get(at)).map(|seller| seller.id).into()),
    ];
    let base = name.split(' ').next().unwrap_or_default().to_owned();
    let depth = parent.and_then(|at| build.customers.get(at)).map_or(0, |parent| parent.depth + 1);
    let customer =
        Customer { id, name: name.to_owned(), base, domain, sector: sector_at, place: place_at, owner, depth };
    Some((customer, Operation::create(Account::ENTITY_NAME, id, values.into_iter().chain(links))))
}

fn account_values(
    build: &Build,
    random: &mut Random,
    (number, sector, place): (usize, &Sector, &Place),
    name: &str,
    domain: &str,
) -> Vec<(&'static str, Value)> {
    let staff = (sector.staff * (1.0 + random.bell() * 0.45).max(0.1).powi(2)).round().max(2.0);
    let revenue = rounded(staff * (90_000.0 + random.unit() * 160_000.0));
    let lifecycle = random.weighted([0.35, 0.5, 0.1, 0.05].into_iter());
    let lifecycle = ["prospect", "customer", "lapsed", "partner"].get(lifecycle).copied().unwrap_or("prospect");
    let founded = i64::from(build.today.year()) - random.between(2, 95);
    let founded = i32::try_from(founded).map_or(Value::Null, |year| Value::Number(f64::from(year)));
    let mut values: Vec<(&'static str, Value)> = vec![
        (Account::NAME.id, name.into()),
        (Account::NUMBER.id, format!("C{:06}", number + 1).into()),
        (Account::SECTOR.id, sector.name.into()),
        (Account::LIFECYCLE.id, lifecycle.into()),
        (Account::REVENUE.id, euros(revenue).into()),
        (Account::EMPLOYEES.id, staff.into()),
        (Account::FOUNDED.id, founded),
        (Account::WEBSITE.id, format!("https://www.{domain}").into()),
        (Account::PHONE.id, random.digits(place.phone).into()),
        (Account::LOCATION.id, place.city.into()),
        (Account::ADDRESS.id, address(random, place)),
        (Account::SOURCE.id, random.word(SOURCES).into()),
    ];
    if random.chance(0.25) {
        values.push((Account::DESCRIPTION.id, about(random, sector, place).into()));
    }
    values
}

/// Whole amounts of money with three telling digits.
#[allow(clippy::cast_possible_truncation, reason = "revenue of a firm is far below 2^53")]
pub(super) fn rounded(amount: f64) -> i64 {
    let unit = 10f64.powf((amount.max(1.0).log10().floor() - 2.0).max(0.0));
    ((amount / unit).round() * unit) as i64
}

fn address(random: &mut Random, place: &Place) -> Value {
    let street = random.word(place.streets);
    let number = random.between(1, 140);
    // The number stands first where English, French or Portuguese is spoken in the street.
    let first = matches!(
        place.country,
        "United Kingdom" | "Ireland" | "United States" | "Canada" | "Australia" | "New Zealand" | "France"
    );
    let street = if first { format!("{number} {street}") } else { format!("{street} {number}") };
    Value::Address(Box::new(Address {
        street,
        city: place.city.to_owned(),
        region: place.region.to_owned(),
        postal_code: random.digits(place.postal_code),
        country: place.country.to_owned(),
    }))
}

fn about(random: &mut Random, sector: &Sector, place: &Place) -> String {
    let habit = random.word(&[
        "Buys twice a year",
        "Orders by phone",
        "Wants everything in writing",
        "Pays early",
        "Compares three offers",
        "Decides quickly",
    ]);
    let open = random.word(&[
        "Ask for the plant tour.",
        "Parking only at the back.",
        "Gate closes at four.",
        "Prefers mornings.",
        "Lunch is at noon sharp.",
    ]);
    format!("{} in {}. {habit}. {open}", sector.name, place.city)
}

fn seller_in(build: &Build, random: &mut Random, region: usize) -> Option<usize> {
    let here = |seller: &people::Seller| if seller.region == region { seller.load.max(0.1) } else { 0.0 };
    (!build.sellers.is_empty()).then(|| random.weighted(build.sellers.iter().map(here)))
}

/// Makes the people at the firms: some at each, more at some.
pub(super) fn contacts(build: &mut Build) -> Vec<Vec<Operation>> {
    let mut random = Random::new(build.seed, "contacts");
    let mut addresses: FxHashSet<(usize, String)> = FxHashSet::default();
    let mut ops = Vec::with_capacity(build.volumes.contacts);
    for number in 0..build.volumes.contacts {
        // Everybody gets one before anybody gets a second; the rest falls where it falls.
        let firm = if number < build.customers.len() { number } else { random.below(build.customers.len()) };
        let id = random.id(build.start_millis());
        let (given, family) = people::name(&mut random);
        let Some(customer) = build.customers.get(firm) else { continue };
        let local = format!("{}.{}", squeeze(given), squeeze(family));
        let local = if addresses.insert((firm, local.clone())) { local } else { format!("{local}{number}") };
        let owner = customer.owner.and_then(|at| build.sellers.get(at)).map(|seller| seller.id);
        let email = format!("{local}@{}", customer.domain);
        ops.push(contact(build, &mut random, customer, (id, given, family), &email, owner));
        build.at.resize_with(build.customers.len(), Vec::new);
        if let Some(here) = build.at.get_mut(firm) {
            here.push(id);
        }
    }
    batches(ops)
}

fn contact(
    build: &Build,
    random: &mut Random,
    customer: &Customer,
    (id, given, family): (Id, &str, &str),
    email: &str,
    owner: Option<Id>,
) -> Operation {
    let (title, department) = random.pick(POSITIONS).copied().unwrap_or_default();
    let (phone, mobile) = PLACES.get(customer.place).map_or(("", ""), |place| (place.phone, place.mobile));
    let consent = ["unknown", "given", "withdrawn"]
        .get(random.weighted([0.5, 0.42, 0.08].into_iter()))
        .copied()
        .unwrap_or("unknown");
    let mut values: Vec<(&str, Value)> = vec![
        (Contact::FIRST_NAME.id, given.into()),
        (Contact::LAST_NAME.id, family.into()),
        (Contact::ACCOUNT.id, customer.id.into()),
        (Contact::TITLE.id, title.into()),
        (Contact::DEPARTMENT.id, department.into()),
        (Contact::EMAIL.id, email.into()),
        (Contact::PHONE.id, random.digits(phone).into()),
        (Contact::CONSENT.id, consent.into()),
        (Contact::SOURCE.id, random.word(SOURCES).into()),
        (Contact::OWNER.id, owner.into()),
    ];
    if random.chance(0.6) {
        values.push((Contact::MOBILE.id, random.digits(mobile).into()));
    }
    if random.chance(0.4) {
        let channels: &[&str] = if random.chance(0.5) { &["email"] } else { &["email", "phone"] };
        values.push((Contact::CHANNELS.id, Value::list(channels)));
    }
    if consent == "given" {
        let on = build.day(-random.between(1, 700));
        values.push((Contact::CONSENT_PROOF.id, format!("Form on the web site, {on}").into()));
    }
    if random.chance(0.1) {
        values.push((Contact::BIRTHDAY.id, build.day(-random.between(23 * 365, 63 * 365)).into()));
    }
    Operation::create(Contact::ENTITY_NAME, id, values)
}
