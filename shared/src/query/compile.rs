//! From a query to a prepared one: names become readers, operands become values.

use super::{
    Arity, Condition, Filter, Operator, Prepared, Query, QueryError, Sort, Viewer,
    check::{Check, Edge, Exact, Linked, MoneySpan, Span, TextTest, Words, push_digits},
    dates::{Days, days},
    keys::SortField,
    reader::{Reader, Shape},
    run::GroupField,
    total::PreparedMeasure,
};
use crate::{
    Id, Name, Schema,
    schema::{Computed, EntityDef, FieldDef, FieldType},
    text,
    value::{Currency, DateTime},
};
use rust_decimal::Decimal;

/// Most words of a quick filter that count.
const MOST_WORDS: usize = 64;

pub(super) fn prepare(query: &Query, schema: &Schema, viewer: &Viewer) -> Result<Prepared, QueryError> {
    let entity = schema.entity(&query.entity).ok_or_else(|| QueryError::Entity(query.entity.clone()))?;
    let mut compiler = Compiler { schema, entity, viewer, memos: 0, entities: vec![entity.name.clone()] };
    let check = compiler.filter(&query.filter)?;
    let sort = query.sort.iter().map(|sort| compiler.sort_fields(sort)).collect::<Result<Vec<_>, _>>()?;
    let group = query.group.as_ref().map(|group| {
        let field = compiler.sort_field(&group.field, false)?;
        Ok(GroupField { field, period: group.period, viewer: *viewer })
    });
    let group = group.transpose()?;
    let measures = query.measures.iter().map(|measure| PreparedMeasure::new(measure, entity));
    Ok(Prepared {
        entity: entity.name.clone(),
        check,
        sort: sort.into_iter().flatten().collect(),
        group,
        measures: measures.collect::<Result<_, _>>()?,
        offset: query.offset,
        limit: query.limit,
        memos: compiler.memos,
        entities: compiler.entities,
    })
}

struct Compiler<'a> {
    schema: &'a Schema,
    entity: &'a EntityDef,
    viewer: &'a Viewer,
    memos: usize,
    entities: Vec<Name>,
}

impl Compiler<'_> {
    fn filter(&mut self, filter: &Filter) -> Result<Check, QueryError> {
        Ok(match filter {
            Filter::All(parts) => Check::All(self.filters(parts)?),
            Filter::Any(parts) => Check::Any(self.filters(parts)?),
            Filter::Not(part) => Check::Not(Box::new(self.filter(part)?)),
            Filter::Field(condition) => self.condition(condition)?,
            Filter::Text(words) => self.words(words)?,
        })
    }

    fn filters(&mut self, parts: &[Filter]) -> Result<Vec<Check>, QueryError> {
        parts.iter().map(|part| self.filter(part)).collect()
    }

    /// A name of several parts is looked up by its last one, as in an address book, and then by the others.
    fn sort_fields(&mut self, sort: &Sort) -> Result<Vec<SortField>, QueryError> {
        let fields = match self.entity.field(&sort.field).map(|field| &field.kind) {
            Some(FieldType::Computed(Computed::Join { fields })) => fields.iter().rev().collect(),
            _ => vec![&sort.field],
        };
        fields.into_iter().map(|field| self.sort_field(field, sort.descending)).collect()
    }

    fn sort_field(&mut self, field: &Name, descending: bool) -> Result<SortField, QueryError> {
        let reader = Reader::new(self.entity, field)?;
        let title = match &reader.shape {
            Shape::Link(to) => Some(self.title_of(&to.clone())?),
            _ => None,
        };
        Ok(SortField { reader, title, descending })
    }

    /// Reads the title of a linked entity, and notes that the answer depends on it.
    fn title_of(&mut self, to: &Name) -> Result<Reader, QueryError> {
        let entity = self.schema.entity(to).ok_or_else(|| QueryError::Entity(to.clone()))?;
        let title = entity.title().ok_or_else(|| QueryError::Entity(to.clone()))?;
        if !self.entities.contains(to) {
            self.entities.push(to.clone());
        }
        Reader::new(entity, &title.id)
    }

    fn linked(&mut self, to: &Name) -> Result<Linked, QueryError> {
        let title = self.title_of(to)?;
        self.memos += 1;
        Ok(Linked { to: to.clone(), title, memo: self.memos - 1 })
    }

    fn words(&mut self, words: &str) -> Result<Check, QueryError> {
        let words: Vec<String> = text::fold(words).split_whitespace().take(MOST_WORDS).map(str::to_owned).collect();
        if words.is_empty() {
            return Ok(Check::All(Vec::new()));
        }
        let (mut fields, mut links) = (Vec::new(), Vec::new());
        let joined = joined(self.entity);
        for field in self.entity.fields.iter().filter(|field| !joined.contains(&&field.id)) {
            if is_quick_text(field) {
                fields.push(Reader::new(self.entity, &field.id)?);
            } else if let Some(to) = field.kind.link_target().filter(|_| field.flags.list) {
                links.push((Reader::new(self.entity, &field.id)?, self.linked(&to.into())?));
            }
        }
        Ok(Check::Words(Words {
            digits: words.iter().any(|word| word.bytes().all(|byte| byte.is_ascii_digit())),
            needles: words,
            fields,
            links,
        }))
    }

    fn condition(&mut self, condition: &Condition) -> Result<Check, QueryError> {
        let reader = Reader::new(self.entity, &condition.field)?;
        let counted = match condition.operator.arity() {
            Arity::None => condition.values.is_empty(),
            Arity::One => condition.values.len() == 1,
            Arity::Two => condition.values.len() == 2,
            Arity::Many => true,
        };
        if !counted {
            return Err(operand(condition, &condition.values.join(",")));
        }
        match condition.operator.negated() {
            Some(positive) => Ok(Check::Not(Box::new(self.positive(reader, positive, condition)?))),
            None => self.positive(reader, condition.operator, condition),
        }
    }

    fn positive(&mut self, reader: Reader, operator: Operator, condition: &Condition) -> Result<Check, QueryError> {
        if operator == Operator::Empty {
            return Ok(Check::Empty(reader));
        }
        match reader.shape.clone() {
            Shape::Text => Ok(Check::Text(reader, text_test(operator, condition)?)),
            Shape::Address => match operator {
                Operator::Contains => Ok(Check::Text(reader, text_test(operator, condition)?)),
                _ => Err(wrong(condition)),
            },
            Shape::Phone => phone(reader, operator, condition),
            Shape::Number => numbers(reader, operator, condition),
            Shape::Money => amounts(reader, operator, condition),
            Shape::Date => dates(reader, operator, condition, self.viewer),
            Shape::Instant => instants(reader, operator, condition, self.viewer),
            Shape::Choice(_) | Shape::Key => exact(reader, operator, condition, condition.values.clone()),
            Shape::Flag => flag(reader, operator, condition),
            Shape::Link(to) => self.link(reader, &to, operator, condition),
            Shape::Opaque => Err(wrong(condition)),
        }
    }

    fn link(
        &mut self,
        reader: Reader,
        to: &Name,
        operator: Operator,
        condition: &Condition,
    ) -> Result<Check, QueryError> {
        if matches!(operator, Operator::Contains | Operator::Starts) {
            return Ok(Check::Linked(reader, self.linked(to)?, text_test(operator, condition)?));
        }
        let me = |value: &String| match self.viewer.me {
            Some(me) if value == "me" && to == "user" => me.to_string(),
            _ => value.clone(),
        };
        let values = condition.values.iter().map(me).collect();
        exact(reader, operator, condition, values)
    }
}

