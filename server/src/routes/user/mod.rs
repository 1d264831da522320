//! What a person's record does not hold.

mod password;

pub(super) use password::password;
