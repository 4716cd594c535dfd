//! One's own account: name, address, password, second step, app passwords, sessions, leaving.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Router, routing};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use store::accounts::Hash;
use store::{ReaderId, TokenId};

use super::secret::{Secret, hash, random};
use super::view::{AccountPage, NewApp, PasskeyLine, SessionLine, TokenLine, Totp};
use super::{elsewhere, letter, password, picture, totp};
use crate::api::caller::FEVER_SCOPES;
use crate::api::own::SCOPES as PARTS;
use crate::api::{fever, wallabag};
use crate::fields::Fields;
use crate::layout::{Notice, When, page};
use crate::session::{Me, forgotten};
use crate::{App, Error, membership};

#[cfg(test)]
mod tests;

/// Recovery codes made at a time.
const CODES: usize = 10;
/// Bytes of a TOTP secret: those of the hash, RFC 4226 §4.
const SECRET_BYTES: usize = 20;

type Answer = Result<Response, Error>;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/account", routing::get(show).post(change))
        .route("/account/password", routing::post(change_password))
        .route("/account/totp", routing::post(change_totp))
        .route("/account/tokens", routing::post(add_token))
        .route("/account/tokens/{id}", routing::post(revoke_token))
        .route("/account/sessions", routing::post(end_other_sessions))
        .route("/account/sessions/{key}", routing::post(end_session))
        .route("/account/passkeys/{id}", routing::post(remove_passkey))
        .route("/account/delete", routing::post(delete))
        .route("/verify", routing::get(show_verify).post(verify))
}

/// What is shown once, right after it was made, and a line above the page.
#[derive(Default)]
struct News {
    notice: Option<Notice>,
    totp: Option<Totp>,
    recovery_codes: Vec<String>,
    new_app: Option<NewApp>,
}

impl News {
    fn good(words: &str) -> Self {
        let notice = Notice { words: words.to_owned(), is_bad: false, undo: None };
        Self { notice: Some(notice), ..Self::default() }
    }

    fn bad(words: &str) -> Self {
        let notice = Notice { words: words.to_owned(), is_bad: true, undo: None };
        Self { notice: Some(notice), ..Self::default() }
    }
}

async fn show(State(app): State<Arc<App>>, me: Me) -> Answer {
    account(&app, &me, News::default()).await
}

/// The account with what is wrong above it.
pub(super) async fn refused(app: &App, me: &Me, words: &str) -> Answer {
    account(app, me, News::bad(words)).await
}

async fn account(app: &App, me: &Me, news: News) -> Answer {
    let now = app.now();
    let reader = app.store.reader(me.id).await?;
    let used = |at: Option<jiff::Timestamp>| {
        at.map_or_else(|| "never".to_owned(), |at| When::ago(at, &me.now).words)
    };
    let totp = match news.totp {
        Some(totp) => totp,
        None if reader.has_totp => {
            let left = app.store.recovery_code_count(me.id).await?;
            Totp::On(usize::try_from(left).unwrap_or(0))
        }
        None => Totp::Off,
    };
    let passkeys = app.store.passkeys(me.id).await?.into_iter().map(|key| PasskeyLine {
        id: key.id,
        name: key.name,
        used: used(key.used_at),
    });
    let tokens = app.store.tokens(me.id).await?.into_iter().map(|token| TokenLine {
        id: token.id.0,
        name: token.name,
        scopes: scopes_in_words(&token.scopes).to_owned(),
        used: used(token.used_at),
    });
    let sessions = app.store.sessions(me.id, now).await?.into_iter().map(|session| SessionLine {
        key: session_key(&session.token_hash),
        agent: session.agent,
        created: When::ago(session.created_at, &me.now).words,
        seen: When::ago(session.seen_at, &me.now).words,
        is_this: session.token_hash == me.session,
    });
    let mut layout = me.frame(app, "Account", "/account").await?;
    layout.notice = news.notice;
    Ok(page(&AccountPage {
        parts: PARTS.to_vec(),
        layout,
        name: reader.name,
        display_name: reader.display_name,
        email: reader.email.unwrap_or_default(),
        is_email_verified: reader.is_email_verified,
        has_password: reader.has_password,
        elsewhere: elsewhere::lines(app, me).await?,
        totp,
        recovery_codes: news.recovery_codes,
        passkeys: passkeys.collect(),
        tokens: tokens.collect(),
        new_app: news.new_app,
        sessions: sessions.collect(),
        membership: membership::section(app, me).await?,
    }))
}

