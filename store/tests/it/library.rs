//! A library to try things on: one reader, and a way to save and read articles in a line.

use jiff::{SignedDuration, Timestamp};
use store::accounts::{NewReader, Role};
use store::article::{Content, Reading};
use store::search::{Found, Search, SearchOrder};
use store::shelf::{Change, Filter, List, Saved, Saving};
use store::statements::{Figure, Kind, Statement};
use store::{ReaderId, ShelfId, Store};
use url::Url;

pub(crate) struct Library {
    pub(crate) store: Store,
    pub(crate) reader: ReaderId,
}

/// Minutes after the day on which the tests are.
pub(crate) fn at(minutes: i64) -> Timestamp {
    let day: Timestamp = "2026-03-04T00:00:00Z".parse().expect("an instant");
    day + SignedDuration::from_mins(minutes)
}

pub(crate) fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

pub(crate) fn saving(page: &str) -> Saving {
    Saving::new(url(&format!("https://paper.example/{page}")), at(0))
}

/// A reading with a title, and the text as one paragraph.
pub(crate) fn reading(title: &str, text: &str) -> Reading {
    Reading {
        title: title.to_owned(),
        word_count: text.split(' ').count() as i64,
        content: Content {
            text: text.to_owned(),
            html: format!("<p>{text}</p>"),
            record: String::new(),
        },
        extractor: "test 1".to_owned(),
        ..Reading::default()
    }
}

pub(crate) fn quote(source: &str, span: std::ops::Range<usize>) -> Statement {
    Statement { source: Some(source.to_owned()), kind: Kind::Direct, span, figure: None }
}

pub(crate) fn figure(value: &str, measure: &str, span: std::ops::Range<usize>) -> Statement {
    let measure = Some(measure.to_owned());
    let figure = Some(Figure { value: value.to_owned(), measure, ..Figure::default() });
    Statement { source: None, kind: Kind::Figure, span, figure }
}

impl Library {
    pub(crate) async fn new(store: Store) -> Self {
        let reader = add_reader(&store, "ada").await;
        Self { store, reader }
    }

    pub(crate) async fn save(&self, saving: Saving) -> Saved {
        self.store.save(self.reader, saving, at(1)).await.expect("saved")
    }

    /// Saves a page and reads it.
    pub(crate) async fn keep(&self, page: &str, title: &str, text: &str) -> Saved {
        let saved = self.save(saving(page)).await;
        let kept = self.store.keep_reading(saved.article_id, reading(title, text), at(2)).await;
        kept.expect("kept");
        saved
    }

    pub(crate) async fn change(&self, ids: &[ShelfId], change: Change) -> u64 {
        self.store.change(self.reader, ids.to_vec(), change, at(3)).await.expect("changed")
    }

    pub(crate) async fn titles(&self, list: List) -> Vec<String> {
        let page = self.store.shelf(self.reader, List { limit: 50, ..list }).await;
        page.expect("a list").items.into_iter().map(|item| item.title).collect()
    }

    pub(crate) async fn all(&self, filter: Filter) -> Vec<String> {
        self.titles(List { filter, ..List::default() }).await
    }

    pub(crate) async fn search(&self, query: &str, order: SearchOrder) -> Found {
        let search = Search { query: query.to_owned(), order, after: None, limit: 50 };
        self.store.search(self.reader, search).await.expect("answers")
    }

    /// Titles of the answers, the newest first; the count must be theirs.
    pub(crate) async fn found(&self, query: &str) -> Vec<String> {
        let found = self.search(query, SearchOrder::Newest).await;
        assert_eq!(found.count.count, found.hits.len() as i64, "count of {query}");
        assert!(found.count.is_exact, "{query}");
        found.hits.into_iter().map(|hit| hit.item.title).collect()
    }

    /// Kept counts are what rows say.
    pub(crate) async fn check_counts(&self) {
        assert_eq!(self.store.recount(false).await.expect("counted"), []);
        assert_eq!(self.store.recount_terms(false).await.expect("counted"), 0);
    }
}

pub(crate) async fn add_reader(store: &Store, name: &str) -> ReaderId {
    let new = NewReader {
        name,
        display_name: name,
        email: None,
        password_hash: None,
        role: Role::Reader,
    };
    store.add_reader(new, at(0)).await.expect("a reader")
}
