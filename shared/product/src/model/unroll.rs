//! Sub-assemblies become plain attributes and rules, one set for each possible instance.

use super::{Assembly, Attribute, Cell, Expr, Kind, Model, Number, Order, Rule, Says, Stepped};
use serde_json::Map;

/// All attributes and rules. The sizes were checked before.
pub(super) fn unroll(model: &Model) -> (Vec<Attribute>, Vec<Rule>) {
    let mut attributes = model.attributes.clone();
    let mut rules = model.rules.clone();
    for assembly in &model.assemblies {
        attributes.push(count(assembly));
        for number in 1..=assembly.max {
            let instance = Instance { assembly, number };
            attributes.extend(assembly.attributes.iter().map(|attribute| instance.attribute(attribute)));
            rules.extend(assembly.attributes.iter().filter_map(|attribute| instance.presence(attribute)));
            rules.extend(assembly.rules.iter().map(|rule| instance.rule(rule)));
        }
    }
    (attributes, rules)
}

/// The id of the attribute that says how many instances there are.
fn count_id(assembly: &Assembly) -> String {
    format!("{}.count", assembly.id)
}

fn count(assembly: &Assembly) -> Attribute {
    let stepped = Stepped {
        min: Number::from(i64::from(assembly.min)),
        max: Number::from(i64::from(assembly.max)),
        step: Number::ONE,
        unit: String::new(),
        price_per_unit: Number::ZERO,
        parts_per_unit: Vec::new(),
    };
    Attribute {
        id: count_id(assembly),
        name: format!("{}: number", assembly.name),
        kind: Kind::Number(stepped),
        optional: false,
        extra: Map::new(),
    }
}

struct Instance<'a> {
    assembly: &'a Assembly,
    number: u32,
}

impl Instance<'_> {
    fn prefixed(&self, id: &str) -> String {
        format!("{}[{}].{id}", self.assembly.id, self.number)
    }

    /// The instance's own attributes shadow those of the whole product.
    fn name(&self, id: &str) -> String {
        let own = self.assembly.attributes.iter().any(|attribute| attribute.id == id);
        if own { self.prefixed(id) } else { id.to_owned() }
    }

    fn always(&self) -> bool {
        self.number <= self.assembly.min
    }

    fn present(&self) -> Expr {
        Expr::Compare(count_id(self.assembly), Order::AtLeast, Number::from(i64::from(self.number)))
    }

    fn attribute(&self, attribute: &Attribute) -> Attribute {
        Attribute {
            id: self.prefixed(&attribute.id),
            name: format!("{} {}: {}", self.assembly.name, self.number, attribute.name),
            kind: attribute.kind.clone(),
            optional: attribute.optional || !self.always(),
            extra: attribute.extra.clone(),
        }
    }

    /// Absent instances have nothing; present ones have what is not optional.
    fn presence(&self, attribute: &Attribute) -> Option<Rule> {
        if self.always() {
            return None;
        }
        let (there, on) = (Box::new(self.present()), Box::new(Expr::On(self.prefixed(&attribute.id))));
        let free = attribute.optional || matches!(attribute.kind, Kind::Flag(_));
        let holds = if free { Expr::Implies(on, there) } else { Expr::Same(on, there) };
        let name = format!("{} {}", self.assembly.name, self.number);
        Some(Rule {
            id: self.prefixed(&format!("{}.present", attribute.id)),
            sentence: format!("{name} has a value for {} exactly when there is such an instance.", attribute.name),
            says: Says::Condition { holds },
        })
    }

    fn rule(&self, rule: &Rule) -> Rule {
        Rule { id: self.prefixed(&rule.id), sentence: rule.sentence.clone(), says: self.says(&rule.says) }
    }

    fn expr(&self, expr: &Expr) -> Expr {
        expr.renamed(&|id| self.name(id))
    }

    /// The condition, where the instance exists.
    fn when(&self, when: Option<&Expr>) -> Option<Expr> {
        let renamed = when.map(|when| self.expr(when));
        match renamed {
            None if self.always() => None,
            None => Some(self.present()),
            Some(when) => Some(Expr::And(vec![self.present(), when])),
        }
    }

    fn says(&self, says: &Says) -> Says {
        match says {
            Says::Requires { when, then } => {
                Says::Requires { when: Expr::And(vec![self.present(), self.expr(when)]), then: self.expr(then) }
            }
            Says::Excludes { all } => {
                let all = all.iter().map(|part| self.expr(part)).chain([self.present()]);
                Says::Excludes { all: all.collect() }
            }
            Says::Condition { holds } => {
                Says::Condition { holds: Expr::Implies(Box::new(self.present()), Box::new(self.expr(holds))) }
            }
            Says::Group { members, at_least, at_most, when } => Says::Group {
                members: members.iter().map(|member| self.expr(member)).collect(),
                at_least: *at_least,
                at_most: *at_most,
                when: self.when(when.as_ref()),
            },
            Says::Table { columns, rows } => self.table(columns, rows),
            Says::Limit { sum, at_least, at_most, when } => {
                let mut sum = sum.clone();
                for term in &mut sum {
                    term.attribute = term.attribute.as_deref().map(|id| self.name(id));
                }
                Says::Limit { sum, at_least: *at_least, at_most: *at_most, when: self.when(when.as_ref()) }
            }
        }
    }

    /// The count is a further column, so that the rows hold for instances that exist and nothing is asked of others.
    fn table(&self, columns: &[String], rows: &[Vec<Cell>]) -> Says {
        let counts = |range: std::ops::Range<u32>| Cell::Any(range.map(|count| count.to_string()).collect());
        let with_count = rows.iter().map(|row| {
            let mut row = row.clone();
            row.push(counts(self.number.max(self.assembly.min)..self.assembly.max + 1));
            row
        });
        let mut rows: Vec<Vec<Cell>> = with_count.collect();
        if !self.always() {
            let mut absent = vec![Cell::One("*".to_owned()); columns.len()];
            absent.push(counts(self.assembly.min..self.number));
            rows.push(absent);
        }
        let columns = columns.iter().map(|id| self.name(id)).chain([count_id(self.assembly)]);
        Says::Table { columns: columns.collect(), rows }
    }
}
