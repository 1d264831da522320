//! Whether a model makes sense, before anything is built from it.
//!
//! Only the form is checked here: sizes, ids, what rules name. Whether a product exists at all is a question for an
//! engine (`checks`).

use super::{Assembly, Attribute, Cell, Expr, Flat, FlatAttribute, Kind, Model, NO, NONE, Rule, Says, Term, YES, flat};
use crate::{dense::small, fault::Fault};
use rustc_hash::FxHashSet;

/// How large a model may be.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Attributes, those of all instances included.
    pub attributes: u64,
    /// Options of all attributes together.
    pub options: u64,
    /// Options of one attribute.
    pub options_of_one: u64,
    /// Rules, those of all instances included.
    pub rules: u64,
    /// Rows of all tables together.
    pub rows: u64,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { attributes: 20_000, options: 200_000, options_of_one: 10_000, rules: 200_000, rows: 2_000_000 }
    }
}

/// No more faults than a person will read.
const MOST_FAULTS: usize = 50;

/// Sizes, without building anything.
pub(super) fn sizes(model: &Model, sizes: &Sizes) -> Result<(), Fault> {
    let attributes = model.attributes.len() as u64;
    let instances = model.assemblies.iter().map(|assembly| of_instances(assembly, 1 + assembly.attributes.len()));
    within(attributes.saturating_add(instances.sum()), sizes.attributes, "attributes")?;
    let rules = model.assemblies.iter().map(|assembly| of_instances(assembly, assembly.rules.len()));
    within((model.rules.len() as u64).saturating_add(rules.sum()), sizes.rules, "rules")?;
    let own_rows = model.rules.iter().map(rows).sum::<u64>();
    let of_assemblies = model.assemblies.iter().map(|assembly| {
        of_instances(assembly, usize::try_from(assembly.rules.iter().map(rows).sum::<u64>()).unwrap_or(usize::MAX))
    });
    within(own_rows.saturating_add(of_assemblies.sum()), sizes.rows, "rows of tables")?;
    let inner = model.assemblies.iter().map(|assembly| (assembly.attributes.as_slice(), u64::from(assembly.max)));
    let mut total = 0_u64;
    for (attributes, times) in inner.chain([(model.attributes.as_slice(), 1)]) {
        for attribute in attributes {
            let count = options(attribute).map_err(|fault| fault.at(&attribute.id))?;
            within(count, sizes.options_of_one, "options").map_err(|fault| fault.at(&attribute.id))?;
            total = total.saturating_add(count.saturating_mul(times));
        }
    }
    within(total, sizes.options, "options")
}

fn of_instances(assembly: &Assembly, each: usize) -> u64 {
    u64::from(assembly.max).saturating_mul(each as u64).min(u64::from(u32::MAX))
}

fn rows(rule: &Rule) -> u64 {
    if let Says::Table { rows, .. } = &rule.says { rows.len() as u64 } else { 0 }
}

fn within(count: u64, most: u64, what: &str) -> Result<(), Fault> {
    if count <= most {
        return Ok(());
    }
    let text = format!("there are {count} {what}; at most {most} are possible");
    Err(Fault::new("model-size", text).with("count", count).with("what", what).with("most", most))
}

fn options(attribute: &Attribute) -> Result<u64, Fault> {
    let own = match &attribute.kind {
        Kind::Choice { options } => options.len() as u64,
        Kind::Flag(_) => return Ok(2),
        Kind::Number(stepped) => u64::from(flat::steps(stepped).ok_or_else(|| {
            let text = "max must be min plus a whole number of steps, and step above zero, within reasonable size";
            Fault::new("model-steps", text)
        })?),
    };
    if own == 0 {
        return Err(Fault::new("model-no-options", "it has no options"));
    }
    Ok(own + u64::from(attribute.optional))
}

/// Everything else, on the unrolled model.
pub(super) fn flat(flat: &Flat, sizes: &Sizes, faults: &mut Vec<Fault>) {
    let mut seen = FxHashSet::default();
    for attribute in &flat.attributes {
        if !seen.insert(attribute.id.as_str()) {
            faults.push(Fault::new("model-twice", "two attributes have this id").at(&attribute.id));
        }
        check_attribute(attribute, faults);
    }
    if flat.attributes.is_empty() {
        faults.push(Fault::new("model-no-attributes", "the model has no attributes"));
    }
    if flat.attributes.len() as u64 > sizes.attributes {
        let (count, most) = (flat.attributes.len() as u64, sizes.attributes);
        faults.extend(within(count, most, "attributes").err());
    }
    check_prices(flat, faults);
    let mut ids = FxHashSet::default();
    for rule in &flat.rules {
        if faults.len() > MOST_FAULTS {
            return;
        }
        if !ids.insert(rule.id.as_str()) {
            faults.push(Fault::new("model-twice-rule", "two rules have this id").in_rule(&rule.id));
        }
        let mut own = Vec::new();
        check_rule(flat, rule, &mut own);
        faults.extend(own.into_iter().map(|fault| fault.in_rule(&rule.id)));
    }
}

