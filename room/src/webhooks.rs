//! A reader's webhooks: who is told of what, and how it went.

pub mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use store::webhooks::{Event, Webhook};
use store::{ReaderId, WebhookId};

use crate::accounts::secret::random;
use crate::fields::Fields;
use crate::layout::{When, page};
use crate::membership::{self, Right};
use crate::session::Me;
use crate::{App, Error, Result};
use view::{WebhookLine, WebhooksPage};

/// `/webhooks` and below.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/webhooks", get(list).post(add)).route("/webhooks/{id}", post(change))
}

/// Each event in the words of the page.
pub(crate) const EVENTS: [(Event, &str); 5] = [
    (Event::ArticleSaved, "an article comes on the shelf"),
    (Event::ArticleRead, "an article goes into the archive"),
    (Event::ArticleChanged, "an article’s text is there, or has changed"),
    (Event::ClaimMatched, "a claim answers a watch"),
    (Event::CommentTold, "somebody answers, names you or speaks where you follow"),
];

async fn list(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    webhooks_page(&app, &me, None).await
}

async fn webhooks_page(app: &App, me: &Me, new: Option<Webhook>) -> Result<Response> {
    let line = |hook: Webhook| WebhookLine {
        id: hook.id.0,
        events: hook.events.iter().map(|event| event.word()).collect::<Vec<_>>().join(", "),
        is_off: hook.is_off,
        failure: hook.failure,
        sent_count: hook.sent_count,
        lost_count: hook.lost_count,
        last: hook.last_at.map(|at| When::ago(at, &me.now)),
        url: hook.url,
    };
    Ok(page(&WebhooksPage {
        layout: me.frame(app, "Webhooks", "/webhooks").await?,
        webhooks: app.store.webhooks(me.id).await?.into_iter().map(line).collect(),
        events: EVENTS.iter().map(|(event, words)| (event.word(), *words)).collect(),
        secret: new.map(|hook| hook.secret),
    }))
}

/// Keeps a webhook, where its address is one that the room may ask.
pub(crate) async fn register(
    app: &App,
    reader: ReaderId,
    url: &str,
    events: &[Event],
) -> Result<Webhook> {
    membership::may(app, reader, Right::Api).await?;
    let url = wire::check(url, &app.config.fetch).map_err(|error| {
        Error::Bad(format!("This address cannot be told of anything: {error}."))
    })?;
    let secret = format!("whsec_{}", STANDARD.encode(random::<32>()?));
    let now = app.now();
    let id = app.store.add_webhook(reader, url.as_str(), &secret, events, now).await?;
    Ok(app.store.webhook(reader, id).await?)
}

async fn add(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Response> {
    let url = fields.words("url").ok_or(Error::bad("Say which address is to be told."))?;
    let events: Vec<Event> = fields.all("event").filter_map(Event::of).collect();
    let new = register(&app, me.id, url, &events).await?;
    // The secret is shown with the answer, and never again.
    webhooks_page(&app, &me, Some(new)).await
}

async fn change(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Redirect> {
    let id = WebhookId(id);
    match fields.get("act") {
        Some("remove") => app.store.remove_webhook(me.id, id).await?,
        Some("test") => test(&app, me.id, id).await?,
        _ => return Err(Error::bad("Nothing was asked for that this page can do.")),
    }
    Ok(Redirect::to("/webhooks"))
}

/// Sends a delivery that tells nothing; one that was off is on again.
pub(crate) async fn test(app: &App, reader: ReaderId, id: WebhookId) -> Result<()> {
    app.store.open_webhook(reader, id).await?;
    app.store.test_webhook(reader, id, app.now()).await?;
    app.desk.wake();
    Ok(())
}
