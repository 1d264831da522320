//! Conditions over attributes, and their text form.
//!
//! ```text
//! expression := implied { "<=>" implied }
//! implied    := either { "=>" either }          (to the right)
//! either     := both { ("or" | "|") both }
//! both       := unary { ("and" | "&") unary }
//! unary      := ("not" | "!") unary | "(" expression ")" | atom
//! atom       := name                             a flag that is on, a part that is present
//!             | name ("=" | "!=") name
//!             | name "in" "{" name { "," name } "}"
//!             | name ("<" | "<=" | ">" | ">=") number
//!             | "true" | "false"
//! ```
//! A name is letters, digits and `_ - . [ ]`, or anything in double quotes (`\"` and `\\` inside).

use super::number::Number;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt::{self, Write as _};

/// How deep parentheses and negations may nest.
pub const DEPTH: u32 = 100;

/// How a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Order {
    /// Whether `left` stands so to `right`.
    pub fn holds(self, left: Number, right: Number) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// A condition. It nests at most [`DEPTH`] deep when it comes from text.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Always or never.
    Always(bool),
    /// A flag is on, an optional part is present.
    On(String),
    /// An attribute has one of these options.
    Is(String, Vec<String>),
    /// A number compared with a constant.
    Compare(String, Order, Number),
    /// Not.
    Not(Box<Expr>),
    /// All of them; true when there are none.
    And(Vec<Expr>),
    /// Any of them; false when there are none.
    Or(Vec<Expr>),
    /// If the first, then the second.
    Implies(Box<Expr>, Box<Expr>),
    /// Both or neither.
    Same(Box<Expr>, Box<Expr>),
}

impl Expr {
    /// Reads the text form. The error is a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0, links: 0 };
        let expr = parser.same()?;
        match parser.peek() {
            Token::End => Ok(expr),
            other => Err(format!("unexpected {other} after the end of the condition")),
        }
    }

    /// Every attribute that is named, with repetition.
    pub fn attributes(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.walk(&mut |name| found.push(name));
        found
    }

    fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a str)) {
        match self {
            Self::Always(_) => {}
            Self::On(name) | Self::Is(name, _) | Self::Compare(name, ..) => visit(name),
            Self::Not(inner) => inner.walk(visit),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.walk(visit)),
            Self::Implies(left, right) | Self::Same(left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
        }
    }

    /// The same condition with other names for the attributes.
    #[must_use]
    pub fn renamed(&self, name: &dyn Fn(&str) -> String) -> Self {
        let boxed = |inner: &Self| Box::new(inner.renamed(name));
        match self {
            Self::Always(value) => Self::Always(*value),
            Self::On(old) => Self::On(name(old)),
            Self::Is(old, options) => Self::Is(name(old), options.clone()),
            Self::Compare(old, order, number) => Self::Compare(name(old), *order, *number),
            Self::Not(inner) => Self::Not(boxed(inner)),
            Self::And(parts) => Self::And(parts.iter().map(|part| part.renamed(name)).collect()),
            Self::Or(parts) => Self::Or(parts.iter().map(|part| part.renamed(name)).collect()),
            Self::Implies(left, right) => Self::Implies(boxed(left), boxed(right)),
            Self::Same(left, right) => Self::Same(boxed(left), boxed(right)),
        }
    }
}

/// Writes a name, quoted where it must be.
fn write_name(to: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let plain = !name.is_empty() && name.chars().all(in_name) && keyword(name).is_none();
    if plain {
        return to.write_str(name);
    }
    to.write_char('"')?;
    for letter in name.chars() {
        if matches!(letter, '"' | '\\') {
            to.write_char('\\')?;
        }
        to.write_char(letter)?;
    }
    to.write_char('"')
}

fn write_joined(to: &mut fmt::Formatter<'_>, parts: &[Expr], word: &str, none: &str) -> fmt::Result {
    if parts.is_empty() {
        return to.write_str(none);
    }
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            write!(to, " {word} ")?;
        }
        write_inner(to, part)?;
    }
    Ok(())
}

