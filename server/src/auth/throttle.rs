//! Slows guessing down: per account and per address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use shared::record::Millis;

use crate::config::SignIn;

/// Most accounts and addresses remembered. Beyond it, those that have recovered are forgotten first.
const REMEMBERED: usize = 50_000;

/// Counts failed attempts. Each account and each address has a few to spend and gets one back after
/// some time; attempts are paid beforehand, so that many at once do not slip through.
pub struct Throttle {
    config: SignIn,
    spent: Mutex<HashMap<Key, Spent>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Account(String),
    Address(IpAddr),
}

/// When everything spent will have come back, in milliseconds.
struct Spent {
    until: Millis,
}

impl Throttle {
    /// A throttle with these allowances.
    pub fn new(config: SignIn) -> Self {
        Self { config, spent: Mutex::default() }
    }

    fn keys(&self, account: &str, address: IpAddr) -> [(Key, u32, Millis); 2] {
        let account = Key::Account(account.trim().to_lowercase().chars().take(320).collect());
        [
            (account, self.config.account_failures, self.config.account_seconds * 1000),
            (Key::Address(network(address)), self.config.address_failures, self.config.address_seconds * 1000),
        ]
    }

    /// Pays for an attempt.
    ///
    /// # Errors
    /// Seconds to wait, when nothing is left to pay with; then nothing was paid.
    pub fn attempt(&self, account: &str, address: IpAddr, now: Millis) -> Result<(), u64> {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = self.keys(account, address);
        let wait = keys.iter().map(|(key, most, each)| {
            let until = spent.get(key).map_or(now, |spent| spent.until.max(now));
            (until - now + each).saturating_sub(u64::from(*most) * each)
        });
        let wait = wait.max().unwrap_or_default();
        if wait > 0 {
            return Err(wait.div_ceil(1000));
        }
        if spent.len() >= REMEMBERED {
            spent.retain(|_, spent| spent.until > now);
        }
        for (key, _, each) in keys {
            let entry = spent.entry(key).or_insert(Spent { until: now });
            entry.until = entry.until.max(now) + each;
        }
        Ok(())
    }

    /// The attempt was none: it is given back.
    pub fn refund(&self, account: &str, address: IpAddr) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, _, each) in self.keys(account, address) {
            if let Some(entry) = spent.get_mut(&key) {
                entry.until = entry.until.saturating_sub(each);
            }
        }
    }

    /// The attempt succeeded: the account starts afresh, the address gets this one back.
    pub fn succeeded(&self, account: &str, address: IpAddr) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let [account, (address, _, each)] = self.keys(account, address);
        spent.remove(&account.0);
        if let Some(entry) = spent.get_mut(&address) {
            entry.until = entry.until.saturating_sub(each);
        }
    }
}

/// An IPv6 customer has a whole /64, so that counts as one.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits((address.to_bits() >> 64) << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_account_is_slowed_after_its_failures_and_recovers() {
        let throttle = Throttle::new(SignIn { account_failures: 3, account_seconds: 10, ..SignIn::default() });
        for _ in 0..3 {
            assert_eq!(throttle.attempt("A@b.c", address("1.2.3.4"), 0), Ok(()));
        }
        assert_eq!(throttle.attempt(" a@B.c", address("5.6.7.8"), 0), Err(10));
        assert_eq!(throttle.attempt("a@b.c", address("1.2.3.4"), 4000), Err(6));
        assert_eq!(throttle.attempt("other@b.c", address("1.2.3.4"), 0), Ok(()));
        assert_eq!(throttle.attempt("a@b.c", address("1.2.3.4"), 10_000), Ok(()));
        assert_eq!(throttle.attempt("a@b.c", address("1.2.3.4"), 10_000), Err(10));
        throttle.succeeded("a@b.c", address("1.2.3.4"));
        assert_eq!(throttle.attempt("a@b.c", address("1.2.3.4"), 10_000), Ok(()));
    }

    #[test]
    fn what_was_no_attempt_is_given_back() {
        let throttle = Throttle::new(SignIn { account_failures: 1, account_seconds: 10, ..SignIn::default() });
        for _ in 0..3 {
            assert_eq!(throttle.attempt("a", address("1.2.3.4"), 0), Ok(()));
            throttle.refund("a", address("1.2.3.4"));
        }
        assert_eq!(throttle.attempt("a", address("1.2.3.4"), 0), Ok(()));
        assert_eq!(throttle.attempt("a", address("1.2.3.4"), 0), Err(10));
    }

    #[test]
    fn an_address_is_slowed_whatever_account_it_tries_and_a_64_is_one() {
        let throttle = Throttle::new(SignIn { address_failures: 2, address_seconds: 60, ..SignIn::default() });
        assert_eq!(throttle.attempt("a", address("2001:db8::1"), 0), Ok(()));
        assert_eq!(throttle.attempt("b", address("2001:db8::2"), 0), Ok(()));
        assert_eq!(throttle.attempt("c", address("2001:db8::3"), 0), Err(60));
        assert_eq!(throttle.attempt("c", address("2001:db8:0:1::3"), 0), Ok(()));
        throttle.succeeded("a", address("2001:db8::1"));
        assert_eq!(throttle.attempt("c", address("2001:db8::3"), 0), Ok(()));
    }
}
