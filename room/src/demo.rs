//! A library to look at: one reader, and articles that nobody ever published. Two outlets report the same
//! storm with other figures, an agency's text is reprinted, cut, edited and reworded, one page changes its
//! figure, and what the shelf can hold is on it: tags, folders, marks, a feed, searches, rules.
//!
//! `demo/gold.json` says what the record and a comparison of the pages about the storm should find.

mod talk;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use page::Capture;
use store::accounts::{NewReader, Role};
use store::feeds::{NewSubscription, Poll};
use store::jobs::JobKind;
use store::marks::{Anchor, Colour};
use store::rules::Action;
use store::shelf::{Change, Saved, Saving};
use store::watches::Question;
use store::{ArticleId, FeedId, FolderId, ReaderId};
use url::Url;

use crate::accounts::demo_link;
use crate::marks::anchor_in;
use crate::{App, Error, Result, desk};

/// One page, and how it stands on the shelf.
struct Page {
    url: &'static str,
    html: &'static [u8],
    /// Before the demo was opened.
    saved_hours_ago: i64,
    tags: &'static [&'static str],
    folder: Option<&'static str>,
    is_from_feed: bool,
    is_favourite: bool,
    is_archived: bool,
    /// In thousandths.
    progress: u16,
    /// Words to mark, colour, note.
    marks: &'static [(&'static str, Colour, &'static str)],
}

/// A page saved yesterday, unread, with nothing on it.
const PLAIN: Page = Page {
    url: "",
    html: b"",
    saved_hours_ago: 20,
    tags: &[],
    folder: None,
    is_from_feed: false,
    is_favourite: false,
    is_archived: false,
    progress: 0,
    marks: &[],
};

/// The oldest first. An address that comes twice is a page that changed.
const PAGES: &[Page] = &[
    Page {
        url: "https://post.example/news/tolls",
        html: include_bytes!("../demo/13-post-tolls.html"),
        saved_hours_ago: 150,
        tags: &["council"],
        folder: Some("Valley"),
        is_archived: true,
        progress: 1_000,
        ..PLAIN
    },
    Page {
        url: "https://courier.example/business/glassworks",
        html: include_bytes!("../demo/11-courier-glassworks.html"),
        saved_hours_ago: 120,
        tags: &["crafts"],
        folder: Some("Long reads"),
        is_favourite: true,
        is_archived: true,
        progress: 1_000,
        marks: &[(
            "You do not blow into glass. You listen to it, and now and then you answer.",
            Colour::Green,
            "On the wall above the benches. Ask Salome Brink who painted it.",
        )],
        ..PLAIN
    },
    Page {
        url: "https://courier.example/valley/ferry-winter",
        html: include_bytes!("../demo/10-courier-ferry.html"),
        saved_hours_ago: 100,
        tags: &["council", "travel"],
        folder: Some("Valley"),
        is_from_feed: true,
        ..PLAIN
    },
    Page {
        url: "https://post.example/culture/lighthouse",
        html: include_bytes!("../demo/12-post-lighthouse.html"),
        saved_hours_ago: 75,
        folder: Some("Long reads"),
        is_favourite: true,
        progress: 460,
        marks: &[("A lamp is the cheapest neighbour you can have", Colour::Yellow, "")],
        ..PLAIN
    },
    Page {
        url: "https://northwire.example/latest/storm-harden",
        html: include_bytes!("../demo/01-northwire-storm.html"),
        saved_hours_ago: 16,
        tags: &["storm"],
        ..PLAIN
    },
    Page {
        url: "https://post.example/news/storm-12000",
        html: include_bytes!("../demo/05-post-reprint.html"),
        saved_hours_ago: 15,
        tags: &["storm"],
        ..PLAIN
    },
    Page {
        url: "https://courier.example/upper-harden/storm-brief",
        html: include_bytes!("../demo/06-courier-reprint-cut.html"),
        saved_hours_ago: 15,
        tags: &["storm"],
        folder: Some("Valley"),
        is_from_feed: true,
        ..PLAIN
    },
    Page {
        url: "https://post.example/news/storm-what-we-know",
        html: include_bytes!("../demo/08-post-reworded.html"),
        saved_hours_ago: 14,
        tags: &["storm"],
        ..PLAIN
    },
    Page {
        url: STORM,
        html: include_bytes!("../demo/02-courier-storm-first.html"),
        saved_hours_ago: 12,
        tags: &["storm"],
        folder: Some("Valley"),
        is_from_feed: true,
        marks: &[
            (
                "12,000 homes in the Harden valley were without power",
                Colour::Red,
                "The governor's office says 19,000. Who counts what?",
            ),
            ("We count meters, and a meter either answers or it does not", Colour::Blue, ""),
        ],
        ..PLAIN
    },
    Page {
        url: "https://courier.example/valley/piano",
        html: include_bytes!("../demo/07-courier-reprint-edited.html"),
        saved_hours_ago: 11,
        tags: &["storm", "travel"],
        folder: Some("Valley"),
        is_from_feed: true,
        ..PLAIN
    },
    Page {
        url: "https://post.example/news/three-counts",
        html: include_bytes!("../demo/04-post-three-counts.html"),
        saved_hours_ago: 3,
        tags: &["storm", "energy"],
        is_favourite: true,
        marks: &[(
            "All three can be honest and only one can be right",
            Colour::Yellow,
            "The best sentence of the week.",
        )],
        ..PLAIN
    },
    Page {
        url: "https://post.example/culture/storms-before",
        html: include_bytes!("../demo/09-post-storms-before.html"),
        saved_hours_ago: 2,
        tags: &["storm"],
        folder: Some("Long reads"),
        ..PLAIN
    },
    Page {
        url: STORM,
        html: include_bytes!("../demo/03-courier-storm-second.html"),
        saved_hours_ago: 1,
        ..PLAIN
    },
];
const STORM: &str = "https://courier.example/valley/storm";

