//! Tags, folders, feeds, rules, marks, statements, saved searches.

use std::collections::HashMap;

use store::feeds::{Entry, NewSubscription, Poll, SubscriptionChange};
use store::marks::{Anchor, Colour, Moved};
use store::rules::Action;
use store::shelf::{Change, Filter, SyncPoint};
use store::{Error, FolderId, Store, testing};

use crate::library::{Library, add_reader, at, figure, quote, reading, saving, url};

#[test]
fn tags_can_be_renamed_joined_and_removed() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        let (store, reader) = (&library.store, library.reader);
        let a = library.save(saving("a")).await.shelf_id;
        let b = library.save(saving("b")).await.shelf_id;
        let tagged = |names: &[&str]| Change {
            add_tags: names.iter().map(|&name| name.to_owned()).collect(),
            ..Change::default()
        };
        library.change(&[a], tagged(&["War", "Ukraine, east"])).await;
        library.change(&[b], tagged(&["Krieg", "war"])).await;
        let keys = async || {
            let tags = store.tags(reader).await.expect("tags");
            tags.into_iter().map(|tag| format!("{}={}", tag.key, tag.name)).collect::<Vec<_>>()
        };
        assert_eq!(keys().await, ["krieg=Krieg", "ukraine-east=Ukraine east", "war=War"]);
        let krieg = store.tag(reader, "krieg").await.expect("asked").expect("there");
        store.rename_tag(reader, krieg, "WAR", at(3)).await.expect("joined");
        assert_eq!(keys().await, ["ukraine-east=Ukraine east", "war=War"]);
        library.check_counts().await;
        let war = store.tag(reader, "war").await.expect("asked").expect("there");
        store.rename_tag(reader, war, "Conflict", at(4)).await.expect("renamed");
        let item = store.shelf_item(reader, a).await.expect("there");
        assert_eq!(item.tags, ["Conflict", "Ukraine east"]);
        let mut shouted = saving("c");
        shouted.tags = vec!["CONFLICT".to_owned()];
        let c = library.save(shouted).await.shelf_id;
        let tags = store.shelf_item(reader, c).await.expect("there").tags;
        assert_eq!(tags, ["Conflict"], "as it was written first");
        assert_eq!(library.found("tag:conflict").await.len(), 3);
        let ben = add_reader(store, "ben").await;
        let not_his = store.remove_tag(ben, war, at(5)).await;
        assert!(matches!(not_his, Err(Error::NotFound)), "{not_his:?}");
        store.remove_tag(reader, war, at(5)).await.expect("removed");
        assert_eq!(store.shelf_item(reader, b).await.expect("there").tags, [""; 0]);
        let bad = store.rename_tag(reader, war, "!?", at(6)).await;
        assert!(matches!(bad, Err(Error::Refused(_))), "{bad:?}");
        library.check_counts().await;
    });
}

#[test]
fn folders_stand_in_each_other_but_not_in_themselves() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        let (store, reader) = (&library.store, library.reader);
        let top = store.add_folder(reader, None, " Top ").await.expect("made");
        let inner = store.add_folder(reader, Some(top), "Inner").await.expect("made");
        assert_eq!(store.add_folder(reader, None, "Top").await.ok(), Some(top), "the same");
        let around = store.change_folder(reader, top, Some(inner), "Top").await;
        assert!(matches!(around, Err(Error::Refused(_))), "{around:?}");
        let ben = add_reader(store, "ben").await;
        for theirs in [top, FolderId(999)] {
            let added = store.add_folder(ben, Some(theirs), "x").await;
            assert!(matches!(added, Err(Error::NotFound)), "{added:?}");
            let mut saving = saving("b");
            saving.folder = Some(theirs);
            let saved = store.save(ben, saving, at(1)).await;
            assert!(matches!(saved, Err(Error::NotFound)), "{saved:?}");
        }
        let mut filed = saving("a");
        filed.folder = Some(inner);
        let saved = library.save(filed).await;
        store.remove_folder(reader, top, at(2)).await.expect("removed");
        assert_eq!(store.folders(reader).await.expect("a list"), []);
        let item = store.shelf_item(reader, saved.shelf_id).await.expect("still there");
        assert_eq!(item.folder_id, None);
        library.check_counts().await;
    });
}

fn subscription(page: &str, folder: Option<FolderId>) -> NewSubscription {
    NewSubscription {
        url: url(&format!("https://paper.example/{page}")),
        site_url: None,
        feed_title: "The Paper".to_owned(),
        folder,
        title: None,
        is_full_text: false,
    }
}

