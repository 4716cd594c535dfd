//! Stories: each reader's own, corrected by that reader, and remembered.

use jiff::SignedDuration;
use store::shelf::{List, Saving};
use store::stories::Why;
use store::testing::each;
use store::{Error, ReaderId, ShelfId, Store, StoryId};

use crate::library::{Library, add_reader, at, saving};
use crate::reprints::{AGENCY, HAY, OTHER, add_for};

/// Another report of the closed pier, in other words.
const REPORT: &str = "The outer islands have lost their pier. The harbour board in Lunde shut it on Monday, and Maud \
    Ellery, its chair, told islanders that divers had found rotted timber. The launch now sails from the quay \
    at Lunde, where at low water nobody can board. Islanders said the board had known of the rotted timber for years.";

async fn story_of(store: &Store, reader: ReaderId, shelf: ShelfId) -> (StoryId, Why) {
    let found = store.story_of(reader, shelf).await.expect("found").expect("placed");
    (found.story, found.why)
}

async fn names(store: &Store, reader: ReaderId) -> Vec<(String, i64)> {
    let found = store.stories(reader, None, 50).await.expect("a page").stories;
    found.into_iter().map(|one| (one.name, one.article_count)).collect()
}

#[test]
fn reports_of_one_event_are_a_story_and_say_why() {
    each(async |store| {
        let library = Library::new(store).await;
        let (store, ada) = (&library.store, library.reader);
        let (first, _) = library.add("pier", "Old pier of the outer islands closed", AGENCY).await;
        let (bath, _) = library.add("bath", "Bath closed", OTHER).await;
        let (report, _) = library.add("report", "Outer islands lose their pier", REPORT).await;
        let (copy, _) = library.add("copy", "Old pier closed", AGENCY).await;
        let (story, why) = story_of(store, ada, first).await;
        assert_eq!(why, Why::Opened);
        assert_eq!(story_of(store, ada, report).await, (story, Why::Tied));
        assert_eq!(story_of(store, ada, copy).await, (story, Why::Reprint));
        assert_ne!(story_of(store, ada, bath).await.0, story);
        let ties = store.story_of(ada, report).await.expect("found").expect("placed").ties;
        assert!(
            ties.names.iter().chain(&ties.places).any(|word| word == "Ellery" || word == "Lunde"),
            "{ties:?}"
        );
        assert_eq!(
            names(store, ada).await,
            [("Old pier of the outer islands closed".to_owned(), 3)]
        );
        let (whole, items) = store.story(ada, story).await.expect("found");
        assert_eq!((whole.article_count, items.len()), (3, 3));
        assert_eq!(items.iter().filter(|one| one.group.is_some()).count(), 2);
        // What leaves the shelf leaves the story; the last one ends it.
        store.remove(ada, vec![first, report], at(40)).await.expect("removed");
        assert_eq!(store.story(ada, story).await.expect("found").1.len(), 1);
        store.remove(ada, vec![copy], at(41)).await.expect("removed");
        assert!(matches!(store.story(ada, story).await, Err(Error::NotFound)));
        assert_eq!(store.check(false).await.expect("checked"), [""; 0]);
    });
}

