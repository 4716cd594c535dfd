//! The store's half of `cargo xtask bench room`: makes a library of invented articles and measures
//! the questions of a page on it.
//!
//! ```text
//! room make FILE ARTICLES [WORDS] [SENTENCES]
//!                             a library: 200 feeds, 30 % unread, articles of 535 or so many words with
//!                             a record each; made of invented words or of the lines of a file
//! room grow FILE ARTICLES     short articles without words, written past the store: what lists and counts
//!                             of a large library cost, in a hundredth of the time; `make` adds to it
//! room measure FILE           CPU time of each question, memory, disk, start
//! room session FILE           a session of its reader; prints the cookie
//! room import FILE ROWS       saved links put in as an import does
//! ```

mod grow;
mod invent;
mod measure;
mod place;

use std::path::Path;
use std::process::ExitCode;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use store::accounts::{NewReader, NewSession, Role};
use store::feeds::NewSubscription;
use store::shelf::Saving;
use store::{FeedId, Location, ReaderId, Store};

type Failure = Box<dyn std::error::Error>;

/// Articles kept in one transaction.
const CHUNK: usize = 500;
/// Links saved in one transaction.
const IMPORT_CHUNK: usize = 1000;
const FEEDS: usize = 200;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<ExitCode, Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["make", file, count, rest @ ..] => {
            let word_count = rest.first().map_or(Ok(535), |words| words.parse())?;
            let sentences = rest.get(1).map(std::fs::read_to_string).transpose()?;
            let invent = invent::Invent::new(word_count, sentences.as_deref());
            make(Path::new(file), count.parse()?, invent).await?;
        }
        ["grow", file, count] => grow::run(Path::new(file), count.parse()?).await?,
        ["measure", file] => measure::run(Path::new(file)).await?,
        ["session", file] => session(Path::new(file)).await?,
        ["import", file, count] => import(Path::new(file), count.parse()?).await?,
        _ => {
            eprintln!(
                "room make FILE ARTICLES [WORDS] [SENTENCES] | room measure FILE | room import FILE ROWS"
            );
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn start() -> Timestamp {
    "2024-01-01T00:00:00Z".parse().expect("an instant")
}

async fn open(file: &Path) -> Result<(Store, ReaderId), Failure> {
    let store = Store::open(&Location::Sqlite(file.to_owned())).await?;
    if let Ok(reader) = store.reader_by_name("ada").await {
        return Ok((store, reader.id));
    }
    let new = NewReader {
        name: "ada",
        display_name: "Ada",
        email: None,
        password_hash: None,
        role: Role::Admin,
    };
    let reader = store.add_reader(new, start()).await?;
    Ok((store, reader))
}

async fn make(file: &Path, count: usize, mut invent: invent::Invent) -> Result<(), Failure> {
    let (store, reader) = open(file).await?;
    let feeds = follow(&store, reader).await?;
    let (mut html_bytes, cpu) = (0, measure::cpu_ms());
    for from in (0..count).step_by(CHUNK) {
        let articles: Vec<_> = (from..count.min(from + CHUNK))
            .map(|number| article(&mut invent, number, &feeds))
            .collect();
        html_bytes += articles.iter().map(|(_, reading)| reading.content.html.len()).sum::<usize>();
        let traits: Vec<_> =
            articles.iter().map(|(saving, reading)| place::read(saving, reading)).collect();
        let saved = store.save_all_read(reader, articles, start()).await?;
        place::all(&store, saved.iter().map(|saved| saved.article_id).zip(traits)).await?;
    }
    let end = start() + SignedDuration::from_mins(count as i64);
    place::finish(&store, end).await?;
    place::fade(&store, end).await?;
    std::fs::write(file.with_extension("html-bytes"), html_bytes.to_string())?;
    println!(
        "{count} articles, {:.1} MB of HTML, {:.0} s CPU, their making included",
        html_bytes as f64 / 1e6,
        (measure::cpu_ms() - cpu) / 1e3
    );
    Ok(())
}

/// Follows the feeds of the library.
async fn follow(store: &Store, reader: ReaderId) -> Result<Vec<FeedId>, Failure> {
    for number in 0..FEEDS {
        let new = NewSubscription {
            url: format!("https://outlet{number}.example/feed").parse()?,
            site_url: None,
            feed_title: format!("Outlet {number}"),
            folder: None,
            title: None,
            is_full_text: false,
        };
        store.subscribe(reader, new, start()).await?;
    }
    let subscriptions = store.subscriptions(reader).await?;
    Ok(subscriptions.into_iter().map(|subscription| subscription.feed.id).collect())
}

/// An article of the library, and how it stands on the shelf.
fn article(
    invent: &mut invent::Invent,
    number: usize,
    feeds: &[FeedId],
) -> (Saving, store::article::Reading) {
    let outlet = invent.below(feeds.len());
    let at = start() + SignedDuration::from_mins(number as i64);
    let reading = invent.reading(number, outlet, at);
    let slug = reading.title.to_lowercase().replace(' ', "-");
    let url = format!("https://outlet{outlet}.example/2026/{slug}-{number}");
    let mut saving = Saving::new(url.parse().expect("a URL"), at);
    saving.feed = Some(feeds[outlet]);
    saving.is_read = invent.below(10) >= 3;
    saving.is_favourite = invent.below(50) == 0;
    if invent.below(10) == 0 {
        saving.tags.push(format!("tag {}", invent.below(50)));
    }
    (saving, reading)
}

/// Signs the reader in, for who measures the room over this library.
async fn session(file: &Path) -> Result<(), Failure> {
    let (store, reader_id) = open(file).await?;
    let cookie = "a-session-of-the-bench-and-of-nobody-else";
    let token_hash = Sha256::digest(cookie.as_bytes()).into();
    let expires_at = Timestamp::now() + SignedDuration::from_hours(24 * 365);
    let new = NewSession { token_hash, reader_id, agent: "bench", expires_at };
    // From an earlier measurement.
    let _ = store.end_session(reader_id, token_hash).await;
    store.add_session(new, Timestamp::now()).await?;
    println!("{cookie}");
    Ok(())
}

/// Links with title, tags and state, as the rows of an export have them.
async fn import(file: &Path, count: usize) -> Result<(), Failure> {
    let (store, reader) = open(file).await?;
    let mut invent = invent::Invent::new(0, None);
    let (cpu, began) = (measure::cpu_ms(), std::time::Instant::now());
    for from in (0..count).step_by(IMPORT_CHUNK) {
        let rows = (from..count.min(from + IMPORT_CHUNK)).map(|number| {
            let url = format!("https://site{}.example/page/{number}?utm_source=x", number % 997);
            let mut saving = Saving::new(url.parse().expect("a URL"), start());
            saving.title = Some(invent.title());
            saving.is_read = number % 2 == 0;
            saving.tags = vec![format!("tag {}", number % 300)];
            saving
        });
        store.save_all(reader, rows.collect(), start()).await?;
    }
    println!(
        "{count} links saved: {:.1} s CPU, {:.1} s wall, {} MB at most",
        (measure::cpu_ms() - cpu) / 1e3,
        began.elapsed().as_secs_f64(),
        measure::memory_mb("VmHWM:")
    );
    Ok(())
}
