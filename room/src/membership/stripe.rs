//! Stripe, spoken to directly: how a plan is bought and a subscription looked after, and how its news come in.
//!
//! News are never believed as to what they say: an [`event`] that bears the right [`signature`] only names a
//! subscription, which [`settle`] then asks for. So it is all one in which order events come, how often, and, as the
//! desk looks everything through once a day, whether they come.

pub(crate) mod api;
mod event;
pub(crate) mod settle;
mod signature;
mod subscription;
pub(crate) mod webhook;

use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;

/// How the room speaks to Stripe. Secrets come from files or from the environment, never from this text.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stripe {
    /// A file that holds the secret key ("sk_…" or "rk_…"). Default: `DATELINE_STRIPE_SECRET_KEY` holds the key.
    pub secret_key_file: Option<PathBuf>,
    /// A file that holds the signing secret of the webhook ("whsec_…"), while it is changed two, one a line.
    /// Default: `DATELINE_STRIPE_WEBHOOK_SECRET` holds them, separated by spaces.
    pub webhook_secret_file: Option<PathBuf>,
    /// Where Stripe is. Default: `https://api.stripe.com`.
    pub api: String,
    #[serde(skip)]
    pub(super) secret_key: Key,
    #[serde(skip)]
    pub(super) webhook_secrets: Vec<Key>,
}

impl Default for Stripe {
    fn default() -> Self {
        Self {
            secret_key_file: None,
            webhook_secret_file: None,
            api: "https://api.stripe.com".to_owned(),
            secret_key: Key::default(),
            webhook_secrets: Vec::new(),
        }
    }
}

/// A secret; no log shows it.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Key(String);

impl Key {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Key")
    }
}

impl Stripe {
    /// Looks the secrets up: in the files that are named, else in the variables that `environment` knows.
    ///
    /// # Errors
    /// Which secret is missing, in a sentence without it.
    pub fn find_secrets(
        &mut self,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<(), String> {
        let find = |file: &Option<PathBuf>, variable: &str| match file {
            Some(path) => std::fs::read_to_string(path)
                .map_err(|error| format!("reading {}: {error}", path.display())),
            None => environment(variable).ok_or_else(|| {
                format!("Stripe is set up, and there is neither a file nor {variable}")
            }),
        };
        let key = find(&self.secret_key_file, "DATELINE_STRIPE_SECRET_KEY")?;
        let secrets = find(&self.webhook_secret_file, "DATELINE_STRIPE_WEBHOOK_SECRET")?;
        self.set_secrets(&key, &secrets);
        Ok(())
    }

    /// The key, and signing secrets separated by white space.
    pub fn set_secrets(&mut self, key: &str, webhook_secrets: &str) {
        self.secret_key = Key(key.trim().to_owned());
        let secrets = webhook_secrets.split_whitespace();
        self.webhook_secrets = secrets.map(|secret| Key(secret.to_owned())).collect();
    }

    /// Whether money is moved: by the key's own name.
    pub(super) fn is_live(&self) -> bool {
        self.secret_key.0.contains("_live_")
    }

    pub(super) fn check(&self) -> Result<(), String> {
        if self.secret_key.0.is_empty() {
            return Err("Stripe's secret key is empty".to_owned());
        }
        if self.webhook_secrets.is_empty() {
            return Err("the signing secret of Stripe's webhook is empty".to_owned());
        }
        Ok(())
    }
}
