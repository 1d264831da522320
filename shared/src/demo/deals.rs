//! A year of selling: deals with stages that fit their age, seasons, and people who win more or less.

use super::{
    Build, Deal, Random, batches,
    catalogue::{FAMILIES, ITEMS, Item, euros, product_id},
    words::{COMPETITORS, LOST, NEXT_STEPS, SECTORS, SOURCES, WON},
};
use crate::{
    Id, Name, Value,
    entities::{Opportunity, Pipeline, Stage},
    sync::{Change, Edit, Operation},
    value::Date,
};

/// A stage: name, chance of winning in percent, kind, days after which a deal counts as stalled.
type Step = (&'static str, f64, &'static str, f64);

/// The pipeline that every workspace is founded with.
const SALES: [Step; 6] = [
    ("Prospecting", 10.0, "open", 30.0),
    ("Engaging", 30.0, "open", 30.0),
    ("Proposal", 60.0, "open", 21.0),
    ("Negotiation", 80.0, "open", 14.0),
    ("Won", 100.0, "won", 0.0),
    ("Lost", 0.0, "lost", 0.0),
];

/// Deals that partners bring.
const PARTNERS: [Step; 5] = [
    ("Registered", 15.0, "open", 20.0),
    ("Qualified", 40.0, "open", 20.0),
    ("Offer", 65.0, "open", 14.0),
    ("Won", 100.0, "won", 0.0),
    ("Lost", 0.0, "lost", 0.0),
];

fn pipeline_id(partners: bool) -> Id {
    Id::named(if partners { "pipeline/partners" } else { "pipeline/sales" })
}

fn stage_id(partners: bool, name: &str) -> Id {
    let pipeline = if partners { "partners" } else { "sales" };
    Id::named(&format!("stage/{pipeline}/{}", name.to_lowercase()))
}

/// A second pipeline, and when deals of the first count as stalled.
pub(super) fn pipelines(_: &mut Build) -> Vec<Vec<Operation>> {
    let values: [(&str, Value); 2] = [(Pipeline::NAME.id, "Partner sales".into()), (Pipeline::POSITION.id, 2.0.into())];
    let mut ops = vec![Operation::create(Pipeline::ENTITY_NAME, pipeline_id(true), values)];
    for ((name, chance, kind, stalls), position) in PARTNERS.iter().zip(1u8..) {
        let values: [(&str, Value); 6] = [
            (Stage::NAME.id, (*name).into()),
            (Stage::PIPELINE.id, pipeline_id(true).into()),
            (Stage::POSITION.id, f64::from(position).into()),
            (Stage::PROBABILITY.id, (*chance).into()),
            (Stage::KIND.id, (*kind).into()),
            (Stage::STALLS_AFTER.id, if *stalls > 0.0 { (*stalls).into() } else { Value::Null }),
        ];
        ops.push(Operation::create(Stage::ENTITY_NAME, stage_id(true, name), values));
    }
    for (name, .., stalls) in SALES.iter().filter(|(.., stalls)| *stalls > 0.0) {
        let change = Change { field: Stage::STALLS_AFTER.id.into(), edit: Edit::Set((*stalls).into()), base: 0 };
        let (entity, id) = (Stage::ENTITY_NAME.into(), stage_id(false, name));
        ops.push(Operation::Patch { entity, id, changes: vec![change] });
    }
    vec![ops]
}

/// How busy each month is for bicycles, desks and pumps, from January on.
const SEASONS: [[f64; 12]; 3] = [
    [0.5, 0.9, 1.6, 1.8, 1.7, 1.4, 1.0, 0.8, 0.9, 0.6, 0.5, 0.6],
    [1.3, 1.0, 0.9, 0.8, 0.8, 0.8, 0.9, 1.4, 1.5, 1.3, 0.9, 0.5],
    [0.6, 0.7, 1.1, 1.4, 1.5, 1.5, 1.3, 1.1, 1.0, 0.9, 0.7, 0.5],
];

/// How far back deals go, in days.
const PAST: i64 = 400;

/// Makes the deals.
pub(super) fn opportunities(build: &mut Build) -> Vec<Vec<Operation>> {
    let mut random = Random::new(build.seed, "opportunities");
    let mut ops = Vec::with_capacity(build.volumes.opportunities);
    for number in 0..build.volumes.opportunities {
        if let Some((deal, op, moved)) = opportunity(build, &mut random, number) {
            build.deals.push(deal);
            ops.push(op);
            build.moves.extend(moved);
        }
    }
    batches(ops)
}

/// Moves deals from where they began to where they stand.
pub(super) fn moves(build: &mut Build) -> Vec<Vec<Operation>> {
    let mut moves = std::mem::take(&mut build.moves);
    moves.sort_by_key(|(day, _)| *day);
    build.moved = moves.iter().map(|(day, op)| (op.target().1, *day)).collect();
    batches(moves.into_iter().map(|(_, op)| op).collect())
}

