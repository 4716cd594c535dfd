//! What the host does: sees plans, ledger and codes; gives, takes back, makes codes and invitations.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use jiff::{SignedDuration, Timestamp};
use store::accounts::{Brought, Ticket, TicketKind};
use store::membership::{GiftCode, Given, Grant, NewCode, Source};
use store::{CodeId, GrantId, ReaderId};

use super::code;
use super::entitlement::{is_active, source_words};
use super::page::{has, name_of, span};
use super::stripe::settle;
use super::view::{CodeLine, HostPage, HostPlan, LedgerLine, StripeFacts};
use crate::accounts::secret::{Secret, random};
use crate::fields::Fields;
use crate::hex;
use crate::layout::{When, grouped, page};
use crate::session::Me;
use crate::{App, Error, Result};

/// Rows of the ledger, and codes, on the page.
const SHOWN: i64 = 200;
/// A grant, a code or a note larger than this is a slip of the finger.
const MOST_DAYS: i64 = 36_500;
const MOST_USES: i64 = 1_000_000;
const NOTE_LETTERS: usize = 200;
/// How long an invitation is good for, as any other.
const INVITATION_LASTS: SignedDuration = SignedDuration::from_hours(14 * 24);

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin/membership", get(show))
        .route("/admin/membership/grants", post(give_by_form))
        .route("/admin/membership/grants/{id}", post(revoke))
        .route("/admin/membership/codes", post(add_code))
        .route("/admin/membership/codes/{id}", post(end_code))
        .route("/admin/membership/invitations", post(invite))
        .route("/admin/membership/reconcile", post(reconcile))
}

/// What a host gives to a reader.
#[derive(Clone, Debug)]
pub struct GivenByHost {
    /// The plan's slug.
    pub plan: String,
    /// `None`: without end.
    pub days: Option<u16>,
    /// The reader sees it.
    pub note: String,
}

/// What a code is made with.
#[derive(Clone, Debug)]
pub struct Made {
    pub given: GivenByHost,
    /// How many readers may use it.
    pub uses: u32,
    /// Days until it is over; `None`: never.
    pub good_for_days: Option<u16>,
}

impl GivenByHost {
    /// Checked, the note cut to what is shown.
    fn check(mut self, app: &App) -> Result<Self> {
        if app.config.membership.plan(&self.plan).is_none() {
            return Err(Error::Bad(format!("There is no plan {}.", self.plan)));
        }
        self.note = self.note.trim().chars().take(NOTE_LETTERS).collect();
        Ok(self)
    }
}

/// Gives a reader a plan.
///
/// # Errors
/// `Bad` for a plan that is not there; those of the store.
pub async fn give(app: &App, reader: ReaderId, given: GivenByHost) -> Result<()> {
    let GivenByHost { plan, days, note } = given.check(app)?;
    let from = app.now();
    let row = Given {
        reader_id: reader,
        plan,
        source: Source::Manual,
        // Each is a grant of its own.
        key: hex::written(&random::<8>()?),
        from,
        until: days.map(|days| from + days_long(days)),
        renews: false,
        note,
    };
    Ok(app.store.give(row, from).await?)
}

/// Makes a gift code; gives it, as only its hash is kept.
///
/// # Errors
/// `Bad` for a plan that is not there, or no uses; those of the store.
pub async fn make_code(app: &App, made: Made) -> Result<String> {
    let GivenByHost { plan, days, note } = made.given.check(app)?;
    if made.uses == 0 {
        return Err(Error::bad("A code has to be good for somebody."));
    }
    let now = app.now();
    let code = code::new()?;
    let new = NewCode {
        hash: code::hash_of(&code).ok_or(Error::broken("a code of our own making"))?,
        hint: code::hint(&code),
        plan,
        days,
        use_limit: made.uses,
        expires_at: made.good_for_days.map(|days| now + days_long(days)),
        note,
    };
    app.store.add_code(new, now).await?;
    Ok(code)
}

