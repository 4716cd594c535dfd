//! Tells webhooks: each delivery is signed, tried again with longer and longer waits, and given up at last.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use ring::hmac;
use serde::Deserialize;
use store::WebhookId;
use store::jobs::Job;
use store::webhooks::Webhook;
use wire::Call;

use crate::{App, Error};

/// Waits after the tries that failed; after the last one the delivery is given up: 21 hours in all, so that a
/// receiver may be away for a night.
const AGAIN: [SignedDuration; 7] = [
    SignedDuration::from_secs(10),
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(6),
    SignedDuration::from_hours(12),
];
/// A receiver that takes longer has not taken it: it is to answer first and work then.
const PATIENCE: Duration = Duration::from_secs(15);

/// As `store::webhooks` writes it.
#[derive(Deserialize)]
struct Delivery {
    webhook: i64,
    body: String,
}

pub(super) async fn run(app: &App, job: &Job) -> Result<(), Error> {
    let Ok(delivery) = serde_json::from_str::<Delivery>(&job.payload) else {
        return Ok(app.store.fail_job(job.id, "a damaged delivery", None).await?);
    };
    let id = WebhookId(delivery.webhook);
    let Some(hook) = app.store.webhook_to_tell(id, app.now()).await? else {
        return Ok(app.store.finish_job(job.id).await?);
    };
    let told = tokio::time::timeout(PATIENCE, send(app, job, &hook, &delivery.body)).await;
    match told.unwrap_or_else(|_| Err("it did not answer within 15 seconds".to_owned())) {
        Ok(()) => Ok(app.store.note_told(job.id, id, app.now()).await?),
        Err(why) => {
            metrics::counter!("dateline_webhook_failures_total").increment(1);
            let wait = usize::try_from(job.try_count - 1).ok().and_then(|tried| AGAIN.get(tried));
            let again = wait.map(|wait| app.now() + *wait);
            Ok(app.store.note_untold(job.id, id, &why, again).await?)
        }
    }
}

async fn send(app: &App, job: &Job, hook: &Webhook, body: &str) -> Result<(), String> {
    let (id, at) = (format!("msg_{}", job.id), app.now().as_second().to_string());
    let signature = signature(&hook.secret, &id, &at, body).ok_or("its secret is damaged")?;
    let headers = [
        ("webhook-id", id.as_str()),
        ("webhook-timestamp", at.as_str()),
        ("webhook-signature", signature.as_str()),
    ];
    let json = Some(("POST", body));
    let call = Call { address: &hook.url, headers: &headers, form: None, json };
    let reply = app.client.call(call).await.map_err(|error| error.to_string())?;
    match reply.status {
        200..300 => Ok(()),
        300..400 => Err(format!("it leads elsewhere ({}), which is not followed", reply.status)),
        status => Err(format!("it answered {status}")),
    }
}

/// HMAC-SHA256 over number, time and body, as Standard Webhooks have it (standardwebhooks.com, "Signature scheme").
fn signature(secret: &str, id: &str, at: &str, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix("whsec_")?).ok()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let sign = hmac::sign(&key, format!("{id}.{at}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(sign.as_ref())))
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn deliveries_are_signed_as_the_standard_says() {
        // The example of the standard's own libraries.
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let body = "{\"test\": 2432232314}";
        let sign =
            |secret: &str, at: &str| signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body);
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(sign(secret, "1614265330").as_deref(), Some(expected));
        assert_ne!(sign(secret, "1614265331").as_deref(), Some(expected));
        assert_eq!(sign("none", "1"), None);
    }
}
