//! Lines of quotes.

use super::tax;
use crate::{Problem, Record, entity};

entity! {
    /// One line of a quote. What it costs is worked out, never stored here.
    QuoteLine = "quote_line" / "quote_lines", scope Owned, write Members {
        /// What people see; the product's name unless said.
        NAME = "name": Text(200) [title, search];
        /// The quote.
        QUOTE = "quote": Link("quote") [required, list];
        /// Order among the lines.
        POSITION = "position": Number(-1e12, 1e12) [hidden];
        /// The product.
        PRODUCT = "product": Link("product") [required, list];
        /// How many.
        QUANTITY = "quantity": Number(0.0, 1e9) [required, list];
        /// More about it, for the customer.
        DESCRIPTION = "description": LongText;
        /// What was chosen for a configured product, as JSON.
        CHOICES = "choices": LongText [system, hidden, whole];
        /// The model that it was configured by, and what one is made of, as JSON.
        CONFIGURATION = "configuration": LongText [system, hidden, whole];
        /// How the configured product looks.
        PICTURE = "picture": File [system, hidden];
        /// The part of the quote in which it stands, by name.
        SECTION = "section": Text(100) [list];
        /// Whether the customer may leave it, and whether it is taken.
        OPTIONAL = "optional": Choice(&["taken", "open"]) [list];
        /// How a discount or price by hand is meant.
        DISCOUNT_KIND = "discount_kind": Choice(&["percent", "amount", "price"]);
        /// By hand: hundredths off, an amount off the line, or the price of a unit.
        DISCOUNT = "discount": Number(0.0, 1e12) [list];
        /// Why.
        DISCOUNT_REASON = "discount_reason": Text(300);
        /// How it is taxed; as the price book says where nothing is said.
        TAX_CATEGORY = "tax_category": Choice(&tax::CATEGORIES);
        /// Rate, in hundredths.
        TAX_RATE = "tax_rate": Number(0.0, 100.0);
        /// Why it is not taxed.
        TAX_REASON = "tax_reason": Text(300);
        /// As the quote's.
        OWNER = "owner": Link("user") [careful];
        /// As the quote's.
        TEAM = "team": Link("team") [careful];
    }
    checks [is_taxed_sensibly]
    part of "quote"
}

fn is_taxed_sensibly(record: &Record, problems: &mut Vec<Problem>) {
    problems.extend(tax::problem(record, QuoteLine::TAX_CATEGORY, QuoteLine::TAX_RATE));
}
