//! What people did and have to do: activities, tasks and notes.

use super::{Build, Deal, Random, batches, deals::workday};
use crate::{
    Id, Value,
    entities::{Activity, Note, Task},
    sync::Operation,
    value::DateTime,
};
use jiff::{civil::Time, tz::Offset};

/// What touch points are about: as it reads once it is done, and while it is planned.
type Subjects = &'static [(&'static str, &'static str)];

/// A sort of touch point: kind, how often, minutes at most, subjects.
type Sort = (&'static str, f64, i64, Subjects);

const SORTS: &[Sort] = &[
    (
        "call",
        4.0,
        30,
        &[
            ("Asked how the trial goes", "Ask how the trial goes"),
            ("Called back about delivery dates", "Call back about delivery dates"),
            ("Answered questions on the offer", "Answer questions on the offer"),
            ("First call", "First call"),
            ("Asked about the budget", "Ask about the budget"),
            ("Agreed on the next step", "Agree on the next step"),
        ],
    ),
    (
        "email",
        3.0,
        10,
        &[
            ("Sent the offer", "Send the offer"),
            ("Sent drawings and data sheets", "Send drawings and data sheets"),
            ("Confirmed the order", "Confirm the order"),
            ("Sent references", "Send references"),
            ("Thanked for the visit", "Thank for the visit"),
            ("Reminded of the open offer", "Remind of the open offer"),
        ],
    ),
    (
        "meeting",
        1.6,
        90,
        &[
            ("Went through the specification", "Go through the specification"),
            ("Presented the offer to the board", "Present the offer to the board"),
            ("Planned the delivery", "Plan the delivery"),
            ("Agreed on the frame contract", "Agree on the frame contract"),
            ("Reviewed the year", "Review the year"),
        ],
    ),
    (
        "visit",
        1.0,
        150,
        &[
            ("Measured the rooms", "Measure the rooms"),
            ("Looked at the pump house", "Look at the pump house"),
            ("Brought the sample", "Bring the sample"),
            ("Handed over the first bicycles", "Hand over the first bicycles"),
            ("Walked through the workshop", "Walk through the workshop"),
        ],
    ),
    (
        "chat",
        0.5,
        15,
        &[
            ("Cleared up a part number", "Clear up a part number"),
            ("Sent a photograph of the seal", "Send a photograph of the seal"),
        ],
    ),
    (
        "event",
        0.3,
        60,
        &[
            ("Met at the trade fair", "Meet at the trade fair"),
            ("Came to the open house", "Show them round the open house"),
            ("Attended the webinar on pump sizing", "Webinar on pump sizing"),
        ],
    ),
    (
        "letter",
        0.2,
        10,
        &[("Sent the signed contract", "Send the signed contract"), ("Sent the catalogue", "Send the catalogue")],
    ),
];

const REMARKS: &[&str] = &[
    "They compare two other offers; price is not the main point, delivery is.",
    "Wants to see it in use first. A customer nearby would help.",
    "The decision lies with the board, which meets next month.",
    "Happy with the last order. Asked for the same terms.",
    "Was in a hurry; call again in the morning.",
    "Needs three versions: with service, without, and by instalments.",
    "The old ones are 15 years old and cost them a day of work every month.",
    "Asked whether we take the old ones back. Said yes, within the country.",
];

/// Makes the touch points, most of them in the past, some ahead.
pub(super) fn activities(build: &mut Build) -> Vec<Vec<Operation>> {
    let mut random = Random::new(build.seed, "activities");
    let ops = (0..build.volumes.activities).filter_map(|_| activity(build, &mut random));
    batches(ops.collect())
}

/// A customer to do something with: usually one with a deal, at a time while the deal was open.
fn occasion<'a>(build: &'a Build, random: &mut Random) -> Option<(usize, Option<&'a Deal>, i64)> {
    let deal = if random.chance(0.75) { random.pick(&build.deals) } else { None };
    match deal {
        Some(deal) => {
            let until = deal.closed.unwrap_or(12);
            Some((deal.customer, Some(deal), random.between(deal.opened, until.max(deal.opened))))
        }
        None => {
            (!build.customers.is_empty()).then(|| (random.below(build.customers.len()), None, random.between(-380, 10)))
        }
    }
}

