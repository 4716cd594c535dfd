//! Places what was made among reprints and stories, as the desk does with what it reads.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use record::signature::Signature;
use record::signature::keys::Keys;
use record::story::{FADES_AFTER_DAYS, Traits};
use store::article::Reading;
use store::jobs::JobKind;
use store::shelf::Saving;
use store::stories::Placing;
use store::{ArticleId, Store};
use tokio::task::JoinSet;

use crate::Failure;

/// What an article is placed by, and when it came.
pub(crate) struct Found {
    keys: Keys,
    traits: Traits,
    at: Timestamp,
}

pub(crate) fn read(saving: &Saving, reading: &Reading) -> Found {
    let text = &reading.content.text;
    let day = saving.saved_at.to_zoned_datetime(TimeZone::UTC).date();
    Found {
        keys: Keys::of(&Signature::read(text)),
        traits: Traits::of(&format!("{}\n{text}", reading.title), Some(day)),
        at: saving.saved_at,
    }
}

/// Places new articles, all that are given at once, so that they share commits. Texts drawn at random have
/// nothing in common: they are not compared.
pub(crate) async fn all(
    store: &Store,
    articles: impl Iterator<Item = (ArticleId, Found)>,
) -> Result<(), Failure> {
    let mut under_way = JoinSet::new();
    for (article, Found { keys, traits, at }) in articles {
        let store = store.clone();
        under_way.spawn(async move {
            store.index_reprints(article, 1, keys, None).await?;
            let placing = Placing { article, version: 1, pairs: Some(Vec::new()), traits };
            store.keep_placed(placing, None, at).await
        });
    }
    while let Some(done) = under_way.join_next().await {
        done??;
    }
    Ok(())
}

/// Ends the work that the store wrote down for the desk: it has been done, or there is nothing to do (a summary
/// of texts drawn at random).
pub(crate) async fn finish(store: &Store, now: Timestamp) -> Result<(), Failure> {
    let kinds = [JobKind::Place, JobKind::Story];
    while let Some(job) = store.claim_job(&kinds, SignedDuration::from_mins(5), now).await? {
        store.finish_job(job.id).await?;
    }
    Ok(())
}

/// Lets stories fade as they would have by then.
pub(crate) async fn fade(store: &Store, now: Timestamp) -> Result<(), Failure> {
    let quiet = SignedDuration::from_hours(24 * (i64::from(FADES_AFTER_DAYS) + 10));
    let faded = store.fade_stories(quiet, u32::MAX, now).await?;
    println!("{faded} stories have faded");
    Ok(())
}
