//! Search: what is found, in which order, how many, and the words around it.

use store::search::{Search, SearchOrder};
use store::shelf::Change;
use store::{Store, testing};

use crate::library::{Library, add_reader, at, figure, quote, reading, saving};

/// Three articles; each query with the titles it finds, the newest first.
const FOUND: &[(&str, &str)] = &[
    ("drone", "C B A"),
    ("DRONES", "C B A"),
    ("harbour", "A"),
    ("harbor", ""),
    ("drone harbour", "A"),
    ("drone -harbour", "C B"),
    ("-harbour", "C B"),
    ("harbour OR river", "B A"),
    ("drone harbour OR river", "B A"),
    ("\"grain ship\"", "A"),
    ("\"ship grain\"", ""),
    ("drone -\"grain ship\"", "C B"),
    ("harb*", "A"),
    ("cafe", "C"),
    ("café", "C"),
    ("the", "B A"),
    ("outlet:herald", "B"),
    ("outlet:paper.example", "C B A"),
    ("author:\"ida wells\"", "B"),
    ("author:ida -river", ""),
    ("source:zelensky", "A"),
    ("source:\"Volodymyr Zelensky\"", "A"),
    ("source:biden", ""),
    ("figure:drones", "A"),
    ("title:b", "B"),
    ("tag:war", "B"),
    ("-tag:war", "C A"),
    ("is:unread", "B A"),
    ("is:read", "C"),
    ("is:favourite", "A"),
    ("is:favourite OR tag:war", "B A"),
    ("drone is:unread", "B A"),
    ("river OR is:favourite", "B A"),
    ("after:2026-03-01", "C B A"),
    ("before:2026-03-01", ""),
    ("drone before:2026", ""),
];

async fn three(store: Store) -> Library {
    let library = Library::new(store).await;
    let a = library.save(saving("a")).await;
    let mut said =
        reading("A", "The drones hit a grain ship in the harbour, Zelensky's office said.");
    said.statements = vec![quote("Volodymyr Zelensky", 0..9), figure("12", "Drones", 4..10)];
    library.store.keep_reading(a.article_id, said, at(2)).await.expect("kept");
    let b = library.save(saving("b")).await;
    let mut by = reading("B", "A drone fell into the river.");
    (by.outlet, by.byline) = (Some("Morning Herald".to_owned()), vec!["Ida B. Wells".to_owned()]);
    library.store.keep_reading(b.article_id, by, at(2)).await.expect("kept");
    let c = library.keep("c", "C", "One drone over Café Central.").await;
    library.change(&[a.shelf_id], Change { is_favourite: Some(true), ..Change::default() }).await;
    let war = Change { add_tags: vec!["War".to_owned()], ..Change::default() };
    library.change(&[b.shelf_id], war).await;
    library.change(&[c.shelf_id], Change { is_read: Some(true), ..Change::default() }).await;
    library
}

#[test]
fn queries_find_the_same_on_both() {
    testing::each(async |store: Store| {
        let library = three(store).await;
        for (query, titles) in FOUND {
            assert_eq!(library.found(query).await.join(" "), *titles, "{query}");
            let best = library.search(query, SearchOrder::Best).await;
            let mut best: Vec<_> = best.hits.into_iter().map(|hit| hit.item.title).collect();
            best.sort();
            best.reverse();
            assert_eq!(best.join(" "), *titles, "best first: {query}");
        }
    });
}

