//! Dates as people say them, resolved for whoever asks.

use super::Period;
use crate::{
    Id,
    value::{Date, DateTime},
};
use jiff::{Span, ToSpan, civil::Weekday, tz::Offset};

/// Who asks, when and where: what `me`, `today` and `this_week` mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// The person.
    pub me: Option<Id>,
    /// Today's date where the person is.
    pub today: Date,
    /// Seconds by which the person's clock is ahead of UTC. It is taken to hold for every day, so a day on
    /// the other side of a clock change is off by an hour.
    pub utc_offset: i32,
    /// First day of the week.
    pub week_start: Weekday,
}

impl Viewer {
    /// Nobody in particular, in UTC, with weeks from Monday.
    pub const fn on(today: Date) -> Self {
        Self { me: None, today, utc_offset: 0, week_start: Weekday::Monday }
    }

    /// The instant at which a date begins for the viewer; nothing outside of time.
    pub(super) fn start_of(&self, date: Date) -> Option<DateTime> {
        let offset = Offset::from_seconds(self.utc_offset).unwrap_or(Offset::UTC);
        offset.to_timestamp(date.at(0, 0, 0, 0)).ok()
    }

    /// The date on which an instant falls for the viewer.
    pub(super) fn date_of(&self, at: DateTime) -> Date {
        Offset::from_seconds(self.utc_offset).unwrap_or(Offset::UTC).to_datetime(at).date()
    }
}

/// Days from `start` up to, but not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) start: Date,
    pub(super) end: Date,
}

/// The days that an operand stands for: `2026-03-31`, `2026-03`, `2026`, `today`, `last_quarter`,
/// `next_2_weeks`. The last and next so many days both include today.
pub(super) fn days(text: &str, viewer: &Viewer) -> Option<Days> {
    let day = |shift: i64| period_at(viewer.today.checked_add(shift.days()).ok()?, Period::Day, viewer);
    match text {
        "today" => day(0),
        "yesterday" => day(-1),
        "tomorrow" => day(1),
        _ => literal(text, viewer).or_else(|| relative(text, viewer)),
    }
}

fn literal(text: &str, viewer: &Viewer) -> Option<Days> {
    match text.len() {
        4 => period_at(Date::new(text.parse().ok()?, 1, 1).ok()?, Period::Year, viewer),
        7 => period_at(format!("{text}-01").parse().ok()?, Period::Month, viewer),
        10 => period_at(text.parse().ok()?, Period::Day, viewer),
        _ => None,
    }
}

fn relative(text: &str, viewer: &Viewer) -> Option<Days> {
    let (which, rest) = text.split_once('_')?;
    if let Some((count, unit)) = rest.split_once('_') {
        return several(which, count.parse().ok()?, unit, viewer.today);
    }
    let period = period_named(rest)?;
    let this = period_at(viewer.today, period, viewer)?;
    match which {
        "this" => Some(this),
        "last" => period_at(this.start.yesterday().ok()?, period, viewer),
        "next" => period_at(this.end, period, viewer),
        _ => None,
    }
}

/// So many days, weeks, months or years that end or begin with today.
fn several(which: &str, count: i64, unit: &str, today: Date) -> Option<Days> {
    let count = Some(count).filter(|count| (1..=100_000).contains(count))?;
    let span = match unit {
        "day" | "days" => Span::new().try_days(count),
        "week" | "weeks" => Span::new().try_weeks(count),
        "month" | "months" => Span::new().try_months(count),
        "quarter" | "quarters" => Span::new().try_months(count * 3),
        "year" | "years" => Span::new().try_years(count),
        _ => return None,
    };
    let (span, tomorrow) = (span.ok()?, today.tomorrow().ok()?);
    match which {
        "last" => Some(Days { start: tomorrow.checked_sub(span).ok()?, end: tomorrow }),
        "next" => Some(Days { start: today, end: today.checked_add(span).ok()? }),
        _ => None,
    }
}

pub(super) fn period_named(name: &str) -> Option<Period> {
    Some(match name {
        "day" => Period::Day,
        "week" => Period::Week,
        "month" => Period::Month,
        "quarter" => Period::Quarter,
        "year" => Period::Year,
        _ => return None,
    })
}

/// The period in which a date lies.
pub(super) fn period_at(date: Date, period: Period, viewer: &Viewer) -> Option<Days> {
    let (start, length) = match period {
        Period::Day => (date, 1.day()),
        Period::Week => {
            let since = viewer.week_start.until(date.weekday());
            (date.checked_sub(i64::from(since).days()).ok()?, 7.days())
        }
        Period::Month => (date.first_of_month(), 1.month()),
        Period::Quarter => (Date::new(date.year(), (date.month() - 1) / 3 * 3 + 1, 1).ok()?, 3.months()),
        Period::Year => (date.first_of_year(), 1.year()),
    };
    Some(Days { start, end: start.checked_add(length).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_days() {
        let viewer = Viewer::on("2026-11-21".parse().expect("date"));
        let cases = [
            ("today", "2026-11-21", "2026-11-22"),
            ("yesterday", "2026-11-20", "2026-11-21"),
            ("tomorrow", "2026-11-22", "2026-11-23"),
            ("this_week", "2026-11-16", "2026-11-23"),
            ("last_week", "2026-11-09", "2026-11-16"),
            ("this_month", "2026-11-01", "2026-12-01"),
            ("next_month", "2026-12-01", "2027-01-01"),
            ("this_quarter", "2026-10-01", "2027-01-01"),
            ("last_quarter", "2026-07-01", "2026-10-01"),
            ("last_year", "2025-01-01", "2026-01-01"),
            ("last_30_days", "2026-10-23", "2026-11-22"),
            ("next_2_weeks", "2026-11-21", "2026-12-05"),
            ("2026", "2026-01-01", "2027-01-01"),
            ("2026-02", "2026-02-01", "2026-03-01"),
            ("2026-02-28", "2026-02-28", "2026-03-01"),
        ];
        for (text, start, end) in cases {
            let expected = Days { start: start.parse().expect("date"), end: end.parse().expect("date") };
            assert_eq!(days(text, &viewer), Some(expected), "{text}");
        }
        for text in ["", "soon", "last_month_", "last_0_days", "last_9999999_years", "2026-13", "this_30_days", "9999"]
        {
            assert_eq!(days(text, &viewer), None, "{text}");
        }
    }

    #[test]
    fn weeks_begin_where_the_viewer_says_and_days_where_the_viewer_is() {
        let today = "2026-11-21".parse().expect("date");
        let viewer = Viewer { week_start: Weekday::Sunday, utc_offset: -5 * 3600, ..Viewer::on(today) };
        assert_eq!(days("this_week", &viewer).map(|days| days.start.to_string()).as_deref(), Some("2026-11-15"));
        assert_eq!(viewer.start_of(today).map(|at| at.to_string()).as_deref(), Some("2026-11-21T05:00:00Z"));
        assert_eq!(viewer.date_of("2026-11-22T04:59:59Z".parse().expect("instant")), today);
    }
}
