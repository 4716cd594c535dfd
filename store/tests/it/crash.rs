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
