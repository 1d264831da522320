//! The text form of filters and queries, made for addresses: readable, short, and read back exactly.

use super::{
    Arity, Condition, Filter, GroupBy, Measure, Operator, Period, Query, QueryError, Sort, dates::period_named,
};
use crate::Name;
use std::{
    borrow::Cow,
    fmt::{self, Write},
    str::FromStr,
};

/// How deep `any`, `all` and `not` may nest: an address comes from anywhere.
const DEEPEST: usize = 16;

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(parts) if parts.len() != 1 => write_parts(f, parts),
            other => write_part(f, other),
        }
    }
}

fn write_parts(f: &mut fmt::Formatter<'_>, parts: &[Filter]) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        f.write_str(if at > 0 { ";" } else { "" })?;
        write_part(f, part)?;
    }
    Ok(())
}

fn write_part(f: &mut fmt::Formatter<'_>, part: &Filter) -> fmt::Result {
    match part {
        Filter::All(parts) => write_call(f, "all", |f| write_parts(f, parts)),
        Filter::Any(parts) => write_call(f, "any", |f| write_parts(f, parts)),
        Filter::Not(part) => write_call(f, "not", |f| write!(f, "{part}")),
        Filter::Text(words) => write_call(f, "text", |f| write_escaped(f, words, "")),
        Filter::Field(condition) => write!(f, "{condition}"),
    }
}

fn write_call(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    inside: impl FnOnce(&mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    write!(f, "{name}(")?;
    inside(f)?;
    f.write_char(')')
}

/// `!` before what has a meaning of its own.
fn write_escaped(f: &mut impl Write, text: &str, also: &str) -> fmt::Result {
    for c in text.chars() {
        if "!;()".contains(c) || also.contains(c) {
            f.write_char('!')?;
        }
        f.write_char(c)?;
    }
    Ok(())
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_escaped(f, &self.field, ":")?;
        write!(f, ":{}", self.operator)?;
        let (between, special) = match self.operator.arity() {
            Arity::Two => ("..", "."),
            Arity::Many => (",", ","),
            Arity::None | Arity::One => ("", ""),
        };
        for (at, value) in self.values.iter().enumerate() {
            f.write_str(if at == 0 { ":" } else { between })?;
            write_escaped(f, value, if needs(value, special) { special } else { "" })?;
        }
        Ok(())
    }
}

/// A single dot inside a number or a date needs no mark.
fn needs(value: &str, special: &str) -> bool {
    special != "." || value.contains("..") || value.starts_with('.') || value.ends_with('.')
}

impl FromStr for Filter {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        let mut reader = Text { rest: text, depth: 0 };
        let filter = reader.filter()?;
        if reader.rest.is_empty() { Ok(filter) } else { Err(reader.wrong()) }
    }
}

/// What is left to read.
struct Text<'t> {
    rest: &'t str,
    depth: usize,
}

impl Text<'_> {
    fn wrong(&self) -> QueryError {
        QueryError::Syntax(self.rest.chars().take(30).collect())
    }

    fn eat(&mut self, prefix: &str) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// A whole filter: one part as it is, several as [`Filter::All`].
    fn filter(&mut self) -> Result<Filter, QueryError> {
        let mut parts = self.parts()?;
        match parts.pop() {
            Some(only) if parts.is_empty() => Ok(only),
            last => {
                parts.extend(last);
                Ok(Filter::All(parts))
            }
        }
    }

    fn parts(&mut self) -> Result<Vec<Filter>, QueryError> {
        let mut parts = Vec::new();
        if self.rest.is_empty() || self.rest.starts_with(')') {
            return Ok(parts);
        }
        loop {
            parts.push(self.part()?);
            if !self.eat(";") {
                return Ok(parts);
            }
        }
    }

    fn part(&mut self) -> Result<Filter, QueryError> {
        if self.eat("text(") {
            let words = self.value("")?;
            return self.closed(Filter::Text(words));
        }
        for call in ["all(", "any(", "not("] {
            if self.eat(call) {
                return self.nested(call);
            }
        }
        self.condition().map(Filter::Field)
    }

    fn nested(&mut self, call: &str) -> Result<Filter, QueryError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong());
        }
        let filter = match call {
            "all(" => Filter::All(self.parts()?),
            "any(" => Filter::Any(self.parts()?),
            _ => Filter::Not(Box::new(self.filter()?)),
        };
        self.depth -= 1;
        self.closed(filter)
    }

    fn closed(&mut self, filter: Filter) -> Result<Filter, QueryError> {
        if self.eat(")") { Ok(filter) } else { Err(self.wrong()) }
    }

    fn condition(&mut self) -> Result<Condition, QueryError> {
        let field = self.value(":")?;
        if field.is_empty() || !self.eat(":") {
            return Err(self.wrong());
        }
        let operator = self.operator()?;
        let mut values = Vec::new();
        if self.eat(":") {
            let separator = match operator.arity() {
                Arity::Two => "..",
                Arity::Many => ",",
                Arity::None | Arity::One => "",
            };
            values.push(self.value(separator)?);
            while !separator.is_empty() && self.eat(separator) {
                values.push(self.value(separator)?);
            }
        }
        Ok(Condition { field: field.into(), operator, values })
    }

    fn operator(&mut self) -> Result<Operator, QueryError> {
        let end = self.rest.find([':', ';', ')']).unwrap_or(self.rest.len());
        let word = self.rest.get(..end).unwrap_or_default();
        let operator =
            Operator::ALL.into_iter().find(|operator| operator.word() == word).ok_or_else(|| self.wrong())?;
        self.eat(word);
        Ok(operator)
    }

    /// Up to the end of the part, or to the separator.
    fn value(&mut self, separator: &str) -> Result<String, QueryError> {
        let mut value = String::new();
        loop {
            let ends = !separator.is_empty() && self.rest.starts_with(separator);
            let mut chars = self.rest.chars();
            match chars.next() {
                None | Some(';' | ')') => return Ok(value),
                Some(_) if ends => return Ok(value),
                Some('(') => return Err(self.wrong()),
                Some('!') => value.push(chars.next().ok_or_else(|| self.wrong())?),
                Some(c) => value.push(c),
            }
            self.rest = chars.as_str();
        }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.field)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count => f.write_str("count"),
            Self::Sum(field) => write!(f, "sum({field})"),
            Self::Weighted { amount, percent } => write!(f, "weighted({amount}:{percent})"),
            Self::Min(field) => write!(f, "min({field})"),
            Self::Max(field) => write!(f, "max({field})"),
            Self::Avg(field) => write!(f, "avg({field})"),
        }
    }
}