/// What a deal is about, decided before anything is written.
struct Plan {
    customer: usize,
    owner: Option<usize>,
    item: &'static Item,
    amount: i64,
    count: i64,
    opened: i64,
    fate: Fate,
    partners: bool,
}

/// Where a deal stands, since when, and when it was or should be decided; days count from today.
struct Fate {
    step: Step,
    moved: i64,
    close: i64,
}

fn plan(build: &Build, random: &mut Random) -> Option<Plan> {
    let customer = random.below(build.customers.len());
    let facts = build.customers.get(customer)?;
    let wants = SECTORS.get(facts.sector).map_or([1.0; 3], |sector| sector.wants);
    let (opened, family) = season(build, random, wants);
    let name = FAMILIES.get(family)?;
    let items: Vec<&'static Item> = ITEMS.iter().filter(|(_, _, family, ..)| family == name).collect();
    // What stands first in a family is sold most.
    let item = items.get(random.weighted((1u32..).take(items.len()).map(|place| 1.0 / f64::from(place)))).copied()?;
    let (.., price, _) = *item;
    let count = count(random, price);
    let discount = 1.0 - random.unit() * 0.15;
    let amount = super::customers::rounded(float(price * count) * discount);
    let partners = random.chance(0.12);
    let skill = facts.owner.and_then(|at| build.sellers.get(at)).map_or(1.0, |seller| seller.skill);
    let fate = fate(random, opened, amount, skill, partners);
    Some(Plan { customer, owner: facts.owner, item, amount, count, opened, fate, partners })
}

/// The day on which the deal began, in days from today, and the family it is about.
fn season(build: &Build, random: &mut Random, wants: [f64; 3]) -> (i64, usize) {
    loop {
        // Business grows by a third within a year.
        let days = -random.between(0, PAST);
        let growth = 1.0 - float(-days) / float(PAST) * 0.25;
        let month = usize::try_from(build.day(days).month() - 1).unwrap_or_default();
        let family = random.weighted(wants.into_iter());
        let busy = SEASONS.get(family).and_then(|months| months.get(month)).copied().unwrap_or(1.0);
        if random.chance(busy / 1.8 * growth) {
            return (days, family);
        }
    }
}

/// Fewer of what is dear: orders of a few thousand to a few tens of thousands.
fn count(random: &mut Random, price: i64) -> i64 {
    let budget = 2000.0 * 10f64.powf(random.unit() * 1.3 + random.bell() * 0.2);
    (super::customers::rounded(budget) / price.max(1)).clamp(1, 400)
}

const fn steps(partners: bool) -> &'static [Step] {
    if partners { &PARTNERS } else { &SALES }
}

/// What has become of a deal of this age.
fn fate(random: &mut Random, opened: i64, amount: i64, skill: f64, partners: bool) -> Fate {
    let steps = steps(partners);
    // Dear things take longer; some never end.
    let cycle = (18.0 + float(amount).max(100.0).log10() * 9.0) * (1.0 + random.bell() * 0.55).max(0.2);
    let cycle = if random.chance(0.06) { cycle * 4.0 } else { cycle };
    let age = float(-opened);
    let closed = |kind: &str| steps.iter().find(|(_, _, of, _)| *of == kind).copied();
    let days = whole(cycle);
    if age > cycle {
        let won = random.chance((0.48 * skill).clamp(0.15, 0.8));
        let step = closed(if won { "won" } else { "lost" });
        let close = opened + days;
        return Fate { step: step.unwrap_or(("Lost", 0.0, "lost", 0.0)), moved: close.clamp(opened, 0), close };
    }
    let open: Vec<Step> = steps.iter().filter(|(_, _, kind, _)| *kind == "open").copied().collect();
    let progress = (age / cycle + random.bell() * 0.15).clamp(0.0, 0.999);
    let at =
        usize::try_from(whole(progress * float(i64::try_from(open.len()).unwrap_or_default()))).unwrap_or_default();
    let slip = if random.chance(0.15) { -random.between(0, 25) } else { random.between(0, 14) };
    let step = open.get(at).copied().unwrap_or(("Prospecting", 10.0, "open", 30.0));
    // Each stage takes its share of the time.
    let share = i64::try_from(at).unwrap_or_default() * days / i64::try_from(open.len().max(1)).unwrap_or(1);
    Fate { step, moved: (opened + share).clamp(opened, 0), close: opened + days + slip }
}

/// A move with its day.
type Move = (i64, Operation);

