//! Signing in by an account elsewhere: OpenID Connect, code flow with PKCE (Core 1.0 §3.1, RFC 7636, RFC 9207).
//!
//! An account elsewhere is known by issuer and subject, and tied to a reader by that reader, signed in here. What
//! a provider says of e-mail addresses is not looked at: it could be anybody's.

mod token;

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Router, routing};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use store::ReaderId;
use store::accounts::{NewReader, Role, Ticket, TicketKind};
use url::Url;

use super::ask::Asker;
use super::secret::{Secret, hash, random};
use super::view::{DepartPage, ElsewhereLine};
use super::{account, door};
use crate::fields::{Fields, local};
use crate::layout::{self, When, page};
use crate::session::{Me, cookie};
use crate::{App, Error, SignUp};
use token::{Claims, Expected, Keys};

/// How long a reader may be away.
const WAITS: SignedDuration = SignedDuration::from_mins(10);
/// Ties a sign-in to the browser that began it: nobody can have another signed in as themselves.
const COOKIE: &str = "dateline-elsewhere";
/// Names tried for a new account before one of chance.
const TRIES: usize = 9;

type Answer = Result<Response, Error>;

/// A provider of accounts, as the operator names it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// On the button: "Sign in with …".
    pub name: String,
    /// As the provider writes it, https.
    pub issuer: String,
    pub client_id: String,
    /// None for a public client.
    pub client_secret: Option<String>,
    /// Whoever has an account there may make one here.
    #[serde(default)]
    pub sign_up: bool,
}

impl std::fmt::Debug for Provider {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl Provider {
    /// Why it cannot be used, for the operator.
    pub(crate) fn objection(&self, key: &str, allows_private: bool) -> Option<String> {
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let scheme = Url::parse(&self.issuer).ok().map(|url| url.scheme().to_owned());
        if key.is_empty() || !key.chars().all(is_word) {
            Some(format!("provider {key:?}: its key has small letters, digits and - only"))
        } else if !matches!(
            (scheme.as_deref(), allows_private),
            (Some("https"), _) | (Some("http"), true)
        ) {
            Some(format!("provider {key:?}: its issuer is no https address"))
        } else {
            None
        }
    }
}

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/sign-in/with/{provider}", routing::post(sign_in))
        .route("/sign-in/with/{provider}/back", routing::get(back))
        .route("/account/elsewhere", routing::post(change))
}

/// Key and name of each provider, for buttons.
pub(super) fn buttons(app: &App) -> Vec<(String, String)> {
    let all = app.config.providers.iter();
    all.map(|(key, provider)| (key.clone(), format!("Sign in with {}", provider.name))).collect()
}

/// The providers on the account page, and whether an account there is tied to this one.
pub(super) async fn lines(app: &App, me: &Me) -> Result<Vec<ElsewhereLine>, Error> {
    if app.config.providers.is_empty() {
        return Ok(Vec::new());
    }
    let tied = app.store.identities(me.id).await?;
    let line = |(key, provider): (&String, &Provider)| ElsewhereLine {
        key: key.clone(),
        name: provider.name.clone(),
        since: tied
            .iter()
            .find(|one| one.issuer == provider.issuer)
            .map(|one| When::ago(one.created_at, &me.now).words),
    };
    Ok(app.config.providers.iter().map(line).collect())
}

fn provider<'a>(app: &'a App, key: &str) -> Result<&'a Provider, Error> {
    app.config.providers.get(key).ok_or(Error::NotFound)
}

async fn sign_in(
    State(app): State<Arc<App>>,
    asker: Asker,
    Path(key): Path<String>,
    fields: Fields,
) -> Answer {
    app.limits.count(&format!("elsewhere {:?}", asker.from), asker.from)?;
    depart(&app, &key, None, local(fields.get("next"))).await
}

