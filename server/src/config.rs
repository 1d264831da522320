//! What an operator can set. Every field has a default, so an empty file is a complete configuration.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use shared::{record::Millis, sync::MAX_MUTATION_BYTES};

const DAY: Millis = 24 * 60 * 60 * 1000;

/// The whole configuration of a server, apart from where its data lies and where it listens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How long devices stay signed in.
    pub sessions: Sessions,
    /// Sizes and times.
    pub limits: Limits,
    /// How passwords are hashed.
    pub passwords: Passwords,
    /// How often a sign-in may fail.
    pub sign_in: SignIn,
    /// What people without an account may do, and how often.
    pub public: Public,
    /// The mail server by which e-mails go out.
    pub mail: Mail,
    /// Addresses of reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub proxies: Vec<Network>,
    /// Origins, such as `https://crm.example.com`, from which the app may be used besides the host that
    /// a request names. Needed only behind a proxy that changes the `Host`.
    pub origins: Vec<String>,
}

/// How long devices stay signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sessions {
    /// Days without a sign of life after which a session ends. Generous, since days without a network
    /// are what the product is for.
    pub idle_days: u64,
    /// Days after which it ends in any case.
    pub absolute_days: u64,
}

impl Default for Sessions {
    fn default() -> Self {
        Self { idle_days: 30, absolute_days: 90 }
    }
}

impl Sessions {
    /// Milliseconds without a sign of life.
    pub const fn idle(&self) -> Millis {
        self.idle_days.saturating_mul(DAY)
    }

    /// Milliseconds in all.
    pub const fn absolute(&self) -> Millis {
        self.absolute_days.saturating_mul(DAY)
    }
}

/// Sizes and times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Most bytes of a request's body, where it holds no records.
    pub body_bytes: usize,
    /// Most bytes of a push, and of a record that comes by the API.
    pub push_bytes: usize,
    /// Seconds after which a request is given up.
    pub request_seconds: u64,
    /// Seconds between two signs of life on a stream of events.
    pub heartbeat_seconds: u64,
    /// Most streams of events of one session.
    pub streams: usize,
    /// Documents written at the same time.
    pub documents: usize,
    /// New files that one person may bring in an hour.
    pub files_an_hour: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1 << 20,
            push_bytes: MAX_MUTATION_BYTES + (1 << 20),
            request_seconds: 60,
            heartbeat_seconds: 20,
            streams: 16,
            documents: 2,
            files_an_hour: 600,
        }
    }
}

impl Limits {
    /// Time after which a request is given up.
    pub const fn request(&self) -> Duration {
        Duration::from_secs(self.request_seconds)
    }

    /// New files, by person: who is signed in is known, so addresses stand for nobody and wait for nothing.
    pub(crate) fn uploading(&self) -> SignIn {
        SignIn {
            account_failures: self.files_an_hour.max(1),
            account_seconds: one_of(self.files_an_hour),
            address_failures: u32::MAX,
            address_seconds: 0,
        }
    }

    /// Time between two signs of life.
    pub const fn heartbeat(&self) -> Duration {
        Duration::from_secs(self.heartbeat_seconds)
    }
}

/// How passwords are hashed, by Argon2id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Passwords {
    /// Memory for one hash, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Hashes worked out at the same time.
    pub parallel: usize,
    /// Least characters of a new password.
    pub least: usize,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 3, parallel: 2, least: 8 }
    }
}

/// How often a sign-in may fail before it is slowed down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignIn {
    /// Failures in a row for one account.
    pub account_failures: u32,
    /// Seconds until one more is allowed.
    pub account_seconds: u64,
    /// Failures in a row from one address (for IPv6, from one /64 network).
    pub address_failures: u32,
    /// Seconds until one more is allowed.
    pub address_seconds: u64,
}

impl Default for SignIn {
    fn default() -> Self {
        Self { account_failures: 5, account_seconds: 30, address_failures: 50, address_seconds: 6 }
    }
}

/// What people without an account may do, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Public {
    /// Links that lead nowhere which one address may try in a row.
    pub guesses: u32,
    /// Seconds until one more is allowed.
    pub guess_seconds: u64,
    /// Answers (acceptances, refusals, questions) that may come by one link in a row.
    pub answers: u32,
    /// Seconds until one more is allowed.
    pub answer_seconds: u64,
    /// Documents that may be fetched by one link in a row.
    pub documents: u32,
    /// Seconds until one more is allowed.
    pub document_seconds: u64,
    /// Requests for quotes that may come from one address in a row.
    pub requests: u32,
    /// Seconds until one more is allowed.
    pub request_seconds: u64,
    /// Requests for quotes that may come in an hour from everywhere.
    pub requests_an_hour: u32,
    /// Whether a visitor of a server without a workspace may have the demo made there, whose password everybody knows.
    pub demo: bool,
}