/// Fields that the box above a list looks into.
fn is_quick_text(field: &FieldDef) -> bool {
    let short = field.kind.is_textual() && field.kind != FieldType::LongText;
    short && (field.flags.search || field.flags.list || field.flags.title)
}

/// Fields that a join looked into has already.
fn joined(entity: &EntityDef) -> Vec<&Name> {
    let joins = entity.fields.iter().filter(|field| is_quick_text(field)).filter_map(|field| match &field.kind {
        FieldType::Computed(join @ Computed::Join { .. }) => Some(join.inputs()),
        _ => None,
    });
    joins.flatten().collect()
}

fn wrong(condition: &Condition) -> QueryError {
    QueryError::Operator { field: condition.field.clone(), operator: condition.operator }
}

fn operand(condition: &Condition, value: &str) -> QueryError {
    QueryError::Operand { field: condition.field.clone(), value: value.to_owned() }
}

fn text_test(operator: Operator, condition: &Condition) -> Result<TextTest, QueryError> {
    let first = || text::fold(condition.values.first().map_or("", String::as_str));
    match operator {
        Operator::Is | Operator::In => {
            Ok(TextTest::Is(condition.values.iter().map(|value| text::fold(value)).collect()))
        }
        Operator::Contains => Ok(TextTest::Contains(first())),
        Operator::Starts => Ok(TextTest::Starts(first())),
        _ => Err(wrong(condition)),
    }
}

/// By digits where the operands have any, else as text.
fn phone(reader: Reader, operator: Operator, condition: &Condition) -> Result<Check, QueryError> {
    let digits = |value: &String| {
        let mut digits = String::new();
        push_digits(&mut digits, value);
        digits
    };
    let digits: Vec<String> = condition.values.iter().map(digits).collect();
    if digits.iter().any(String::is_empty) {
        return Ok(Check::Text(reader, text_test(operator, condition)?));
    }
    let test = text_test(operator, &Condition { values: digits, ..condition.clone() })?;
    Ok(Check::Digits(reader, test))
}

fn exact(reader: Reader, operator: Operator, condition: &Condition, values: Vec<String>) -> Result<Check, QueryError> {
    if !matches!(operator, Operator::Is | Operator::In) {
        return Err(wrong(condition));
    }
    if !reader.is_own() {
        return Ok(Check::Exact(reader, Exact::new(values)));
    }
    let ids = values.iter().map(|value| value.parse::<Id>().map_err(|_| operand(condition, value)));
    Ok(Check::Own(reader, ids.collect::<Result<_, _>>()?))
}

