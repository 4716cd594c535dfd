//! Reprints: found by keys, folded in lists, and never across what one reader has alone.

use record::reprint::{Folds, compare, fold, folds};
use record::signature::Signature;
use record::signature::keys::Keys;
use record::story::Traits;
use store::reprints::{Kind, Original, Pair, State};
use store::shelf::{Change, Filter, List, Saving};
use store::stories::Placing;
use store::testing::each;
use store::{ArticleId, ReaderId, ShelfId, Store};

use crate::library::{Library, add_reader, at, reading, saving};

pub(crate) const AGENCY: &str = "The harbour board closed the old pier on Monday after divers found that the timber below \
    the water line had rotted through. The pier was built in 1911 and carries the launch to the outer islands. \
    Some 1,400 residents depend on it for bread, post and the doctor. “Nobody shall fall through it while I am \
    chair,” said Maud Ellery, who leads the board. A new pier will cost 4 million and take two years to build, \
    and until then the launch will sail from the quay at Lunde, which is dry at low water.";
pub(crate) const OTHER: &str = "Councillors in Upper Harden voted by nine to six to close the old swimming bath, whose boiler \
    has failed every winter since it was put in. The building will become a library with a reading room for \
    the school. Parents who had collected signatures against it left the gallery before the count was over, and \
    the mayor, Olaf Brandt, said that he would rather be shouted at than lie about a boiler.";

/// What the desk does with an article that was read.
pub(crate) async fn place(store: &Store, id: ArticleId) {
    let unplaced = store.unplaced(id).await.expect("it is there").expect("it has a text");
    let signature = Signature::read(&unplaced.text);
    let keys = |text: &str| Keys::of(&Signature::read(text));
    let (article, before) = (&unplaced.article, unplaced.before.as_deref());
    let pairs = if unplaced.is_compared {
        None
    } else {
        let keys = (keys(&unplaced.text), before.map(keys));
        let found = store.index_reprints(id, article.version, keys.0, keys.1).await;
        let others = store.texts(found.expect("indexed").0).await.expect("texts");
        let pairs = others.iter().filter_map(|(other, text)| {
            let theirs = Signature::read(text);
            let found = compare(&signature, &theirs);
            let (span, other_span) = fold::parts(&found);
            let kind = match found.kind {
                record::reprint::Kind::Same => Kind::Same,
                record::reprint::Kind::Shortened => Kind::Shortened,
                record::reprint::Kind::Extended => Kind::Extended,
                record::reprint::Kind::Reworded => Kind::Reworded,
                record::reprint::Kind::Passage => Kind::Passage,
                record::reprint::Kind::Nothing => return None,
            };
            Some(Pair {
                other: other.id,
                kind,
                score: (found.score * 1_000.0) as i64,
                shares: [(found.share_a * 1_000.0) as i64, (found.share_b * 1_000.0) as i64],
                spans: [span, other_span],
                original: Original::Other,
                why: "it came before".to_owned(),
                folds: folds(&signature, &theirs, &found) == Folds::Yes,
            })
        });
        Some(pairs.collect())
    };
    let traits = Traits::of(&format!("{}\n{}", article.title, unplaced.text), None);
    let placing = Placing { article: id, version: article.version, pairs, traits };
    store.keep_placed(placing, None, at(9)).await.expect("placed");
}

impl Library {
    /// Saves a page, reads it and places it.
    pub(crate) async fn add(&self, page: &str, title: &str, text: &str) -> (ShelfId, ArticleId) {
        add_for(&self.store, self.reader, saving(page), title, text).await
    }
}

pub(crate) async fn add_for(
    store: &Store,
    reader: ReaderId,
    saving: Saving,
    title: &str,
    text: &str,
) -> (ShelfId, ArticleId) {
    let saved = store.save(reader, saving, at(1)).await.expect("saved");
    if store.article(saved.article_id).await.expect("there").version == 0 {
        let reading = reading(title, text);
        store.keep_reading(saved.article_id, reading, at(2)).await.expect("kept");
    }
    place(store, saved.article_id).await;
    (saved.shelf_id, saved.article_id)
}