fn write_inner(to: &mut fmt::Formatter<'_>, inner: &Expr) -> fmt::Result {
    match inner {
        Expr::And(_) | Expr::Or(_) | Expr::Implies(..) | Expr::Same(..) => write!(to, "({inner})"),
        _ => write!(to, "{inner}"),
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always(value) => write!(to, "{value}"),
            Self::On(name) => write_name(to, name),
            Self::Is(name, options) => write_is(to, name, options),
            Self::Compare(name, order, number) => {
                write_name(to, name)?;
                write!(to, " {} {number}", order.sign())
            }
            Self::Not(inner) => {
                to.write_str("not ")?;
                write_inner(to, inner)
            }
            Self::And(parts) => write_joined(to, parts, "and", "true"),
            Self::Or(parts) => write_joined(to, parts, "or", "false"),
            Self::Implies(left, right) => write_pair(to, left, "=>", right),
            Self::Same(left, right) => write_pair(to, left, "<=>", right),
        }
    }
}

fn write_pair(to: &mut fmt::Formatter<'_>, left: &Expr, sign: &str, right: &Expr) -> fmt::Result {
    write_inner(to, left)?;
    write!(to, " {sign} ")?;
    write_inner(to, right)
}

fn write_is(to: &mut fmt::Formatter<'_>, name: &str, options: &[String]) -> fmt::Result {
    write_name(to, name)?;
    if let [only] = options {
        to.write_str(" = ")?;
        return write_name(to, only);
    }
    to.write_str(" in {")?;
    for (index, option) in options.iter().enumerate() {
        if index > 0 {
            to.write_str(", ")?;
        }
        write_name(to, option)?;
    }
    to.write_char('}')
}

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Expr {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).map_err(|why| D::Error::custom(format!("in the condition {text:?}: {why}")))
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Name(String),
    /// A quoted name is never a keyword.
    Word(&'static str),
    End,
}

impl fmt::Display for Token {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(to, "{name:?}"),
            Self::Word(word) => write!(to, "`{word}`"),
            Self::End => to.write_str("end"),
        }
    }
}

fn keyword(name: &str) -> Option<&'static str> {
    ["and", "or", "not", "in", "true", "false"].into_iter().find(|word| *word == name)
}

fn in_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '[' | ']')
}

/// Longest first, so that `<=>` is not read as `<=`.
const SIGNS: [(&str, &str); 16] = [
    ("<=>", "<=>"),
    ("=>", "=>"),
    ("<=", "<="),
    (">=", ">="),
    ("!=", "!="),
    ("&&", "and"),
    ("||", "or"),
    ("&", "and"),
    ("|", "or"),
    ("!", "not"),
    ("<", "<"),
    (">", ">"),
    ("=", "="),
    ("(", "("),
    (")", ")"),
    ("{", "{"),
];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut rest = text.trim_start();
    let mut found = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '"' => quoted(rest)?,
            '}' => (Token::Word("}"), rest.get(1..).unwrap_or_default()),
            ',' => (Token::Word(","), rest.get(1..).unwrap_or_default()),
            _ => sign(rest).or_else(|| bare(rest)).ok_or_else(|| format!("unexpected character {first:?}"))?,
        };
        found.push(token);
        rest = after.trim_start();
    }
    Ok(found)
}

fn sign(rest: &str) -> Option<(Token, &str)> {
    SIGNS.into_iter().find_map(|(sign, word)| Some((Token::Word(word), rest.strip_prefix(sign)?)))
}

fn bare(rest: &str) -> Option<(Token, &str)> {
    let end = rest.find(|letter| !in_name(letter)).unwrap_or(rest.len());
    let (name, after) = rest.split_at_checked(end)?;
    if name.is_empty() {
        return None;
    }
    Some((keyword(name).map_or_else(|| Token::Name(name.to_owned()), Token::Word), after))
}

fn quoted(rest: &str) -> Result<(Token, &str), String> {
    let mut name = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((index, letter)) = letters.next() {
        match letter {
            '"' => return Ok((Token::Name(name), rest.get(index + 1..).unwrap_or_default())),
            '\\' => name.extend(letters.next().map(|(_, escaped)| escaped)),
            other => name.push(other),
        }
    }
    Err("a quoted name does not end".to_owned())
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    depth: u32,
    /// Implications and equivalences so far: each nests the tree by one.
    links: u32,
}

impl Parser {
    fn peek(&self) -> Token {
        self.tokens.get(self.next).cloned().unwrap_or(Token::End)
    }

    fn take(&mut self) -> Token {
        let token = self.peek();
        self.next += 1;
        token
    }