/// A deal as it began, and what has moved it to where it stands.
fn opportunity(build: &Build, random: &mut Random, number: usize) -> Option<(Deal, Operation, Option<Move>)> {
    let plan = plan(build, random)?;
    let customer = build.customers.get(plan.customer)?;
    let (code, product, ..) = *plan.item;
    let (_, chance, kind, _) = plan.fate.step;
    let id = random.id(build.millis_on(plan.opened));
    let name = if plan.count > 1 {
        format!("{} × {product} for {}", plan.count, customer.name)
    } else {
        format!("{product} for {}", customer.name)
    };
    let contacts = build.people_at(plan.customer, random);
    let mut values: Vec<(&'static str, Value)> = vec![
        (Opportunity::NAME.id, name.as_str().into()),
        (Opportunity::NUMBER.id, format!("D{:06}", number + 1).into()),
        (Opportunity::ACCOUNT.id, customer.id.into()),
        (Opportunity::CONTACTS.id, Value::list(contacts.iter().map(Id::to_string))),
        (Opportunity::PIPELINE.id, pipeline_id(plan.partners).into()),
        (Opportunity::AMOUNT.id, euros(plan.amount).into()),
        (Opportunity::OPENED_ON.id, build.day(plan.opened).into()),
        (Opportunity::CLOSE_DATE.id, workday(build.day(plan.fate.close.max(plan.opened))).into()),
        (Opportunity::PRODUCT.id, product_id(code).into()),
        (Opportunity::SOURCE.id, if plan.partners { "Partner" } else { random.word(SOURCES) }.into()),
        (Opportunity::OWNER.id, plan.owner.and_then(|at| build.sellers.get(at)).map(|seller| seller.id).into()),
    ];
    let ending = closing(random, kind);
    if random.chance(0.3) {
        values.push((Opportunity::COMPETITORS.id, random.word(COMPETITORS).into()));
    }
    let deal = Deal {
        id,
        customer: plan.customer,
        opened: plan.opened,
        closed: (kind != "open").then_some(plan.fate.close.min(0)),
        name,
        kind,
        chance,
        item: plan.item,
        count: plan.count,
    };
    let moved = begin(&plan, &mut values, ending).map(|changes| {
        let changes = changes.into_iter().map(|(field, value)| Change { field, edit: Edit::Set(value), base: 0 });
        let (entity, changes) = (Opportunity::ENTITY_NAME.into(), changes.collect());
        (plan.fate.moved, Operation::Patch { entity, id, changes })
    });
    Some((deal, Operation::create(Opportunity::ENTITY_NAME, id, values), moved))
}

/// Adds what the first stage gives a deal; gives what the stage that it stands in does, where that is another one.
fn begin(
    plan: &Plan,
    values: &mut Vec<(&'static str, Value)>,
    ending: Option<(&'static str, Value)>,
) -> Option<Vec<(Name, Value)>> {
    let first = steps(plan.partners).first().copied()?;
    values.extend(standing(plan.partners, first));
    if first.0 == plan.fate.step.0 {
        values.extend(ending);
        return None;
    }
    let now = standing(plan.partners, plan.fate.step).into_iter().chain(ending);
    Some(now.map(|(field, value)| (field.into(), value)).collect())
}

/// What follows from the stage.
fn standing(partners: bool, (name, chance, kind, _): Step) -> [(&'static str, Value); 3] {
    [
        (Opportunity::STAGE.id, stage_id(partners, name).into()),
        (Opportunity::PROBABILITY.id, chance.into()),
        (Opportunity::FORECAST.id, forecast(kind, chance).into()),
    ]
}

fn closing(random: &mut Random, kind: &str) -> Option<(&'static str, Value)> {
    match kind {
        "won" => Some((Opportunity::REASON.id, random.word(WON).into())),
        "lost" => Some((Opportunity::REASON.id, random.word(LOST).into())),
        _ => random.chance(0.7).then(|| (Opportunity::NEXT_STEP.id, random.word(NEXT_STEPS).into())),
    }
}

fn forecast(kind: &str, chance: f64) -> &'static str {
    match kind {
        "won" => "closed",
        "lost" => "omitted",
        _ if chance >= 80.0 => "commit",
        _ if chance >= 60.0 => "best_case",
        _ => "pipeline",
    }
}

/// Nobody signs on a weekend. Later, never earlier: a deal must not close before it opens.
pub(super) fn workday(date: Date) -> Date {
    let weekend = |date: &Date| matches!(date.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
    let days = std::iter::successors(Some(date), |date| date.tomorrow().ok());
    days.take(3).find(|date| !weekend(date)).unwrap_or(date)
}

#[allow(clippy::cast_precision_loss, reason = "amounts and days are far below 2^53")]
fn float(number: i64) -> f64 {
    number as f64
}

#[allow(clippy::cast_possible_truncation, reason = "days and small counts")]
fn whole(number: f64) -> i64 {
    number as i64
}
