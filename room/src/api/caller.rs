//! Who calls: by an app password, by what was given for one, or, for wallabag's apps of readers without a
//! second step, by the account's own.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use store::accounts::{AppSessionKind, Bearer};
use store::{ReaderId, TokenId};

use crate::accounts::password;
use crate::accounts::secret::{Secret, hash};
use crate::membership::{self, Right};
use crate::{App, Result};

/// What apps that were signed in with the account's own password share: it ends when that changes.
const BY_PASSWORD: (&str, &str) = ("Apps signed in with your password", "read write password");

/// What the credential of Fever's apps may do: nothing by any other protocol.
pub(crate) const FEVER_SCOPES: &str = "fever";

/// A program that may read a shelf.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) reader: ReaderId,
    pub(crate) token: TokenId,
    pub(crate) may_write: bool,
}

impl Caller {
    /// Goes on where the reader's plan has apps.
    ///
    /// # Errors
    /// `Plan` where it has none.
    pub(crate) async fn allowed(self, app: &App) -> Result<Self> {
        membership::may(app, self.reader, Right::Api).await?;
        Ok(self)
    }

    /// `None` for who is suspended, or whose scopes are for something else.
    fn of(app: &App, bearer: Bearer) -> Option<Self> {
        if bearer.suspended_until.is_some_and(|until| until > app.now()) {
            return None;
        }
        let may = |what: &str| bearer.scopes.split(' ').any(|scope| scope == what);
        may("read").then(|| Self {
            reader: bearer.reader_id,
            token: bearer.token_id,
            may_write: may("write"),
        })
    }

    /// By an app password.
    pub(crate) async fn of_secret(app: &App, secret: &str) -> Result<Option<Self>> {
        let bearer = app.store.bearer(hash(secret), app.now()).await?;
        Ok(bearer.and_then(|bearer| Self::of(app, bearer)))
    }

    /// By the key that Fever's apps make of a name and a password, which is good for nothing else.
    pub(crate) async fn of_fever(app: &App, key: &str) -> Result<Option<Self>> {
        let bearer = app.store.bearer(hash(key), app.now()).await?;
        let bearer = bearer.filter(|bearer| bearer.scopes == FEVER_SCOPES);
        Ok(bearer.and_then(|bearer| {
            let is_suspended = bearer.suspended_until.is_some_and(|until| until > app.now());
            let (reader, token) = (bearer.reader_id, bearer.token_id);
            (!is_suspended).then_some(Self { reader, token, may_write: true })
        }))
    }

    /// By what was given for an app password.
    pub(crate) async fn of_session(
        app: &App,
        secret: &str,
        kind: AppSessionKind,
    ) -> Result<Option<Self>> {
        let bearer = app.store.app_session(hash(secret), kind, app.now()).await?;
        Ok(bearer.and_then(|bearer| Self::of(app, bearer)))
    }

    /// By an `Authorization: Bearer`.
    pub(crate) async fn of_bearer(app: &App, headers: &HeaderMap) -> Result<Option<Self>> {
        let Some(secret) = authorization(headers, "bearer") else { return Ok(None) };
        match Self::of_session(app, secret, AppSessionKind::Access).await? {
            Some(caller) => Ok(Some(caller)),
            None => Self::of_secret(app, secret).await,
        }
    }

    /// By an `Authorization: Bearer`: whose it is, and its scopes, of which the room's own API knows finer ones
    /// than "read" and "write".
    pub(crate) async fn of_scoped(
        app: &App,
        headers: &HeaderMap,
    ) -> Result<Option<(ReaderId, String)>> {
        let Some(secret) = authorization(headers, "bearer") else { return Ok(None) };
        let (secret, now) = (hash(secret), app.now());
        let bearer = match app.store.app_session(secret, AppSessionKind::Access, now).await? {
            Some(bearer) => Some(bearer),
            None => app.store.bearer(secret, now).await?,
        };
        let bearer = bearer.filter(|bearer| {
            bearer.scopes != FEVER_SCOPES && bearer.suspended_until.is_none_or(|until| until <= now)
        });
        Ok(bearer.map(|bearer| (bearer.reader_id, bearer.scopes)))
    }

    /// By name and app password. A wrong pair is counted: too many, and the answer is `TooOften`.
    pub(crate) async fn of_pair(
        app: &App,
        name: &str,
        secret: &str,
        from: Option<IpAddr>,
    ) -> Result<Option<Self>> {
        if let Some(caller) = Self::of_secret(app, secret).await?
            && is_named(app, caller.reader, name).await?
        {
            return Ok(Some(caller));
        }
        app.limits.count(name, from)?;
        Ok(None)
    }

    /// As [`Caller::of_pair`], and by the account's own password where no second step guards it.
    pub(crate) async fn of_pair_or_account(
        app: &App,
        name: &str,
        given: &str,
        from: Option<IpAddr>,
    ) -> Result<Option<Self>> {
        if let Some(caller) = Self::of_secret(app, given).await?
            && is_named(app, caller.reader, name).await?
        {
            return Ok(Some(caller));
        }
        app.limits.count(name, from)?;
        let found = app.store.credentials(name).await?;
        let kept = found.as_ref().and_then(|found| found.password_hash.clone());
        let is_right = password::is_right(given.to_owned(), kept).await?;
        let Some(found) = found.filter(|_| is_right) else { return Ok(None) };
        let has_passkeys = !app.store.passkeys(found.reader_id).await?.is_empty();
        let is_suspended = found.suspended_until.is_some_and(|until| until > app.now());
        if found.totp_secret.is_some() || has_passkeys || is_suspended {
            return Ok(None);
        }
        let token = shared_token(app, found.reader_id).await?;
        Ok(Some(Self { reader: found.reader_id, token, may_write: true }))
    }

    /// By HTTP's own way of asking for a name and a password (RFC 7617).
    pub(crate) async fn of_basic(
        app: &App,
        headers: &HeaderMap,
        from: Option<IpAddr>,
    ) -> Result<Option<Self>> {
        let pair = authorization(headers, "basic").and_then(|coded| STANDARD.decode(coded).ok());
        let Some(pair) = pair.and_then(|bytes| String::from_utf8(bytes).ok()) else {
            return Ok(None);
        };
        match pair.split_once(':') {
            Some((name, secret)) => Self::of_pair(app, name, secret, from).await,
            None => Ok(None),
        }
    }
}

/// What follows the scheme in `Authorization`.
pub(crate) fn authorization<'h>(headers: &'h HeaderMap, scheme: &str) -> Option<&'h str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?.trim();
    let (given, rest) = value.split_once(' ')?;
    given.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}

/// Apps ask for a name or for an address.
async fn is_named(app: &App, reader: ReaderId, name: &str) -> Result<bool> {
    let reader = app.store.reader(reader).await?;
    let name = name.trim().to_lowercase();
    Ok(name == reader.name || reader.email.is_some_and(|email| email.to_lowercase() == name))
}

async fn shared_token(app: &App, reader: ReaderId) -> Result<TokenId> {
    let (name, scopes) = BY_PASSWORD;
    let tokens = app.store.tokens(reader).await?;
    if let Some(token) = tokens.iter().find(|token| token.scopes == scopes) {
        return Ok(token.id);
    }
    // Nobody knows its secret: only what is given for it opens anything.
    let secret = Secret::new()?;
    Ok(app.store.add_token(reader, name, scopes, secret.hash(), None, app.now()).await?)
}
