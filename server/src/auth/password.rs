//! Passwords: Argon2id, a few at a time.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version, password_hash::SaltString,
};
use serde::{Deserialize, Serialize};
use shared::{Problem, record::Millis};
use tokio::sync::Semaphore;

use crate::{clock, config};

/// Most bytes of a password; more would only cost time.
const MOST: usize = 1024;

/// A password as it is stored, by the person's id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Credential {
    /// Argon2id in PHC form, with its salt and parameters.
    pub hash: String,
    /// When it was set.
    pub set_at: Millis,
}

/// Hashes and checks passwords. Each takes 64 MiB and a core for a tenth of a second, so only a few run
/// at the same time and the others wait.
pub struct Passwords {
    argon: Argon2<'static>,
    turns: Arc<Semaphore>,
    least: usize,
    /// The hash of no password, checked where there is no account, so that both take the same time.
    nobody: String,
}

impl Passwords {
    /// A hasher with these parameters; impossible ones are replaced by the default.
    pub fn new(config: &config::Passwords) -> Self {
        let params = Params::new(config.memory_kib, config.passes, 1, None).unwrap_or_default();
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash(&argon, "nobody's password").unwrap_or_default();
        Self { argon, turns: Arc::new(Semaphore::new(config.parallel.max(1))), least: config.least, nobody }
    }

    /// Whether this may be somebody's new password.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, password: &str) -> Result<(), Problem> {
        if password.chars().count() < self.least {
            return Err(Problem::of("password", "problem-password-short").with("min", self.least));
        }
        if password.len() > MOST {
            return Err(Problem::of("password", "problem-password-long").with("max", MOST));
        }
        Ok(())
    }

    /// The form in which a password is stored; nothing if that fails.
    pub async fn hash(&self, password: &str) -> Option<String> {
        let (argon, password) = (self.argon.clone(), password.to_owned());
        self.work(move || hash(&argon, &password)).await?
    }

    /// Whether this is the password. Without one that is stored, the answer is no and takes as long.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> bool {
        let known = stored.is_some();
        let stored = stored.unwrap_or(&self.nobody).to_owned();
        let (argon, password) = (self.argon.clone(), password.to_owned());
        let right = self.work(move || password.len() <= MOST && verify(&argon, &password, &stored)).await;
        known && right.unwrap_or(false)
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let turn = self.turns.clone().acquire_owned().await.ok()?;
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work ends, even if the request that asked for it was given up.
            let _turn = turn;
            work()
        });
        done.await.ok()
    }
}

fn hash(argon: &Argon2<'_>, password: &str) -> Option<String> {
    let random = clock::secret().ok()?;
    let salt = SaltString::encode_b64(random.first_chunk::<16>()?).ok()?;
    argon.hash_password(password.as_bytes(), &salt).ok().map(|hash| hash.to_string())
}

/// The comparison inside takes the same time whatever differs.
fn verify(argon: &Argon2<'_>, password: &str, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|hash| argon.verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quick() -> Passwords {
        Passwords::new(&config::Passwords { memory_kib: 8, passes: 1, ..config::Passwords::default() })
    }

    #[tokio::test]
    async fn only_the_right_password_passes() {
        let passwords = quick();
        let hash = passwords.hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse", Some(&hash)).await);
        assert!(!passwords.verify("correct horsE", Some(&hash)).await);
        assert!(!passwords.verify("nobody's password", None).await);
        assert!(!passwords.verify("x", Some("damaged")).await);
    }

    #[test]
    fn length_is_all_that_is_asked_of_a_new_one() {
        let passwords = quick();
        assert_eq!(passwords.check("1234567").unwrap_err().message_key, "problem-password-short");
        assert_eq!(passwords.check(&"x".repeat(1025)).unwrap_err().message_key, "problem-password-long");
        assert!(passwords.check("pässwörd").is_ok());
    }
}