/// Any sum of one price for each attribute must fit with room to spare.
fn check_prices(flat: &Flat, faults: &mut Vec<Fault>) {
    let largest =
        |attribute: &FlatAttribute| attribute.options.iter().map(|option| option.price.saturating_abs()).max();
    let prices = flat.attributes.iter().filter_map(largest).chain([flat.base_price.saturating_abs()]);
    if prices.fold(0_i64, i64::saturating_add) > i64::MAX / 16 {
        faults.push(Fault::new("model-prices", "the prices are so large that their sum could not be told"));
    }
}

fn check_attribute(attribute: &FlatAttribute, faults: &mut Vec<Fault>) {
    if attribute.id.is_empty() {
        faults.push(Fault::new("model-id", "an attribute has an empty id"));
    }
    let mut seen = FxHashSet::default();
    for option in &attribute.options {
        if let Some((property, _)) = option.properties.iter().find(|(_, number)| !number.is_reasonable()) {
            let text = format!("the property {property:?} of {:?} is too large or has too many digits", option.id);
            let fault = Fault::new("model-property-large", text).with("property", property);
            faults.push(fault.with("option", &option.id).at(&attribute.id));
        }
        if !seen.insert(option.id.as_str()) {
            let text = format!("two options have the id {:?} ({NONE:?} is kept for optional parts)", option.id);
            faults.push(Fault::new("model-twice-option", text).with("option", &option.id).at(&attribute.id));
        }
        if option.id.is_empty() || option.id == "*" {
            faults.push(Fault::new("model-id-option", "an option's id is empty or `*`").at(&attribute.id));
        }
    }
}

fn check_rule(flat: &Flat, rule: &Rule, faults: &mut Vec<Fault>) {
    if rule.id.is_empty() || rule.sentence.trim().is_empty() {
        faults.push(Fault::new("model-unnamed", "a rule needs an id and a sentence"));
    }
    match &rule.says {
        Says::Requires { when, then } => [when, then].into_iter().for_each(|expr| check_expr(flat, expr, faults)),
        Says::Excludes { all } => all.iter().for_each(|expr| check_expr(flat, expr, faults)),
        Says::Condition { holds } => check_expr(flat, holds, faults),
        Says::Group { members, at_least, at_most, when } => {
            members.iter().chain(when).for_each(|expr| check_expr(flat, expr, faults));
            if at_most.is_some_and(|most| most < *at_least) || *at_least > small(members.len()) {
                faults.push(Fault::new("model-group", "a group of this size cannot have so many"));
            }
        }
        Says::Table { columns, rows } => check_table(flat, columns, rows, faults),
        Says::Limit { sum, at_least, at_most, when } => {
            if let Some(when) = when {
                check_expr(flat, when, faults);
            }
            for term in sum {
                check_term(flat, term, faults);
            }
            let factors = sum.iter().map(|term| &term.factor);
            if !factors.chain(at_least).chain(at_most).all(|number| number.is_reasonable()) {
                faults.push(Fault::new("model-large", "its numbers are too large or have too many digits"));
            }
            if sum.is_empty() || (at_least.is_none() && at_most.is_none()) {
                faults.push(Fault::new("model-limit", "a limit needs a sum and at least one bound"));
            }
        }
    }
}

fn known<'a>(flat: &'a Flat, id: &str, faults: &mut Vec<Fault>) -> Option<&'a FlatAttribute> {
    let found = flat.attribute(id).and_then(|position| flat.attribute_at(position));
    if found.is_none() {
        faults.push(
            Fault::new("model-unknown-attribute", format!("there is no attribute {id:?}")).with("name", id).at(id),
        );
    }
    found
}

fn check_option(attribute: &FlatAttribute, option: &str, faults: &mut Vec<Fault>) {
    if attribute.option(option).is_none() {
        let text = format!("it has no option {option:?}");
        faults.push(Fault::new("model-unknown-option", text).with("option", option).at(&attribute.id));
    }
}