#[test]
fn a_reader_is_believed_and_remembered() {
    each(async |store| {
        let library = Library::new(store).await;
        let (store, ada) = (&library.store, library.reader);
        let (first, _) = library.add("pier", "Old pier of the outer islands closed", AGENCY).await;
        let (report, _) = library.add("report", "Outer islands lose their pier", REPORT).await;
        let (hay, _) = library.add("hay", "Early hay", HAY).await;
        let (story, _) = story_of(store, ada, first).await;
        assert_eq!(story_of(store, ada, report).await.0, story);
        // All of it cannot be split off, nor anything by others.
        let bo = add_reader(store, "bo").await;
        let none = store.split_story(ada, story, vec![first, report], at(50)).await;
        assert!(matches!(none, Err(Error::Refused(_))));
        let none = store.split_story(ada, story, vec![hay], at(50)).await;
        assert!(matches!(none, Err(Error::NotFound)));
        for none in [
            store.split_story(bo, story, vec![report], at(50)).await.map(drop),
            store.merge_stories(bo, story, StoryId(story.0 + 1), at(50)).await,
            store.name_story(bo, story, "Mine").await,
            store.story(bo, story).await.map(drop),
        ] {
            assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
        }
        let apart = store.split_story(ada, story, vec![report], at(51)).await.expect("split");
        assert_eq!(story_of(store, ada, report).await, (apart, Why::Reader));
        assert_eq!(names(store, ada).await, []);
        // A new version of it stays where the reader put it, and another report joins one, not both.
        let text = format!("{REPORT} Divers will go down again on Tuesday.");
        let article = store.shelf_item(ada, report).await.expect("there").article_id;
        let reading = crate::library::reading("Outer islands lose their pier", &text);
        store.keep_reading(article, reading, at(52)).await.expect("kept");
        crate::reprints::place(store, article).await;
        assert_eq!(story_of(store, ada, report).await, (apart, Why::Reader));
        library.add("again", "Pier of the outer islands", &format!("{AGENCY} {REPORT}")).await;
        assert_ne!(story_of(store, ada, first).await.0, apart);
        assert_eq!(story_of(store, ada, report).await.0, apart);
        // Joined by the reader, under the name that was given.
        store.name_story(ada, apart, "  The pier ").await.expect("named");
        store.merge_stories(ada, apart, story, at(53)).await.expect("joined");
        assert_eq!(names(store, ada).await, [("The pier".to_owned(), 3)]);
        assert!(matches!(store.story(ada, story).await, Err(Error::NotFound)));
        let none = store.merge_stories(ada, apart, apart, at(54)).await;
        assert!(matches!(none, Err(Error::Refused(_))));
        store.name_story(ada, apart, "").await.expect("unnamed");
        assert_eq!(names(store, ada).await, [("Outer islands lose their pier".to_owned(), 3)]);
        assert_eq!(store.check(false).await.expect("checked"), [""; 0]);
    });
}

#[test]
fn stories_are_each_readers_own() {
    each(async |store| {
        let library = Library::new(store).await;
        let (store, ada) = (&library.store, library.reader);
        let bo = add_reader(store, "bo").await;
        let private = Saving { is_private: true, ..saving("pier") };
        let (mine, _) =
            add_for(store, ada, private, "Old pier of the outer islands closed", AGENCY).await;
        let shared = saving("report");
        let title = "Outer islands lose their pier";
        let (of_bo, _) = add_for(store, bo, shared.clone(), title, REPORT).await;
        assert_eq!(names(store, bo).await, []);
        assert_eq!(story_of(store, bo, of_bo).await.1, Why::Opened);
        let (of_ada, article) = add_for(store, ada, shared, title, REPORT).await;
        assert_eq!(story_of(store, ada, of_ada).await.0, story_of(store, ada, mine).await.0);
        assert_eq!(names(store, ada).await.len(), 1);
        assert_eq!(names(store, bo).await, []);
        // Nobody is told of an article on another's shelf.
        assert_eq!(store.story_of(bo, mine).await.expect("asked"), None);
        assert_eq!(store.shelf_of_article(bo, article).await.expect("asked"), Some(of_bo));
        let to_join = store.stories_to_join(bo, story_of(store, bo, of_bo).await.0, 9).await;
        assert_eq!(to_join.expect("asked"), []);
    });
}

#[test]
fn quiet_stories_fade() {
    each(async |store| {
        let library = Library::new(store).await;
        let (store, ada) = (&library.store, library.reader);
        let title = "Old pier of the outer islands closed";
        let (first, _) = library.add("pier", title, AGENCY).await;
        let quiet = SignedDuration::from_hours(24 * 31);
        assert_eq!(store.fade_stories(quiet, 9, at(60)).await.expect("asked"), 0);
        let later = at(60) + SignedDuration::from_hours(24 * 40);
        assert_eq!(store.fade_stories(quiet, 9, later).await.expect("asked"), 1);
        let (report, _) = library.add("report", "Outer islands lose their pier", REPORT).await;
        assert_ne!(story_of(store, ada, report).await.0, story_of(store, ada, first).await.0);
        let list = List { limit: 9, ..List::default() };
        assert_eq!(store.shelf(ada, list).await.expect("a page").items.len(), 2);
    });
}
