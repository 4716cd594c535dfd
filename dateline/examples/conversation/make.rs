//! The library that is measured, and the export that is taken in.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use room::threads::markdown;
use store::accounts::{NewReader, NewSession, Role};
use store::threads::{Above, Taken, Thing};
use store::{Location, Store, ThreadId};
use url::Url;

/// Readers who post and listen; the first one asks for pages.
pub(crate) const READERS: usize = 64;
/// The thread of 200 comments, and the long one: the first two.
pub(crate) const SHORT: i64 = 1;
pub(crate) const LONG: i64 = 2;
/// Comments in one transaction.
const BATCH: usize = 5_000;
const OTHER: usize = 500;

/// The cookie of a reader.
pub(crate) fn token(reader: usize) -> String {
    format!("token-of-{reader}")
}

/// An invented sentence of 20 to 60 words with a link and marks, another for each number.
pub(crate) fn words(number: usize) -> String {
    const WORDS: [&str; 24] = [
        "harbour", "the", "ferry", "board", "of", "night", "and", "launch", "island", "for", "to",
        "stone", "paid", "winter", "said", "none", "quay", "oak", "long", "in", "season", "they",
        "weather", "price",
    ];
    let mut state = number as u64 * 2_654_435_761 + 12_345;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let count = 20 + next() % 41;
    let mut out = String::new();
    for at in 0..count {
        let word = WORDS[next() % WORDS.len()];
        match at {
            7 => out.push_str(&format!("*{word}* ")),
            12 => out.push_str(&format!("[{word}](https://paper.example/{number}) ")),
            _ => out.push_str(&format!("{word} ")),
        }
    }
    out.push_str(&number.to_string());
    out
}

pub(crate) async fn run(file: &Path, count: usize) -> Result<()> {
    let store = Store::open(&Location::Sqlite(file.to_owned())).await?;
    let now = Timestamp::now();
    for number in 0..READERS {
        let name = format!("reader{number}");
        let new = NewReader {
            name: &name,
            display_name: &name,
            email: None,
            password_hash: None,
            role: Role::Reader,
        };
        let reader_id = store.add_reader(new, now).await?;
        let token_hash = room::accounts::hash(&token(number));
        let expires_at = now + SignedDuration::from_hours(24 * 170);
        store
            .add_session(NewSession { token_hash, reader_id, agent: "bench", expires_at }, now)
            .await?;
    }
    let rules =
        room::threads::rules::Rules { in_ten_minutes: usize::MAX >> 1, ..Default::default() };
    store.set_setting("talk_rules", Some(&serde_json::to_string(&rules)?)).await?;
    let mut next = Next { store: &store, now, number: 0 };
    next.thread(200, 1).await?;
    next.thread(count / 10, 3).await?;
    let mut left = count - count / 10 - 200;
    while left > 0 {
        let size = left.min(OTHER);
        next.thread(size, 2).await?;
        left -= size;
    }
    Ok(())
}

struct Next<'s> {
    store: &'s Store,
    now: Timestamp,
    number: usize,
}

impl Next<'_> {
    /// A thread in which of each `replies` + 1 comments one answers none.
    async fn thread(&mut self, size: usize, replies: usize) -> Result<()> {
        let url = Url::parse(&format!("https://paper.example/{}", self.number))?;
        let thing = Thing { url, title: format!("Article {} of the paper", self.number) };
        let thread = self.store.thread_to_take(thing, self.now).await?;
        let mut batch = Vec::with_capacity(BATCH);
        let mut root = 0;
        for at in 0..size {
            if at % (replies + 1) == 0 || batch.is_empty() {
                root = batch.len();
            }
            let parent = if batch.len() == root { Above::Nothing } else { Above::Taken(root) };
            batch.push(self.comment(thread, parent, at));
            if batch.len() == BATCH {
                self.keep(std::mem::take(&mut batch)).await?;
            }
        }
        self.keep(batch).await?;
        Ok(())
    }

    async fn keep(&self, batch: Vec<Taken>) -> Result<()> {
        self.store.take_comments(batch).await?;
        Ok(())
    }

    fn comment(&mut self, thread: ThreadId, parent: Above, at: usize) -> Taken {
        self.number += 1;
        let source = words(self.number);
        let html = markdown::render(&source).html;
        Taken {
            thread,
            mark: None,
            parent,
            name: format!("Writer {}", self.number % 977),
            source,
            html,
            is_deleted: false,
            up: (self.number % 7) as i64,
            down: (self.number % 3) as i64,
            created_at: self.now - SignedDuration::from_secs(10_000_000 - at as i64),
        }
    }
}

/// Writes a Disqus export and takes it in; prints CPU, wall and memory.
pub(crate) async fn import(file: &Path, count: usize) -> Result<()> {
    let export = file.with_extension("xml");
    write_export(&export, count)?;
    let size = std::fs::metadata(&export)?.len();
    let store = Store::open(&Location::Sqlite(file.to_owned())).await?;
    let (started, cpu) = (Instant::now(), crate::watch::cpu_ms("self")?);
    let said = dateline::talk::import(&store, wire::talk::open(&export)?, None).await?;
    let cpu = crate::watch::cpu_ms("self")? - cpu;
    println!(
        "| import of {count} comments (Disqus, {} MB) | {:.1} s CPU, {:.1} s in all, peak {} MiB |",
        size / 1_000_000,
        cpu / 1e3,
        started.elapsed().as_secs_f64(),
        crate::watch::memory("self", "VmHWM")? / 1024,
    );
    eprintln!("{said}");
    Ok(())
}

fn write_export(path: &Path, count: usize) -> Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let pages = (count / 200).max(1);
    writeln!(
        out,
        "<?xml version=\"1.0\"?><disqus xmlns=\"http://disqus.com\" xmlns:dsq=\"http://disqus.com/x\">"
    )?;
    for page in 0..pages {
        writeln!(
            out,
            "<thread dsq:id=\"{page}\"><link>https://blog.example/{page}</link><title>Page {page}</title></thread>"
        )?;
    }
    for number in 0..count {
        let (page, at) = (number % pages, number / pages);
        let said = words(number).replace('*', "").replace(['[', ']'], "");
        write!(out, "<post dsq:id=\"{number}\"><message><![CDATA[<p>{said}</p>]]></message>")?;
        write!(
            out,
            "<createdAt>2019-03-{:02}T{:02}:{:02}:00Z</createdAt><isSpam>false</isSpam>",
            1 + at / 1_440 % 28,
            at / 60 % 24,
            at % 60
        )?;
        write!(
            out,
            "<author><name>Writer {}</name></author><thread dsq:id=\"{page}\"/>",
            number % 977
        )?;
        // Every second one answers an earlier or a later one of its page.
        if at % 2 == 1 {
            let other = if at % 4 == 1 { number - pages } else { (number + pages) % count };
            write!(out, "<parent dsq:id=\"{other}\"/>")?;
        }
        writeln!(out, "</post>")?;
    }
    writeln!(out, "</disqus>")?;
    Ok(out.flush()?)
}
