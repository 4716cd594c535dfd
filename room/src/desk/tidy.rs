//! Tidying, once an hour: what is over, what nobody has on a shelf any more, what was left waiting.

use jiff::SignedDuration;

use crate::{App, Error};

/// Entries that a feed dropped so long ago do not come back.
const ENTRIES_KEPT: SignedDuration = SignedDuration::from_hours(180 * 24);
/// Pictures that nobody looked at for so long are fetched again when somebody does.
const PICTURES_KEPT: SignedDuration = SignedDuration::from_hours(60 * 24);
/// Bytes of pictures kept at most; those longest not looked at go first.
const PICTURE_BYTES: i64 = 512 << 20;
/// Stories quiet for so long take nothing in: ten days after an article of today would open another.
const STORIES_KEPT: SignedDuration =
    SignedDuration::from_hours((record::story::FADES_AFTER_DAYS as i64 + 10) * 24);
/// Articles removed in one piece of work, and stories that fade in one: others want to write meanwhile.
const SWEPT: u32 = 500;
const FADED: u32 = 500;

pub(super) async fn run(app: &App) {
    if let Err(error) = tidy(app).await {
        tracing::warn!(%error, "tidying is left to the next hour");
    }
    if app.config.membership.stripe.is_some()
        && let Err(error) = crate::membership::stripe::settle::daily(app).await
    {
        tracing::warn!(%error, "looking through subscriptions is left to the next hour");
    }
}

async fn tidy(app: &App) -> Result<(), Error> {
    let now = app.now();
    app.store.put_right(now).await?;
    app.store.fetch_waiting(now).await?;
    app.store.place_waiting(now).await?;
    while app.store.fade_stories(STORIES_KEPT, FADED, now).await? == u64::from(FADED) {}
    app.store.forget_entries(now - ENTRIES_KEPT).await?;
    app.store.end_old_app_sessions(now).await?;
    app.store.forget_pictures(now - PICTURES_KEPT, PICTURE_BYTES).await?;
    app.store.forget_metered(now).await?;
    while app.store.sweep_articles(SWEPT).await? == u64::from(SWEPT) {}
    Ok(())
}