    fn eat(&mut self, word: &'static str) -> bool {
        let found = self.tokens.get(self.next) == Some(&Token::Word(word));
        self.next += usize::from(found);
        found
    }

    /// One more `=>` or `<=>`, if it stands here.
    fn link(&mut self, sign: &'static str) -> Result<bool, String> {
        if !self.eat(sign) {
            return Ok(false);
        }
        self.links += 1;
        if self.links > DEPTH {
            return Err(format!("more than {DEPTH} implications and equivalences stand in one condition"));
        }
        Ok(true)
    }

    fn same(&mut self) -> Result<Expr, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(format!("it nests deeper than {DEPTH}"));
        }
        let mut left = self.implied()?;
        while self.link("<=>")? {
            left = Expr::Same(Box::new(left), Box::new(self.implied()?));
        }
        self.depth -= 1;
        Ok(left)
    }

    /// Implications group to the right.
    fn implied(&mut self) -> Result<Expr, String> {
        let mut chain = vec![self.either()?];
        while self.link("=>")? {
            chain.push(self.either()?);
        }
        let mut right = chain.pop().unwrap_or(Expr::Always(true));
        while let Some(left) = chain.pop() {
            right = Expr::Implies(Box::new(left), Box::new(right));
        }
        Ok(right)
    }

    fn either(&mut self) -> Result<Expr, String> {
        let mut parts = vec![self.both()?];
        while self.eat("or") {
            parts.push(self.both()?);
        }
        Ok(single_or(parts, Expr::Or))
    }

    fn both(&mut self) -> Result<Expr, String> {
        let mut parts = vec![self.unary()?];
        while self.eat("and") {
            parts.push(self.unary()?);
        }
        Ok(single_or(parts, Expr::And))
    }

    fn unary(&mut self) -> Result<Expr, String> {
        let mut negated = false;
        while self.eat("not") {
            negated = !negated;
        }
        let inner = if self.eat("(") { self.parenthesis()? } else { self.atom()? };
        Ok(if negated { Expr::Not(Box::new(inner)) } else { inner })
    }

    fn parenthesis(&mut self) -> Result<Expr, String> {
        let inner = self.same()?;
        if self.eat(")") { Ok(inner) } else { Err(format!("`)` is missing before {}", self.peek())) }
    }

    fn atom(&mut self) -> Result<Expr, String> {
        match self.take() {
            Token::Word("true") => Ok(Expr::Always(true)),
            Token::Word("false") => Ok(Expr::Always(false)),
            Token::Name(name) => self.relation(name),
            other => Err(format!("an attribute is missing before {other}")),
        }
    }

    fn relation(&mut self, name: String) -> Result<Expr, String> {
        let order = match self.peek() {
            Token::Word("=") => return self.option(name, false),
            Token::Word("!=") => return self.option(name, true),
            Token::Word("in") => return self.options(name),
            Token::Word("<") => Order::Less,
            Token::Word("<=") => Order::AtMost,
            Token::Word(">") => Order::More,
            Token::Word(">=") => Order::AtLeast,
            _ => return Ok(Expr::On(name)),
        };
        self.next += 1;
        let text = self.name()?;
        let number = Number::parse(&text).ok_or_else(|| format!("{text:?} is not a number"))?;
        Ok(Expr::Compare(name, order, number))
    }

    fn option(&mut self, name: String, negated: bool) -> Result<Expr, String> {
        self.next += 1;
        let is = Expr::Is(name, vec![self.name()?]);
        Ok(if negated { Expr::Not(Box::new(is)) } else { is })
    }

    fn options(&mut self, name: String) -> Result<Expr, String> {
        self.next += 1;
        if !self.eat("{") {
            return Err(format!("`{{` is missing after `in`, before {}", self.peek()));
        }
        let mut options = vec![self.name()?];
        while self.eat(",") {
            options.push(self.name()?);
        }
        if self.eat("}") { Ok(Expr::Is(name, options)) } else { Err("`}` is missing".to_owned()) }
    }

    /// `true` and `false` may stand as options without quotes.
    fn name(&mut self) -> Result<String, String> {
        match self.take() {
            Token::Name(name) => Ok(name),
            Token::Word(word @ ("true" | "false")) => Ok(word.to_owned()),
            other => Err(format!("a name is missing before {other}")),
        }
    }
}

fn single_or(mut parts: Vec<Expr>, many: impl Fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            many(parts)
        }
        None => many(parts),
    }
}
