//! Measures the index of reprints: CPU time to index an article, and bytes on disk, among a given
//! number kept.
//!
//! `cargo run -p store --example reprints -- FILE COUNT`
//!
//! Texts are chains of words drawn as often as words of news are (by Zipf's law from 200,000), so that keys of
//! common words are full and others are rare. The kept ones are written as the index would, in order of arrival;
//! the measured ones go through the store.

use std::collections::HashMap;
use std::path::PathBuf;

use jiff::Timestamp;
use record::signature::Signature;
use record::signature::keys::{FULL, KEPT, Keys, place};
use rusqlite::{Connection, params};
use rustix::time::{ClockId, clock_gettime};
use store::accounts::{NewReader, Role};
use store::article::{Content, Reading};
use store::shelf::Saving;
use store::{ArticleId, Location, Store};
use url::Url;

type Failure = Box<dyn std::error::Error>;

/// Articles that are measured.
const MEASURED: usize = 500;
const WORDS: usize = 200_000;
/// Pairs and single words that a text of 600 words asks for: see `record::signature::keys`.
const ASKED: (usize, usize) = (64, 20);

/// Numbers as if by chance, the same in every run (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A word's number: the n-th is drawn about 1/n as often as the first. The 100 most common are left out, as
    /// function words are no keys.
    fn word(&mut self) -> u64 {
        let even = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        let (low, high) = (100f64, WORDS as f64);
        (low * (high / low).powf(even)) as u64
    }

    /// Keys of an invented text. A word is its number, mixed.
    fn keys(&mut self) -> Keys {
        let mix = |word: u64| Chance(word).next();
        let pairs =
            (0..ASKED.0).map(|_| (mix(self.word()) ^ mix(self.word()).rotate_left(9)) as u32);
        let pairs = pairs.collect();
        let singles = (0..ASKED.1).map(|_| mix(self.word() ^ 0x5_1a9e) as u32).collect();
        Keys { pairs, singles }
    }

    fn text(&mut self) -> String {
        let words: Vec<String> = (0..600)
            .map(|at| {
                let stop = if at % 18 == 17 { "." } else { "" };
                format!("w{:x}{stop}", self.word())
            })
            .collect();
        words.join(" ")
    }
}

fn cpu_ms() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let file = PathBuf::from(arguments.next().ok_or("which file?")?);
    let count: usize = arguments.next().ok_or("how many articles?")?.parse()?;
    let location = Location::Sqlite(file.clone());
    let store = Store::open(&location).await?;
    let (name, display_name) = ("ada", "Ada");
    let new = NewReader { name, display_name, email: None, password_hash: None, role: Role::Admin };
    let reader = store.add_reader(new, Timestamp::now()).await?;
    let mut saved = Vec::with_capacity(MEASURED);
    for at in 0..MEASURED {
        let url = Url::parse(&format!("https://paper.example/{at}"))?;
        let one = store.save(reader, Saving::new(url, Timestamp::now()), Timestamp::now()).await?;
        let content = Content { text: "One.".to_owned(), ..Content::default() };
        let reading = Reading { title: "One".to_owned(), content, ..Reading::default() };
        store.keep_reading(one.article_id, reading, Timestamp::now()).await?;
        saved.push(one.article_id);
    }
    let mut chance = Chance(1);
    keep(&file, count, &mut chance)?;
    measure(&store, &saved, &mut chance).await?;
    Ok(())
}

/// Writes what the index holds of `count` articles.
fn keep(file: &std::path::Path, count: usize, chance: &mut Chance) -> Result<(), Failure> {
    let database = Connection::open(file)?;
    database.execute_batch(
        "PRAGMA cache_size = -1500000; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;",
    )?;
    let pages = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0));
    let size = "SELECT (SELECT * FROM pragma_page_count) * (SELECT * FROM pragma_page_size)";
    let before = pages(size)?;
    let mut held: HashMap<u32, u8> = HashMap::new();
    database.execute_batch("BEGIN")?;
    let mut insert = database.prepare("INSERT OR IGNORE INTO signature_key VALUES (?1, ?2)")?;
    let mut fill = database.prepare("DELETE FROM signature_key WHERE key = ?1")?;
    let mut add = database
        .prepare("INSERT INTO signature (article_id, version, compared) VALUES (?1, 1, 1)")?;
    for at in 0..count {
        let id = 1_000 + at as i64;
        let keys = chance.keys();
        let full = FULL as u8;
        let is_free = |key: &u32, held: &HashMap<u32, u8>| held.get(key).is_none_or(|n| *n < full);
        let pairs: Vec<u32> =
            keys.pairs.into_iter().filter(|key| is_free(key, &held)).take(KEPT - 5).collect();
        let singles = keys.singles.into_iter().filter(|key| is_free(key, &held)).take(5);
        for key in pairs.into_iter().chain(singles).collect::<Vec<_>>() {
            let count = held.entry(key).or_default();
            *count = count.saturating_add(1);
            if *count >= full {
                fill.execute(params![key as i32])?;
                insert.execute(params![key as i32, 0])?;
            } else {
                insert.execute(params![key as i32, id])?;
            }
        }
        add.execute(params![id])?;
    }
    drop((insert, fill, add));
    database.execute_batch("COMMIT")?;
    let full = held.values().filter(|count| **count >= FULL as u8).count();
    let bytes = pages(size)? - before;
    println!("{count} articles, {} keys, {full} of them full", held.len());
    println!("{:.1} bytes on disk each", bytes as f64 / count as f64);
    Ok(())
}

async fn measure(store: &Store, saved: &[ArticleId], chance: &mut Chance) -> Result<(), Failure> {
    let texts: Vec<String> = saved.iter().map(|_| chance.text()).collect();
    let before = cpu_ms();
    let mut asked = 0;
    for text in &texts {
        let keys = Keys::of(&Signature::read(text));
        asked += keys.asked().count();
    }
    let each = |before: f64| (cpu_ms() - before) / saved.len() as f64;
    println!(
        "keys of a text of 600 words: {:.3} ms of CPU, {} keys",
        each(before),
        asked / texts.len()
    );
    let keys: Vec<Keys> = saved.iter().map(|_| chance.keys()).collect();
    // In memory the decision alone.
    let before = cpu_ms();
    let kept: usize = keys.iter().map(|keys| place(keys, |_| Some([])).keep.len()).sum();
    println!("decision: {:.3} ms of CPU, {} keys kept", each(before), kept / keys.len());
    let (warm, cold) = keys.split_at(100);
    for (id, keys) in saved.iter().zip(warm) {
        store.index_reprints(*id, 1, keys.clone(), None).await?;
    }
    let before = cpu_ms();
    let mut candidates = 0;
    for (id, keys) in saved[100..].iter().zip(cold) {
        candidates += store.index_reprints(*id, 1, keys.clone(), None).await?.0.len();
    }
    let each = (cpu_ms() - before) / cold.len() as f64;
    println!("look-up, decision and rows: {each:.3} ms of CPU, {candidates} candidates in all");
    Ok(())
}