async fn shown(library: &Library, list: List) -> Vec<(i64, usize)> {
    let list = List { limit: if list.limit == 0 { 50 } else { list.limit }, ..list };
    let found = library.store.folded_shelf_with_sections(library.reader, list).await;
    let items = found.expect("a page").0.items;
    items.iter().map(|one| (one.item.id.0, one.reprints.len())).collect()
}

#[test]
fn one_text_stands_once_in_a_list() {
    each(async |store| {
        let library = Library::new(store).await;
        let first = library.add("pier", "Pier closed", AGENCY).await.0;
        let alone = library.add("bath", "Bath closed", OTHER).await.0;
        let second = library.add("pier-2", "Old pier shut", AGENCY).await.0;
        let cut = AGENCY.split(" “Nobody").next().expect("a beginning");
        let third = library.add("pier-3", "Pier shut", cut).await.0;
        let all = List { filter: Filter::All, ..List::default() };
        assert_eq!(shown(&library, all).await, [(third.0, 2), (alone.0, 0)]);
        // Page by page it is the same: what came on an earlier page is not shown again.
        let by_one = List { limit: 1, ..all };
        assert_eq!(shown(&library, by_one).await, [(third.0, 2)]);
        let after = List { after: Some(third), ..by_one };
        assert_eq!(shown(&library, after).await, [(alone.0, 0)]);
        // In the unread list the first that is unread stands for all.
        let change = Change { is_read: Some(true), ..Change::default() };
        library.store.change(library.reader, vec![third], change, at(10)).await.expect("changed");
        assert_eq!(shown(&library, List::default()).await, [(second.0, 2), (alone.0, 0)]);
        let found = library.store.all_of_one_text(library.reader, first).await.expect("found");
        assert_eq!(found, [third, second, first]);
        let items = library.store.shelf_items(library.reader, vec![first, second, alone]).await;
        let folded =
            library.store.fold(library.reader, items.expect("three")).await.expect("folded");
        assert_eq!(folded.len(), 2);
        assert_eq!(library.store.check(false).await.expect("checked"), [""; 0]);
    });
}

#[test]
fn what_is_alike_is_named_with_its_kind() {
    each(async |store| {
        let library = Library::new(store).await;
        let (_, first) = library.add("pier", "Pier closed", AGENCY).await;
        let cut = AGENCY.split(" “Nobody").next().expect("a beginning");
        let (_, short) = library.add("pier-3", "Pier shut", cut).await;
        library.add("bath", "Bath closed", OTHER).await;
        let alike = library.store.alike(library.reader, first).await.expect("found");
        let [one] = alike.as_slice() else { panic!("{alike:?}") };
        assert_eq!(
            (one.article_id, one.kind, one.original),
            (short, Kind::Shortened, Original::This)
        );
        assert!(one.share < 700, "{one:?}");
        let alike = library.store.alike(library.reader, short).await.expect("found");
        assert_eq!((alike[0].kind, alike[0].original), (Kind::Extended, Original::Other));
        // Another text at the same address is compared anew, and what was found of the old one is gone.
        library.store.keep_reading(short, reading("Bath", OTHER), at(20)).await.expect("kept");
        place(&library.store, short).await;
        assert_eq!(library.store.alike(library.reader, first).await.expect("found"), []);
        let alike = library.store.alike(library.reader, short).await.expect("found");
        assert_eq!((alike.len(), alike[0].kind), (1, Kind::Same));
        let all = List { filter: Filter::All, ..List::default() };
        assert_eq!(shown(&library, all).await.len(), 2);
        assert_eq!(library.store.check(false).await.expect("checked"), [""; 0]);
    });
}

