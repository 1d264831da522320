//! Deals on their way through a pipeline.

use crate::{Problem, Record, entity};

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

fn closes_after_it_opens(record: &Record, problems: &mut Vec<Problem>) {
    let dates = record.get(Opportunity::OPENED_ON).zip(record.get(Opportunity::CLOSE_DATE));
    if dates.is_some_and(|(opened, closes)| closes < opened) {
        problems.push(Problem::of(Opportunity::CLOSE_DATE.id, "problem-closes-before-it-opens"));
    }
}
