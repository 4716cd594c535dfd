//! Webhooks by the API.

use axum::extract::Path;
use serde_json::{Value, json};
use store::WebhookId;
use store::webhooks::{Event, Webhook};

use super::call::{Answer, Call, Refusal, done, good, made, number};
use crate::webhooks;

fn shaped(hook: &Webhook) -> Value {
    json!({
        "id": hook.id,
        "url": hook.url,
        "events": hook.events.iter().map(|event| event.word()).collect::<Vec<_>>(),
        "is_off": hook.is_off,
        "failure": hook.failure,
        "sent_count": hook.sent_count,
        "lost_count": hook.lost_count,
        "last_at": hook.last_at.map(|at| at.to_string()),
        "created_at": hook.created_at.to_string(),
    })
}

pub(super) async fn list(call: Call) -> Answer {
    let hooks = call.app.store.webhooks(call.reader).await?;
    good(json!({ "items": hooks.iter().map(shaped).collect::<Vec<_>>() }))
}

/// The only answer that holds the secret.
pub(super) async fn add(call: Call) -> Answer {
    let url = call.needed("url")?;
    let events: Option<Vec<Event>> =
        call.given.list("events").iter().map(|word| Event::of(word)).collect();
    let events = events.ok_or_else(|| Refusal::bad("there is no such event"))?;
    let hook = webhooks::register(&call.app, call.reader, url, &events).await?;
    let mut out = shaped(&hook);
    out["secret"] = hook.secret.into();
    made(out)
}

pub(super) async fn remove(Path(id): Path<String>, call: Call) -> Answer {
    call.app.store.remove_webhook(call.reader, WebhookId(number(&id)?)).await?;
    done()
}

/// Sends a delivery that tells nothing.
pub(super) async fn test(Path(id): Path<String>, call: Call) -> Answer {
    webhooks::test(&call.app, call.reader, WebhookId(number(&id)?)).await?;
    done()
}
