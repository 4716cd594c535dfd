//! The doors: signing in and out, the first account, sign-up, a forgotten password, "is it you?".

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::{HeaderName, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Router, routing};
use jiff::SignedDuration;
use serde::Deserialize;
use store::ReaderId;
use store::accounts::{NewReader, Role, Ticket, TicketKind};

use super::ask::Asker;
use super::secret::{Secret, hash};
use super::view::{CodePage, ConfirmPage, ForgotPage, SignInPage, SignUpPage, Step};
use super::{elsewhere, letter, password, totp};
use crate::fields::local;
use crate::layout::{self, Layout, page};
use crate::session::{self, Me};
use crate::{App, Error, SignUp};

/// A password was right; the code must follow within this time.
const CODE_WAITS: SignedDuration = SignedDuration::from_mins(5);
/// How long a link to set a new password is good for.
const RESET_LASTS: SignedDuration = SignedDuration::from_hours(1);
/// How long a link to make the first account is good for.
const SET_UP_LASTS: SignedDuration = SignedDuration::from_hours(24);

type Answer = Result<Response, Error>;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/sign-in", routing::get(show_sign_in).post(sign_in))
        .route("/sign-in/code", routing::post(sign_in_with_code))
        .route("/sign-out", routing::post(sign_out))
        .route("/sign-up", routing::get(show_sign_up).post(sign_up))
        .route("/set-up", routing::get(show_set_up).post(set_up))
        .route("/forgot", routing::get(show_forgot).post(forgot))
        .route("/reset", routing::get(show_reset).post(reset))
        .route("/demo", routing::get(show_demo))
        .route("/confirm", routing::get(show_confirm).post(confirm))
}

/// A link that signs the reader of a demo in, as often as it is opened that day.
pub(crate) async fn demo_link(app: &App, reader: ReaderId) -> Result<String, Error> {
    let secret = Secret::new()?;
    let now = app.now();
    let ticket = Ticket {
        kind: TicketKind::SecondFactor,
        reader_id: Some(reader),
        payload: Some(DEMO.to_owned()),
        expires_at: now + SET_UP_LASTS,
    };
    app.store.add_ticket(secret.hash(), ticket, now).await?;
    Ok(format!("{}/demo?ticket={}", app.origin(), secret.as_str()))
}

/// What the payload of such a ticket says.
const DEMO: &str = "demo";

async fn show_demo(
    State(app): State<Arc<App>>,
    asker: Asker,
    Query(TicketQuery { ticket }): Query<TicketQuery>,
) -> Answer {
    let found = app.store.ticket(hash(&ticket), app.now()).await?;
    let reader = found.filter(|found| found.payload.as_deref() == Some(DEMO));
    match reader.and_then(|found| found.reader_id) {
        Some(reader) => let_in(&app, reader, &asker.agent, "/").await,
        None => Err(Error::NotFound),
    }
}

/// Makes the link for the first account, of an admin; `None` when there are accounts already.
///
/// # Errors
/// When the store fails.
pub async fn set_up_link(app: &App) -> Result<Option<String>, Error> {
    if app.store.reader_count().await? > 0 {
        return Ok(None);
    }
    let secret = Secret::new()?;
    let now = app.now();
    let ticket = Ticket {
        kind: TicketKind::SetUp,
        reader_id: None,
        payload: None,
        expires_at: now + SET_UP_LASTS,
    };
    app.store.add_ticket(secret.hash(), ticket, now).await?;
    Ok(Some(format!("{}/set-up?ticket={}", app.origin(), secret.as_str())))
}

#[derive(Deserialize)]
struct Next {
    next: Option<String>,
}

#[derive(Deserialize)]
struct TicketQuery {
    #[serde(default)]
    ticket: String,
}

fn frame(app: &App, title: &str) -> Layout {
    layout::outside(app, title)
}

