//! Price books: what products cost, in one currency, for everybody, a group or one account.

use super::tax;
use crate::{Problem, Record, entity, value::Currency};

entity! {
    /// A list of prices. One that names an account was agreed with it, and goes before all others there.
    PriceBook = "price_book" / "price_books", scope Owned, write Managers {
        /// What it is called.
        NAME = "name": Text(200) [required, title, list, search];
        /// Currency of all of its prices.
        CURRENCY = "currency": Text(3) [required, list];
        /// New quotes begin with it.
        STANDARD = "standard": Flag [list];
        /// Its prices are those that the public pages tell.
        PUBLIC = "public": Flag;
        /// First day on which it holds.
        VALID_FROM = "valid_from": Date [list];
        /// Last day on which it holds.
        VALID_TO = "valid_to": Date [list];
        /// The account that its prices were agreed with.
        ACCOUNT = "account": Link("account") [list];
        /// The group of accounts that it is for.
        GROUP = "group": Text(100) [list];
        /// Of several books that fit, the one with the highest number counts.
        PRIORITY = "priority": Number(-1000.0, 1000.0);
        /// How what it lists is usually taxed.
        TAX_CATEGORY = "tax_category": Choice(&tax::CATEGORIES);
        /// The usual rate, in hundredths.
        TAX_RATE = "tax_rate": Number(0.0, 100.0);
        /// Who sees to it.
        OWNER = "owner": Link("user") [careful];
        /// The team that may see it; everybody where neither owner nor team is named.
        TEAM = "team": Link("team") [careful];
        /// Anything else worth knowing.
        DESCRIPTION = "description": LongText [search];
    }
    checks [has_a_currency, ends_after_it_begins, is_taxed_sensibly]
}

fn has_a_currency(record: &Record, problems: &mut Vec<Problem>) {
    currency(record, PriceBook::CURRENCY.id, problems);
}

/// The code in a field must be one.
pub(super) fn currency(record: &Record, field: &str, problems: &mut Vec<Problem>) {
    let code = record.value(field).as_text();
    if let Some(code) = code.filter(|code| !code.parse().is_ok_and(Currency::is_assigned)) {
        problems.push(Problem::of(field, "problem-currency").with("value", code));
    }
}

fn ends_after_it_begins(record: &Record, problems: &mut Vec<Problem>) {
    let days = record.get(PriceBook::VALID_FROM).zip(record.get(PriceBook::VALID_TO));
    if days.is_some_and(|(from, to)| to < from) {
        problems.push(Problem::of(PriceBook::VALID_TO.id, "problem-ends-before-it-begins"));
    }
}

fn is_taxed_sensibly(record: &Record, problems: &mut Vec<Problem>) {
    problems.extend(tax::problem(record, PriceBook::TAX_CATEGORY, PriceBook::TAX_RATE));
}