impl Default for Public {
    fn default() -> Self {
        Self {
            guesses: 20,
            guess_seconds: 30,
            answers: 20,
            answer_seconds: 120,
            documents: 20,
            document_seconds: 15,
            requests: 5,
            request_seconds: 600,
            requests_an_hour: 120,
            demo: true,
        }
    }
}

impl Public {
    /// Guesses: an address stands for itself, and has no account besides.
    pub(crate) const fn guessing(&self) -> SignIn {
        SignIn {
            account_failures: self.guesses,
            account_seconds: self.guess_seconds,
            address_failures: self.guesses,
            address_seconds: self.guess_seconds,
        }
    }

    /// Requests: so many from one address, and so many in all, which stand as one account.
    pub(crate) fn requesting(&self) -> SignIn {
        SignIn {
            account_failures: self.requests_an_hour.max(1),
            account_seconds: one_of(self.requests_an_hour),
            address_failures: self.requests,
            address_seconds: self.request_seconds,
        }
    }

    /// Answers by a link.
    pub(crate) const fn answering(&self) -> SignIn {
        by_link(self.answers, self.answer_seconds)
    }

    /// Documents by a link.
    pub(crate) const fn fetching(&self) -> SignIn {
        by_link(self.documents, self.document_seconds)
    }
}

/// Seconds for each of so many in an hour.
fn one_of(an_hour: u32) -> u64 {
    3600_u64.div_ceil(u64::from(an_hour.max(1)))
}

/// So many by one link, and ten times as many from one address, behind which a whole firm may sit.
const fn by_link(most: u32, seconds: u64) -> SignIn {
    SignIn {
        account_failures: most,
        account_seconds: seconds,
        address_failures: most.saturating_mul(10),
        address_seconds: seconds.div_ceil(10),
    }
}

/// The mail server by which e-mails go out. Without a host none do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Its name, by which its certificate is checked too.
    pub host: String,
    /// Its port: 587 for STARTTLS, 465 for TLS.
    pub port: u16,
    /// How the connection is kept from others.
    pub security: Security,
    /// Name to sign in with; without one nobody does.
    pub user: String,
    /// Password to sign in with.
    pub password: Secret,
    /// From whom e-mails are: `offers@example.com`, which gets the name of the person who wrote, or
    /// `Example Ltd <offers@example.com>`. Answers go to the person.
    pub from: String,
    /// Where customers reach this server, such as `https://crm.example.com`: links to quotes begin with it.
    pub url: String,
    /// E-mails that one person may send in an hour. What is more waits; 0 is no bound.
    pub per_hour: u32,
}

impl Default for Mail {
    fn default() -> Self {
        let empty = String::new;
        Self {
            host: empty(),
            port: 587,
            security: Security::StartTls,
            user: empty(),
            password: Secret::default(),
            from: empty(),
            url: empty(),
            per_hour: 60,
        }
    }
}

/// How a connection is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// It begins in the open and must go over to TLS before anything is said.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// Not at all. For a mail server on the same machine.
    None,
}

/// What nobody reads in a log.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// What it is.
    pub fn tell(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// An address or a network such as `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    /// Whether an address lies in it.
    pub fn contains(&self, other: IpAddr) -> bool {
        match (self.address, other.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                let drop = 32 - self.bits.min(32);
                u64::from(ours.to_bits()) >> drop == u64::from(theirs.to_bits()) >> drop
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => {
                let drop = 128 - self.bits.min(128);
                ours.to_bits().checked_shr(drop) == theirs.to_bits().checked_shr(drop)
            }
            _ => false,
        }
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (address, bits) =
            text.split_once('/').map_or((text.as_str(), None), |(address, bits)| (address, Some(bits)));
        let wrong = || format!("{text:?} is not an address or network, such as 127.0.0.1 or 10.0.0.0/8");
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| wrong()))?;
        if bits > most { Err(wrong()) } else { Ok(Self { address, bits }) }
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        format!("{}/{}", network.address, network.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_contain_what_they_should() {
        let cases = [
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "::ffff:127.0.0.1", true),
            ("10.0.0.0/8", "10.255.1.2", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("fd00::/8", "fd12::1", true),
            ("fd00::/8", "fe80::1", false),
            ("::/0", "fe80::1", true),
            ("::1", "127.0.0.1", false),
        ];
        for (network, address, inside) in cases {
            let network = Network::try_from(network.to_owned()).unwrap();
            assert_eq!(network.contains(address.parse().unwrap()), inside, "{network:?} {address}");
        }
        for wrong in ["", "x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8"] {
            assert!(Network::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