/// Searches that are kept: name, query.
const SEARCHES: &[(&str, &str)] =
    &[("Homes without power", "figure:homes"), ("Petra Lind says", r#"source:"Petra Lind""#)];

/// Watches: name, measure, whether only for rivals. They are kept before the pages are read.
const WATCHES: &[(&str, &str, bool)] =
    &[("Homes in the dark", "homes", false), ("Who disputes the wind", "wind speed", true)];

/// Fills an empty library; gives a link that signs its reader in.
///
/// # Errors
/// When the store fails.
pub async fn fill(app: &Arc<App>) -> Result<String> {
    let role = Role::Admin;
    let (name, display_name) = ("demo", "Demo reader");
    let new = NewReader { name, display_name, email: None, password_hash: None, role };
    let reader = app.store.add_reader(new, app.now()).await?;
    let valley = app.store.add_folder(reader, None, "Valley").await?;
    let long_reads = app.store.add_folder(reader, None, "Long reads").await?;
    let feed = follow(app, reader, valley).await?;
    for (name, measure, is_rival_only) in WATCHES {
        let measure = (*measure).to_owned();
        let question = Question { measure, is_rival_only: *is_rival_only, ..Question::default() };
        app.store.add_watch(reader, name, question, app.now()).await?;
    }
    for page in PAGES {
        let folder = page.folder.map(|name| if name == "Valley" { valley } else { long_reads });
        put(app, reader, page, folder, feed).await?;
    }
    for (name, query) in SEARCHES {
        app.store.save_search(reader, name, query, app.now()).await?;
    }
    let action = Action { tags: vec!["storm".to_owned()], ..Action::default() };
    app.store.add_rule(reader, "figure:homes", action, app.now()).await?;
    fetch_nothing(app, reader).await?;
    talk::fill(app, reader).await?;
    // Reprints and stories are found, and who was answered is told, as on any other day.
    desk::run_due(app).await?;
    demo_link(app, reader).await
}

/// The outlets of the demo are not there: the desk shall not look for them.
async fn fetch_nothing(app: &App, reader: ReaderId) -> Result<()> {
    for job in app.store.jobs(reader, 1_000).await? {
        if job.kind == JobKind::Fetch {
            app.store.finish_job(job.id).await?;
        }
    }
    Ok(())
}

/// A feed that was read an hour ago and is not asked again while anybody looks at the demo.
async fn follow(app: &App, reader: ReaderId, folder: FolderId) -> Result<FeedId> {
    let now = app.now();
    let new = NewSubscription {
        url: address("https://courier.example/feed.atom"),
        site_url: Some("https://courier.example/".to_owned()),
        feed_title: "The Harden Courier".to_owned(),
        folder: Some(folder),
        title: None,
        is_full_text: true,
    };
    let id = app.store.subscribe(reader, new, now).await?;
    let all = app.store.subscriptions(reader).await?;
    let feed = all.iter().find(|one| one.id == id).ok_or(Error::NotFound)?.feed.id;
    let next = now + SignedDuration::from_hours(24 * 365);
    let polled = now - SignedDuration::from_mins(52);
    app.store.feed_polled(feed, Poll::default(), next, polled).await?;
    Ok(feed)
}

async fn put(
    app: &Arc<App>,
    reader: ReaderId,
    page: &Page,
    folder: Option<FolderId>,
    feed: FeedId,
) -> Result<()> {
    let saved_at = app.now() - SignedDuration::from_hours(page.saved_hours_ago);
    let saving = Saving {
        tags: page.tags.iter().map(|&tag| tag.to_owned()).collect(),
        folder,
        feed: Some(feed).filter(|_| page.is_from_feed),
        is_favourite: page.is_favourite,
        is_read: page.is_archived,
        read_at: Some(saved_at).filter(|_| page.is_archived),
        ..Saving::new(address(page.url), saved_at)
    };
    let saved = app.store.save(reader, saving, app.now()).await?;
    let headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
    let capture = Capture { bytes: page.html.to_vec(), url: Some(address(page.url)), headers };
    desk::keep(app, saved.article_id, capture).await?;
    mark(app, reader, page, saved, saved_at).await
}

/// How far it was read, and what was marked on the way.
async fn mark(
    app: &App,
    reader: ReaderId,
    page: &Page,
    saved: Saved,
    saved_at: Timestamp,
) -> Result<()> {
    if page.progress > 0 {
        let change = Change { progress: Some(page.progress), ..Change::default() };
        app.store.change(reader, vec![saved.shelf_id], change, app.now()).await?;
    }
    for &(words, colour, note) in page.marks {
        let anchor = place(app, saved.article_id, words).await?;
        let at = saved_at + SignedDuration::from_mins(9);
        app.store.add_mark(reader, saved.article_id, anchor, colour, note, at).await?;
    }
    Ok(())
}

async fn place(app: &App, article: ArticleId, words: &str) -> Result<Anchor> {
    let version = app.store.article(article).await?.version;
    let text = app.store.content(article, None).await?.text;
    let given = Anchor { quote: words.to_owned(), ..Anchor::default() };
    anchor_in(&text, version, &given).ok_or(Error::Broken(format!("not in the demo: {words}")))
}

fn address(url: &str) -> Url {
    Url::parse(url).expect("the addresses above are addresses")
}