/// To "is it you?", and back to the account.
fn first_confirm() -> Response {
    Redirect::to("/confirm?next=/account").into_response()
}

#[derive(Deserialize)]
struct ChangeForm {
    display_name: String,
    #[serde(default)]
    email: String,
}

async fn change(State(app): State<Arc<App>>, me: Me, Form(form): Form<ChangeForm>) -> Answer {
    let display_name = form.display_name.trim();
    if display_name.is_empty() || display_name.chars().count() > 80 {
        let news = News::bad("A name to show has one to eighty letters.");
        return account(&app, &me, news).await;
    }
    let email = Some(form.email.trim().to_lowercase()).filter(|email| !email.is_empty());
    let old = app.store.reader(me.id).await?.email;
    if email != old {
        // Who has the address can set a new password.
        if !me.is_confirmed(app.now()) {
            return Ok(first_confirm());
        }
        if email.as_deref().is_some_and(|email| !letter::is_address(email)) {
            return account(&app, &me, News::bad("This is no e-mail address.")).await;
        }
        app.store.set_email(me.id, email.as_deref()).await?;
        if let Some(email) = &email {
            letter::verify(&app, me.id, email).await?;
        }
    }
    app.store.set_display_name(me.id, display_name).await?;
    app.talk.forget();
    account(&app, &me, News::good("Saved.")).await
}

#[derive(Deserialize)]
struct PasswordForm {
    #[serde(default)]
    old: String,
    new: String,
}

async fn change_password(
    State(app): State<Arc<App>>,
    me: Me,
    Form(form): Form<PasswordForm>,
) -> Answer {
    app.limits.count(&me.name, None)?;
    let kept = app.store.credentials_of(me.id).await?.password_hash;
    if kept.is_none() && !me.is_confirmed(app.now()) {
        return Ok(first_confirm());
    }
    if kept.is_some() && !password::is_right(form.old, kept).await? {
        return account(&app, &me, News::bad("The old password is not right.")).await;
    }
    if let Some(wrong) = password::objection(&form.new, &me.name) {
        return account(&app, &me, News::bad(wrong)).await;
    }
    let password_hash = password::hash(form.new).await?;
    app.store.set_password(me.id, &password_hash, Some(me.session)).await?;
    let words = "The password is set, and all other browsers are signed out.";
    account(&app, &me, News::good(words)).await
}

#[derive(Deserialize)]
struct TotpForm {
    act: String,
    #[serde(default)]
    code: String,
    /// Of a secret that is being set up: base32, as it was shown.
    #[serde(default)]
    secret: String,
}

