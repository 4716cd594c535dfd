//! Passwords: which are taken, and their argon2id.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use super::secret::random;
use crate::Error;

/// The shortest password, in characters: NIST SP 800-63B asks for 8 where there is a second factor,
/// 15 where there is none; between them, as sign-ins are slowed down here.
const SHORTEST: usize = 10;
/// Longer ones only cost time.
const LONGEST_BYTES: usize = 1024;
/// OWASP's least for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Hashed at the same time, so that sign-ins take 38 MiB at most.
static PERMITS: Semaphore = Semaphore::const_new(2);

/// Why a password is not taken, in a sentence for its reader.
pub(crate) fn objection(password: &str, name: &str) -> Option<&'static str> {
    let lower = password.to_lowercase();
    let is_one_letter = || lower.chars().all(|c| lower.starts_with(c));
    if password.chars().count() < SHORTEST {
        Some("Use at least ten characters.")
    } else if password.len() > LONGEST_BYTES {
        Some("Use at most a thousand characters.")
    } else if is_one_letter() || COMMON.contains(&lower.as_str()) {
        Some("This is among the first passwords anybody would try.")
    } else if name.chars().count() >= 4 && lower.replace(name, "").chars().count() < 6 {
        Some("Use something other than your name.")
    } else {
        None
    }
}

/// The frequent ones of ten letters and more.
const COMMON: &[&str] = &[
    "0123456789",
    "1234567890",
    "12345678910",
    "123456789a",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "abcdefghij",
    "administrator",
    "changeme123",
    "iloveyou123",
    "letmein123",
    "password01",
    "password12",
    "password123",
    "password1234",
    "qwerty12345",
    "qwerty123456",
    "qwertyuiop",
    "welcome123",
];

/// The PHC string of a password.
pub(crate) async fn hash(password: String) -> Result<String, Error> {
    let salt = random::<16>()?;
    let _permit = PERMITS.acquire().await.map_err(|_| Error::broken("closing"))?;
    tokio::task::spawn_blocking(move || {
        let hash = hasher()?.hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|_| Error::broken("a password was not hashed"))
    })
    .await
    .map_err(|_| Error::broken("a password was not hashed"))?
}

/// Whether the password is the one of that PHC string. Without a string it takes the same time and says
/// no, so that nobody learns which names there are.
pub(crate) async fn is_right(password: String, hash: Option<String>) -> Result<bool, Error> {
    let _permit = PERMITS.acquire().await.map_err(|_| Error::broken("closing"))?;
    tokio::task::spawn_blocking(move || {
        let text = hash.as_deref().unwrap_or(NOBODY);
        let parsed = PasswordHash::new(text).map_err(|_| Error::broken("damaged password"))?;
        let is_right = hasher()?.verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(is_right && hash.is_some())
    })
    .await
    .map_err(|_| Error::broken("a password was not checked"))?
}

/// Of no password: the hash of bytes that were thrown away.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
    6vJ1j0r3cZ0V4K5y8m1Q2uX7b9N0tLhW3sDgFkYpRzA";

fn hasher() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None);
    let params = params.map_err(|_| Error::broken("parameters of argon2"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests;