fn activity(build: &Build, random: &mut Random) -> Option<Operation> {
    let (customer_at, deal, day) = occasion(build, random)?;
    let customer = build.customers.get(customer_at)?;
    let (kind, _, longest, subjects) = *SORTS.get(random.weighted(SORTS.iter().map(|sort| sort.1)))?;
    let people = build.people_at(customer_at, random);
    let at = at_work(build, random, day)?;
    let &(done, planned) = random.pick(subjects)?;
    // Nothing of today has happened yet: the workspace may be made in the morning.
    let past = workday(build.day(day)) < build.today;
    let subject = if past { done } else { planned };
    let incoming = ["Answered", "Asked about", "Cleared"].iter().any(|start| subject.starts_with(start));
    let mut values: Vec<(&str, Value)> = vec![
        (Activity::SUBJECT.id, subject.into()),
        (Activity::KIND.id, kind.into()),
        (Activity::AT.id, at.into()),
        (Activity::MINUTES.id, minutes(random, longest)),
        (Activity::DIRECTION.id, if incoming { "incoming" } else { "outgoing" }.into()),
        (Activity::ACCOUNT.id, customer.id.into()),
        (Activity::CONTACTS.id, Value::list(people.iter().map(Id::to_string))),
        (Activity::OPPORTUNITY.id, deal.map(|deal| deal.id).into()),
        (Activity::OWNER.id, customer.owner.and_then(|at| build.sellers.get(at)).map(|seller| seller.id).into()),
    ];
    if past {
        values.push((Activity::OUTCOME.id, outcome(random, kind).into()));
        if random.chance(0.5) {
            values.push((Activity::BODY.id, random.word(REMARKS).into()));
        }
    }
    Some(Operation::create(Activity::ENTITY_NAME, random.id(build.millis_on(day.min(0))), values))
}

fn outcome(random: &mut Random, kind: &str) -> &'static str {
    match kind {
        "call" => ["reached", "no_answer", "left_message"]
            .get(random.weighted([0.65, 0.2, 0.15].into_iter()))
            .copied()
            .unwrap_or("reached"),
        "meeting" | "visit" | "event" if random.chance(0.07) => "cancelled",
        "meeting" | "visit" | "event" => "held",
        _ => "reached",
    }
}

/// Steps of five minutes.
fn minutes(random: &mut Random, longest: i64) -> Value {
    let minutes = random.between(1, longest / 5) * 5;
    i32::try_from(minutes).map_or(Value::Null, |minutes| Value::Number(f64::from(minutes)))
}

/// A time between eight and half past five on a working day.
fn at_work(build: &Build, random: &mut Random, day: i64) -> Option<DateTime> {
    let date = workday(build.day(day));
    let quarter = random.between(32, 70);
    let time = Time::new(i8::try_from(quarter / 4).ok()?, i8::try_from(quarter % 4 * 15).ok()?, 0, 0).ok()?;
    Offset::UTC.to_timestamp(date.to_datetime(time)).ok()
}

const TASKS: &[&str] = &[
    "Send the offer",
    "Call back",
    "Check the delivery date",
    "Prepare the visit",
    "Ask for references",
    "Follow up on the trial",
    "Update the forecast",
    "Order the sample",
    "Clarify the specification with engineering",
    "Send the service contract",
    "Book the meeting room",
    "Thank for the order",
];

/// Makes the tasks: some overdue, some for today, some ahead, many done.
pub(super) fn tasks(build: &mut Build) -> Vec<Vec<Operation>> {
    let mut random = Random::new(build.seed, "tasks");
    let ops = (0..build.volumes.tasks).filter_map(|_| task(build, &mut random));
    batches(ops.collect())
}

