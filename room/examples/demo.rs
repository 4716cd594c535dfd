//! A room with invented articles and one reader, to be looked at, driven and measured.
//!
//! `cargo run -p room --example demo -- DATABASE COUNT`: makes `DATABASE` with `COUNT` articles if it
//! is not there, serves it on 127.0.0.1:8932, and says with which cookie one is signed in.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use room::article::record::Kept;
use room::{App, Config, router};
use store::accounts::{NewReader, NewSession, Role};
use store::article::{Content, Reading};
use store::shelf::Saving;
use store::{Location, ReaderId, Store};
use url::Url;

const OPENING: &str = "The only car ferry serving Sallow Island will stay in harbour for at least nine \
    days after engineers found a crack in its hull, leaving about 1,400 residents to rely on a \
    passenger launch.";
const SENTENCES: &[&str] = &[
    "“We would rather disappoint people for a week than frighten them for a minute,” said Maud \
     Ellery, the company’s managing director.",
    "She said a replacement vessel had been sought from three operators without success.",
    "“You can’t put a ram in a passenger launch,” said Tom Garrick, who farms on the north shore.",
    "The crack, measuring 38 centimetres, was spotted during a routine inspection on Tuesday night.",
    "Councillors in Hollin voted by eleven to four on Monday evening to drain the town’s reservoir.",
    "The work will start in September and last until the following May, at a cost of 310,000 pounds.",
    "Engineers told the meeting that one of the three gates could no longer be closed fully.",
    "“Nobody on this council wants to be the one who explains why we waited for the chain to break,” \
     said Priya Lonsdale, who chairs the works committee.",
];
const TITLES: &[&str] = &[
    "Island’s only car ferry to stay in harbour for nine days",
    "Council votes to drain Hollin reservoir for dam repairs",
    "Bolts sheared in 40 places before footbridge was closed, inquiry told",
    "No wind at the kite festival, and the largest crowd in its history",
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = PathBuf::from(arguments.next().ok_or("which database?")?);
    let count: usize = arguments.next().unwrap_or_default().parse().unwrap_or(12);
    let store = Store::open(&Location::Sqlite(path)).await?;
    if store.reader_count().await? == 0 {
        fill(&store, count).await?;
    }
    let app = App::open(store, Config::default()).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8932").await?;
    println!("http://127.0.0.1:8932, cookie dateline=demo");
    Ok(axum::serve(listener, router(Arc::new(app))).await?)
}

async fn fill(store: &Store, count: usize) -> Result<(), Box<dyn std::error::Error>> {
    let now = Timestamp::now();
    let new = NewReader {
        name: "mira",
        display_name: "Mira Holt",
        email: None,
        password_hash: None,
        role: Role::Admin,
    };
    let reader = store.add_reader(new, now).await?;
    let session = NewSession {
        token_hash: room::accounts::hash("demo"),
        reader_id: reader,
        agent: "demo",
        expires_at: now + SignedDuration::from_hours(24 * 365),
    };
    store.add_session(session, now).await?;
    let mut kept: Vec<Option<Content>> = vec![None; SENTENCES.len()];
    for number in 0..count {
        let content = kept[number % SENTENCES.len()].get_or_insert_with(|| content(number));
        add(store, reader, number, content.clone(), now).await?;
    }
    Ok(())
}

async fn add(
    store: &Store,
    reader: ReaderId,
    number: usize,
    content: Content,
    now: Timestamp,
) -> Result<(), Box<dyn std::error::Error>> {
    let url = Url::parse(&format!("https://harbour-post.example/{number}"))?;
    let at = now - SignedDuration::from_mins(i64::try_from(number)? * 7);
    let mut saving = Saving::new(url, at);
    saving.is_read = number % 10 >= 3;
    saving.tags = vec![["ferries", "bridges", "to quote"][number % 3].to_owned()];
    let saved = store.save(reader, saving, now).await?;
    let reading = Reading {
        title: TITLES[number % TITLES.len()].to_owned(),
        standfirst: Some(SENTENCES[number % SENTENCES.len()].to_owned()),
        byline: vec!["Mara Ellison".to_owned(), "Jon Petty".to_owned()],
        outlet: Some("Harbour Post".to_owned()),
        published: Some(at.to_string()),
        published_at: Some(at),
        language: Some("en".to_owned()),
        word_count: i64::try_from(content.text.split_whitespace().count())?,
        content,
        extractor: "demo".to_owned(),
        ..Reading::default()
    };
    store.keep_reading(saved.article_id, reading, now).await?;
    Ok(())
}

/// Some 530 words, the mean of our measurements.
fn content(seed: usize) -> Content {
    let mut paragraphs = vec![OPENING.to_owned()];
    for paragraph in 0..14 {
        let pick = |at: usize| SENTENCES[(seed + paragraph * 3 + at) % SENTENCES.len()];
        paragraphs.push(format!("{} {}", pick(0), pick(1)));
    }
    let text = paragraphs.join("\n\n");
    let html = paragraphs.iter().map(|words| format!("<p>{words}</p>")).collect();
    let options = record::Options { language: Some("en"), ..record::Options::default() };
    let record = Kept::of(&record::read(&text, &options)).to_json();
    Content { text, html, record }
}
