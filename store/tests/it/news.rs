//! What processes of one room tell each other, on PostgreSQL.

use std::sync::mpsc::channel;
use std::time::Duration;

use jiff::Timestamp;
use store::Store;
use store::jobs::{JobKind, NewJob};
use store::news::News;
use store::testing::{Kind, Scratch};

#[test]
fn another_process_hears_of_work_when_it_is_kept() {
    let Some(scratch) = Scratch::new(Kind::Postgres) else { return };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    runtime.block_on(async {
        let one = Store::open(scratch.location()).await.expect("it opens");
        let other = Store::open(scratch.location()).await.expect("it opens again");
        let (tell, told) = channel();
        other.hear(move |news| {
            // The test may be over.
            let _ = tell.send(news);
        });
        let now = Timestamp::UNIX_EPOCH;
        let work = || NewJob {
            kind: JobKind::Fetch,
            reader_id: None,
            article_id: None,
            payload: "{}".to_owned(),
            run_at: now,
        };
        // The other may not listen yet: work is added until it hears.
        let mut heard = None;
        for _ in 0..100 {
            one.add_job(work(), now).await.expect("added");
            heard = told.recv_timeout(Duration::from_millis(100)).ok();
            if heard.is_some() {
                break;
            }
        }
        assert_eq!(heard, Some(News::Work));
    });
}