async fn change_totp(State(app): State<Arc<App>>, me: Me, Form(form): Form<TotpForm>) -> Answer {
    let now = app.now();
    if !me.is_confirmed(now) {
        return Ok(first_confirm());
    }
    match form.act.as_str() {
        "start" => {
            let secret = random::<SECRET_BYTES>()?;
            account(&app, &me, starting(&app, &me, &secret, None)).await
        }
        "turn-on" => {
            let secret = totp::from_base32(&form.secret)
                .filter(|secret| secret.len() == SECRET_BYTES)
                .ok_or(Error::bad("No secret was sent."))?;
            let Some(step) = totp::step_of(&form.code, &secret, now) else {
                let wrong = Some("This is not the code of now. Is the clock of the phone right?");
                return account(&app, &me, starting(&app, &me, &secret, wrong)).await;
            };
            let (codes, hashes) = recovery_codes()?;
            app.store.set_totp(me.id, Some(&secret), &hashes).await?;
            app.store.use_totp_step(me.id, step).await?;
            let news = News { recovery_codes: codes, ..News::good("Sign-ins ask for a code now.") };
            account(&app, &me, news).await
        }
        "codes" => {
            let secret = app.store.credentials_of(me.id).await?.totp_secret;
            let secret = secret.ok_or(Error::bad("The second step is off."))?;
            let (codes, hashes) = recovery_codes()?;
            app.store.set_totp(me.id, Some(&secret), &hashes).await?;
            let news = News { recovery_codes: codes, ..News::good("The old codes are void.") };
            account(&app, &me, news).await
        }
        "turn-off" => {
            app.store.set_totp(me.id, None, &[]).await?;
            account(&app, &me, News::good("Sign-ins ask for the password only.")).await
        }
        _ => Err(Error::bad("There is no such action.")),
    }
}

fn starting(app: &App, me: &Me, secret: &[u8], wrong: Option<&str>) -> News {
    let picture = picture::of(&totp::uri(secret, &app.name(), &me.name));
    let news = wrong.map_or_else(News::default, News::bad);
    News { totp: Some(Totp::Starting(totp::base32(secret), picture)), ..news }
}

/// Codes for their reader, and what to keep of them.
fn recovery_codes() -> Result<(Vec<String>, Vec<Hash>), Error> {
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let letters = totp::base32(&random::<10>()?).to_lowercase();
        codes.push(format!("{}-{}", &letters[..8], &letters[8..]));
    }
    let hashes = codes.iter().map(|code| recovery_hash(code)).collect();
    Ok((codes, hashes))
}

/// What is kept of a recovery code, however it was typed.
pub(super) fn recovery_hash(code: &str) -> Hash {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    hash(&letters.collect::<String>().to_lowercase())
}

// App passwords.

/// What an app may be allowed, and how it is called.
const SCOPES: [(&str, &str); 4] = [
    ("read write", "read and change"),
    ("read", "read"),
    (FEVER_SCOPES, "Fever’s protocol only"),
    ("read write password", "read and change"),
];

fn scopes_in_words(scopes: &str) -> &str {
    SCOPES.iter().find(|(known, _)| *known == scopes).map_or(scopes, |(_, words)| words)
}