fn days_long(days: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

/// Lets admins on, where there are plans.
fn check(app: &App, me: &Me) -> Result<()> {
    me.check_admin()?;
    if app.config.membership.is_on() { Ok(()) } else { Err(Error::NotFound) }
}

async fn show(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    host_page(&app, &me, None).await
}

async fn host_page(app: &App, me: &Me, made: Option<(&'static str, String)>) -> Result<Response> {
    check(app, me)?;
    let plans = app.config.membership.plans.iter().map(|plan| HostPlan {
        slug: plan.slug.clone(),
        name: plan.name.clone(),
        has: has(plan),
        costs: plan.prices.iter().map(|price| price.words.clone()).collect(),
    });
    let mut ledger = Vec::new();
    let rows = app.store.ledger(SHOWN).await?;
    for row in &rows {
        let is_last = !rows.iter().any(|other| other.id > row.id && is_same(other, row));
        ledger.push(ledger_line(app, me, row, is_last).await?);
    }
    let codes = app.store.codes(SHOWN).await?.into_iter().map(|code| code_line(app, me, code));
    Ok(page(&HostPage {
        layout: me.frame(app, "Plans and gift codes", "/admin/membership").await?,
        plans: plans.collect(),
        made,
        codes: codes.collect(),
        ledger,
        stripe: stripe_facts(app, me).await?,
    }))
}

fn is_same(one: &Grant, other: &Grant) -> bool {
    let which =
        |grant: &Grant| (grant.given.reader_id, grant.given.source, grant.given.key.clone());
    which(one) == which(other)
}

async fn ledger_line(app: &App, me: &Me, row: &Grant, is_last: bool) -> Result<LedgerLine> {
    let given = &row.given;
    let source = source_words(given.source);
    Ok(LedgerLine {
        id: row.id.0,
        reader: app.store.reader(given.reader_id).await?.name,
        plan: name_of(app, &given.plan),
        why: if given.note.is_empty() {
            source.to_owned()
        } else {
            format!("{source}: {}", given.note)
        },
        when: span(given, me),
        written: When::ago(row.created_at, &me.now).words,
        can_revoke: is_last && given.source != Source::Stripe && is_to_come(row, app.now()),
    })
}

/// Whether a grant holds or will.
fn is_to_come(row: &Grant, now: Timestamp) -> bool {
    let given = &row.given;
    is_active(row, now) || (given.from > now && given.until.is_none_or(|until| until > given.from))
}

fn code_line(app: &App, me: &Me, code: GiftCode) -> CodeLine {
    let is_over = code.expires_at.is_some_and(|at| at <= app.now());
    let is_used_up = code.use_count >= code.use_limit;
    let state = match (is_over, is_used_up, code.expires_at) {
        (true, _, _) => "over".to_owned(),
        (_, true, _) => "used up".to_owned(),
        (_, _, Some(at)) => format!("until {}", When::instant(at, &me.now).words),
        _ => "good".to_owned(),
    };
    CodeLine {
        id: code.id.0,
        hint: code.hint,
        plan: name_of(app, &code.plan),
        lasts: code.days.map_or_else(|| "without end".to_owned(), |days| format!("{days} days")),
        uses: format!("{} of {}", grouped(code.use_count), grouped(code.use_limit)),
        state,
        is_good: !is_over && !is_used_up,
        note: code.note,
    }
}

async fn stripe_facts(app: &App, me: &Me) -> Result<Option<StripeFacts>> {
    let Some(stripe) = &app.config.membership.stripe else { return Ok(None) };
    let last = app.store.last_event_at().await?;
    Ok(Some(StripeFacts {
        is_live: stripe.is_live(),
        webhook: format!("{}/stripe/webhook", app.origin()),
        last_event: last.map_or_else(|| "none yet".to_owned(), |at| When::ago(at, &me.now).words),
        subscriptions: app.store.subscribed_counts().await?,
    }))
}

/// A number of a form between 1 and `most`; `None` where the field is empty.
fn number(fields: &Fields, name: &str, most: i64, wrong: &str) -> Result<Option<i64>> {
    match fields.words(name) {
        None => Ok(None),
        Some(words) => match words.parse() {
            Ok(number) if (1..=most).contains(&number) => Ok(Some(number)),
            _ => Err(Error::bad(wrong)),
        },
    }
}

fn days(fields: &Fields, name: &str) -> Result<Option<u16>> {
    let wrong = "Days are a whole number from 1 to 36500, or nothing for without end.";
    let days = number(fields, name, MOST_DAYS, wrong)?;
    Ok(days.and_then(|days| u16::try_from(days).ok()))
}

fn given(fields: &Fields) -> Result<GivenByHost> {
    Ok(GivenByHost {
        plan: fields.get("plan").unwrap_or("").to_owned(),
        days: days(fields, "days")?,
        note: fields.get("note").unwrap_or("").to_owned(),
    })
}

async fn give_by_form(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Redirect> {
    check(&app, &me)?;
    let name = fields.words("reader").unwrap_or("");
    let reader = match app.store.reader_by_name(name).await {
        Ok(reader) => reader.id,
        Err(store::Error::NotFound) => {
            return Err(Error::bad("There is no reader of that name."));
        }
        Err(error) => return Err(error.into()),
    };
    give(&app, reader, given(&fields)?).await?;
    Ok(Redirect::to("/admin/membership#ledger"))
}

/// Takes a grant back by a row that ends it now.
async fn revoke(State(app): State<Arc<App>>, me: Me, Path(id): Path<i64>) -> Result<Redirect> {
    check(&app, &me)?;
    let grant = app.store.grant(GrantId(id)).await?;
    if grant.given.source == Source::Stripe {
        return Err(Error::Refused("What is paid for is cancelled in Stripe's dashboard."));
    }
    let now = app.now();
    // By then the grant may have another row.
    let held = app.store.grants(grant.given.reader_id).await?;
    let grant = held.into_iter().find(|one| is_same(one, &grant)).ok_or(Error::NotFound)?;
    if is_to_come(&grant, now) {
        let until = Some(now.max(grant.given.from));
        app.store.give(Given { until, renews: false, ..grant.given }, now).await?;
    }
    Ok(Redirect::to("/admin/membership#ledger"))
}

async fn add_code(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Response> {
    check(&app, &me)?;
    let wrong = "Uses are a whole number from 1 to 1000000.";
    let uses = number(&fields, "uses", MOST_USES, wrong)?.unwrap_or(1);
    let made = Made {
        given: given(&fields)?,
        uses: u32::try_from(uses).map_err(|_| Error::bad(wrong))?,
        good_for_days: days(&fields, "good_for")?,
    };
    let code = make_code(&app, made).await?;
    host_page(&app, &me, Some(("This code is shown only now:", code))).await
}

async fn end_code(State(app): State<Arc<App>>, me: Me, Path(id): Path<i64>) -> Result<Redirect> {
    check(&app, &me)?;
    app.store.end_code(CodeId(id), app.now()).await?;
    Ok(Redirect::to("/admin/membership#codes"))
}

/// An invitation that brings a plan with it.
async fn invite(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Response> {
    check(&app, &me)?;
    let GivenByHost { plan, days, .. } = given(&fields)?.check(&app)?;
    let (secret, now) = (Secret::new()?, app.now());
    let ticket = Ticket {
        kind: TicketKind::Invitation,
        reader_id: None,
        payload: Some(Brought { plan, days }.to_json()),
        expires_at: now + INVITATION_LASTS,
    };
    app.store.add_ticket(secret.hash(), ticket, now).await?;
    let link = format!("{}/sign-up?ticket={}", app.origin(), secret.as_str());
    host_page(&app, &me, Some(("This link makes one account and is shown only now:", link))).await
}

/// Looks all subscriptions through now.
async fn reconcile(State(app): State<Arc<App>>, me: Me) -> Result<Redirect> {
    check(&app, &me)?;
    let count = settle::reconcile(&app).await?;
    tracing::info!(count, "an admin had subscriptions looked through");
    Ok(Redirect::to("/admin/membership#stripe"))
}
