//! What the pages share that people see without an account: their words, their frame, their headers.

mod format;
mod page;

pub(crate) use format::{date, day_over, decimal, money, today};
pub(crate) use page::{Frame, Plain, page};

use std::sync::LazyLock;

use shared::messages::Messages;

/// English.
const EN: &[&str] = &[include_str!("../../messages/en/public.ftl"), include_str!("../../messages/en/mail.ftl")];

static WORDS: LazyLock<Messages> = LazyLock::new(|| Messages::english(EN));

/// The message for `key`.
pub(crate) fn t(key: &str) -> String {
    t_with(key, &[])
}

/// The message for `key` with values put in.
pub(crate) fn t_with(key: &str, args: &[(&str, &str)]) -> String {
    WORDS.say(key, args.iter().copied())
}