fn task(build: &Build, random: &mut Random) -> Option<Operation> {
    let (customer_at, deal, _) = occasion(build, random)?;
    let customer = build.customers.get(customer_at)?;
    let (due, done) = match random.weighted([0.12, 0.08, 0.4, 0.4].into_iter()) {
        0 => (-random.between(1, 20), false),
        1 => (0, false),
        2 => (random.between(1, 35), false),
        _ => (-random.between(1, 350), true),
    };
    let priority =
        ["low", "normal", "high"].get(random.weighted([0.2, 0.6, 0.2].into_iter())).copied().unwrap_or("normal");
    let due_on = if due == 0 { build.today } else { workday(build.day(due)) };
    let mut values: Vec<(&str, Value)> = vec![
        (Task::SUBJECT.id, format!("{} – {}", random.word(TASKS), customer.name).into()),
        (Task::DUE.id, due_on.into()),
        (Task::PRIORITY.id, priority.into()),
        (Task::DONE.id, done.into()),
        (Task::ACCOUNT.id, customer.id.into()),
        (Task::CONTACT.id, build.people_at(customer_at, random).first().copied().into()),
        (Task::OPPORTUNITY.id, deal.map(|deal| deal.id).into()),
        (Task::OWNER.id, customer.owner.and_then(|at| build.sellers.get(at)).map(|seller| seller.id).into()),
    ];
    if done {
        values.push((Task::DONE_AT.id, at_work(build, random, due).into()));
    }
    if random.chance(0.2) {
        values.push((Task::DESCRIPTION.id, random.word(REMARKS).into()));
    }
    Some(Operation::create(Task::ENTITY_NAME, random.id(build.millis_on(due.min(-1))), values))
}

const HEADINGS: &[&str] = &[
    "What matters to them",
    "Decision path",
    "Site visit",
    "Installed equipment",
    "Terms agreed",
    "Who is who",
    "Before the next call",
];
const POINTS: &[&str] = &[
    "Decision by the **board**, prepared by purchasing",
    "Budget is set in autumn",
    "Old equipment from a maker that no longer exists",
    "Service within a day is a must",
    "They pay within ten days for 2 % off",
    "The workshop has only a 16 A supply",
    "Two sites: deliver to the *second* one",
    "Wants everything with the old part numbers",
    "Colour: RAL 6021, as in the showroom",
    "New building opens next spring",
    "Ask for the safety instruction at the gate",
    "Data sheets in two languages",
];

/// Makes the notes, in Markdown.
pub(super) fn notes(build: &mut Build) -> Vec<Vec<Operation>> {
    let mut random = Random::new(build.seed, "notes");
    let ops = (0..build.volumes.notes).filter_map(|_| note(build, &mut random));
    batches(ops.collect())
}

fn note(build: &Build, random: &mut Random) -> Option<Operation> {
    let (customer_at, deal, day) = occasion(build, random)?;
    let customer = build.customers.get(customer_at)?;
    let (heading, length) = (random.word(HEADINGS), random.between(2, 4));
    let points: String = (0..length).flat_map(|_| ["- ", random.word(POINTS), "\n"]).collect();
    let person = build.people_at(customer_at, random).first().copied();
    let values: [(&str, Value); 7] = [
        (Note::TITLE.id, heading.into()),
        (Note::BODY.id, format!("{}\n\n{points}", random.word(REMARKS)).into()),
        (Note::ACCOUNT.id, customer.id.into()),
        (Note::CONTACT.id, person.into()),
        (Note::OPPORTUNITY.id, deal.map(|deal| deal.id).into()),
        (Note::PINNED.id, random.chance(0.08).into()),
        (Note::OWNER.id, customer.owner.and_then(|at| build.sellers.get(at)).map(|seller| seller.id).into()),
    ];
    Some(Operation::create(Note::ENTITY_NAME, random.id(build.millis_on(day.min(0))), values))
}
