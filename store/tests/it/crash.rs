//! A process that is killed in the middle of writing: what it had acknowledged is there afterwards.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use store::testing::{Kind, Scratch};
use store::{Location, Store};

const LOCATION: &str = "DATELINE_CRASH_LOCATION";
const ROUND: &str = "DATELINE_CRASH_ROUND";
/// Cycles of each database in the ordinary run; `DATELINE_CRASH_CYCLES` sets more.
const CYCLES: u64 = 8;

/// Not a check: the process that is killed. It writes from eight tasks and prints each name once it is kept.
#[test]
#[ignore = "started and killed by the test below"]
fn writer() {
    let Ok(location) = std::env::var(LOCATION) else { return };
    let round = std::env::var(ROUND).expect("set together with the location");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(&Location::parse(&location)).await.expect("opens");
        let tasks: Vec<_> = (0..8)
            .map(|task| {
                let (store, round) = (store.clone(), round.clone());
                tokio::spawn(async move {
                    for number in 0..1_000_000 {
                        let name = format!("{round}.{task}.{number}");
                        store.set_setting(&name, Some(&name)).await.expect("kept");
                        println!("kept {name}");
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("goes on until it is killed");
        }
    });
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let cycles = std::env::var("DATELINE_CRASH_CYCLES").ok().and_then(|count| count.parse().ok());
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let Some(scratch) = Scratch::new(kind) else { continue };
        let mut kept = Vec::new();
        for round in 0..cycles.unwrap_or(CYCLES) {
            kept.extend(killed_after(&scratch, round, 1 + round * 37 % 101));
        }
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let store = Store::open(scratch.location()).await.expect("opens");
            for name in &kept {
                let value = store.setting(name).await.expect("an answer");
                assert_eq!(value.as_deref(), Some(name.as_str()), "{kind:?}");
            }
        });
        println!("{kind:?}: {} acknowledged, 0 lost", kept.len());
    }
}

/// Starts a writer, kills it at its acknowledgement of that number, and gives back all it had acknowledged.
fn killed_after(scratch: &Scratch, round: u64, number: u64) -> Vec<String> {
    let program = std::env::current_exe().expect("this test has a file");
    let mut command = Command::new(program);
    command.args(["crash::writer", "--exact", "--ignored", "--nocapture"]);
    command.env(LOCATION, scratch.url()).env(ROUND, round.to_string());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("starts");
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let mut kept = Vec::new();
    for line in lines.map_while(Result::ok) {
        if let Some(at) = line.find("kept ") {
            kept.push(line[at + "kept ".len()..].to_owned());
            if kept.len() as u64 == number {
                child.kill().expect("SIGKILL");
            }
        }
    }
    child.wait().expect("it is over");
    // The line it was writing when it was killed may be cut.
    assert!(kept.len() as u64 >= number, "the writer stopped by itself");
    kept.truncate(kept.len() - usize::from(kept.len() as u64 > number));
    kept
}

/// Not a check: the process that is killed. It tells of what is new, letters too, until there is nothing left.
#[test]
#[ignore = "started and killed by the test below"]
fn teller() {
    let Ok(location) = std::env::var(LOCATION) else { return };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(&Location::parse(&location)).await.expect("opens");
        let now = crate::library::at(500);
        let mut count = 0;
        loop {
            let has_told = store.tell_news(now).await.expect("told");
            for due in store.letters_due(9, now).await.expect("asked") {
                let ids: Vec<_> = due.notices.iter().map(|notice| notice.id).collect();
                let payload = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
                let job = store::jobs::NewJob {
                    kind: store::jobs::JobKind::Mail,
                    reader_id: Some(due.reader),
                    article_id: None,
                    payload,
                    run_at: now,
                };
                store.write_letter(due.reader, ids, job, now).await.expect("written");
            }
            println!("kept {count}");
            count += 1;
            if !has_told {
                break;
            }
        }
        // Waits to be killed.
        std::thread::sleep(std::time::Duration::from_secs(5));
    });
}

#[test]
fn no_notice_is_lost_or_doubled_when_the_process_is_killed() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let Some(scratch) = Scratch::new(kind) else { continue };
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let (readers, comments) = runtime.block_on(crate::talk::to_tell(scratch.location()));
        for round in 0..CYCLES {
            kill_teller(&scratch, 1 + round * 5 % 17);
        }
        runtime.block_on(async {
            let store = Store::open(scratch.location()).await.expect("opens");
            let now = crate::library::at(600);
            while store.tell_news(now).await.expect("told") {}
            for reader in readers {
                let notices = store.notices(reader, None, 1_000).await.expect("notices");
                let mut about: Vec<i64> = notices
                    .iter()
                    .filter_map(|notice| Some(notice.comment.as_ref()?.0.id.0))
                    .collect();
                about.sort_unstable();
                assert_eq!(about, comments, "{kind:?}: each comment once");
                let unread = store.speaker(reader).await.expect("there").unread_count;
                assert_eq!(unread, notices.len() as i64);
                let letters = store.jobs(reader, 1_000).await.expect("jobs");
                let mut written: Vec<i64> = letters
                    .iter()
                    .filter(|job| job.kind == store::jobs::JobKind::Mail)
                    .flat_map(|job| job.payload.split(','))
                    .map(|id| id.parse().expect("a number"))
                    .collect();
                let count = written.len();
                written.sort_unstable();
                written.dedup();
                assert_eq!(written.len(), count, "{kind:?}: each notice in one letter at most");
            }
        });
    }
}

fn kill_teller(scratch: &Scratch, number: u64) {
    let program = std::env::current_exe().expect("this test has a file");
    let mut command = Command::new(program);
    command.args(["crash::teller", "--exact", "--ignored", "--nocapture"]);
    command.env(LOCATION, scratch.url());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("starts");
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let mut count = 0;
    for line in lines.map_while(Result::ok) {
        count += u64::from(line.contains("kept "));
        if count == number {
            child.kill().expect("SIGKILL");
        }
    }
    child.wait().expect("it is over");
}
