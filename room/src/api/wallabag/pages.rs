//! The three pages that the set-up of wallabag's Android app reads: the front page with its form, what it
//! leads to, and the clients.
//!
//! They are opened by a cookie of their own, good for nothing else and only for an hour; the forms carry
//! a word that another cookie holds, so that no other site can send them.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use jiff::SignedDuration;
use store::accounts::AppSessionKind;

use super::door::add_client;
use crate::accounts::ask::Asker;
use crate::accounts::secret::{Secret, hash};
use crate::api::caller::Caller;
use crate::api::given::Given;
use crate::api::way::Base;
use crate::layout::page;
use crate::session::cookie;
use crate::{App, Error, Result};

const LASTS: SignedDuration = SignedDuration::from_hours(1);
/// Cookies: who is signed in to these pages, and the word of their forms.
const SESSION: &str = "dateline-app";
const WORD: &str = "dateline-app-form";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/wallabag", get(front))
        .route("/login", get(front))
        .route("/login_check", get(front).post(sign_in))
        .route("/logout", get(sign_out))
        .route("/developer", get(clients))
        .route("/developer/client/create", get(new_client).post(make_client))
}

#[derive(Template)]
#[template(path = "api/front.html")]
struct FrontPage {
    base: &'static str,
    is_signed_in: bool,
    word: String,
}

#[derive(Template)]
#[template(path = "api/clients.html")]
struct ClientsPage {
    base: &'static str,
    names: Vec<String>,
}

#[derive(Template)]
#[template(path = "api/client.html")]
struct ClientPage {
    base: &'static str,
    word: String,
    made: Option<Made>,
}

/// A client just made.
struct Made {
    name: String,
    id: String,
    secret: String,
}

type Under = Option<Extension<Base>>;

fn base(under: Under) -> &'static str {
    under.map_or("", |Extension(Base(base))| base)
}

fn set_cookie(app: &App, response: &mut Response, name: &str, value: &str, lasts_s: i64) {
    let secure = if app.is_https() { "; Secure" } else { "" };
    let cookie =
        format!("{name}={value}; Path=/; Max-Age={lasts_s}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

async fn caller(app: &App, headers: &HeaderMap) -> Result<Option<Caller>> {
    match cookie(headers, SESSION) {
        Some(secret) => Caller::of_session(app, secret, AppSessionKind::Pages).await,
        None => Ok(None),
    }
}

/// The word of a browser's forms, and whether it is new.
fn word(headers: &HeaderMap) -> Result<(String, bool)> {
    match cookie(headers, WORD).filter(|word| word.len() == 43) {
        Some(word) => Ok((word.to_owned(), false)),
        None => Ok((Secret::new()?.as_str().to_owned(), true)),
    }
}

fn with_word(app: &App, shown: Response, (word, is_new): (String, bool)) -> Response {
    let mut shown = shown;
    if is_new {
        set_cookie(app, &mut shown, WORD, &word, LASTS.as_secs());
    }
    shown
}

async fn front(State(app): State<Arc<App>>, under: Under, headers: HeaderMap) -> Result<Response> {
    let is_signed_in = caller(&app, &headers).await?.is_some();
    let word = word(&headers)?;
    let shown = FrontPage { base: base(under), is_signed_in, word: word.0.clone() };
    Ok(with_word(&app, page(&shown), word))
}

async fn sign_in(State(app): State<Arc<App>>, under: Under, request: Request) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    let Ok(asker) = Asker::from_request_parts(&mut parts, &app).await;
    let headers = parts.headers.clone();
    let given = Given::of(Request::from_parts(parts, body)).await?;
    check_word(&headers, given.get("_csrf_token"))?;
    let base = base(under);
    let name = given.words("_username").unwrap_or("");
    let password = given.get("_password").unwrap_or("");
    let found = Caller::of_pair_or_account(&app, name, password, asker.from).await?;
    let mut answer = see(base, "/");
    if let Some(caller) = found {
        let (secret, now) = (Secret::new()?, app.now());
        let kind = AppSessionKind::Pages;
        app.store.add_app_session(caller.token, kind, secret.hash(), now + LASTS, now).await?;
        set_cookie(&app, &mut answer, SESSION, secret.as_str(), LASTS.as_secs());
    }
    Ok(answer)
}

fn see(base: &str, path: &str) -> Response {
    // 302, as the app's client of old knows it.
    let mut answer = Redirect::to(&format!("{base}{path}")).into_response();
    *answer.status_mut() = StatusCode::FOUND;
    answer
}

fn check_word(headers: &HeaderMap, given: Option<&str>) -> Result<()> {
    match cookie(headers, WORD) {
        Some(word) if word.len() == 43 && given == Some(word) => Ok(()),
        _ => Err(Error::Refused("This was asked for by another site, so nothing was done.")),
    }
}

async fn sign_out(
    State(app): State<Arc<App>>,
    under: Under,
    headers: HeaderMap,
) -> Result<Response> {
    if let Some(secret) = cookie(&headers, SESSION) {
        app.store.end_app_session(hash(secret)).await?;
    }
    let mut answer = see(base(under), "/");
    set_cookie(&app, &mut answer, SESSION, "", 0);
    Ok(answer)
}

async fn clients(
    State(app): State<Arc<App>>,
    under: Under,
    headers: HeaderMap,
) -> Result<Response> {
    let base = base(under);
    let Some(caller) = caller(&app, &headers).await? else { return Ok(see(base, "/login")) };
    let names = app.store.clients(caller.reader).await?;
    Ok(page(&ClientsPage { base, names }))
}

async fn new_client(
    State(app): State<Arc<App>>,
    under: Under,
    headers: HeaderMap,
) -> Result<Response> {
    let base = base(under);
    if caller(&app, &headers).await?.is_none() {
        return Ok(see(base, "/login"));
    }
    let word = word(&headers)?;
    let shown = ClientPage { base, word: word.0.clone(), made: None };
    Ok(with_word(&app, page(&shown), word))
}

async fn make_client(
    State(app): State<Arc<App>>,
    under: Under,
    request: Request,
) -> Result<Response> {
    let headers = request.headers().clone();
    let given = Given::of(request).await?;
    let base = base(under);
    let Some(caller) = caller(&app, &headers).await? else { return Ok(see(base, "/login")) };
    check_word(&headers, given.get("client[_token]"))?;
    let name = given.words("client[name]").unwrap_or("An app");
    let name: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    let made = add_client(&app, caller.reader, Some(caller.token), &name).await?;
    let made = Some(Made { name, id: made.id, secret: made.secret });
    Ok(page(&ClientPage { base, word: String::new(), made }))
}
