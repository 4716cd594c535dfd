//! Readers who look, search and tick off: one kind of request after the other, then fifty at once.

use std::fmt::Write;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::{Connection, Room, quantile};

/// Requests of one kind: at 1 ms each, a step of the CPU clock is 2.5 % of them.
const RUNS: u32 = 400;
/// Readers at once, and what each asks for.
const READERS: u32 = 50;
const EACH: u32 = 80;

/// What is asked, its address, its bar in ms of CPU.
const KINDS: &[(&str, &str, &str)] = &[
    ("list, unread", "/", "1"),
    ("list, all", "/all", "1"),
    ("list, archive", "/archive", "1"),
    ("list, favourites", "/favourites", "1"),
    ("list, a feed's unread", "/feed/7", "1"),
    ("list, a tag", "/tag/tag-7", "1"),
    ("search newest first, rare", "/search?q=zanzibar", "5"),
    ("search newest first, 1 %", "/search?q=percental", "5"),
    ("search newest first, in all", "/search?q=the", "5"),
    ("best first, rare", "/search?q=zanzibar&order=best", "20"),
    ("best first, in all", "/search?q=the&order=best", "20"),
];

pub(super) fn run(folder: &Path) -> Result<String> {
    let room = Room::start(folder)?;
    thread::sleep(Duration::from_secs(3));
    let idle_mb = room.memory_mb()?;
    let mut out = "| request | CPU ms | kB | bar |\n|---|---:|---:|---:|\n".to_owned();
    let mut connection = room.connect()?;
    let newest = newest(&mut connection)?;
    for (name, path, bar) in KINDS {
        let (ms, bytes) = time(&room, &mut connection, "", |_| (*path).to_owned())?;
        writeln!(out, "| {name} | {ms:.2} | {:.0} | {bar} |", bytes / 1e3)?;
    }
    let (ms, bytes) = time(&room, &mut connection, GZIP, |_| "/".to_owned())?;
    writeln!(out, "| list, unread, for who takes gzip | {ms:.2} | {:.0} | – |", bytes / 1e3)?;
    let read = |at: u32| format!("/read/{}", newest - i64::from(at));
    let (ms, bytes) = time(&room, &mut connection, "", read)?;
    writeln!(out, "| reader page with its record | {ms:.2} | {:.0} | 2 |", bytes / 1e3)?;
    let (mut took, wall_s, cpu_ms) = crowd(&room, newest)?;
    let count = took.len();
    let (half, most) = (quantile(&mut took, 0.5), quantile(&mut took, 0.99));
    thread::sleep(Duration::from_secs(1));
    let after_mb = room.memory_mb()?;
    writeln!(out, "\nStart to first list: {:.0} ms of wall time.", room.start_ms)?;
    writeln!(
        out,
        "\n{READERS} readers at once, {count} mixed requests without a pause, their client on the same cores: \
         median {half:.1} ms, p99 {most:.1} ms (bar 50), {:.0} requests a second, {:.2} ms CPU each.",
        count as f64 / wall_s,
        cpu_ms / count as f64
    )?;
    writeln!(
        out,
        "\nMemory (proportional set size): {idle_mb:.1} MB idle, {after_mb:.1} MB after that (bars 20, 60).\n"
    )?;
    Ok(out)
}

const GZIP: &str = "Accept-Encoding: gzip\r\n";

/// CPU time of the room and size of the answer, means over many.
fn time(
    room: &Room,
    connection: &mut Connection,
    headers: &str,
    path: impl Fn(u32) -> String,
) -> Result<(f64, f64)> {
    for at in 0..5 {
        let answer = connection.get(&path(at), headers)?;
        ensure!(answer.status == 200, "{} was answered with {}", path(at), answer.status);
    }
    let (before, mut bytes) = (room.cpu_ms()?, 0);
    for at in 0..RUNS {
        bytes += connection.get(&path(at), headers)?.body.len();
    }
    let runs = f64::from(RUNS);
    Ok(((room.cpu_ms()? - before) / runs, bytes as f64 / runs))
}

/// Fifty readers: how long each of their requests took in ms, all together in s, the room's CPU.
fn crowd(room: &Room, newest: i64) -> Result<(Vec<f64>, f64, f64)> {
    let (before, began) = (room.cpu_ms()?, Instant::now());
    let took = thread::scope(|scope| -> Result<Vec<f64>> {
        let all: Vec<_> =
            (0..READERS).map(|number| scope.spawn(move || one(room, newest, number))).collect();
        let mut took = Vec::new();
        for reader in all {
            took.extend(reader.join().map_err(|_| anyhow::anyhow!("a reader panicked"))??);
        }
        Ok(took)
    })?;
    Ok((took, began.elapsed().as_secs_f64(), room.cpu_ms()? - before))
}

/// Of ten requests four are lists, three articles, two searches, and one ticks an article off.
fn one(room: &Room, newest: i64, number: u32) -> Result<Vec<f64>> {
    let mut connection = room.connect()?;
    let mut took = Vec::new();
    for at in 0..EACH {
        let id = newest - i64::from(number * EACH + at);
        let began = Instant::now();
        let answer = match (at + number) % 10 {
            0 | 4 => connection.get("/", "")?,
            2 => connection.get("/archive", "")?,
            7 => connection.get(&format!("/feed/{}", 1 + (number + at) % 200), "")?,
            1 | 3 | 6 => connection.get(&format!("/read/{id}"), "")?,
            5 => connection.get("/search?q=percental", "")?,
            8 => connection.get("/search?q=the", "")?,
            _ => connection.post("/shelf/edit", &format!("one=favourite+{id}&back=%2F"))?,
        };
        took.push(began.elapsed().as_secs_f64() * 1e3);
        ensure!(answer.status < 400, "a reader was answered with {}", answer.status);
    }
    Ok(took)
}

/// The newest article of the shelf.
fn newest(connection: &mut Connection) -> Result<i64> {
    let page = String::from_utf8(connection.get("/all", "")?.body)?;
    let (_, rest) = page.split_once("data-id=\"").context("an empty shelf")?;
    Ok(rest.split('"').next().unwrap_or_default().parse()?)
}