#[test]
fn what_one_reader_has_alone_shows_to_nobody_else() {
    each(async |store| {
        let library = Library::new(store).await;
        let other = add_reader(&library.store, "bo").await;
        let private = |page: &str| Saving { is_private: true, ..saving(page) };
        let (store, ada) = (&library.store, library.reader);
        let (_, of_ada) = add_for(store, ada, private("pier"), "Mine", AGENCY).await;
        let (_, of_bo) = add_for(store, other, private("pier"), "His", AGENCY).await;
        assert_ne!(of_ada, of_bo);
        for (reader, article) in [(ada, of_ada), (other, of_bo), (other, of_ada), (ada, of_bo)] {
            assert_eq!(store.alike(reader, article).await.expect("found"), []);
        }
        let all = List { filter: Filter::All, limit: 9, ..List::default() };
        for reader in [ada, other] {
            let found = store.folded_shelf_with_sections(reader, all).await.expect("a page").0;
            assert_eq!((found.items.len(), found.items[0].reprints.len()), (1, 0));
        }
        // A shared article that both have is alike to each one's own, for that reader.
        let shared = Saving { ..saving("pier-shared") };
        add_for(store, other, shared.clone(), "Shared", AGENCY).await;
        let alike = store.alike(other, of_bo).await.expect("found");
        assert_eq!(alike.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["Shared"]);
        assert_eq!(store.alike(ada, of_ada).await.expect("found"), []);
        add_for(store, ada, shared, "Shared", AGENCY).await;
        let (_, later) = add_for(store, ada, private("pier-later"), "Mine too", AGENCY).await;
        let alike = store.alike(ada, later).await.expect("found");
        let titles: Vec<_> = alike.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles, ["Mine", "Shared"]);
    });
}

#[test]
fn templates_are_capped_and_containers_stand_alone() {
    each(async |store| {
        let library = Library::new(store).await;
        let texts = [AGENCY, OTHER, HAY];
        for (number, text) in texts.iter().enumerate() {
            library.add(&format!("page-{number}"), "One", text).await;
        }
        let page = texts.join("\n\n");
        let (_, container) = library.add("digest", "All of today", &page).await;
        assert_eq!(library.store.reprint_state(container).await.expect("known"), State::Container);
        let all = List { filter: Filter::All, ..List::default() };
        let lists = shown(&library, all).await;
        assert_eq!(lists.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [0, 0, 0, 0]);
        // The page may come before what it holds.
        let library = Library { reader: add_reader(&library.store, "cy").await, ..library };
        let moved =
            |text: &str| text.replace("Monday", "Friday").replace("Upper Harden", "Nether Vale");
        let texts = texts.map(moved);
        let (_, container) = library.add("digest-2", "All of Friday", &texts.join("\n\n")).await;
        for (number, text) in texts.iter().enumerate() {
            library.add(&format!("later-{number}"), "One", text).await;
        }
        assert_eq!(library.store.reprint_state(container).await.expect("known"), State::Container);
    });
}

pub(crate) const HAY: &str = "Farmers along the Marrow will cut their hay two weeks early because the spring was the driest \
    since records began, the growers’ union said. Stores that should last until April are empty in half of the \
    barns, and a bale costs three times what it did. Ruth Adeyemi, who keeps 80 cows, sold a third of them in \
    January. The ministry has promised money for fodder, which the union calls late and thin.";

#[test]
fn the_index_forgets_what_is_swept() {
    each(async |store| {
        let library = Library::new(store).await;
        let (first, _) = library.add("pier", "Pier closed", AGENCY).await;
        let (_, second) = library.add("pier-2", "Pier shut", AGENCY).await;
        library.store.remove(library.reader, vec![first], at(30)).await.expect("removed");
        assert_eq!(library.store.sweep_articles(10).await.expect("swept"), 1);
        assert_eq!(library.store.alike(library.reader, second).await.expect("found"), []);
        assert_eq!(library.store.check(false).await.expect("checked"), [""; 0]);
    });
}
