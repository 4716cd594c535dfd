//! What comes in: pages of this machine saved one by one, and a Pocket export of a hundred thousand rows.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::{Room, quantile};

const SAVES: u32 = 100;
const ROWS: u32 = 100_000;
/// The desk looks for what was left over this often; an import that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(300);

pub(super) fn run(folder: &Path) -> Result<String> {
    fs::write(folder.join("dateline.toml"), "[room.fetch]\nallow_private = true\n")?;
    let site = serve_pages()?;
    let mut out = String::new();
    {
        let room = Room::start(folder)?;
        let (mut took, cpu_ms) = saves(&room, site)?;
        writeln!(
            out,
            "{SAVES} pages of this machine saved, each until its article is shown: median {:.1} ms, p95 {:.1} ms of \
             wall time (bar 100), {cpu_ms:.1} ms CPU each.\n",
            quantile(&mut took, 0.5),
            quantile(&mut took, 0.95)
        )?;
    }
    let room = Room::start(folder)?;
    out.push_str(&import(&room)?);
    Ok(out)
}

/// A site of one machine; gives its address. It ends with us.
fn serve_pages() -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that went away is its own affair.
            let _ = serve_page(stream);
        }
    });
    Ok(address)
}

/// An article of some 600 words with a quote and a figure, another for each address.
fn serve_page(stream: TcpStream) -> Result<()> {
    let mut lines = BufReader::new(&stream).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or("/").to_owned();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let paragraph = "<p>The harbour board met on Tuesday to talk about the ferries, and few who came \
        had expected it to end before dark. \"We will run 14 boats this winter,\" said Mara Ellison, \
        who leads the board. The town has waited for such a plan since the bridge was closed.</p>";
    let body = format!(
        "<!doctype html><html lang=\"en\"><title>Ferries {path}</title><nav><a href=\"/\">Home</a></nav>\
         <article><h1>Ferries {path}</h1>{}</article><footer>The Harbour Post</footer></html>",
        paragraph.repeat(12)
    );
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n";
    write!(&stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len())?;
    Ok(())
}

/// From the save to the page that shows the article; the first few warm up.
fn saves(room: &Room, site: SocketAddr) -> Result<(Vec<f64>, f64)> {
    let mut connection = room.connect()?;
    let mut save = |name: String| -> Result<f64> {
        let began = Instant::now();
        let saved = connection.post("/save", &format!("url=http%3A%2F%2F{site}%2F{name}"))?;
        ensure!(saved.status == 303, "a save was answered with {}", saved.status);
        let shown = connection.get(&saved.location, "")?;
        let took = began.elapsed().as_secs_f64() * 1e3;
        let page = String::from_utf8_lossy(&shown.body);
        ensure!(page.contains("The harbour board"), "{name} is not readable");
        Ok(took)
    };
    for at in 0..5 {
        save(format!("warm-{at}"))?;
    }
    let before = room.cpu_ms()?;
    let took = (0..SAVES).map(|at| save(format!("page-{at}"))).collect::<Result<Vec<_>>>()?;
    Ok((took, (room.cpu_ms()? - before) / f64::from(SAVES)))
}

/// The file is sent, looked into, taken: until the room says that it is done.
fn import(room: &Room) -> Result<String> {
    let mut connection = room.connect()?;
    let file = pocket();
    let (began, before, mut most_mb) = (Instant::now(), room.cpu_ms()?, 0.0_f64);
    let looked = connection.upload("/import", "pocket.csv", file.as_bytes())?;
    ensure!(looked.status == 303, "the file was answered with {}", looked.status);
    let seen_s = began.elapsed().as_secs_f64();
    connection.post(&looked.location, "act=take")?;
    loop {
        most_mb = most_mb.max(room.memory_mb()?);
        let report = String::from_utf8(connection.get(&looked.location, "")?.body)?;
        if report.contains("New on the shelf") && !report.contains("<progress") {
            ensure!(report.contains("100000"), "not all rows were taken");
            break;
        }
        ensure!(began.elapsed() < PATIENCE, "the import did not end");
        thread::sleep(Duration::from_millis(100));
    }
    Ok(format!(
        "A Pocket export of {ROWS} rows ({:.1} MB) through the room: {:.1} s of wall time (bar 10), {:.1} s CPU, of it \
         {seen_s:.1} s until it is shown; at most {most_mb:.0} MB (bar 60).\n",
        file.len() as f64 / 1e6,
        began.elapsed().as_secs_f64(),
        (room.cpu_ms()? - before) / 1e3
    ))
}

/// The columns of Pocket's export. The addresses are of a name that no resolver has to be asked for.
fn pocket() -> String {
    let mut csv = "title,url,time_added,tags,status\n".to_owned();
    for row in 0..ROWS {
        let (tag, status) = (row % 300, if row % 2 == 0 { "archive" } else { "unread" });
        let at = 1_600_000_000 + row;
        let title = format!("A title of some words about ferries and bridges {row}");
        csv.push_str(&format!(
            "{title},http://site{}.invalid/page/{row}?utm_source=x,{at},tag {tag},{status}\n",
            row % 997
        ));
    }
    csv
}