impl FromStr for Measure {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        let wrong = || QueryError::Syntax(text.to_owned());
        if text == "count" {
            return Ok(Self::Count);
        }
        let (name, fields) = text.strip_suffix(')').and_then(|call| call.split_once('(')).ok_or_else(wrong)?;
        Ok(match name {
            "sum" => Self::Sum(fields.into()),
            "min" => Self::Min(fields.into()),
            "max" => Self::Max(fields.into()),
            "avg" => Self::Avg(fields.into()),
            "weighted" => {
                let (amount, percent) = fields.split_once(':').ok_or_else(wrong)?;
                Self::Weighted { amount: amount.into(), percent: percent.into() }
            }
            _ => return Err(wrong()),
        })
    }
}

impl Period {
    /// The word in the text form.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

impl fmt::Display for GroupBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.field, self.period.word())
    }
}

fn sort(text: &str) -> Vec<Sort> {
    let one = |text: &str| match text.strip_prefix('-') {
        Some(field) => Sort { field: field.into(), descending: true },
        None => Sort { field: text.into(), descending: false },
    };
    text.split(',').filter(|field| !field.is_empty()).map(one).collect()
}

fn group(text: &str) -> Result<GroupBy, QueryError> {
    let (field, period) = text.rsplit_once(':').unwrap_or((text, Period::default().word()));
    let period = period_named(period).ok_or_else(|| QueryError::Syntax(text.to_owned()))?;
    Ok(GroupBy { field: field.into(), period })
}

fn joined<T: fmt::Display>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

impl Query {
    /// The query as parameters of an address, not yet percent-encoded; what is not set is left out.
    pub fn to_params(&self) -> Vec<(&'static str, String)> {
        let page = |number: usize| if number == 0 { String::new() } else { number.to_string() };
        let params = [
            ("filter", self.filter.to_string()),
            ("sort", joined(&self.sort)),
            ("group", self.group.as_ref().map(GroupBy::to_string).unwrap_or_default()),
            ("measure", joined(&self.measures)),
            ("offset", page(self.offset)),
            ("limit", self.limit.map(|limit| limit.to_string()).unwrap_or_default()),
        ];
        params.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Reads decoded parameters; others than those of a query are left alone.
    ///
    /// # Errors
    /// When a parameter cannot be read. Whether its fields exist is found by [`Query::prepare`].
    pub fn from_params<K: AsRef<str>, V: AsRef<str>>(
        entity: impl Into<Name>,
        params: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, QueryError> {
        let mut query = Self::new(entity);
        for (name, value) in params {
            query.read_param(name.as_ref(), value.as_ref())?;
        }
        Ok(query)
    }

    fn read_param(&mut self, name: &str, value: &str) -> Result<(), QueryError> {
        let number = || value.parse().map_err(|_| QueryError::Syntax(value.to_owned()));
        match name {
            "filter" => self.filter = value.parse()?,
            "sort" => self.sort = sort(value),
            "group" => self.group = Some(group(value)?),
            "measure" => self.measures = value.split(',').map(str::parse).collect::<Result<_, _>>()?,
            "offset" => self.offset = number()?,
            "limit" => self.limit = Some(number()?),
            _ => {}
        }
        Ok(())
    }

    /// The part of an address behind `?`, percent-encoded only where it must be, so that people can read it.
    pub fn to_query_string(&self) -> String {
        let params = self.to_params().into_iter().map(|(name, value)| format!("{name}={}", encode(&value)));
        params.collect::<Vec<_>>().join("&")
    }

    /// Reads the part of an address behind `?`.
    ///
    /// # Errors
    /// As [`Query::from_params`].
    pub fn from_query_string(entity: impl Into<Name>, text: &str) -> Result<Self, QueryError> {
        let pairs = text.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
        Self::from_params(entity, pairs.map(|(name, value)| (name, decode(value))))
    }
}

/// Percent-encodes what RFC 3986 does not allow in a query, and `&`, `+`, `#` and `%`, which mean something.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:;,()!*'@/?$=".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend(
                [byte >> 4, byte & 15]
                    .map(|nibble| char::from_digit(nibble.into(), 16).unwrap_or('0').to_ascii_uppercase()),
            );
        }
    }
    out
}

