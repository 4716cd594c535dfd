//! The desk's work.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use store::Store;
use store::jobs::{JobKind, NewJob};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn now() -> Timestamp {
    "2026-03-04T05:06:07Z".parse().expect("an instant")
}

fn new(kind: JobKind, run_at: Timestamp) -> NewJob {
    NewJob { kind, reader_id: None, article_id: None, payload: "{}".to_owned(), run_at }
}

#[test]
fn work_is_claimed_when_due_and_again_when_its_claim_is_over() {
    store::testing::each(async |store: Store| {
        let later = store.add_job(new(JobKind::Fetch, now() + MINUTE), now()).await.expect("added");
        let first = store.add_job(new(JobKind::Fetch, now()), now()).await.expect("added");
        let claim = async |kind, minutes: i64| {
            let at = now() + SignedDuration::from_mins(minutes);
            store.claim_job(&[kind], 10 * MINUTE, at).await.expect("an answer").map(|job| job.id)
        };
        assert_eq!(claim(JobKind::Mail, 0).await, None, "another kind");
        assert_eq!(claim(JobKind::Fetch, 0).await, Some(first));
        assert_eq!(claim(JobKind::Fetch, 0).await, None, "claimed, and the other is not due");
        assert_eq!(claim(JobKind::Fetch, 1).await, Some(later));
        assert_eq!(claim(JobKind::Fetch, 10).await, Some(first), "its claimer died");
        store.finish_job(first).await.expect("done");
        store.finish_job(later).await.expect("done");
        assert_eq!(store.next_job_at().await.expect("an answer"), None);
    });
}

#[test]
fn failures_are_kept_and_tried_again_until_given_up() {
    store::testing::each(async |store: Store| {
        let id = store.add_job(new(JobKind::Fetch, now()), now()).await.expect("added");
        let claim =
            async |at| store.claim_job(&[JobKind::Fetch], MINUTE, at).await.expect("an answer");
        assert_eq!(claim(now()).await.map(|job| job.try_count), Some(1));
        store.fail_job(id, "no answer", Some(now() + 5 * MINUTE)).await.expect("noted");
        assert_eq!(claim(now() + 4 * MINUTE).await, None);
        let again = claim(now() + 5 * MINUTE).await.expect("due");
        assert_eq!((again.try_count, again.failure.as_deref()), (2, Some("no answer")));
        store.fail_job(id, "gone", None).await.expect("noted");
        assert_eq!(claim(now() + 500 * MINUTE).await, None, "given up");
    });
}

#[test]
fn no_two_claim_the_same() {
    store::testing::each(async |store: Store| {
        for _ in 0..40 {
            store.add_job(new(JobKind::Fetch, now()), now()).await.expect("added");
        }
        let claims: Vec<_> = (0..60)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.claim_job(&[JobKind::Fetch], MINUTE, now()).await })
            })
            .collect();
        let mut ids = BTreeSet::new();
        let mut count = 0;
        for claim in claims {
            if let Some(job) = claim.await.expect("no panic").expect("an answer") {
                count += 1;
                ids.insert(job.id);
            }
        }
        assert_eq!((count, ids.len()), (40, 40));
    });
}
