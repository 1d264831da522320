//! Formulas over numbers: `width * 10 - 2 * edge`.
//!
//! ```text
//! sum     := product { ("+" | "-") product }
//! product := unary { ("*" | "/") unary }
//! unary   := "-" unary | atom
//! atom    := number | name | function "(" sum { "," sum } ")" | "(" sum ")"
//! ```
//! A name is a letter or `_` followed by letters, digits and `_ . [ ]`, or anything in double quotes. Angles are in
//! degrees.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How long a formula may be, and how deep it may nest.
const LONGEST: usize = 500;
const DEPTH: u32 = 40;

/// A formula, with the text that it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    text: String,
    tree: Tree,
}

#[derive(Debug, Clone, PartialEq)]
enum Tree {
    Number(f64),
    Name(String),
    Negative(Box<Self>),
    Both(Sign, Box<Self>, Box<Self>),
    Call(Function, Vec<Self>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plus,
    Minus,
    Times,
    Over,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Function {
    Min,
    Max,
    Abs,
    Floor,
    Sqrt,
    Sin,
    Cos,
    Tan,
    Angle,
}

const FUNCTIONS: [(&str, Function, usize); 9] = [
    ("min", Function::Min, 2),
    ("max", Function::Max, 2),
    ("abs", Function::Abs, 1),
    ("floor", Function::Floor, 1),
    ("sqrt", Function::Sqrt, 1),
    ("sin", Function::Sin, 1),
    ("cos", Function::Cos, 1),
    ("tan", Function::Tan, 1),
    ("angle", Function::Angle, 2),
];

impl Formula {
    /// Reads the text form. The error is a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("it is longer than {LONGEST} characters"));
        }
        let mut parser = Parser { rest: text.trim(), depth: 0 };
        let tree = parser.sum()?;
        if parser.rest.is_empty() {
            return Ok(Self { text: text.trim().to_owned(), tree });
        }
        Err(format!("unexpected {:?} after its end", parser.rest))
    }

    /// A constant.
    pub fn number(value: f64) -> Self {
        Self { text: value.to_string(), tree: Tree::Number(value) }
    }

    /// Every name in it, with repetition.
    pub fn names(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.tree.walk(&mut found);
        found
    }

    /// Its value, which is no number where a name has none or something is divided by zero.
    pub fn value(&self, named: &mut dyn FnMut(&str) -> f64) -> f64 {
        self.tree.value(named)
    }
}

impl Tree {
    fn walk<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Self::Number(_) => {}
            Self::Name(name) => found.push(name),
            Self::Negative(inner) => inner.walk(found),
            Self::Both(_, left, right) => {
                left.walk(found);
                right.walk(found);
            }
            Self::Call(_, inner) => inner.iter().for_each(|tree| tree.walk(found)),
        }
    }

    fn value(&self, named: &mut dyn FnMut(&str) -> f64) -> f64 {
        match self {
            Self::Number(value) => *value,
            Self::Name(name) => named(name),
            Self::Negative(inner) => -inner.value(named),
            Self::Both(sign, left, right) => sign.of(left.value(named), right.value(named)),
            Self::Call(function, inner) => {
                let mut values = inner.iter().map(|tree| tree.value(named));
                let (first, second) = (values.next().unwrap_or(f64::NAN), values.next().unwrap_or(f64::NAN));
                function.of(first, second)
            }
        }
    }
}

impl Sign {
    fn of(self, left: f64, right: f64) -> f64 {
        match self {
            Self::Plus => left + right,
            Self::Minus => left - right,
            Self::Times => left * right,
            Self::Over => left / right,
        }
    }
}

impl Function {
    fn of(self, first: f64, second: f64) -> f64 {
        match self {
            Self::Min => first.min(second),
            Self::Max => first.max(second),
            Self::Abs => first.abs(),
            Self::Floor => first.floor(),
            Self::Sqrt => first.sqrt(),
            Self::Sin => first.to_radians().sin(),
            Self::Cos => first.to_radians().cos(),
            Self::Tan => first.to_radians().tan(),
            Self::Angle => first.atan2(second).to_degrees(),
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: u32,
}

impl Parser<'_> {
    /// Takes this sign if it stands here.
    fn eat(&mut self, sign: char) -> bool {
        let after = self.rest.strip_prefix(sign);
        self.rest = after.map_or(self.rest, str::trim_start);
        after.is_some()
    }

    /// Takes letters as long as they fit, and the spaces behind them.
    fn take(&mut self, fits: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|letter| !fits(letter)).unwrap_or(self.rest.len());
        let (taken, after) = self.rest.split_at(end);
        self.rest = after.trim_start();
        taken.to_owned()
    }