/// Undoes [`encode`] and reads `+` as a space, which forms send.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return text.into();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let (decoded, left) = match (byte, hex_pair(after)) {
            (b'%', Some(pair)) => pair,
            (b'+', _) => (b' ', after),
            _ => (byte, after),
        };
        bytes.push(decoded);
        rest = left;
    }
    String::from_utf8_lossy(&bytes).into_owned().into()
}

fn hex_pair(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (pair, rest) = bytes.split_at_checked(2)?;
    let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Some((u8::from_str_radix(pair, 16).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn condition() -> impl Strategy<Value = Condition> {
        let values = |operator: Operator| match operator.arity() {
            Arity::None => 0..=0usize,
            Arity::One => 1..=1,
            Arity::Two => 2..=2,
            Arity::Many => 0..=3,
        };
        let operator = proptest::sample::select(&Operator::ALL[..]);
        (operator, "[a-z:!(]{1,5}").prop_flat_map(move |(operator, field)| {
            proptest::collection::vec("[a-z0-9.,;:!()&%+ äß/-]{0,8}", values(operator))
                .prop_map(move |values| Condition::new(field.as_str(), operator, values))
        })
    }

    fn filter() -> impl Strategy<Value = Filter> {
        let leaf = prop_oneof![condition().prop_map(Filter::Field), "[a-z()!;, ü]{0,8}".prop_map(Filter::Text)];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Filter::All),
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Filter::Any),
                inner.prop_map(|part| Filter::Not(Box::new(part))),
            ]
        })
    }

    proptest! {
        #[test]
        fn filters_are_read_back_exactly(filter in filter()) {
            let text = filter.to_string();
            prop_assert_eq!(text.parse::<Filter>(), Ok(filter.clone()), "{}", text);
            let query = Query::new("contact").filter(filter);
            let text = query.to_query_string();
            prop_assert_eq!(Query::from_query_string("contact", &text), Ok(query), "{}", text);
        }

        #[test]
        fn no_text_brings_the_reader_down(text in "[a-z:;,.!()%+& ]{0,40}") {
            let _ = text.parse::<Filter>();
            let _ = Query::from_query_string("contact", &text);
        }
    }

    #[test]
    fn addresses_read_like_sentences() {
        let query = Query::new("opportunity")
            .filter(Condition::is("stage", "01ARZ3NDEKTSV4RRFFQ69G5FAV"))
            .filter(Condition::new("amount", Operator::Gte, ["1000.50"]))
            .filter(Condition::is_in("owner", ["a", "b"]))
            .filter(Condition::new("close_date", Operator::Between, ["2026-01-01", "2026-03-31"]))
            .filter(Filter::Any(vec![
                Condition::new("name", Operator::Contains, ["R&D, new"]).into(),
                Filter::Text("acme".into()),
            ]))
            .descending("amount")
            .ascending("name")
            .group_by("close_date", Period::Quarter)
            .measure(Measure::Count)
            .measure(Measure::Weighted { amount: "amount".into(), percent: "probability".into() })
            .page(50, 25);
        let text = "filter=stage:is:01ARZ3NDEKTSV4RRFFQ69G5FAV;amount:gte:1000.50;owner:in:a,b;\
            close_date:between:2026-01-01..2026-03-31;any(name:contains:R%26D,%20new;text(acme))\
            &sort=-amount,name&group=close_date:quarter&measure=count,weighted(amount:probability)&offset=50&limit=25";
        assert_eq!(query.to_query_string(), text);
        assert_eq!(Query::from_query_string("opportunity", text), Ok(query));
    }

    #[test]
    fn nonsense_is_refused_and_strangers_are_left_alone() {
        let deep = "not(".repeat(1000);
        for text in [
            "name",
            "name:",
            "name:like:x",
            ":is:x",
            "any(name:is:x",
            "name:is:x)",
            "a:is:x;;",
            "a:is:!",
            deep.as_str(),
        ] {
            assert!(text.parse::<Filter>().is_err(), "{text}");
        }
        let query = Query::from_query_string("contact", "?open=ID&filter=name:is:a%20b&flag&utm=x");
        assert_eq!(query, Ok(Query::new("contact").filter(Condition::is("name", "a b"))));
        assert!(Query::from_query_string("contact", "limit=many").is_err());
    }
}
