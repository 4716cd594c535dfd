//! Secrets: made here, kept by their owners, known to the store only by their hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use store::accounts::Hash;

use crate::Error;

/// 32 random bytes as 43 letters of base64url.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// A new secret of the system's randomness.
    pub(crate) fn new() -> Result<Self, Error> {
        Ok(Self(URL_SAFE_NO_PAD.encode(random::<32>()?)))
    }

    /// For its owner.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// For the store.
    pub(crate) fn hash(&self) -> Hash {
        hash(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// What the store knows a secret by. Secrets have 256 bits of randomness, so a fast hash does.
pub fn hash(secret: &str) -> Hash {
    let mut out = Hash::default();
    out.copy_from_slice(digest(&SHA256, secret.as_bytes()).as_ref());
    out
}

/// Bytes of the system's randomness.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::broken("no randomness"))?;
    Ok(bytes)
}