    fn sum(&mut self) -> Result<Tree, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(format!("it nests deeper than {DEPTH}"));
        }
        let mut left = self.product()?;
        loop {
            let sign = match () {
                () if self.eat('+') => Sign::Plus,
                () if self.eat('-') => Sign::Minus,
                () => break,
            };
            left = Tree::Both(sign, Box::new(left), Box::new(self.product()?));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn product(&mut self) -> Result<Tree, String> {
        let mut left = self.unary()?;
        loop {
            let sign = match () {
                () if self.eat('*') => Sign::Times,
                () if self.eat('/') => Sign::Over,
                () => return Ok(left),
            };
            left = Tree::Both(sign, Box::new(left), Box::new(self.unary()?));
        }
    }

    fn unary(&mut self) -> Result<Tree, String> {
        let mut negative = false;
        while self.eat('-') {
            negative = !negative;
        }
        let inner = self.atom()?;
        Ok(if negative { Tree::Negative(Box::new(inner)) } else { inner })
    }

    fn atom(&mut self) -> Result<Tree, String> {
        if self.eat('(') {
            let inner = self.sum()?;
            return self.close().map(|()| inner);
        }
        if self.eat('"') {
            let name = self.take(|letter| letter != '"');
            return if self.eat('"') { Ok(Tree::Name(name)) } else { Err("a quoted name does not end".to_owned()) };
        }
        match self.rest.chars().next() {
            Some(first) if first.is_ascii_digit() || first == '.' => self.number(),
            Some(first) if first.is_alphabetic() || first == '_' => self.name(),
            Some(other) => Err(format!("a number or a name is missing before {other:?}")),
            None => Err("a number or a name is missing at its end".to_owned()),
        }
    }

    fn number(&mut self) -> Result<Tree, String> {
        let text = self.take(|letter| letter.is_ascii_digit() || letter == '.');
        text.parse().map(Tree::Number).map_err(|_| format!("{text:?} is not a number"))
    }

    fn name(&mut self) -> Result<Tree, String> {
        let name = self.take(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '[' | ']'));
        if !self.eat('(') {
            return Ok(Tree::Name(name));
        }
        let known = FUNCTIONS.iter().find(|(known, ..)| *known == name);
        let (_, function, takes) = known.ok_or_else(|| format!("there is no function {name:?}"))?;
        let mut inner = vec![self.sum()?];
        while self.eat(',') {
            inner.push(self.sum()?);
        }
        if inner.len() != *takes {
            return Err(format!("{name} takes {takes} numbers and not {}", inner.len()));
        }
        self.close().map(|()| Tree::Call(*function, inner))
    }

    fn close(&mut self) -> Result<(), String> {
        if self.eat(')') { Ok(()) } else { Err(format!("`)` is missing before {:?}", self.rest)) }
    }
}

impl Serialize for Formula {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.tree {
            Tree::Number(value) => to.serialize_f64(value),
            _ => to.serialize_str(&self.text),
        }
    }
}

impl<'de> Deserialize<'de> for Formula {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl de::Visitor<'_> for Reader {
    type Value = Formula;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a number or a formula such as \"width * 10\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Formula, E> {
        Formula::parse(text).map_err(|why| E::custom(format!("in the formula {text:?}: {why}")))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Formula, E> {
        Ok(Formula::number(value))
    }

    #[allow(clippy::cast_precision_loss, reason = "sizes beyond 2^52 are refused as absurd anyway")]
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Formula, E> {
        Ok(Formula::number(value as f64))
    }

    #[allow(clippy::cast_precision_loss, reason = "sizes beyond 2^52 are refused as absurd anyway")]
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Formula, E> {
        Ok(Formula::number(value as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> f64 {
        let mut named = |name: &str| if name == "drawer[2].width" { 40.0 } else { f64::NAN };
        Formula::parse(text).expect(text).value(&mut named)
    }

    #[test]
    fn signs_bind_as_everywhere() {
        let cases = [
            ("1 + 2 * 3", 7.0),
            ("(1 + 2) * 3", 9.0),
            ("8 / 2 / 2", 2.0),
            ("7-2-1", 4.0),
            ("--2 * -3", -6.0),
            ("drawer[2].width * 10 - .5", 399.5),
            ("max(2, min(9, \"drawer[2].width\"))", 9.0),
            ("angle(1, 1) + floor(2.9)", 47.0),
        ];
        for (text, expected) in cases {
            assert!((value(text) - expected).abs() < 1e-9, "{text} is {}", value(text));
        }
        assert!(value("unheard_of").is_nan());
    }

    #[test]
    fn what_is_no_formula_says_why() {
        let why = |text: &str| Formula::parse(text).expect_err(text);
        assert!(why("1 +").contains("missing at its end"));
        assert!(why("1 2").contains("unexpected \"2\""));
        assert!(why("root(2)").contains("no function \"root\""));
        assert!(why("max(2)").contains("takes 2 numbers and not 1"));
        assert!(why("(1").contains("`)` is missing"));
        assert!(why("\"a").contains("does not end"));
        assert!(why(&"(".repeat(60)).contains("nests deeper"));
        assert!(why(&"1+".repeat(400)).contains("longer than"));
        assert!(why("1.2.3").contains("not a number"));
        assert!(why("").contains("missing"));
    }
}
