//! Quotes for some of the deals. They are made as drafts: what prices them and takes them further is not part of this
//! crate, and finds the deals in the stage that says how far each has come.

use super::{
    Build, Deal, Random, batches,
    catalogue::{FAMILIES, ITEMS, Item, product_id},
};
use crate::{
    Id, Value,
    entities::{DRAFT, Quote, QuoteLine},
    sync::Operation,
};

/// How many quotes are of deals of each kind, in turn.
const KINDS: [&str; 6] = ["open", "won", "open", "lost", "open", "won"];

/// How many lines a quote has, by its place.
const fn lines_of(at: usize) -> usize {
    1 + at % 4
}

/// How many records so many quotes are, with their lines.
pub(super) fn volume(quotes: usize) -> usize {
    quotes + (0..quotes).map(lines_of).sum::<usize>()
}

/// Makes the quotes.
pub(super) fn build(build: &mut Build) -> Vec<Vec<Operation>> {
    let mut random = Random::new(build.seed, "quotes");
    let ops = (0..build.volumes.quotes).filter_map(|at| quote(build, &mut random, at)).flatten();
    batches(ops.collect())
}

/// The newest deals of the kind whose turn it is, one after the other.
fn deal(build: &Build, at: usize) -> Option<&Deal> {
    let kind = *KINDS.get(at % KINDS.len())?;
    let of_kind = |turns: &[&str]| turns.iter().filter(|other| **other == kind).count();
    let place = at / KINDS.len() * of_kind(&KINDS) + of_kind(KINDS.get(..at % KINDS.len())?);
    let wanted = |deal: &&Deal| deal.kind == kind && (kind != "open" || deal.chance >= 30.0);
    let mut found: Vec<&Deal> = build.deals.iter().filter(wanted).collect();
    found.sort_by_key(|deal| (std::cmp::Reverse(deal.opened), deal.id));
    found.get(place.checked_rem(found.len())?).copied()
}

fn quote(build: &Build, random: &mut Random, at: usize) -> Option<Vec<Operation>> {
    let deal = deal(build, at)?;
    let customer = build.customers.get(deal.customer)?;
    let owner = customer.owner.and_then(|at| build.sellers.get(at)).map(|seller| seller.id);
    let last = deal.closed.unwrap_or(0);
    let made = (last - random.between(4, 40)).max(deal.opened).min(last);
    let id = random.id(build.millis_on(made));
    let day = build.day(made);
    let person = build.people_at(deal.customer, random).first().copied();
    let values: [(&str, Value); 13] = [
        (Quote::TITLE.id, deal.name.as_str().into()),
        (Quote::NUMBER.id, format!("Q-{}-{}", day.strftime("%y%m%d"), tail(id)).into()),
        (Quote::VERSION.id, 1.0.into()),
        (Quote::STATUS.id, DRAFT.into()),
        (Quote::ACCOUNT.id, customer.id.into()),
        (Quote::CONTACT.id, person.into()),
        (Quote::OPPORTUNITY.id, deal.id.into()),
        (Quote::CURRENCY.id, "EUR".into()),
        (Quote::DATE.id, day.into()),
        (Quote::VALID_UNTIL.id, build.day(made + if at.is_multiple_of(4) { 7 } else { 30 }).into()),
        (
            Quote::TERMS.id,
            "Delivery within four weeks. Payment within 30 days of the invoice, without deduction.".into(),
        ),
        (Quote::REFERENCE.id, random.chance(0.4).then(|| random.digits("Enquiry ####")).into()),
        (Quote::OWNER.id, owner.into()),
    ];
    let head = Operation::create(Quote::ENTITY_NAME, id, values);
    let lines = (0..lines_of(at)).filter_map(|line| self::line(build, random, (id, made), deal, line));
    Some(std::iter::once(head).chain(lines).collect())
}

/// The last characters of an id.
fn tail(id: Id) -> String {
    let text = id.to_string();
    text.get(text.len().saturating_sub(6)..).unwrap_or_default().to_owned()
}

fn line(build: &Build, random: &mut Random, (quote, made): (Id, i64), deal: &Deal, at: usize) -> Option<Operation> {
    let (code, name, ..) = if at == 0 { deal.item } else { beside(random, deal)? };
    let count = if at == 0 { deal.count } else { random.between(1, deal.count.clamp(1, 12)) };
    let discount = random.weighted([0.7, 0.15, 0.1, 0.05].into_iter());
    let (percent, reason) =
        *[(0.0, ""), (5.0, "Loyal customer"), (10.0, "To match an offer"), (18.0, "First order")].get(discount)?;
    let by_hand = percent > 0.0;
    let optional = at > 0 && random.chance(0.2);
    let values: [(&str, Value); 9] = [
        (QuoteLine::NAME.id, (*name).into()),
        (QuoteLine::QUOTE.id, quote.into()),
        (QuoteLine::POSITION.id, i32::try_from(at + 1).map(f64::from).ok().into()),
        (QuoteLine::PRODUCT.id, product_id(code).into()),
        (QuoteLine::QUANTITY.id, i32::try_from(count).map(f64::from).ok().into()),
        (QuoteLine::OPTIONAL.id, optional.then_some("open").into()),
        (QuoteLine::DISCOUNT_KIND.id, by_hand.then_some("percent").into()),
        (QuoteLine::DISCOUNT.id, by_hand.then_some(percent).into()),
        (QuoteLine::DISCOUNT_REASON.id, by_hand.then_some(reason).into()),
    ];
    Some(Operation::create(QuoteLine::ENTITY_NAME, random.id(build.millis_on(made)), values))
}

/// Something of the same family.
fn beside(random: &mut Random, deal: &Deal) -> Option<&'static Item> {
    let (_, _, family, ..) = deal.item;
    let known = FAMILIES.iter().find(|name| *name == family)?;
    let items: Vec<&'static Item> = ITEMS.iter().filter(|(_, _, family, ..)| family == known).collect();
    random.pick(&items).copied()
}
