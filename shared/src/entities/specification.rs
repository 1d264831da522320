//! What is known of a product, fact by fact.

use crate::{Problem, Record, entity};

entity! {
    /// A line of a product's data sheet: a number or words, with their unit. Lines of one name and unit are compared
    /// across products.
    Specification = "specification" / "specifications", scope Workspace, write Managers {
        /// What is specified: *Weight*.
        NAME = "name": Text(100) [required, title, list, search];
        /// Product that it is said of.
        PRODUCT = "product": Link("product") [required, list];
        /// Heading that it stands under: *Frame*.
        GROUP = "group": Text(100) [list];
        /// How much, in the unit.
        NUMBER = "number": Number(-1e12, 1e12) [list];
        /// Or what, in words.
        TEXT = "text": Text(300) [list, search];
        /// Unit of either, as people write it: *kg*.
        UNIT = "unit": Text(20) [list];
        /// Order on the sheet; groups stand in the order of their first line.
        POSITION = "position": Number(0.0, 1e6);
    }
    checks [says_one_thing]
}

fn says_one_thing(record: &Record, problems: &mut Vec<Problem>) {
    let (number, text) = (record.get(Specification::NUMBER), record.get(Specification::TEXT));
    if number.is_some() == text.is_some() {
        problems.push(Problem::of(Specification::TEXT.id, "problem-specification-value"));
    }
}
