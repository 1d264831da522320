//! Deals on their way through a pipeline.

use super::Stage;
use crate::{Problem, Record, Value, entity, value::Date};

entity! {
    /// A deal.
    Opportunity = "opportunity" / "opportunities", scope Owned, write Members {
        /// What is to be sold to whom.
        NAME = "name": Text(200) [required, title, list, search];
        /// The deal's number in other systems.
        NUMBER = "number": Text(60) [search, unique];
        /// Customer.
        ACCOUNT = "account": Link("account") [list];
        /// People at the customer.
        CONTACTS = "contacts": Links("contact");
        /// Pipeline that the stage belongs to.
        PIPELINE = "pipeline": Link("pipeline") [holds];
        /// Where it stands.
        STAGE = "stage": Link("stage") [required, list, careful, holds];
        /// What it is worth.
        AMOUNT = "amount": Money [list, careful];
        /// Chance of winning, in percent.
        PROBABILITY = "probability": Number(0.0, 100.0);
        /// Amount times probability.
        WEIGHTED = "weighted": Share("amount", "probability");
        /// Expected or actual date of the decision.
        CLOSE_DATE = "close_date": Date [list];
        /// When work on it began.
        OPENED_ON = "opened_on": Date;
        /// Product wanted.
        PRODUCT = "product": Link("product") [list];
        /// How the deal counts in the forecast.
        FORECAST = "forecast_category": Choice(&["omitted", "pipeline", "best_case", "commit", "closed"]);
        /// What happens next.
        NEXT_STEP = "next_step": Text(300) [search];
        /// Why it was won or lost.
        REASON = "reason": Text(300);
        /// Who else is in the running.
        COMPETITORS = "competitors": Text(300) [search];
        /// How the deal was won.
        SOURCE = "source": Text(100);
        /// Person who sells it.
        OWNER = "owner": Link("user") [list, careful];
        /// Team that may see it.
        TEAM = "team": Link("team") [careful];
        /// Anything else worth knowing.
        DESCRIPTION = "description": LongText [search];
    }
    checks [closes_after_it_opens]
}

impl Opportunity {
    /// What a deal gets with a stage, beside the stage: its pipeline and its chance of winning; and `today` as the day of
    /// the decision, where the stage decides the deal sooner than was expected, or no day was.
    pub fn at_stage(deal: Option<&Record>, stage: &Record, today: Date) -> Vec<(&'static str, Value)> {
        let usual = match stage.get(Stage::KIND) {
            Some("won") => Some(100.0),
            Some("lost") => Some(0.0),
            _ => None,
        };
        let pipeline = stage.get(Stage::PIPELINE).map(|id| (Self::PIPELINE.id, Value::from(id)));
        let chance = stage.get(Stage::PROBABILITY).or(usual).map(|chance| (Self::PROBABILITY.id, Value::from(chance)));
        let expected = deal.and_then(|deal| deal.get(Self::CLOSE_DATE));
        let opened = deal.and_then(|deal| deal.get(Self::OPENED_ON));
        let sooner = expected.is_none_or(|day| day > today) && opened.is_none_or(|day| day <= today);
        let decided = (usual.is_some() && sooner).then(|| (Self::CLOSE_DATE.id, Value::from(today)));
        pipeline.into_iter().chain(chance).chain(decided).collect()
    }
}

fn closes_after_it_opens(record: &Record, problems: &mut Vec<Problem>) {
    let dates = record.get(Opportunity::OPENED_ON).zip(record.get(Opportunity::CLOSE_DATE));
    if dates.is_some_and(|(opened, closes)| closes < opened) {
        problems.push(Problem::of(Opportunity::CLOSE_DATE.id, "problem-closes-before-it-opens"));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;
    use crate::{Id, record::Stamp};

    const STAMP: Stamp = Stamp { seq: 1, at: 0, by: Id::NIL, client: Id::NIL };

    fn record(entity: &str, values: &[(&'static str, Value)]) -> Record {
        let mut record = Record::new(entity, Id::named(entity), STAMP.into());
        for (field, value) in values {
            record.set(*field, value.clone(), STAMP.into());
        }
        record
    }

    #[test]
    fn a_decision_is_dated_unless_its_day_has_come() {
        let today: Date = "2026-11-23".parse().unwrap();
        let dated = |day: &str| (Opportunity::CLOSE_DATE.id, Value::from(day.parse::<Date>().unwrap()));
        let opened = |day: &str| (Opportunity::OPENED_ON.id, Value::from(day.parse::<Date>().unwrap()));
        for (kind, deal, day) in [
            ("won", vec![dated("2027-01-13")], Some(today)),
            ("lost", vec![dated("2027-01-13"), opened("2026-01-01")], Some(today)),
            ("won", vec![], Some(today)),
            ("won", vec![dated("2026-11-23")], None),
            ("lost", vec![dated("2026-03-01")], None),
            ("won", vec![dated("2027-01-13"), opened("2026-12-01")], None),
            ("open", vec![dated("2027-01-13")], None),
        ] {
            let stage = record(Stage::ENTITY_NAME, &[(Stage::KIND.id, kind.into())]);
            let deal = record(Opportunity::ENTITY_NAME, &deal);
            let found = Opportunity::at_stage(Some(&deal), &stage, today);
            let found = found.into_iter().find(|(field, _)| *field == Opportunity::CLOSE_DATE.id);
            assert_eq!(found.map(|(_, value)| value), day.map(Value::from), "{kind} {deal:?}");
        }
    }

    #[test]
    fn the_chance_is_the_stages_own_before_that_of_its_kind() {
        let today = Date::default();
        for (kind, own, chance) in [
            ("open", None, None),
            ("won", None, Some(100.0)),
            ("lost", None, Some(0.0)),
            ("won", Some(90.0), Some(90.0)),
        ] {
            let own = own.map(|own: f64| (Stage::PROBABILITY.id, Value::from(own)));
            let values: Vec<_> = own.into_iter().chain([(Stage::KIND.id, kind.into())]).collect();
            let found = Opportunity::at_stage(None, &record(Stage::ENTITY_NAME, &values), today);
            let found = found.into_iter().find(|(field, _)| *field == Opportunity::PROBABILITY.id);
            assert_eq!(found.map(|(_, value)| value), chance.map(Value::from), "{kind}");
        }
    }
}
