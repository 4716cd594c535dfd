//! A disk that is full, connections that break, a clock that jumps: said clearly, and over when it is over.

use jiff::{SignedDuration, Timestamp};
use store::accounts::{NewReader, Role};
use store::jobs::{JobKind, NewJob};
use store::shelf::{Filter, List, Saving};
use store::testing::{Kind, Scratch, cut_connections, fill_disk};
use store::{Error, ReaderId, Store};

fn now() -> Timestamp {
    "2026-03-04T05:06:07Z".parse().expect("an instant")
}

async fn reader(store: &Store) -> ReaderId {
    let new = NewReader {
        name: "ada",
        display_name: "Ada",
        email: None,
        password_hash: None,
        role: Role::Reader,
    };
    store.add_reader(new, now()).await.expect("taken in")
}

async fn save(store: &Store, reader: ReaderId, number: usize, at: Timestamp) -> store::Result<()> {
    let mut saving = Saving::new(format!("https://a.example/{number}").parse().expect("a URL"), at);
    saving.title = Some("Long ".repeat(180));
    store.save(reader, saving, at).await.map(|_| ())
}

async fn count(store: &Store, reader: ReaderId) -> (i64, usize) {
    let list = List { filter: Filter::All, limit: 10_000, ..List::default() };
    let ids = store.shelf_ids(reader, list).await.expect("a list");
    (store.counts(reader).await.expect("counts").all, ids.len())
}

#[test]
fn a_full_disk_is_said_and_what_is_there_stays_readable() {
    store::testing::each(async |store: Store| {
        let reader = reader(&store).await;
        save(&store, reader, 0, now()).await.expect("there is room");
        if !fill_disk(&store, true).await.expect("it can be told") {
            return;
        }
        let mut saved = 1;
        let failure = loop {
            match save(&store, reader, saved, now()).await {
                Ok(()) => saved += 1,
                Err(error) => break error,
            }
            assert!(saved < 5_000, "the disk is never full");
        };
        assert!(matches!(failure, Error::DiskFull), "{failure:?}");
        assert_eq!(count(&store, reader).await, (saved as i64, saved), "all or nothing");
        fill_disk(&store, false).await.expect("it can be told");
        save(&store, reader, saved, now()).await.expect("there is room again");
        assert_eq!(count(&store, reader).await, (saved as i64 + 1, saved + 1));
        assert!(store.recount(false).await.expect("counted").is_empty());
    });
}

#[test]
fn connections_that_break_cost_a_question_at_most() {
    let Some(scratch) = Scratch::new(Kind::Postgres) else { return };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    runtime.block_on(async {
        let store = Store::open(scratch.location()).await.expect("it opens");
        let other = Store::open(scratch.location()).await.expect("it opens again");
        let reader = reader(&store).await;
        for round in 0..5 {
            assert!(cut_connections(&other).await.expect("they are cut"));
            let mut failures = 0;
            while let Err(error) = save(&store, reader, round, now()).await {
                assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
                failures += 1;
                assert!(failures < 20, "it never comes back");
            }
        }
        assert_eq!(count(&store, reader).await, (5, 5));
    });
}

#[test]
fn a_clock_that_jumps_leaves_the_order_and_the_work() {
    store::testing::each(async |store: Store| {
        let reader = reader(&store).await;
        let (hour, years) = (SignedDuration::from_hours(1), SignedDuration::from_hours(4 * 8766));
        let mut clocks = Vec::new();
        for (number, at) in [now(), now() + years, now(), now() - years].into_iter().enumerate() {
            save(&store, reader, number, at).await.expect("saved");
            clocks.push(store.clock(reader).await.expect("a clock"));
        }
        assert!(clocks.is_sorted_by(|a, b| a < b), "{clocks:?}");
        let since = store.changes(reader, Default::default(), 10).await.expect("changes");
        assert_eq!(since.items.len(), 4);

        // Work that was added while the clock was ahead is done after it was put right.
        let mut claimed = 0;
        let kinds = [JobKind::Fetch];
        while store.claim_job(&kinds, hour, now()).await.expect("an answer").is_some() {
            claimed += 1;
        }
        assert_eq!(claimed, 3);
        store.put_right(now()).await.expect("put right");
        assert!(store.claim_job(&kinds, hour, now()).await.expect("an answer").is_some());
        let later = NewJob {
            kind: JobKind::Fetch,
            reader_id: None,
            article_id: None,
            payload: "{}".to_owned(),
            run_at: now() + hour,
        };
        store.add_job(later, now()).await.expect("added");
        store.put_right(now()).await.expect("put right");
        let none = store.claim_job(&kinds, hour, now()).await.expect("an answer");
        assert!(none.is_none(), "what waits as it should goes on waiting: {none:?}");
    });
}
