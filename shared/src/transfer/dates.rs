//! Dates and times as people write them. The order of day and month is never guessed: a reader is
//! told the order, and [`orders`] says which orders a text allows.

use crate::value::{Date, DateTime};
use jiff::{civil::Time, tz::Offset};
use serde::{Deserialize, Serialize};

/// The order in which day, month and year stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// 2026-11-21, also 20261121.
    Ymd,
    /// 21.11.2026, 21/11/26, 21 Nov 2026.
    Dmy,
    /// 11/21/2026, Nov 21, 2026.
    Mdy,
}

impl DateOrder {
    /// All orders.
    pub const ALL: [Self; 3] = [Self::Ymd, Self::Dmy, Self::Mdy];
}

/// A date with the time of day and zone that stood beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The calendar date.
    pub date: Date,
    /// Time of day.
    pub time: Option<Time>,
    /// Difference to UTC.
    pub offset: Option<Offset>,
}

impl Moment {
    /// The instant; where no zone is written, `offset` holds, and without a time it is midnight.
    pub fn instant(&self, offset: Offset) -> Option<DateTime> {
        let time = self.time.unwrap_or(Time::midnight());
        self.offset.unwrap_or(offset).to_timestamp(self.date.to_datetime(time)).ok()
    }
}

/// Month names in the languages that exports come in, without accents, by month.
const MONTHS: [&[&str]; 12] = [
    &["jan", "january", "januar", "janvier", "janv", "enero", "ene", "gennaio", "gen", "januari", "janeiro"],
    &["feb", "february", "februar", "fevrier", "fevr", "febrero", "febbraio", "februari", "fevereiro", "fev"],
    &["mar", "march", "marz", "maerz", "mrz", "mars", "marzo", "maart", "mrt", "marco"],
    &["apr", "april", "avril", "avr", "abril", "abr", "aprile"],
    &["may", "mai", "mayo", "maggio", "mag", "mei", "maio"],
    &["jun", "june", "juni", "juin", "junio", "giugno", "giu", "junho"],
    &["jul", "july", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho"],
    &["aug", "august", "aout", "agosto", "ago", "augustus"],
    &["sep", "sept", "september", "septembre", "septiembre", "settembre", "set", "setembro"],
    &["oct", "october", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro", "out"],
    &["nov", "november", "novembre", "noviembre", "novembro"],
    &["dec", "december", "dezember", "dez", "decembre", "diciembre", "dic", "dicembre", "dezembro"],
];

const WEEKDAYS: &[&str] = &[
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The orders in which this text is a date, with or without a time; none when it is no date.
pub fn orders(text: &str) -> Vec<DateOrder> {
    let Some((parts, _)) = split(text) else { return Vec::new() };
    // The century does not matter for whether it fits.
    DateOrder::ALL.into_iter().filter(|order| assemble(&parts, *order, 2000).is_some()).collect()
}

/// Reads a date in this order. Years of two digits lie between 79 years before `today` and 20 after.
pub fn read(text: &str, order: DateOrder, today: Date) -> Option<Moment> {
    let (parts, clock) = split(text)?;
    let date = assemble(&parts, order, today.year())?;
    let (time, offset) = match clock {
        Some(clock) => read_clock(clock)?,
        None => (None, None),
    };
    Some(Moment { date, time, offset })
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Number { value: i16, digits: usize },
    Month(i8),
}

/// The three parts of the date, and the text of the time. A date of eight digits is split here.
fn split(text: &str) -> Option<([Part; 3], Option<&str>)> {
    let text = text.trim();
    // No date is longer; whoever pastes a novel into a cell should not wait.
    if text.len() > 60 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (date, clock) = divide(text);
    if date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()) {
        let part = |range: std::ops::Range<usize>| date.get(range).and_then(number);
        return Some(([part(0..4)?, part(4..6)?, part(6..8)?], clock));
    }
    Some((parts(date)?, clock))
}

/// Splits where the time begins: at the digits before the first colon.
fn divide(text: &str) -> (&str, Option<&str>) {
    let Some(colon) = text.find(':') else { return (midnightless(text), None) };
    let head = text.get(..colon).unwrap_or_default();
    let start = head.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (date, clock) = text.split_at(start);
    (date.trim_end_matches(['T', 't', ' ', ',', '\u{a0}']), Some(clock))
}

/// A date may end in a lone `Z` or `T`, as some exports write.
fn midnightless(text: &str) -> &str {
    text.trim_end_matches(['Z', 'T'])
}

fn number(digits: &str) -> Option<Part> {
    Some(Part::Number { value: digits.parse().ok()?, digits: digits.len() })
}

fn parts(date: &str) -> Option<[Part; 3]> {
    let (mut found, mut between, mut rest) = (Vec::with_capacity(3), Vec::with_capacity(3), date);
    while let Some(first) = rest.chars().next() {
        let same =
            |c: char| c.is_ascii_digit() == first.is_ascii_digit() && c.is_alphanumeric() == first.is_alphanumeric();
        let (run, tail) = rest.split_at(rest.find(|c| !same(c)).unwrap_or(rest.len()));
        rest = tail;
        if first.is_ascii_digit() {
            found.push(number(run)?);
        } else if !first.is_alphanumeric() {
            between.push(separator(run)?);
        } else if let Some(month) = month(run) {
            found.push(Part::Month(month));
        } else if !is_filler(run) {
            return None;
        }
    }
    let parts: [Part; 3] = found.try_into().ok()?;
    let named = parts.iter().any(|part| matches!(part, Part::Month(_)));
    let even = matches!(between.as_slice(), [a, b] if a == b);
    (named || even).then_some(parts)
}

fn separator(run: &str) -> Option<char> {
    let mark = run.trim().chars().next().unwrap_or(' ');
    let clean = run.chars().all(|c| c == ' ' || c == mark) || run.trim() == ".,";
    (clean && matches!(mark, '-' | '/' | '.' | ' ' | ',' | '\'' | '–')).then_some(mark)
}

fn plain(word: &str) -> String {
    let accents = |c: char| match c {
        'é' | 'è' | 'ê' => 'e',
        'û' | 'ü' => 'u',
        'ä' | 'á' => 'a',
        'ç' => 'c',
        other => other,
    };
    word.to_lowercase().chars().map(accents).collect()
}

fn month(word: &str) -> Option<i8> {
    let word = plain(word);
    (1..).zip(MONTHS).find(|(_, names)| names.contains(&word.as_str())).map(|(number, _)| number)
}

/// Words that say nothing: weekdays, ordinal endings, "de" and "of".
fn is_filler(word: &str) -> bool {
    let word = plain(word);
    WEEKDAYS.contains(&word.as_str()) || ["st", "nd", "rd", "th", "de", "of"].contains(&word.as_str())
}

/// Puts the parts together; nothing when they make no date in this order.
fn assemble(parts: &[Part; 3], order: DateOrder, this_year: i16) -> Option<Date> {
    let [a, b, c] = *parts;
    let (year, month, day) = match order {
        DateOrder::Ymd => (a, b, c),
        DateOrder::Dmy => (c, b, a),
        DateOrder::Mdy => (c, a, b),
    };
    Date::new(full_year(year, this_year)?, small(month, true)?, small(day, false)?).ok()
}

fn full_year(part: Part, this_year: i16) -> Option<i16> {
    match part {
        Part::Number { value, digits: 4 } => Some(value),
        Part::Number { value, digits: 2 } => {
            let latest = this_year.checked_add(20)?;
            Some(latest - (latest - value).rem_euclid(100))
        }
        _ => None,
    }
}

fn small(part: Part, is_month: bool) -> Option<i8> {
    match part {
        Part::Month(month) if is_month => Some(month),
        Part::Number { value, digits: 1 | 2 } => i8::try_from(value).ok(),
        _ => None,
    }
}

/// Reads `10:00`, `10:00:30.5`, `2:05 PM`, each with `Z` or `+02:00` or without.
fn read_clock(text: &str) -> Option<(Option<Time>, Option<Offset>)> {
    let digits_end = text.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(text.len());
    let (clock, rest) = text.split_at(digits_end);
    let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    let mut numbers = clock.split(':').map(str::parse::<i8>);
    let (hour, minute) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    let second = numbers.next().transpose().ok()?.unwrap_or_default();
    let rest = rest.trim().to_ascii_uppercase().replace('.', "");
    let (half, zone) = match (rest.strip_prefix("AM"), rest.strip_prefix("PM")) {
        (Some(zone), _) => (Some(0), zone),
        (_, Some(zone)) => (Some(12), zone),
        _ => (None, rest.as_str()),
    };
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    // A leap second is the second before it here.
    let time = Time::new(hour, minute, second.min(59), 0).ok()?;
    Some((Some(time), zone_of(zone.trim())?))
}

/// The zone that a text names; the outer nothing means that it names none that is known.
#[allow(clippy::option_option, reason = "no zone and no known zone are two things")]
fn zone_of(text: &str) -> Option<Option<Offset>> {
    let text = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text);
    let Some(sign) = text.chars().next() else { return Some(None) };
    if text == "Z" {
        return Some(Some(Offset::UTC));
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse::<i32>().ok()?),
        _ => return None,
    };
    let seconds = hours * 3600 + minutes * 60;
    let signed = match sign {
        '+' => seconds,
        '-' | '−' => -seconds,
        _ => return None,
    };
    Offset::from_seconds(signed).ok().map(Some)
}