/// Depth is limited where the text is read.
pub(crate) fn check_expr(flat: &Flat, expr: &Expr, faults: &mut Vec<Fault>) {
    match expr {
        Expr::Always(_) => {}
        Expr::On(id) => check_on(flat, id, faults),
        Expr::Is(id, options) => {
            if let Some(attribute) = known(flat, id, faults) {
                for option in options {
                    check_option(attribute, option, faults);
                }
            }
        }
        Expr::Compare(id, ..) => {
            if known(flat, id, faults).is_some_and(|attribute| !attribute.numeric) {
                faults.push(Fault::new("model-not-number", "only numbers can be compared by size").at(id));
            }
        }
        Expr::Not(inner) => check_expr(flat, inner, faults),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| check_expr(flat, part, faults)),
        Expr::Implies(left, right) | Expr::Same(left, right) => {
            check_expr(flat, left, faults);
            check_expr(flat, right, faults);
        }
    }
}

fn check_on(flat: &Flat, id: &str, faults: &mut Vec<Fault>) {
    let Some(attribute) = known(flat, id, faults) else { return };
    if attribute.options.iter().all(|option| option.present) {
        let text =
            format!("it is always present: compare it with an option, or use a flag ({YES}/{NO}) or optional part");
        faults.push(Fault::new("model-not-optional", text).at(id));
    }
}

fn check_table(flat: &Flat, columns: &[String], rows: &[Vec<Cell>], faults: &mut Vec<Fault>) {
    let known: Vec<_> = columns.iter().filter_map(|id| known(flat, id, faults)).collect();
    let distinct: FxHashSet<_> = columns.iter().collect();
    if columns.is_empty() || distinct.len() != columns.len() {
        faults.push(Fault::new("model-table", "a table needs columns, each another attribute"));
    }
    if known.len() != columns.len() {
        return;
    }
    for (number, row) in (1_u32..).zip(rows) {
        if faults.len() > MOST_FAULTS {
            return;
        }
        if row.len() != columns.len() {
            let text = format!("row {number} has {} cells for {} columns", row.len(), columns.len());
            let fault = Fault::new("model-table-row", text).with("row", number);
            faults.push(fault.with("cells", row.len()).with("columns", columns.len()));
        }
        for (attribute, cell) in known.iter().zip(row) {
            check_cell(attribute, cell, faults);
        }
    }
}

fn check_cell(attribute: &FlatAttribute, cell: &Cell, faults: &mut Vec<Fault>) {
    match cell {
        Cell::One(any) if any == "*" => {}
        Cell::One(option) => check_option(attribute, option, faults),
        Cell::Any(options) => {
            for option in options {
                check_option(attribute, option, faults);
            }
        }
    }
}

fn check_term(flat: &Flat, term: &Term, faults: &mut Vec<Fault>) {
    let summed = flat.summed(term);
    let name = term.attribute.as_deref().unwrap_or("*");
    if summed.is_empty() {
        faults.push(
            Fault::new("model-unknown-attribute", format!("there is no attribute {name:?}"))
                .with("name", name)
                .at(name),
        );
        return;
    }
    let attributes: Vec<_> = summed.iter().filter_map(|&position| flat.attribute_at(position)).collect();
    match &term.property {
        Some(property) => {
            let mut options = attributes.iter().flat_map(|attribute| &attribute.options);
            if !options.any(|option| option.properties.contains_key(property)) {
                let text = format!("no option has the property {property:?}");
                faults.push(Fault::new("model-property", text).with("property", property).at(name));
            }
        }
        None if term.attribute.is_none() => {
            faults.push(Fault::new("model-term", "a summand needs an attribute or a property"));
        }
        None => {
            let plain = |attribute: &&&FlatAttribute| !attribute.numeric && attribute.option(YES).is_none();
            if let Some(attribute) = attributes.iter().find(plain) {
                let text = "only numbers and flags can be summed without naming a property";
                faults.push(Fault::new("model-not-summable", text).at(&attribute.id));
            }
        }
    }
}

/// Test cases must name what exists.
pub(super) fn cases(model: &Model, flat: &Flat, faults: &mut Vec<Fault>) {
    for case in &model.tests {
        let mut own = Vec::new();
        for (id, option) in case.choose.iter().chain(&case.forces) {
            if let Some(attribute) = known(flat, id, &mut own) {
                check_option(attribute, option, &mut own);
            }
        }
        faults.extend(own.into_iter().map(|fault| fault.in_case(&case.name)));
    }
}
