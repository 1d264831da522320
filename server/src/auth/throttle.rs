//! Slows guessing down: per account and per address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use shared::record::Millis;

use crate::config::SignIn;

/// Most accounts and addresses remembered. Beyond it, those are forgotten that were tried the longest ago.
const REMEMBERED: usize = 50_000;

/// Counts failed attempts. Each account and each address has a few to spend and gets one back after
/// some time; attempts are paid beforehand, so that many at once do not slip through.
pub struct Throttle {
    config: SignIn,
    spent: Mutex<Spent>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Account(String),
    Address(IpAddr),
}

/// When everything that somebody spent will have come back, in milliseconds.
///
/// In two generations: when the younger one is half of what may be remembered, it becomes the older one, and the one
/// before is dropped. So it is bounded whoever comes, and nobody pays for a walk over all of it. To have an account
/// forgotten, somebody would have to make tens of thousands of other attempts first, from hundreds of addresses.
#[derive(Default)]
struct Spent {
    young: HashMap<Key, Millis>,
    old: HashMap<Key, Millis>,
}

impl Spent {
    fn until(&self, key: &Key) -> Option<Millis> {
        self.young.get(key).or_else(|| self.old.get(key)).copied()
    }

    fn put(&mut self, key: Key, until: Millis) {
        self.old.remove(&key);
        self.young.insert(key, until);
        if self.young.len() >= REMEMBERED / 2 {
            self.old = std::mem::take(&mut self.young);
        }
    }

    fn give_back(&mut self, key: &Key, millis: Millis) {
        let spent = self.young.get_mut(key).or_else(|| self.old.get_mut(key));
        if let Some(until) = spent {
            *until = until.saturating_sub(millis);
        }
    }

    fn forget(&mut self, key: &Key) {
        self.young.remove(key);
        self.old.remove(key);
    }
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
            let until = spent.until(key).map_or(now, |until| until.max(now));
            (until - now + each).saturating_sub(u64::from(*most) * each)
        });
        let wait = wait.max().unwrap_or_default();
        if wait > 0 {
            return Err(wait.div_ceil(1000));
        }
        for (key, _, each) in keys {
            let until = spent.until(&key).map_or(now, |until| until.max(now)) + each;
            spent.put(key, until);
        }
        Ok(())
    }

    /// The attempt was none: it is given back.
    pub fn refund(&self, account: &str, address: IpAddr) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, _, each) in self.keys(account, address) {
            spent.give_back(&key, each);
        }
    }

    /// The attempt succeeded: the account starts afresh, the address gets this one back.
    pub fn succeeded(&self, account: &str, address: IpAddr) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let [account, (address, _, each)] = self.keys(account, address);
        spent.forget(&account.0);
        spent.give_back(&address, each);
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
    fn a_flood_is_bounded_and_does_not_wash_away_who_was_slowed() {
        let throttle = Throttle::new(SignIn { account_failures: 1, account_seconds: 1000, ..SignIn::default() });
        let from = |n: u32| IpAddr::V4(std::net::Ipv4Addr::from_bits(n));
        assert_eq!(throttle.attempt("victim", from(0), 0), Ok(()));
        for n in 1..=60_000 {
            assert_eq!(throttle.attempt(&format!("{n}"), from(n), 0), Ok(()));
            if n == 12_000 {
                assert_eq!(throttle.attempt("victim", from(0), 0), Err(1000), "a flood of 24,000 names later");
            }
        }
        let spent = throttle.spent.lock().unwrap();
        let remembered = spent.young.len() + spent.old.len();
        assert!((REMEMBERED / 2..=REMEMBERED).contains(&remembered), "{remembered}");
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
