//! The room measured from outside: a process of its own, asked over connections that stay open.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::make::{LONG, READERS, SHORT, token, words};
use crate::watch::{cpu_ms, memory};

const PAGES: usize = 2_000;
const LONG_PAGES: usize = 100;
const POSTS: usize = 6_400;
const LISTENERS: usize = 5_000;

struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(file: &Path) -> Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").arg(file).arg(port.to_string()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("it is piped")?).read_line(&mut line)?;
        Ok(Self { child, port })
    }

    fn id(&self) -> String {
        self.child.id().to_string()
    }

    fn connect(&self) -> Result<Connection> {
        let stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_nodelay(true)?;
        Ok(Connection { reader: BufReader::new(stream), port: self.port })
    }
}

struct Connection {
    reader: BufReader<TcpStream>,
    port: u16,
}

impl Connection {
    fn send(&mut self, reader: usize, method: &str, path: &str, form: Option<&str>) -> Result<()> {
        let form = form.unwrap_or("");
        let kind = if form.is_empty() {
            ""
        } else {
            "Content-Type: application/x-www-form-urlencoded\r\n"
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{0}\r\nCookie: dateline={1}\r\nOrigin: http://localhost:{0}\r\n{kind}Content-Length: {2}\r\n\r\n{form}",
            self.port,
            token(reader),
            form.len()
        );
        Ok(self.reader.get_mut().write_all(request.as_bytes())?)
    }

    /// Status and body.
    fn answer(&mut self) -> Result<(u16, Vec<u8>)> {
        let (status, length) = self.head()?;
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body)?;
        Ok((status, body))
    }

    fn head(&mut self) -> Result<(u16, usize)> {
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        let status = line.split(' ').nth(1).context("no status")?.parse()?;
        let mut length = 0;
        loop {
            line.clear();
            self.reader.read_line(&mut line)?;
            if line.trim().is_empty() {
                return Ok((status, length));
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
    }

    fn is_answered(&mut self) -> Result<()> {
        match self.head()? {
            (200, _) => Ok(()),
            (status, _) => bail!("listening gave {status}"),
        }
    }

    fn get(&mut self, path: &str) -> Result<String> {
        self.send(0, "GET", path, None)?;
        match self.answer()? {
            (200, body) => Ok(String::from_utf8(body)?),
            (status, _) => bail!("{path} gave {status}"),
        }
    }
}

pub(crate) fn run(file: &Path) -> Result<()> {
    let server = Server::start(file)?;
    println!("| what | measured |\n|---|---|");
    // As the peers were asked (wrk with four), and one after the other, where each page wakes a server that sleeps.
    pages(&server, 4)?;
    pages(&server, 1)?;
    long(&server)?;
    posts(&server)?;
    drop(server);
    // Memory that a burst needed stays with the process: each way of coming has its own.
    for at_once in [false, true] {
        listeners(&Server::start(file)?, at_once)?;
    }
    Ok(())
}

fn pages(server: &Server, connections: usize) -> Result<()> {
    let path = format!("/talk/{SHORT}?sort=oldest");
    let mut connection = server.connect()?;
    let size = connection.get(&path)?.len();
    for _ in 0..200 {
        connection.get(&path)?;
    }
    let (cpu, started) = (cpu_ms(&server.id())?, Instant::now());
    std::thread::scope(|scope| {
        let ask = || -> Result<()> {
            let mut connection = server.connect()?;
            (0..PAGES / connections).try_for_each(|_| connection.get(&path).map(drop))
        };
        let threads: Vec<_> = (0..connections).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("no panic"))
    })?;
    let cpu = cpu_ms(&server.id())? - cpu;
    println!(
        "| page of a 200-comment thread ({} KB of HTML), connections: {connections} | {:.3} ms CPU, {:.0} a second |",
        size / 1000,
        cpu / PAGES as f64,
        PAGES as f64 / started.elapsed().as_secs_f64()
    );
    Ok(())
}

/// First pages in each order, then on through the thread: none of them was asked for before.
fn long(server: &Server) -> Result<()> {
    let mut connection = server.connect()?;
    let (mut cpu, mut count) = (0.0, 0);
    for sort in ["newest", "oldest", "best", "discussed"] {
        let mut path = format!("/talk/{LONG}?sort={sort}");
        for _ in 0..LONG_PAGES / 4 {
            let before = cpu_ms(&server.id())?;
            let page = connection.get(&path)?;
            cpu += cpu_ms(&server.id())? - before;
            count += 1;
            let (before, _) = page.rsplit_once("\">More<").context("the thread is long")?;
            let (_, next) = before.rsplit_once("href=\"").context("a link")?;
            path = next.replace("&#38;", "&").replace("&amp;", "&");
        }
    }
    println!(
        "| page of a long thread, not kept in memory | {:.2} ms CPU |",
        cpu / f64::from(count)
    );
    Ok(())
}

