//! Days on the person's calendar.

use js_sys::Date;
use wasm_bindgen::JsValue;

/// The date so many days from today, as `2026-11-21`.
pub fn in_days(days: i32) -> String {
    let date = Date::new_0();
    // Noon is on the same day however the clocks change.
    date.set_hours(12);
    let moved = Date::new(&JsValue::from_f64(date.get_time() + f64::from(days) * 86_400_000.0));
    text(&moved)
}

/// The date of an instant on the person's clock.
pub fn local_day(instant: &str) -> String {
    text(&Date::new(&JsValue::from_str(instant)))
}

fn text(date: &Date) -> String {
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}