/// What was chosen: one of the wide ones, or parts of the room for its own API.
fn chosen_scopes(fields: &Fields) -> Option<String> {
    let wanted = fields.get("scopes")?;
    if wanted != "parts" {
        let wide = SCOPES.iter().take(3).find(|(known, _)| *known == wanted);
        return wide.map(|(known, _)| (*known).to_owned());
    }
    let mut parts: Vec<String> = Vec::new();
    for (part, _) in PARTS {
        match fields.get(part) {
            Some("read") => parts.push(format!("{part}:read")),
            Some("write") => parts.push(format!("{part}:*")),
            _ => {}
        }
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

async fn add_token(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Answer {
    let now = app.now();
    if !me.is_confirmed(now) {
        return Ok(first_confirm());
    }
    let name = fields.words("name").unwrap_or("");
    if name.is_empty() || name.chars().count() > 80 {
        return account(&app, &me, News::bad("Say which app it is for.")).await;
    }
    let scopes = chosen_scopes(&fields).ok_or(Error::bad("Say what the app may do."))?;
    let new_app = Some(new_app(&app, me.id, &me.name, name, &scopes).await?);
    account(&app, &me, News { new_app, ..News::default() }).await
}

/// Makes an app password and, unless it is for Fever's protocol, a client of wallabag's apps.
async fn new_app(
    app: &App,
    reader: ReaderId,
    reader_name: &str,
    name: &str,
    scopes: &str,
) -> Result<NewApp, Error> {
    let (secret, now) = (Secret::new()?, app.now());
    let is_fever = scopes == FEVER_SCOPES;
    // Fever's apps send no password but a key made of it: that is what is kept of it.
    let kept = match is_fever {
        true => hash(&fever::key(reader_name, secret.as_str())),
        false => secret.hash(),
    };
    let token = app.store.add_token(reader, name, scopes, kept, None, now).await?;
    // Only the room's own API knows parts of the room.
    let client = match is_fever || scopes.contains(':') {
        true => None,
        false => Some(wallabag::add_client(app, reader, Some(token), name).await?),
    };
    let secret = secret.as_str().to_owned();
    let client = client.map(|client| (client.id, client.secret));
    Ok(NewApp { secret, client, address: app.origin().to_owned() })
}

/// Makes an app password that may read and change, for the command line.
///
/// # Errors
/// When the store fails.
pub async fn app_password(app: &App, reader: &store::accounts::Reader) -> Result<NewApp, Error> {
    new_app(app, reader.id, &reader.name, "made on the command line", SCOPES[0].0).await
}

async fn revoke_token(State(app): State<Arc<App>>, me: Me, Path(id): Path<i64>) -> Answer {
    app.store.delete_token(me.id, TokenId(id)).await?;
    account(&app, &me, News::good("The app is signed out.")).await
}

// Sessions.

/// What addresses name a session by: not what its cookie holds.
fn session_key(hash: &Hash) -> String {
    URL_SAFE_NO_PAD.encode(hash)
}

async fn end_session(State(app): State<Arc<App>>, me: Me, Path(key): Path<String>) -> Answer {
    let hash = URL_SAFE_NO_PAD.decode(key).ok().and_then(|bytes| Hash::try_from(bytes).ok());
    app.store.end_session(me.id, hash.ok_or(Error::NotFound)?).await?;
    account(&app, &me, News::good("That browser is signed out.")).await
}

async fn end_other_sessions(State(app): State<Arc<App>>, me: Me) -> Answer {
    app.store.end_other_sessions(me.id, Some(me.session)).await?;
    account(&app, &me, News::good("All other browsers are signed out.")).await
}

async fn remove_passkey(State(app): State<Arc<App>>, me: Me, Path(id): Path<i64>) -> Answer {
    if !me.is_confirmed(app.now()) {
        return Ok(first_confirm());
    }
    app.store.delete_passkey(me.id, id).await?;
    account(&app, &me, News::good("The passkey signs nobody in any more.")).await
}

#[derive(Deserialize)]
struct DeleteForm {
    name: String,
}

async fn delete(State(app): State<Arc<App>>, me: Me, Form(form): Form<DeleteForm>) -> Answer {
    if !me.is_confirmed(app.now()) {
        return Ok(first_confirm());
    }
    if form.name.trim().to_lowercase() != me.name {
        return account(&app, &me, News::bad("That is not your name, so nothing was done.")).await;
    }
    if membership::renews(&app, me.id).await? {
        let words = "Your plan would be charged on: cancel it first, at “Payments and cancelling”.";
        return account(&app, &me, News::bad(words)).await;
    }
    app.store.delete_reader(me.id).await?;
    Ok(forgotten(&app, Redirect::to("/sign-in")))
}

// The link in the letter about an address: shown first, as some mail programs open every link.

#[derive(Deserialize)]
struct VerifyForm {
    #[serde(default)]
    ticket: String,
}

async fn show_verify(
    State(app): State<Arc<App>>,
    axum::extract::Query(form): axum::extract::Query<VerifyForm>,
) -> Answer {
    let layout = crate::layout::outside(&app, "Your address");
    Ok(page(&super::view::VerifyPage { layout, ticket: form.ticket }))
}

async fn verify(State(app): State<Arc<App>>, Form(form): Form<VerifyForm>) -> Answer {
    match app.store.verify_email(hash(&form.ticket), app.now()).await {
        Ok(_) => Ok(Redirect::to("/account").into_response()),
        Err(store::Error::NotFound) => Err(Error::Refused("This link was used, or is too old.")),
        Err(error) => Err(error.into()),
    }
}