async fn change(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Answer {
    if !me.is_confirmed(app.now()) {
        return Err(Error::Confirm("/account"));
    }
    let key = fields.get("provider").unwrap_or_default();
    let issuer = &provider(&app, key)?.issuer;
    match fields.get("act") {
        Some("tie") => depart(&app, key, Some(me.id), "/account").await,
        Some("untie") => {
            let reader = app.store.reader(me.id).await?;
            let others = app.store.identities(me.id).await?;
            let has_other = others.iter().any(|one| one.issuer != *issuer);
            if !reader.has_password && !has_other && app.store.passkeys(me.id).await?.is_empty() {
                return account::refused(&app, &me, "It is the only way in. Set a password first.")
                    .await;
            }
            app.store.remove_identity(me.id, issuer).await?;
            Ok(Redirect::to("/account").into_response())
        }
        _ => Err(Error::bad("There is no such action.")),
    }
}

// There.

/// What the provider says of itself (OpenID Connect Discovery 1.0 §3).
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// What a sign-in needs when it comes back.
#[derive(Serialize, Deserialize)]
struct Journey {
    provider: String,
    nonce: String,
    verifier: String,
    next: String,
}

async fn discover(app: &App, provider: &Provider) -> Result<Discovery, String> {
    let issuer = provider.issuer.trim_end_matches('/');
    let found: Discovery = json(app, &format!("{issuer}/.well-known/openid-configuration")).await?;
    if found.issuer != provider.issuer {
        return Err(format!("it calls itself {}", found.issuer));
    }
    Ok(found)
}

async fn json<T: for<'d> Deserialize<'d>>(app: &App, address: &str) -> Result<T, String> {
    let capture = app.client.fetch(address).await.map_err(|error| error.to_string())?;
    serde_json::from_slice(&capture.bytes).map_err(|error| error.to_string())
}

/// Sends the browser to the provider: by a page, as a form's answer may not lead elsewhere under our policy.
async fn depart(app: &App, key: &str, reader_id: Option<ReaderId>, next: &str) -> Answer {
    let provider = provider(app, key)?;
    let unreachable = |why: String| {
        tracing::warn!(provider = key, why, "a provider of accounts does not answer");
        Error::Bad(format!("{} does not answer. Try again later.", provider.name))
    };
    let there = discover(app, provider).await.map_err(unreachable)?;
    let mut href = Url::parse(&there.authorization_endpoint)
        .ok()
        .filter(|url| matches!(url.scheme(), "https" | "http"))
        .ok_or_else(|| unreachable("no authorization endpoint".to_owned()))?;
    let (state, nonce, verifier) = (Secret::new()?, Secret::new()?, Secret::new()?);
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_str().as_bytes()));
    href.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &provider.client_id)
        .append_pair("redirect_uri", &back_address(app, key))
        .append_pair("scope", "openid profile")
        .append_pair("state", state.as_str())
        .append_pair("nonce", nonce.as_str())
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    let journey = Journey {
        provider: key.to_owned(),
        nonce: nonce.as_str().to_owned(),
        verifier: verifier.as_str().to_owned(),
        next: next.to_owned(),
    };
    let payload = serde_json::to_string(&journey).map_err(|_| Error::broken("a sign-in"))?;
    let now = app.now();
    let ticket = Ticket {
        kind: TicketKind::Elsewhere,
        reader_id,
        payload: Some(payload),
        expires_at: now + WAITS,
    };
    app.store.add_ticket(state.hash(), ticket, now).await?;
    let layout = layout::outside(app, &provider.name);
    let mut answer =
        page(&DepartPage { layout, name: provider.name.clone(), href: href.to_string() });
    let secure = if app.is_https() { "; Secure" } else { "" };
    let set = format!(
        "{COOKIE}={}; Path=/sign-in/with; Max-Age={}; HttpOnly; SameSite=Lax{secure}",
        state.as_str(),
        WAITS.as_secs()
    );
    let set =
        HeaderValue::from_str(&set).expect("base64url and our own words are letters of a header");
    answer.headers_mut().append(SET_COOKIE, set);
    Ok(answer)
}

fn back_address(app: &App, key: &str) -> String {
    format!("{}/sign-in/with/{key}/back", app.origin())
}

// And back.

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    error: Option<String>,
    iss: Option<String>,
}

