//! What holds for reads and writes on either database.

use super::{Database, params};
use crate::testing::{Kind, Scratch};
use crate::{Error, Result};

const INSERT: &str = "INSERT INTO x (a) VALUES (?1)";

/// The values kept after `check` ran on a table of whole numbers that are unique.
fn kept(kind: Kind, check: impl AsyncFn(&Database)) -> Option<Vec<i64>> {
    let scratch = Scratch::new(kind)?;
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let database = Database::open(scratch.location()).await.expect("opens");
        let table = "CREATE TABLE x (a BIGINT PRIMARY KEY)";
        database.write(move |tx| tx.batch(table)).await.expect("made");
        check(&database).await;
        let rows = database.read(|tx| tx.rows("SELECT a FROM x ORDER BY a", params![])).await;
        Some(rows.expect("read").iter().map(|row| row.int(0).expect("a number")).collect())
    })
}

#[test]
fn a_failure_or_panic_leaves_nothing_and_harms_nobody() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let values = kept(kind, async |database| {
            let good = |number: i64| database.write(move |tx| tx.execute(INSERT, params![number]));
            let refused = database.write(|tx| -> Result<()> {
                tx.execute(INSERT, params![10])?;
                Err(Error::NotFound)
            });
            let broken = database.write(|tx| -> Result<()> {
                tx.execute(INSERT, params![20])?;
                tx.execute("INSERT INTO nothing (a) VALUES (?1)", params![1])?;
                Ok(())
            });
            let panicking = database.write(|tx| -> Result<()> {
                tx.execute(INSERT, params![30])?;
                panic!("on purpose")
            });
            let (a, refused, b, broken, c, panicked, d) =
                tokio::join!(good(1), refused, good(2), broken, good(3), panicking, good(4));
            assert!([a, b, c, d].into_iter().all(|result| result.is_ok()));
            assert!(matches!(refused, Err(Error::NotFound)));
            assert!(broken.is_err());
            assert!(matches!(panicked, Err(Error::GivenUp)));
            let twice = good(1).await.expect_err("not unique");
            assert!(matches!(twice.or_taken("a"), Error::Taken("a")));
        });
        assert!(values.is_none_or(|values| values == [1, 2, 3, 4]), "{kind:?}");
    }
}

#[test]
fn a_read_panics_alone_and_writes_nothing() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let values = kept(kind, async |database| {
            for _ in 0..40 {
                let panicked = database.read(|_| -> Result<()> { panic!("on purpose") }).await;
                assert!(matches!(panicked, Err(Error::GivenUp)));
                let wrote = database.read(|tx| tx.execute(INSERT, params![1])).await;
                assert!(wrote.is_err(), "a read cannot write");
            }
        });
        assert!(values.is_none_or(|values| values.is_empty()), "{kind:?}");
    }
}

#[test]
fn many_writes_at_once_are_all_kept() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let values = kept(kind, async |database| {
            let writes: Vec<_> = (0..500_i64)
                .map(|number| database.write(move |tx| tx.execute(INSERT, params![number])))
                .collect();
            for result in join_all(writes).await {
                result.expect("kept");
            }
        });
        assert!(values.is_none_or(|values| values.len() == 500), "{kind:?}");
    }
}

/// Polls all at once, as `join!` does for a fixed count.
async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.into_iter().map(|f| (Box::pin(f), None)).collect();
    std::future::poll_fn(|context| {
        let mut is_ready = true;
        for (future, output) in &mut waiting {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *output = Some(value),
                    std::task::Poll::Pending => is_ready = false,
                }
            }
        }
        if is_ready { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    waiting.into_iter().filter_map(|(_, output)| output).collect()
}