fn flag(reader: Reader, operator: Operator, condition: &Condition) -> Result<Check, QueryError> {
    match (operator, condition.values.first().map(String::as_str)) {
        (Operator::Is, Some("true")) => Ok(Check::Flag(reader, true)),
        (Operator::Is, Some("false")) => Ok(Check::Flag(reader, false)),
        (Operator::Is, value) => Err(operand(condition, value.unwrap_or_default())),
        _ => Err(wrong(condition)),
    }
}

/// The spans that the operator makes of operands, each of which is a span itself.
fn spans<T: Clone>(
    operator: Operator,
    condition: &Condition,
    mut read: impl FnMut(&str) -> Option<Span<T>>,
) -> Result<Vec<Span<T>>, QueryError> {
    let read = |value: &String| read(value).ok_or_else(|| operand(condition, value));
    let values: Vec<Span<T>> = condition.values.iter().map(read).collect::<Result<_, _>>()?;
    let Some(first) = values.first().cloned() else { return Ok(values) };
    let flip = |edge| if edge == Edge::In { Edge::Out } else { Edge::In };
    let beyond = |bound: Option<(T, Edge)>| bound.map(|(value, edge)| (value, flip(edge)));
    Ok(match operator {
        Operator::Is | Operator::In => values,
        Operator::Gte => vec![Span { low: first.low, high: None }],
        Operator::Gt => vec![Span { low: beyond(first.high), high: None }],
        Operator::Lte => vec![Span { low: None, high: first.high }],
        Operator::Lt => vec![Span { low: None, high: beyond(first.low) }],
        Operator::Between => vec![Span { low: first.low, high: values.last().and_then(|last| last.high.clone()) }],
        _ => return Err(wrong(condition)),
    })
}

fn point<T: Clone>(value: T) -> Span<T> {
    Span { low: Some((value.clone(), Edge::In)), high: Some((value, Edge::In)) }
}

fn numbers(reader: Reader, operator: Operator, condition: &Condition) -> Result<Check, QueryError> {
    let number = |text: &str| text.trim().parse().ok().filter(|number: &f64| number.is_finite()).map(point);
    Ok(Check::Number(reader, spans(operator, condition, number)?))
}

/// `1000` is a thousand of any currency, `1000 USD` of this one.
fn amounts(reader: Reader, operator: Operator, condition: &Condition) -> Result<Check, QueryError> {
    let mut currencies = Vec::new();
    let spans = spans(operator, condition, |text| {
        let (amount, currency) = amount(text)?;
        currencies.push(currency);
        Some(point(amount))
    })?;
    let only = |at: usize| currencies.get(at).or_else(|| currencies.last()).copied().flatten();
    let spans = spans.into_iter().enumerate().map(|(at, span)| MoneySpan { span, currency: only(at) });
    Ok(Check::Money(reader, spans.collect()))
}

fn amount(text: &str) -> Option<(Decimal, Option<Currency>)> {
    let (amount, currency) = match text.trim().rsplit_once(' ') {
        Some((amount, currency)) => (amount, Some(currency.parse().ok()?)),
        None => (text.trim(), None),
    };
    Some((Decimal::from_str_exact(amount.trim()).ok()?, currency))
}

fn half_open<T>(low: T, high: T) -> Span<T> {
    Span { low: Some((low, Edge::In)), high: Some((high, Edge::Out)) }
}

fn dates(reader: Reader, operator: Operator, condition: &Condition, viewer: &Viewer) -> Result<Check, QueryError> {
    let span = |text: &str| {
        let Days { start, end } = days(text, viewer)?;
        Some(half_open(start.to_string().into_boxed_str(), end.to_string().into_boxed_str()))
    };
    Ok(Check::Time(reader, spans(operator, condition, span)?))
}

fn instants(reader: Reader, operator: Operator, condition: &Condition, viewer: &Viewer) -> Result<Check, QueryError> {
    let found = spans(operator, condition, |text| instant_span(text, viewer))?;
    let map = |bound: Option<(DateTime, Edge)>| bound.map(|(at, edge)| (at.to_string().into_boxed_str(), edge));
    let millis = |bound: Option<(DateTime, Edge)>| {
        bound.map(|(at, edge)| (u64::try_from(at.as_millisecond()).unwrap_or(0), edge))
    };
    Ok(if reader.is_own() {
        let spans = found.into_iter().map(|span| Span { low: millis(span.low), high: millis(span.high) });
        Check::Millis(reader, spans.collect())
    } else {
        let spans = found.into_iter().map(|span| Span { low: map(span.low), high: map(span.high) });
        Check::Time(reader, spans.collect())
    })
}

/// A period of days where the viewer is, or one second.
fn instant_span(text: &str, viewer: &Viewer) -> Option<Span<DateTime>> {
    if let Some(Days { start, end }) = days(text, viewer) {
        return Some(half_open(viewer.start_of(start)?, viewer.start_of(end)?));
    }
    let second = DateTime::from_second(text.trim().parse::<DateTime>().ok()?.as_second()).ok()?;
    Some(half_open(second, DateTime::from_second(second.as_second() + 1).ok()?))
}