async fn back(
    State(app): State<Arc<App>>,
    me: Option<Me>,
    asker: Asker,
    Path(key): Path<String>,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Answer {
    let provider = provider(&app, &key)?;
    let wrong = |words: String| match &me {
        Some(_) => Err(Error::Bad(words)),
        None => Ok(page(&door::sign_in_page(&app, "/".to_owned(), String::new(), Some(words)))),
    };
    let is_same_browser = cookie(&headers, COOKIE).is_some_and(|kept| kept == back.state);
    let ticket = match is_same_browser {
        true => {
            let kind = TicketKind::Elsewhere;
            app.store.take_ticket(hash(&back.state), kind, app.now()).await?
        }
        false => None,
    };
    let journey = ticket
        .as_ref()
        .and_then(|ticket| serde_json::from_str::<Journey>(ticket.payload.as_deref()?).ok());
    let journey = journey.filter(|journey| journey.provider == key);
    let (Some(ticket), Some(journey)) = (ticket, journey) else {
        return wrong(
            "That took too long, or was begun in another browser. Start again.".to_owned(),
        );
    };
    let claims = match who(&app, &key, &journey, &back).await {
        Ok(claims) => claims,
        Err(why) => {
            tracing::warn!(provider = key, why, "a sign-in elsewhere failed");
            return wrong(format!("The sign-in with {} failed. Try again.", provider.name));
        }
    };
    match (ticket.reader_id, &me) {
        (Some(reader), Some(me)) if me.id == reader => tie(&app, me, provider, &claims).await,
        (Some(_), _) => wrong("Sign in here first, then tie the accounts.".to_owned()),
        (None, _) => match reader(&app, provider, &claims).await? {
            Ok(reader) => door::second_step(&app, reader, &asker.agent, &journey.next).await,
            Err(words) => wrong(words),
        },
    }
}

/// Who it is, by the provider's signature.
async fn who(app: &App, key: &str, journey: &Journey, back: &Back) -> Result<Claims, String> {
    let provider = provider(app, key).map_err(|error| error.to_string())?;
    if let Some(error) = &back.error {
        return Err(format!("it says {error:?}"));
    }
    if back.iss.as_ref().is_some_and(|iss| *iss != provider.issuer) {
        return Err("the answer is of another provider".to_owned());
    }
    let there = discover(app, provider).await?;
    let (form, basic) = request(app, provider, &there, journey, &back.code);
    let answer = app.client.post_form(&there.token_endpoint, &form, basic).await;
    let answer = answer.map_err(|error| error.to_string())?;
    #[derive(Deserialize)]
    struct Tokens {
        id_token: String,
    }
    let tokens: Tokens =
        serde_json::from_slice(&answer.bytes).map_err(|error| error.to_string())?;
    let keys: Keys = json(app, &there.jwks_uri).await?;
    let (issuer, client_id) = (provider.issuer.as_str(), provider.client_id.as_str());
    let expected = Expected { issuer, client_id, nonce: &journey.nonce };
    token::verify(&tokens.id_token, &keys, expected, app.now()).map_err(str::to_owned)
}

/// The form that asks for a token, and the name and password for its header.
fn request<'p>(
    app: &App,
    provider: &'p Provider,
    there: &Discovery,
    journey: &Journey,
    code: &str,
) -> (String, Option<(&'p str, &'p str)>) {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", &back_address(app, &journey.provider))
        .append_pair("code_verifier", &journey.verifier)
        .append_pair("client_id", &provider.client_id);
    // Without a word about it a provider takes the header (Discovery 1.0 §3).
    let methods = there.token_endpoint_auth_methods_supported.as_deref().unwrap_or_default();
    let mut basic = None;
    match &provider.client_secret {
        Some(secret) if methods.iter().any(|one| one == "client_secret_post") => {
            form.append_pair("client_secret", secret);
        }
        Some(secret) => basic = Some((provider.client_id.as_str(), secret.as_str())),
        None => {}
    }
    (form.finish(), basic)
}

async fn tie(app: &App, me: &Me, provider: &Provider, claims: &Claims) -> Answer {
    match app.store.add_identity(me.id, &provider.issuer, &claims.sub, app.now()).await {
        Ok(()) => Ok(Redirect::to("/account").into_response()),
        Err(store::Error::Taken(_)) => {
            account::refused(app, me, "That account is tied to a reader already.").await
        }
        Err(error) => Err(error.into()),
    }
}

/// The reader of an account elsewhere, made where that is allowed; or why not, in a sentence.
async fn reader(
    app: &App,
    provider: &Provider,
    claims: &Claims,
) -> Result<Result<ReaderId, String>, Error> {
    let (issuer, subject) = (provider.issuer.as_str(), claims.sub.as_str());
    if let Some(reader) = app.store.reader_by_identity(issuer, subject).await? {
        return Ok(Ok(reader));
    }
    // The first account is an admin's, made by the link that the start printed.
    let may = provider.sign_up || app.sign_up() == SignUp::Open;
    if !may || app.store.reader_count().await? == 0 {
        return Ok(Err(format!(
            "No account here is tied to this one of {}. Sign in with your password, then tie it on your account page.",
            provider.name
        )));
    }
    let base = name_of(claims);
    for number in 1..=TRIES + 1 {
        let name = match number {
            1 => base.clone(),
            _ if number > TRIES => format!("reader-{:08x}", u32::from_be_bytes(random::<4>()?)),
            _ => format!("{base}-{number}"),
        };
        let display_name: String =
            claims.name.as_deref().unwrap_or(&name).chars().take(80).collect();
        let new = NewReader {
            name: &name,
            display_name: if display_name.trim().is_empty() { &name } else { display_name.trim() },
            email: None,
            password_hash: None,
            role: Role::Reader,
        };
        match app.store.add_reader_with_identity(new, issuer, subject, app.now()).await {
            Ok(reader) => return Ok(Ok(reader)),
            Err(store::Error::Taken("name")) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::broken("no name was free"))
}

/// A name as this room allows it, near what the provider calls them.
fn name_of(claims: &Claims) -> String {
    let given = claims.preferred_username.as_deref().unwrap_or_default();
    let given = given.split('@').next().unwrap_or_default().to_lowercase();
    let is_ours = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let name: String = given.chars().filter(is_ours).take(28).collect();
    if name.len() < 2 { "reader".to_owned() } else { name }
}
