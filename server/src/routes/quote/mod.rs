//! What quotes have besides their records.

mod pdf;

pub(crate) use pdf::pdf;
