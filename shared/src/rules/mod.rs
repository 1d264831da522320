//! Rules that hold alike on every device and on the server: validity, scopes and permissions.

mod access;
mod hidden;
mod scope;
mod validate;

pub use access::{Access, Act, Role};
pub use hidden::Hidden;
pub use scope::{Scope, scopes};
pub use validate::{canonical, validate, validate_field};
