//! Calendar dates and instants, as jiff reads them and as fields store them.

pub use jiff::civil::Date;

/// An instant, printed in UTC (`2026-11-21T10:00:00Z`).
pub type DateTime = jiff::Timestamp;