#[test]
fn feeds_are_polled_in_turn_and_their_entries_come_once() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        let (store, reader) = (&library.store, library.reader);
        let ben = add_reader(store, "ben").await;
        let folder = store.add_folder(reader, None, "News").await.expect("made");
        let id = store.subscribe(reader, subscription("feed", Some(folder)), at(1)).await;
        let id = id.expect("followed");
        let again = store.subscribe(reader, subscription("feed", None), at(1)).await;
        assert_eq!(again.ok(), Some(id));
        let mut full = subscription("feed", None);
        full.is_full_text = true;
        store.subscribe(ben, full, at(1)).await.expect("followed");

        assert_eq!(store.due_feeds(at(0), at(5), 9).await.expect("a list"), [], "not due yet");
        let due = store.due_feeds(at(2), at(5), 9).await.expect("a list");
        assert_eq!(due.len(), 1, "one feed for both");
        assert_eq!(store.due_feeds(at(2), at(5), 9).await.expect("a list"), [], "taken");
        let feed = due[0].id;
        store.feed_failed(feed, "no answer", at(10), at(2)).await.expect("noted");
        let health = store.feed(feed).await.expect("there");
        assert_eq!((health.failure.as_deref(), health.failure_count), (Some("no answer"), 1));
        let poll = Poll { etag: Some("x".to_owned()), ..Poll::default() };
        store.feed_polled(feed, poll, at(20), at(3)).await.expect("noted");
        let health = store.feed(feed).await.expect("there");
        assert_eq!((health.failure, health.failure_count), (None, 0));
        assert_eq!(store.next_poll().await.expect("asked"), Some(at(20)));

        let entry = |n: u8| Entry {
            hash: [n; 16],
            url: url(&format!("https://paper.example/story/{n}")),
            title: format!("Story {n}"),
        };
        library.save(saving("story/2")).await;
        for (n, shelves) in [(1, 2), (2, 1)] {
            let delivered = store.deliver(feed, entry(n), at(3)).await.expect("delivered");
            let delivered = delivered.expect("new");
            assert_eq!(delivered.shelves.len(), shelves, "who had it gets it no second time");
            assert!(delivered.is_full_text, "ben wants the page");
            assert_eq!(store.deliver(feed, entry(n), at(4)).await.ok(), Some(None), "seen");
        }
        let unseen = store.unseen_entries(feed, vec![[1; 16], [3; 16]]).await;
        assert_eq!(unseen.expect("asked"), [[3; 16]]);
        let counts = store.counts(reader).await.expect("counted");
        assert_eq!((counts.feeds[&feed].unread, counts.folders[&folder].unread), (1, 1));
        library.check_counts().await;

        let moved = SubscriptionChange { folder: Some(None), ..SubscriptionChange::default() };
        store.change_subscription(reader, id, moved, at(5)).await.expect("moved");
        assert_eq!(store.counts(reader).await.expect("counted").folders, HashMap::new());
        let theirs = store.unsubscribe(ben, id, at(6)).await;
        assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
        store.unsubscribe(reader, id, at(6)).await.expect("ended");
        assert!(store.feed(feed).await.is_ok(), "ben follows it still");
        assert_eq!(library.all(Filter::All).await.len(), 2, "articles stay");
        library.check_counts().await;
    });
}

#[test]
fn rules_do_what_they_say_with_what_matches() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        let (store, reader) = (&library.store, library.reader);
        let war =
            Action { tags: vec!["war".to_owned()], mark_favourite: true, ..Action::default() };
        let dull = Action { leave_out: true, ..Action::default() };
        store.add_rule(reader, "drone -football", war, at(1)).await.expect("kept");
        let id = store.add_rule(reader, "football", dull, at(1)).await.expect("kept");
        for bad in ["", "is:green", "  "] {
            let rule = store.add_rule(reader, bad, Action::default(), at(1)).await;
            assert!(matches!(rule, Err(Error::Refused(_))), "{bad}");
        }
        for (page, text, rules, titles) in [
            ("a", "A drone fell.", 1, 1),
            ("b", "Football and a drone.", 1, 1),
            ("c", "Weather.", 0, 2),
        ] {
            let saved = library.keep(page, page, text).await;
            let applied = store.apply_rules(reader, saved.shelf_id, at(3)).await.expect("applied");
            assert_eq!(applied.rule_count, rules, "{page}");
            assert_eq!(library.all(Filter::All).await.len(), titles, "{page}");
        }
        assert_eq!(library.found("tag:war is:favourite").await, ["a"]);
        store.remove_rule(reader, id).await.expect("removed");
        assert_eq!(store.rules(reader).await.expect("a list").len(), 1);
        library.check_counts().await;
    });
}