#[test]
fn pages_follow_each_other_without_gap_or_repeat() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        for number in 0..23 {
            let title = if number % 5 == 0 { "Bridge" } else { "Road" };
            let text = if number % 3 == 0 { "bridge bridge bridge" } else { "a bridge" };
            library.keep(&number.to_string(), title, text).await;
        }
        for order in [SearchOrder::Newest, SearchOrder::Best] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let search = Search { query: "bridge".to_owned(), order, after, limit: 4 };
                let found = library.store.search(library.reader, search).await.expect("answers");
                seen.extend(found.hits.into_iter().map(|hit| hit.item));
                after = found.next.map(|next| next.to_string().parse().expect("a cursor"));
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen.len(), 23, "{order:?}");
            let in_title = seen.iter().take(5).filter(|item| item.title == "Bridge").count();
            assert_eq!(in_title, if order == SearchOrder::Best { 5 } else { 1 }, "{order:?}");
            seen.sort_by_key(|item| item.id);
            seen.dedup_by_key(|item| item.id);
            assert_eq!(seen.len(), 23, "each once");
        }
    });
}

#[test]
fn readers_find_only_their_own_and_counts_hold() {
    testing::each(async |store: Store| {
        let library = three(store).await;
        let ben = add_reader(&library.store, "ben").await;
        let his = library.store.save(ben, saving("b"), at(4)).await.expect("saved");
        let search = async |query: &str| {
            let search = Search { query: query.to_owned(), limit: 9, ..Search::default() };
            let found = library.store.search(ben, search).await.expect("answers");
            assert_eq!(found.count.count, found.hits.len() as i64, "{query}");
            found.hits.len()
        };
        for (query, count) in [("drone", 1), ("harbour", 0), ("the", 1), ("tag:war", 0), ("-x", 1)]
        {
            assert_eq!(search(query).await, count, "{query}");
        }
        library.check_counts().await;
        library.store.remove(ben, vec![his.shelf_id], at(5)).await.expect("removed");
        assert_eq!(search("the").await, 0);
        assert_eq!(library.found("the").await.len(), 2, "ada's stay");
        library.check_counts().await;
        library.store.rebuild_index().await.expect("made anew");
        assert_eq!(library.found("drone the").await.len(), 2);
        library.check_counts().await;
    });
}

#[test]
fn hits_are_shown_where_they_stand() {
    testing::each(async |store: Store| {
        let library = three(store).await;
        let found = library.search("harbour -river", SearchOrder::Newest).await;
        let snippet = found.hits[0].snippet.as_ref().expect("a piece of the text");
        let hits: Vec<_> = snippet.spans.iter().map(|span| &snippet.text[span.clone()]).collect();
        assert_eq!(hits, ["harbour"]);
        let link = library.save(saving("link")).await;
        assert_eq!(library.search("harbour", SearchOrder::Newest).await.hits.len(), 1);
        let title = Change { title: Some(Some("Harbour".to_owned())), ..Change::default() };
        library.change(&[link.shelf_id], title).await;
        let found = library.search("harbour", SearchOrder::Best).await;
        assert_eq!(
            found.hits[0].title_spans,
            &[std::ops::Range { start: 0, end: 7 }][..],
            "in the title, so it is best"
        );
        assert_eq!(found.hits[0].snippet, None);
    });
}

#[test]
fn a_phrase_far_down_is_gone_on_to() {
    // Only SQLite: 2,100 articles take a minute elsewhere, and the loop is the same.
    let scratch = testing::Scratch::new(testing::Kind::Sqlite).expect("made");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(scratch.location()).await.expect("opens");
        let library = Library::new(store).await;
        library.keep("first", "First", "They built a stone bridge.").await;
        let others = (0..2_100).map(|number| {
            (saving(&number.to_string()), reading("Other", "A bridge of old stone."))
        });
        let saved = library.store.save_all_read(library.reader, others.collect(), at(2)).await;
        assert_eq!(saved.expect("saved").len(), 2_100);
        let mut search = Search { query: "\"stone bridge\"".into(), limit: 9, ..Search::default() };
        let found = library.store.search(library.reader, search.clone()).await.expect("answers");
        assert!(found.hits.is_empty() && !found.count.is_exact);
        search.after = found.next;
        let found = library.store.search(library.reader, search).await.expect("answers");
        assert_eq!((found.hits.len(), found.next), (1, None));
    });
}