/// As many readers at once as there are accounts.
fn posts(server: &Server) -> Result<()> {
    let next = AtomicUsize::new(0);
    let (cpu, started) = (cpu_ms(&server.id())?, Instant::now());
    let mut waits = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..READERS)
            .map(|reader| {
                let next = &next;
                scope.spawn(move || -> Result<Vec<Duration>> {
                    let mut connection = server.connect()?;
                    let mut waits = Vec::new();
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= POSTS {
                            return Ok(waits);
                        }
                        let said = format!("{} post {number}", words(number + 50_000_000));
                        let form = url::form_urlencoded::Serializer::new(String::new())
                            .append_pair("text", &said)
                            .finish();
                        let started = Instant::now();
                        connection.send(
                            reader,
                            "POST",
                            &format!("/talk/{}", 3 + number % 8),
                            Some(&form),
                        )?;
                        match connection.answer()? {
                            (303, _) => waits.push(started.elapsed()),
                            (status, _) => bail!("a post gave {status}"),
                        }
                    }
                })
            })
            .collect();
        let mut all = Vec::new();
        for thread in threads {
            all.extend(thread.join().expect("no panic")?);
        }
        Ok::<_, anyhow::Error>(all)
    })?;
    let (cpu, took) = (cpu_ms(&server.id())? - cpu, started.elapsed());
    waits.sort_unstable();
    println!(
        "| durable post, {READERS} readers at once | {:.2} ms CPU, {:.0} a second, p99 {} ms |",
        cpu / POSTS as f64,
        POSTS as f64 / took.as_secs_f64(),
        waits[waits.len() * 99 / 100].as_millis()
    );
    Ok(())
}

fn listeners(server: &Server, at_once: bool) -> Result<()> {
    let live = format!("/talk/{SHORT}/live");
    // What the first page needs is not the listeners'.
    server.connect()?.get(&format!("/talk/{SHORT}"))?;
    let before = memory(&server.id(), "VmRSS")?;
    let mut open = Vec::with_capacity(LISTENERS);
    for number in 0..LISTENERS {
        let mut connection = server.connect()?;
        connection.send(number % READERS, "GET", &live, None)?;
        if !at_once {
            connection.is_answered()?;
        }
        open.push(connection);
    }
    if at_once {
        open.iter_mut().try_for_each(Connection::is_answered)?;
    }
    std::thread::sleep(Duration::from_secs(2));
    let each = (memory(&server.id(), "VmRSS")? - before) as f64 / LISTENERS as f64;
    let mut poster = server.connect()?;
    let form = "text=Seen+by+all+who+listen";
    let cpu = cpu_ms(&server.id())?;
    let started = Instant::now();
    poster.send(1, "POST", &format!("/talk/{SHORT}"), Some(form))?;
    let seen: Vec<Duration> = std::thread::scope(|scope| {
        let parts: Vec<_> = open
            .chunks_mut(LISTENERS / 4)
            .map(|part| {
                scope.spawn(move || {
                    part.iter_mut().map(|one| seen(one, started)).collect::<Result<Vec<_>>>()
                })
            })
            .collect();
        let all: Result<Vec<Vec<Duration>>> =
            parts.into_iter().map(|part| part.join().expect("no panic")).collect();
        all.map(|all| all.concat())
    })?;
    let mut seen = seen;
    seen.sort_unstable();
    let how = if at_once { "all at once" } else { "one after the other" };
    println!(
        "| {LISTENERS} readers listening, who came {how} | {each:.1} KiB each; a new comment seen after {} ms by half, {} ms by 99 %, {:.0} ms CPU |",
        seen[LISTENERS / 2].as_millis(),
        seen[LISTENERS * 99 / 100].as_millis(),
        cpu_ms(&server.id())? - cpu,
    );
    Ok(())
}

/// When the comment came: after what the stream begins with.
fn seen(connection: &mut Connection, started: Instant) -> Result<Duration> {
    let mut line = String::new();
    loop {
        line.clear();
        if connection.reader.read_line(&mut line)? == 0 {
            bail!("the stream ended");
        }
        if line.starts_with("data:") && line.contains("Seen by all") {
            return Ok(started.elapsed());
        }
    }
}