fn see(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// Signs the reader in and goes on.
pub(super) async fn let_in(app: &App, reader: ReaderId, agent: &str, next: &str) -> Answer {
    let cookie = session::begin(app, reader, agent).await?;
    let mut response = see(local(Some(next)));
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

// Signing in.

async fn show_sign_in(
    State(app): State<Arc<App>>,
    me: Option<Me>,
    Query(query): Query<Next>,
) -> Answer {
    let next = local(query.next.as_deref()).to_owned();
    if me.is_some() {
        return Ok(see(&next));
    }
    Ok(page(&sign_in_page(&app, next, String::new(), None)))
}

pub(super) fn sign_in_page(
    app: &App,
    next: String,
    name: String,
    wrong: Option<String>,
) -> SignInPage {
    SignInPage {
        layout: frame(app, "Sign in"),
        next,
        name,
        wrong,
        has_passkeys: true,
        can_sign_up: app.sign_up() == SignUp::Open,
        providers: elsewhere::buttons(app),
    }
}

#[derive(Deserialize)]
struct SignInForm {
    name: String,
    password: String,
    next: Option<String>,
}

async fn sign_in(
    State(app): State<Arc<App>>,
    asker: Asker,
    Form(form): Form<SignInForm>,
) -> Answer {
    let next = local(form.next.as_deref()).to_owned();
    app.limits.count(&form.name, asker.from)?;
    let found = app.store.credentials(&form.name).await?;
    let kept = found.as_ref().and_then(|found| found.password_hash.clone());
    let is_right = password::is_right(form.password, kept).await?;
    let Some(found) = found.filter(|_| is_right) else {
        let wrong = "There is no such name with this password.".to_owned();
        return Ok(page(&sign_in_page(&app, next, form.name, Some(wrong))));
    };
    second_step(&app, found.reader_id, &asker.agent, &next).await
}

/// After the password, or an account elsewhere: the code, where the reader has one asked for.
pub(super) async fn second_step(app: &App, reader: ReaderId, agent: &str, next: &str) -> Answer {
    let found = app.store.credentials_of(reader).await?;
    if found.suspended_until.is_some_and(|until| until > app.now()) {
        return Err(Error::Refused("This account is suspended."));
    }
    if found.totp_secret.is_none() {
        return let_in(app, reader, agent, next).await;
    }
    let secret = Secret::new()?;
    let now = app.now();
    let ticket = Ticket {
        kind: TicketKind::SecondFactor,
        reader_id: Some(reader),
        payload: None,
        expires_at: now + CODE_WAITS,
    };
    app.store.add_ticket(secret.hash(), ticket, now).await?;
    Ok(page(&code_page(app, next.to_owned(), secret.as_str().to_owned(), None)))
}

fn code_page(app: &App, next: String, ticket: String, wrong: Option<String>) -> CodePage {
    CodePage { layout: frame(app, "Code"), next, ticket, wrong }
}

#[derive(Deserialize)]
struct CodeForm {
    ticket: String,
    code: String,
    next: Option<String>,
}

async fn sign_in_with_code(
    State(app): State<Arc<App>>,
    asker: Asker,
    Form(form): Form<CodeForm>,
) -> Answer {
    let next = local(form.next.as_deref()).to_owned();
    let now = app.now();
    let ticket = app.store.ticket(hash(&form.ticket), now).await?;
    let reader = ticket.filter(|t| t.kind == TicketKind::SecondFactor).and_then(|t| t.reader_id);
    let Some(reader) = reader else {
        let wrong = "That took too long. Start again.".to_owned();
        return Ok(page(&sign_in_page(&app, next, String::new(), Some(wrong))));
    };
    app.limits.count(&format!("code of {reader}"), asker.from)?;
    if !is_second_factor(&app, reader, &form.code).await? {
        let wrong = "This is not the code of now. Each works once.".to_owned();
        return Ok(page(&code_page(&app, next, form.ticket, Some(wrong))));
    }
    let taken = app.store.take_ticket(hash(&form.ticket), TicketKind::SecondFactor, now).await?;
    if taken.is_none() {
        return Ok(see("/sign-in"));
    }
    let_in(&app, reader, &asker.agent, &next).await
}

/// Whether it is the authenticator's code of now, or a recovery code; it is used up then.
async fn is_second_factor(app: &App, reader: ReaderId, code: &str) -> Result<bool, Error> {
    let now = app.now();
    let secret = app.store.credentials_of(reader).await?.totp_secret.unwrap_or_default();
    match totp::step_of(code, &secret, now) {
        Some(step) => Ok(app.store.use_totp_step(reader, step).await?),
        None => {
            let code = super::account::recovery_hash(code);
            Ok(app.store.use_recovery_code(reader, code, now).await?)
        }
    }
}

async fn sign_out(State(app): State<Arc<App>>, me: Option<Me>) -> Answer {
    if let Some(me) = me {
        app.store.end_session(me.id, me.session).await?;
    }
    let mut answer = session::forgotten(&app, Redirect::to("/sign-in"));
    // The pages that the service worker keeps on this device are the reader's who leaves.
    let kept = HeaderValue::from_static("\"cache\", \"storage\"");
    answer.headers_mut().insert(HeaderName::from_static("clear-site-data"), kept);
    Ok(answer)
}

// New accounts.

async fn show_sign_up(
    State(app): State<Arc<App>>,
    Query(TicketQuery { ticket }): Query<TicketQuery>,
) -> Answer {
    may_sign_up(&app, &ticket).await?;
    Ok(page(&sign_up_page(&app, &NewForm { ticket, ..NewForm::default() }, None)))
}

async fn show_set_up(
    State(app): State<Arc<App>>,
    Query(TicketQuery { ticket }): Query<TicketQuery>,
) -> Answer {
    is_for(&app, &ticket, TicketKind::SetUp).await?;
    Ok(page(&set_up_page(&app, &NewForm { ticket, ..NewForm::default() }, None)))
}

#[derive(Deserialize, Default)]
struct NewForm {
    name: String,
    #[serde(default)]
    email: String,
    password: String,
    #[serde(default)]
    ticket: String,
}

async fn sign_up(State(app): State<Arc<App>>, asker: Asker, Form(form): Form<NewForm>) -> Answer {
    app.limits.count("sign-up", asker.from)?;
    may_sign_up(&app, &form.ticket).await?;
    match add(&app, &form).await? {
        Ok(reader) => let_in(&app, reader, &asker.agent, "/").await,
        Err(wrong) => Ok(page(&sign_up_page(&app, &form, Some(wrong)))),
    }
}

async fn set_up(State(app): State<Arc<App>>, asker: Asker, Form(form): Form<NewForm>) -> Answer {
    app.limits.count("set-up", asker.from)?;
    is_for(&app, &form.ticket, TicketKind::SetUp).await?;
    match add(&app, &form).await? {
        Ok(reader) => let_in(&app, reader, &asker.agent, "/").await,
        Err(wrong) => Ok(page(&set_up_page(&app, &form, Some(wrong)))),
    }
}

/// The new account, or why not in a sentence.
async fn add(app: &App, form: &NewForm) -> Result<Result<ReaderId, String>, Error> {
    let name = form.name.trim().to_lowercase();
    if let Some(wrong) = name_objection(&name).or(password::objection(&form.password, &name)) {
        return Ok(Err(wrong.to_owned()));
    }
    let email = Some(form.email.trim()).filter(|email| !email.is_empty());
    if email.is_some_and(|email| !letter::is_address(email)) {
        return Ok(Err("This is no e-mail address.".to_owned()));
    }
    let password_hash = password::hash(form.password.clone()).await?;
    let new = NewReader {
        name: &name,
        display_name: form.name.trim(),
        email,
        password_hash: Some(&password_hash),
        role: Role::Reader,
    };
    let now = app.now();
    let added = if form.ticket.is_empty() {
        app.store.add_reader(new, now).await
    } else {
        app.store.add_reader_with_ticket(hash(&form.ticket), new, now).await
    };
    match added {
        Ok(reader) => {
            if let Some(email) = email {
                letter::verify(app, reader, email).await?;
            }
            Ok(Ok(reader))
        }
        Err(store::Error::Taken(_)) => Ok(Err("This name is taken. Choose another.".to_owned())),
        Err(error) => Err(error.into()),
    }
}

/// Why a name is not taken, in a sentence.
pub(super) fn name_objection(name: &str) -> Option<&'static str> {
    let is_letter =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    if !(2..=32).contains(&name.len()) {
        Some("Names have two to thirty-two letters.")
    } else if !name.chars().all(is_letter) {
        Some("Names have small letters, digits, - and _.")
    } else {
        None
    }
}

async fn may_sign_up(app: &App, ticket: &str) -> Result<(), Error> {
    match app.sign_up() {
        SignUp::Open if ticket.is_empty() => Ok(()),
        SignUp::Open | SignUp::Invited => is_for(app, ticket, TicketKind::Invitation).await,
        SignUp::Closed => Err(Error::Refused("This room takes in no new readers.")),
    }
}

async fn is_for(app: &App, ticket: &str, kind: TicketKind) -> Result<(), Error> {
    let found = app.store.ticket(hash(ticket), app.now()).await?;
    match found {
        Some(found) if found.kind == kind => Ok(()),
        _ if kind == TicketKind::Invitation && ticket.is_empty() => {
            Err(Error::Refused("New readers need an invitation from an admin of this room."))
        }
        _ => Err(Error::Refused("This link was used, or is too old. Ask for a new one.")),
    }
}

fn sign_up_page(app: &App, form: &NewForm, wrong: Option<String>) -> SignUpPage {
    SignUpPage {
        layout: frame(app, "Make an account"),
        heading: "Make an account",
        words: format!("To read, keep and mark in {}.", app.name()),
        action: "/sign-up",
        button: "Make it",
        ticket: form.ticket.clone(),
        name: form.name.clone(),
        email: form.email.clone(),
        wrong,
        is_sign_up: true,
    }
}

fn set_up_page(app: &App, form: &NewForm, wrong: Option<String>) -> SignUpPage {
    SignUpPage {
        heading: "Welcome",
        words: "Make the first account of this room. It looks after the room too.".to_owned(),
        action: "/set-up",
        button: "Open the room",
        is_sign_up: false,
        ..sign_up_page(app, form, wrong)
    }
}

// A forgotten password.

async fn show_forgot(State(app): State<Arc<App>>) -> Answer {
    let page_of = |words: &str, step| forgot_page(&app, "Forgot the password?", words, step, None);
    Ok(page(&if app.config.mail.is_some() {
        page_of("You get a link to set a new one, if the address is that of an account.", Step::Ask)
    } else {
        page_of("This room sends no mail. Ask an admin: they can make a link for you.", Step::Done)
    }))
}

#[derive(Deserialize)]
struct ForgotForm {
    email: String,
}

async fn forgot(State(app): State<Arc<App>>, asker: Asker, Form(form): Form<ForgotForm>) -> Answer {
    app.limits.count(&format!("reset of {}", form.email), asker.from)?;
    let email = form.email.trim();
    let found = app.store.credentials(email).await?.filter(|_| email.contains('@'));
    if let (Some(found), true) = (found, app.config.mail.is_some()) {
        let link = reset_link(&app, found.reader_id).await?;
        letter::reset(&app, found.reader_id, email, &link).await?;
    }
    // The same whether there is such an account or not.
    let words = "If the address is that of an account, a link is on its way. It works for an hour.";
    Ok(page(&forgot_page(&app, "Look into your mail", words, Step::Done, None)))
}

/// A link to set a new password, for mail or for an admin to hand on.
///
/// # Errors
/// When the store fails.
pub async fn reset_link(app: &App, reader: ReaderId) -> Result<String, Error> {
    let secret = Secret::new()?;
    let now = app.now();
    let ticket = Ticket {
        kind: TicketKind::Reset,
        reader_id: Some(reader),
        payload: None,
        expires_at: now + RESET_LASTS,
    };
    app.store.add_ticket(secret.hash(), ticket, now).await?;
    Ok(format!("{}/reset?ticket={}", app.origin(), secret.as_str()))
}

async fn show_reset(
    State(app): State<Arc<App>>,
    Query(TicketQuery { ticket }): Query<TicketQuery>,
) -> Answer {
    is_for(&app, &ticket, TicketKind::Reset).await?;
    Ok(page(&reset_page(&app, ticket, None)))
}

#[derive(Deserialize)]
struct ResetForm {
    ticket: String,
    password: String,
}

async fn reset(State(app): State<Arc<App>>, Form(form): Form<ResetForm>) -> Answer {
    if let Some(wrong) = password::objection(&form.password, "") {
        return Ok(page(&reset_page(&app, form.ticket, Some(wrong.to_owned()))));
    }
    is_for(&app, &form.ticket, TicketKind::Reset).await?;
    let password_hash = password::hash(form.password).await?;
    app.store.reset_password(hash(&form.ticket), &password_hash, app.now()).await?;
    let words = "All browsers that were signed in are signed out. Sign in with the new password.";
    Ok(page(&forgot_page(&app, "The password is set", words, Step::Done, None)))
}

fn reset_page(app: &App, ticket: String, wrong: Option<String>) -> ForgotPage {
    let words = "All browsers that are signed in will be signed out.";
    forgot_page(app, "Set a new password", words, Step::Choose(ticket), wrong)
}

fn forgot_page(
    app: &App,
    heading: &'static str,
    words: &str,
    step: Step,
    wrong: Option<String>,
) -> ForgotPage {
    ForgotPage { layout: frame(app, heading), heading, words: words.to_owned(), step, wrong }
}

// The password again.

async fn show_confirm(State(app): State<Arc<App>>, _: Me, Query(query): Query<Next>) -> Answer {
    Ok(page(&confirm_page(&app, local(query.next.as_deref()), None)))
}

fn confirm_page(app: &App, next: &str, wrong: Option<String>) -> ConfirmPage {
    let why = "This changes who can get into your account, so give your password once more.";
    ConfirmPage {
        layout: frame(app, "Is it you?"),
        why: why.to_owned(),
        next: next.to_owned(),
        wrong,
        providers: elsewhere::buttons(app),
    }
}

#[derive(Deserialize)]
struct ConfirmForm {
    password: String,
    next: Option<String>,
}

async fn confirm(
    State(app): State<Arc<App>>,
    me: Me,
    asker: Asker,
    Form(form): Form<ConfirmForm>,
) -> Answer {
    app.limits.count(&me.name, asker.from)?;
    let next = local(form.next.as_deref());
    let kept = app.store.credentials_of(me.id).await?.password_hash;
    if !password::is_right(form.password, kept).await? {
        let wrong = Some("This is not your password.".to_owned());
        return Ok(page(&confirm_page(&app, next, wrong)));
    }
    app.store.confirm_session(me.session, app.now()).await?;
    Ok(see(next))
}
