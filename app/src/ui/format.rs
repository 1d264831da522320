//! Numbers, money and dates as people write and say them.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use leptos::prelude::*;
use std::{cell::RefCell, collections::HashMap};
use wasm_bindgen::JsValue;

thread_local! {
    /// Formatters are slow to make and quick to use.
    static MADE: RefCell<HashMap<String, Function>> = RefCell::new(HashMap::new());
}

/// Milliseconds in a day.
const DAY: f64 = 86_400_000.0;

/// `8,800`, in the person's own digits.
pub fn number(value: f64) -> String {
    call(&made("number", || number_format(&[])), &value.into(), || value.to_string())
}

/// `42%` from `0.42`.
pub fn percent(value: f64) -> String {
    call(&made("percent", || number_format(&[("style", "percent")])), &value.into(), || {
        format!("{:.0}%", value * 100.0)
    })
}

/// `$12,300.50`: the amount is decimal text, so that nothing is lost on the way.
pub fn money(amount: &str, currency: &str) -> String {
    money_by("money", amount, currency, &[("trailingZeroDisplay", "stripIfInteger")])
}

/// `$12,300.00`, for columns of amounts that are added up.
pub fn money_in_full(amount: &str, currency: &str) -> String {
    money_by("money-full", amount, currency, &[])
}

/// `$1.2M`, for sums at the head of a column.
pub fn money_short(amount: &str, currency: &str) -> String {
    money_by("money-short", amount, currency, &[("notation", "compact"), ("maximumSignificantDigits", "3")])
}

/// A day as people say it: *today*, *in 3 days*, *21 Nov*, *21 Nov 2024*.
/// Takes `2026-11-21` or an instant; what is neither is returned as it is.
pub fn day(text: &str) -> String {
    let Some(date) = parse(text) else { return text.to_owned() };
    let today = midnight(&Date::new_0());
    let away = ((midnight(&date) - today) / DAY).round();
    if away.abs() <= 6.0 {
        return relative(away, "day");
    }
    let same_year = date.get_full_year() == Date::new_0().get_full_year();
    date_by(&date, if same_year { "day" } else { "day-year" })
}

/// A moment as people say it: *5 minutes ago*, *14:20*, *yesterday*, *21 Nov*.
pub fn moment(text: &str) -> String {
    let Some(date) = parse(text) else { return text.to_owned() };
    let minutes = ((date.get_time() - Date::now()) / 60_000.0).round();
    if minutes.abs() < 60.0 {
        return relative(minutes, "minute");
    }
    if (midnight(&date) - midnight(&Date::new_0())).abs() < 1.0 {
        return date_by(&date, "time");
    }
    day(text)
}

/// A date that stays true whenever it is read, for letters: *21 November 2026*.
pub fn date(text: &str) -> String {
    parse(text).map_or_else(|| text.to_owned(), |date| date_by(&date, "long-day"))
}

/// The time of day of a moment, *5 minutes ago* of the last hour; nothing of a date. For what stands under its day.
pub fn time(text: &str) -> String {
    let Some(date) = parse(text).filter(|_| text.len() > 10) else { return String::new() };
    let minutes = ((date.get_time() - Date::now()) / 60_000.0).round();
    if minutes.abs() < 60.0 { relative(minutes, "minute") } else { date_by(&date, "time") }
}

/// The exact date or moment, for a tooltip.
pub fn exact(text: &str) -> String {
    let Some(date) = parse(text) else { return text.to_owned() };
    date_by(&date, if text.len() <= 10 { "full-day" } else { "full" })
}

thread_local! {
    static MIDNIGHT: ArcTrigger = ArcTrigger::new();
}

/// Today as `2026-11-21`, on the person's clock. What reads it is worked out anew when another day begins.
pub fn today() -> String {
    MIDNIGHT.with(Track::track);
    day_now()
}

/// Notices that another day has begun, also in a tab that slept over midnight.
pub fn follow_midnight() {
    let known = RefCell::new(day_now());
    let look = move || {
        let day = day_now();
        if known.replace(day.clone()) != day {
            MIDNIGHT.with(Notify::notify);
        }
    };
    set_interval(look, std::time::Duration::from_secs(20));
}

fn day_now() -> String {
    let now = Date::new_0();
    format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
}

/// A date or moment as people say it, the exact one on hover.
#[component]
pub fn When(
    /// `2026-11-21` or `2026-11-21T10:00:00Z`.
    #[prop(into)]
    at: Signal<String>,
    /// It stands under its day's name, so that only the time is said.
    #[prop(optional)]
    in_day: bool,
) -> impl IntoView {
    let said = move || {
        at.with(|at| {
            if in_day {
                time(at)
            } else if at.len() <= 10 {
                day(at)
            } else {
                moment(at)
            }
        })
    };
    view! { <time class="when" datetime=move || at.get() data-tip=move || exact(&at.read())>{said}</time> }
}

