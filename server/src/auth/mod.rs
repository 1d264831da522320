//! Who is calling, and how they proved it.

mod caller;
mod cookie;
mod key;
mod origin;
mod password;
mod peer;
mod session;
mod throttle;

pub use caller::{Admin, Caller};
pub use cookie::{clear as clear_cookie, set as set_cookie, token as cookie_token};
pub use key::{ApiKey, ApiKeys};
pub use origin::{not_foreign, same_site};
pub use password::{Credential, Passwords};
pub use peer::Peer;
pub use session::{Session, Sessions};
pub use throttle::Throttle;

use sha2::{Digest, Sha256};
use shared::sync::hex;

/// The form in which a token is stored: whoever reads the store cannot sign in with what is there.
fn at_rest(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}
