//! Conditions that can be put together from lists: comparisons that all hold, or of which one does.

use super::{Known, KnownKind, names::written};
use crate::model::{Expr, Number, Order};

/// Comparisons with one word between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Simple {
    /// One of them is enough.
    pub any: bool,
    /// In the order written.
    pub atoms: Vec<Atom>,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Atom {
    /// What is compared.
    pub attribute: String,
    /// How.
    pub relation: Relation,
    /// With what: options, one number, or nothing.
    pub with: Vec<String>,
}

/// How something is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Is one of these.
    Is,
    /// Is none of these.
    IsNot,
    /// Is on, or there.
    On,
    /// Is off, or left out.
    Off,
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
    /// More than.
    More,
    /// Less than.
    Less,
}

impl Relation {
    /// Those that make sense for an attribute.
    #[must_use]
    pub fn of(known: &Known) -> &'static [Self] {
        match (known.kind, known.optional) {
            (KnownKind::Choice, false) => &[Self::Is, Self::IsNot],
            (KnownKind::Choice, true) => &[Self::Is, Self::IsNot, Self::On, Self::Off],
            (KnownKind::Flag, _) => &[Self::On, Self::Off],
            (KnownKind::Number, false) => &[Self::AtLeast, Self::AtMost, Self::More, Self::Less, Self::Is, Self::IsNot],
            (KnownKind::Number, true) => {
                &[Self::AtLeast, Self::AtMost, Self::More, Self::Less, Self::Is, Self::IsNot, Self::On, Self::Off]
            }
        }
    }

    /// Its name in the address of messages and lists.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is-not",
            Self::On => "on",
            Self::Off => "off",
            Self::AtLeast => "at-least",
            Self::AtMost => "at-most",
            Self::More => "more-than",
            Self::Less => "less",
        }
    }

    /// Whether it compares by size.
    #[must_use]
    pub fn is_order(self) -> bool {
        matches!(self, Self::AtLeast | Self::AtMost | Self::More | Self::Less)
    }

    /// Whether it stands alone.
    #[must_use]
    pub fn is_alone(self) -> bool {
        matches!(self, Self::On | Self::Off)
    }
}

impl Atom {
    /// A comparison to begin with.
    #[must_use]
    pub fn of(known: &Known, draft: &super::Draft) -> Self {
        let relation = Relation::of(known).first().copied().unwrap_or(Relation::Is);
        let own = Self { attribute: known.id.clone(), relation, with: Vec::new() };
        own.related(relation, known, draft)
    }

    /// The same attribute compared in another way: what it is compared with stays where that makes sense.
    #[must_use]
    pub fn related(&self, relation: Relation, known: &Known, draft: &super::Draft) -> Self {
        let first = || match known.kind {
            KnownKind::Number => {
                let least = draft.text(&format!("{}/kind/number/min", known.place));
                if least.is_empty() { draft.text(&format!("{}/min", known.place)) } else { least }
            }
            _ => known.options.first().map(|(id, _)| id.clone()).unwrap_or_default(),
        };
        let mut with = if relation.is_alone() { Vec::new() } else { self.with.clone() };
        if with.is_empty() && !relation.is_alone() {
            with.push(first());
        }
        if relation.is_order() {
            with.truncate(1);
        }
        Self { attribute: self.attribute.clone(), relation, with }
    }

    fn read(expr: &Expr) -> Option<Self> {
        let made = |attribute: &String, relation, with: Vec<String>| {
            Some(Self { attribute: attribute.clone(), relation, with })
        };
        match expr {
            Expr::On(id) => made(id, Relation::On, Vec::new()),
            Expr::Is(id, options) => made(id, Relation::Is, options.clone()),
            Expr::Compare(id, order, number) => made(id, Relation::from(*order), vec![number.to_string()]),
            Expr::Not(inner) => match &**inner {
                Expr::On(id) => made(id, Relation::Off, Vec::new()),
                Expr::Is(id, options) => made(id, Relation::IsNot, options.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    fn write(&self) -> String {
        let name = written_in_condition(&self.attribute);
        let options = || {
            let all: Vec<String> = self.with.iter().map(|option| written_in_condition(option)).collect();
            match all.as_slice() {
                [only] => (format!("= {only}"), format!("!= {only}")),
                _ => (format!("in {{{}}}", all.join(", ")), String::new()),
            }
        };
        let number = self.with.first().map(String::as_str).unwrap_or_default();
        match self.relation {
            Relation::On => name,
            Relation::Off => format!("not {name}"),
            Relation::Is => format!("{name} {}", options().0),
            Relation::IsNot if self.with.len() == 1 => format!("{name} {}", options().1),
            Relation::IsNot => format!("not {name} {}", options().0),
            Relation::AtLeast => format!("{name} >= {number}"),
            Relation::AtMost => format!("{name} <= {number}"),
            Relation::More => format!("{name} > {number}"),
            Relation::Less => format!("{name} < {number}"),
        }
    }
}

impl From<Order> for Relation {
    fn from(order: Order) -> Self {
        match order {
            Order::Less => Self::Less,
            Order::AtMost => Self::AtMost,
            Order::More => Self::More,
            Order::AtLeast => Self::AtLeast,
        }
    }
}

/// Numbers and names with `-` need no quotes in conditions.
fn written_in_condition(name: &str) -> String {
    if Number::parse(name).is_some() || Expr::parse(name) == Ok(Expr::On(name.to_owned())) {
        name.to_owned()
    } else {
        written(name)
    }
}

impl Simple {
    /// Reads a condition, where it is one of these. The empty text has no comparisons.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return Some(Self::default());
        }
        let expr = Expr::parse(text).ok()?;
        let (any, parts) = match &expr {
            Expr::And(parts) => (false, parts.as_slice()),
            Expr::Or(parts) => (true, parts.as_slice()),
            one => (false, std::slice::from_ref(one)),
        };
        Some(Self { any, atoms: parts.iter().map(Atom::read).collect::<Option<_>>()? })
    }

    /// The text of the condition.
    #[must_use]
    pub fn write(&self) -> String {
        let word = if self.any { " or " } else { " and " };
        self.atoms.iter().map(Atom::write).collect::<Vec<_>>().join(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_come_back_from_their_text() {
        for text in [
            "frame = steel",
            "frame != steel and lights and not rack",
            "width >= 140 or width < 20 or width = 60",
            "top in {oak, \"a b\"} and not frame in {x-1, y}",
            "\"not\" = 5",
        ] {
            let simple = Simple::read(text).expect(text);
            assert_eq!(simple.write(), text);
        }
        assert_eq!(Simple::read(" "), Some(Simple::default()));
        for text in ["a => b", "a and (b or c)", "a = ", "not (a and b)", "true"] {
            assert_eq!(Simple::read(text), None, "{text}");
        }
    }
}