#[test]
fn marks_move_with_the_text_and_leave_with_the_article() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        let (store, reader) = (&library.store, library.reader);
        let saved = library.keep("a", "A", "The river rose in the night.").await;
        let article = saved.article_id;
        let anchor = |quote: &str, start: usize| Anchor {
            quote: quote.to_owned(),
            prefix: "The ".to_owned(),
            suffix: String::new(),
            version: 1,
            span: start..start + quote.len(),
        };
        let add = async |anchor: Anchor, note: &str| {
            store.add_mark(reader, article, anchor, Colour::Green, note, at(3)).await
        };
        let late = add(anchor("night", 22), "").await.expect("marked");
        let early = add(anchor("river", 4), "which?").await.expect("marked");
        assert!(matches!(add(anchor(" ", 0), "").await, Err(Error::Refused(_))));
        let ben = add_reader(store, "ben").await;
        let his = store.add_mark(ben, article, anchor("river", 4), Colour::Red, "", at(3)).await;
        assert!(matches!(his, Err(Error::NotFound)), "not on his shelf");
        let marks = store.marks_of_article(reader, article).await.expect("a list");
        assert_eq!(marks.iter().map(|mark| mark.id).collect::<Vec<_>>(), [early, late]);
        store.change_mark(reader, early, Colour::Blue, "", at(4)).await.expect("changed");
        let moved = vec![
            Moved { id: early, anchor: None },
            Moved { id: late, anchor: Some(Anchor { version: 2, ..anchor("night", 9) }) },
        ];
        store.move_marks(reader, moved, at(5)).await.expect("moved");
        let mark = store.mark(reader, early).await.expect("there");
        assert!(mark.is_orphan && mark.anchor.span == (4..9) && mark.colour == Colour::Blue);
        assert_eq!(store.mark(reader, late).await.expect("there").anchor.span, 9..14);
        assert_eq!(store.marks(reader, None, 1).await.expect("a page")[0].mark.id, early);
        assert_eq!(store.marks(reader, Some(early), 9).await.expect("a page").len(), 1);
        assert_eq!(store.counts(reader).await.expect("counted").marks, 2);
        assert_eq!(library.found("is:marked").await, ["A"]);
        store.remove_mark(reader, late, at(6)).await.expect("removed");
        store.remove(reader, vec![saved.shelf_id], at(7)).await.expect("removed");
        let changes = store.changes(reader, SyncPoint::default(), 9).await.expect("changes");
        assert_eq!(changes.removed_marks, [late, early]);
        library.check_counts().await;
    });
}

#[test]
fn pages_of_sources_and_measures_show_the_shelf_of_the_reader() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        let (store, reader) = (&library.store, library.reader);
        let ben = add_reader(store, "ben").await;
        for page in ["a", "b"] {
            let saved = library.save(saving(page)).await;
            let mut said = reading(page, "“It rose,” said Ida Wells of the river.");
            said.statements = vec![
                quote("Ida Wells", 0..9),
                figure("12", "Drones", 4..10),
                quote("IDA WELLS", 12..20),
            ];
            store.keep_reading(saved.article_id, said.clone(), at(2)).await.expect("kept");
            // Again: the rows are replaced.
            store.keep_reading(saved.article_id, said.clone(), at(3)).await.expect("kept");
            let kept = store.statements(saved.article_id).await.expect("a list");
            assert_eq!(kept.len(), 3);
            assert_eq!(kept[2].source.as_deref(), Some("Ida Wells"), "one source");
        }
        let ida = store.source_by_name("ida wells").await.expect("asked").expect("there");
        let said = store.said_by(reader, ida.id, None, 3).await.expect("a page");
        let places: Vec<_> = said.iter().map(|s| (s.title.as_str(), s.number)).collect();
        assert_eq!(places, [("b", 0), ("b", 2), ("a", 0)]);
        let after = store::statements::StatementCursor {
            article_id: said[2].article_id,
            number: said[2].number,
        };
        assert_eq!(store.said_by(reader, ida.id, Some(after), 3).await.expect("a page").len(), 1);
        assert_eq!(store.said_of(reader, "DRONES", None, 9).await.expect("a page").len(), 2);
        assert_eq!(store.said_by(ben, ida.id, None, 9).await.expect("a page"), []);
    });
}

#[test]
fn saved_searches_feed_out_under_a_secret() {
    testing::each(async |store: Store| {
        let library = Library::new(store).await;
        let (store, reader) = (&library.store, library.reader);
        let id = store.save_search(reader, "", "drone is:unread", at(1)).await.expect("kept");
        assert!(matches!(store.save_search(reader, "x", " ", at(1)).await, Err(Error::Refused(_))));
        store.set_search_feed(reader, id, Some("secret")).await.expect("set");
        let found = store.search_by_feed("secret").await.expect("there");
        assert_eq!((found.reader, found.name.as_str()), (reader, "drone is:unread"));
        store.set_search_feed(reader, id, None).await.expect("taken away");
        assert!(matches!(store.search_by_feed("secret").await, Err(Error::NotFound)));
        let ben = add_reader(store, "ben").await;
        assert!(matches!(store.remove_saved_search(ben, id).await, Err(Error::NotFound)));
        store.remove_saved_search(reader, id).await.expect("removed");
    });
}