fn money_by(kind: &str, amount: &str, currency: &str, more: &[(&str, &str)]) -> String {
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_alphabetic()) {
        return format!("{amount} {currency}");
    }
    let format = made(&format!("{kind}-{currency}"), || {
        let mut options = vec![("style", "currency"), ("currency", currency), ("currencyDisplay", "narrowSymbol")];
        options.extend_from_slice(more);
        number_format(&options)
    });
    call(&format, &JsValue::from_str(amount), || format!("{amount} {currency}"))
}

fn relative(amount: f64, unit: &str) -> String {
    let options = options(&[("numeric", "auto")]);
    let format = Intl::RelativeTimeFormat::new(&Array::of1(&"en".into()), &options);
    String::from(format.format(amount, unit))
}

fn date_by(date: &Date, kind: &'static str) -> String {
    let format = made(kind, || {
        let wanted: &[(&str, &str)] = match kind {
            "day" => &[("day", "numeric"), ("month", "short")],
            "day-year" => &[("day", "numeric"), ("month", "short"), ("year", "numeric")],
            "time" => &[("timeStyle", "short")],
            "long-day" => &[("dateStyle", "long")],
            "full-day" => &[("dateStyle", "full")],
            _ => &[("dateStyle", "full"), ("timeStyle", "short")],
        };
        Intl::DateTimeFormat::new(&Array::of1(&date_locale().into()), &options(wanted)).format()
    });
    call(&format, date, || String::from(date.to_iso_string()))
}

fn number_format(wanted: &[(&str, &str)]) -> Function {
    Intl::NumberFormat::new(&Array::of1(&locale().into()), &options(wanted)).format()
}

fn made(key: &str, make: impl FnOnce() -> Function) -> Function {
    MADE.with_borrow_mut(|made| made.entry(key.to_owned()).or_insert_with(make).clone())
}

fn call(format: &Function, value: &JsValue, otherwise: impl FnOnce() -> String) -> String {
    format.call1(&JsValue::UNDEFINED, value).ok().and_then(|v| v.as_string()).unwrap_or_else(otherwise)
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (key, value) in pairs {
        let _ = Reflect::set(&options, &(*key).into(), &(*value).into());
    }
    options
}

/// The person's locale, for digits and money.
fn locale() -> String {
    window().navigator().language().unwrap_or_else(|| "en".to_owned())
}

/// Month names must be in the language of the messages; their order may be the person's.
fn date_locale() -> String {
    Some(locale()).filter(|l| l.starts_with("en")).unwrap_or_else(|| "en-GB".to_owned())
}

fn parse(text: &str) -> Option<Date> {
    let date = if text.len() == 10 {
        let mut parts = text.split('-').map(str::parse::<i32>);
        let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        let date = Date::new_with_year_month_day(0, 0, 1);
        date.set_full_year_with_month_date(u32::try_from(year).ok()?, month - 1, day);
        date
    } else {
        Date::new(&text.into())
    };
    (!date.get_time().is_nan()).then_some(date)
}

/// Midnight of the day in local time, as a count that ignores summer time.
fn midnight(date: &Date) -> f64 {
    Date::utc(f64::from(date.get_full_year()), f64::from(date.get_month())) + (f64::from(date.get_date()) - 1.0) * DAY
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn money_is_exact_and_drops_only_empty_cents() {
        assert!(money("12300", "USD").ends_with("12,300"));
        assert!(money("12300.5", "USD").ends_with("12,300.50"));
        assert!(money("90071992547409.93", "USD").ends_with("90,071,992,547,409.93"));
        assert_eq!(money("5", "not a currency"), "5 not a currency");
        assert_eq!(number(8_800.0), "8,800");
    }

    #[wasm_bindgen_test]
    fn a_date_in_a_letter_does_not_depend_on_the_day_it_is_read() {
        let today = day_now();
        assert_ne!(date(&today), day(&today));
        assert!(date("2026-11-24").contains("November"));
        assert_eq!(date("someday"), "someday");
    }

    #[wasm_bindgen_test]
    fn under_its_day_only_the_time_is_said() {
        assert_eq!(time("2026-11-24"), "");
        assert!(time("2025-11-24T10:05:00Z").contains(":05"));
    }

    #[wasm_bindgen_test]
    fn days_are_said_as_people_say_them() {
        let at = |days: i32| {
            let now = Date::new_0();
            let date = Date::new_with_year_month_day(
                now.get_full_year(),
                i32::try_from(now.get_month()).unwrap_or(0),
                i32::try_from(now.get_date()).unwrap_or(1) + days,
            );
            format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
        };
        assert_eq!(day(&at(0)), "today");
        assert_eq!(day(&at(1)), "tomorrow");
        assert_eq!(day(&at(-3)), "3 days ago");
        assert!(day("1999-03-04").contains("1999"));
        assert_eq!(day("someday"), "someday");
        assert!(day("0044-03-15").contains("Mar"));
    }
}
