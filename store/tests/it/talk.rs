//! The conversation: threads and their pages, who may open them, votes, changes, notices, moderation.

use jiff::SignedDuration;
use store::follows::{Followed, Letters, Shun};
use store::jobs::{JobKind, NewJob};
use store::marks::Anchor;
use store::moderation::{Act, Complaint, Subject};
use store::notices::Kind;
use store::shelf::Saving;
use store::threads::{
    Above, By, Cursor, DEPTH, Draft, List, NewComment, Page, Place, Posted, Shared, Sort, Status,
    Taken, Target, Thing, View, Viewer, Vote, Wanted,
};
use store::{ArticleId, CommentId, Error, ReaderId, Store, ThreadId, testing};

use crate::library::{Library, add_reader, at, quote, reading, saving, url};

/// A room with an article that Ada has on her shelf, and Ben, who has not.
struct Room {
    library: Library,
    ben: ReaderId,
    article: ArticleId,
}

impl Room {
    async fn new(store: Store) -> Self {
        let library = Library::new(store).await;
        let article = library.keep("a", "Ferry", "The ferry stays in harbour.").await.article_id;
        let ben = add_reader(&library.store, "ben").await;
        Self { library, ben, article }
    }

    fn ada(&self) -> ReaderId {
        self.library.reader
    }

    fn store(&self) -> &Store {
        &self.library.store
    }

    fn about(&self) -> Place {
        Place::About(Target::Article(self.article), "Ferry".to_owned())
    }

    async fn say(&self, by: ReaderId, place: Place, words: &str) -> Result<Posted, Error> {
        self.store().post(new(by, place, None, words), at(10)).await
    }

    async fn answer(&self, by: ReaderId, to: Posted, words: &str, minute: i64) -> Posted {
        let new = new(by, Place::Thread(to.thread), Some(to.id), words);
        self.store().post(new, at(minute)).await.expect("posted")
    }

    async fn view(&self, who: ReaderId, thread: ThreadId, list: List, limit: usize) -> View {
        let wanted = Wanted { list, limit, kept: None };
        self.store().view(Viewer::reader(who), thread, wanted).await.expect("a view")
    }

    async fn page(&self, thread: ThreadId, list: List, limit: usize) -> Page {
        self.view(self.ada(), thread, list, limit).await.page.expect("nothing was kept")
    }

    async fn tell_all(&self) {
        while self.store().tell_news(at(100)).await.expect("told") {}
    }

    /// A reader's notices, the newest first: kind and words of the comment.
    async fn told(&self, who: ReaderId) -> Vec<(Kind, String)> {
        self.tell_all().await;
        let notices = self.store().notices(who, None, 50).await.expect("notices");
        let words = |notice: store::notices::Notice| {
            let said = notice.comment.map(|(comment, _)| comment.source);
            let words =
                if notice.words.is_empty() { said.unwrap_or_default() } else { notice.words };
            (notice.kind, words)
        };
        notices.into_iter().map(words).collect()
    }

    /// Ada's article that quotes somebody.
    async fn quoting(&self, page: &str, name: &str) -> ArticleId {
        let saved = self.library.save(saving(page)).await;
        let mut reading = reading(page, "“It stays,” he said.");
        reading.statements = vec![quote(name, 0..10)];
        let kept = self.store().keep_reading(saved.article_id, reading, at(2)).await;
        kept.expect("kept");
        saved.article_id
    }

    /// Somebody who is quoted in one of Ada's articles.
    async fn source(&self, name: &str) -> i64 {
        self.quoting(&format!("of-{name}"), name).await;
        let source = self.store().source_by_name(name).await.expect("asked");
        source.expect("quoted").id.0
    }

    async fn is_sound(&self) {
        assert_eq!(self.store().check(false).await.expect("checked"), Vec::<String>::new());
    }
}

/// For the test of crashes: followers, some of whom want letters, and comments that nobody was told of.
pub(crate) async fn to_tell(location: &store::Location) -> (Vec<ReaderId>, Vec<i64>) {
    let store = Store::open(location).await.expect("opens");
    let room = Room::new(store).await;
    let mut readers = Vec::new();
    for number in 0..20 {
        let reader = add_reader(room.store(), &format!("reader{number}")).await;
        room.store().follow(reader, Followed::Reader, room.ada().0, at(1)).await.expect("follows");
        if number % 4 == 0 {
            verify(room.store(), reader, number).await;
            room.store().set_letters(reader, Letters::AtOnce).await.expect("set");
        }
        readers.push(reader);
    }
    let mut comments = Vec::new();
    for number in 0..60 {
        let said = room.say(room.ada(), room.about(), &number.to_string()).await.expect("posted");
        comments.push(said.id.0);
    }
    (readers, comments)
}

fn new(by: ReaderId, place: Place, parent: Option<CommentId>, words: &str) -> NewComment {
    NewComment {
        place,
        parent,
        by: By::Reader(by),
        is_moderator: false,
        source: words.to_owned(),
        html: format!("<p>{words}</p>"),
        held: None,
        mentions: Vec::new(),
    }
}

fn words(page: &Page) -> String {
    let words: Vec<&str> = page.comments.iter().map(|one| one.source.as_str()).collect();
    words.join(" ")
}

fn all(sort: Sort) -> List {
    List::All { sort, after: None }
}

#[test]
fn answers_follow_what_they_answer_in_every_order() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let (ada, ben) = (room.ada(), room.ben);
        let a = room.say(ada, room.about(), "a").await.expect("posted");
        let place = Place::Thread(a.thread);
        let b =
            room.store().post(new(ben, place.clone(), None, "b"), at(11)).await.expect("posted");
        let c = room.store().post(new(ben, place, None, "c"), at(12)).await.expect("posted");
        let a1 = room.answer(ben, a, "a1", 13).await;
        room.answer(ada, c, "c1", 14).await;
        room.answer(ada, a1, "a11", 15).await;
        room.answer(ben, a, "a2", 16).await;
        room.store().vote(ada, b.id, Vote::Recommend).await.expect("voted");
        for (sort, expected) in [
            (Sort::Oldest, "a a1 a11 a2 b c c1"),
            (Sort::Newest, "c c1 b a a1 a11 a2"),
            (Sort::Best, "b c c1 a a1 a11 a2"),
            (Sort::Discussed, "a a1 a11 a2 c c1 b"),
        ] {
            let page = room.page(a.thread, all(sort), 50).await;
            assert_eq!(words(&page), expected, "{sort:?}");
            assert_eq!(page.next, None);
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let page = room.page(a.thread, List::All { sort, after }, 1).await;
                found.push(words(&page));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(found.join(" "), expected, "{sort:?} by pages");
        }
        let thread = room.store().thread(Viewer::reader(ben), a.thread).await.expect("open");
        assert_eq!((thread.comment_count, thread.seq, thread.turn), (7, 7, 8));
        room.is_sound().await;
    });
}

#[test]
fn eight_levels_are_shown_and_sixty_four_kept() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let ada = room.ada();
        let first = room.say(ada, room.about(), "0").await.expect("posted");
        let mut last = first;
        let mut chain = vec![first];
        for level in 1..DEPTH {
            last = room.answer(ada, last, &level.to_string(), 11).await;
            chain.push(last);
            // Beside each, one that ends there.
            room.answer(ada, chain[level - 1], "-", 12).await;
        }
        let too_deep = new(ada, Place::Thread(first.thread), Some(last.id), "64");
        let refused = room.store().post(too_deep, at(13)).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        let page = room.page(first.thread, all(Sort::Newest), 50).await;
        assert_eq!(words(&page), "0 1 2 3 4 5 6 7 - - - - - - -");
        let list = List::Below { comment: chain[20].id, after: None };
        let page = room.page(first.thread, list, 50).await;
        assert_eq!(page.above, 20);
        assert_eq!(page.comments[20].source, "20");
        assert_eq!(page.comments.len(), 20 + 8 + 7);
        // In pieces.
        let (mut found, mut after) = (0, None);
        loop {
            let list = List::Below { comment: chain[20].id, after };
            let page = room.page(first.thread, list, 4).await;
            found += page.comments.len() - page.above - 1;
            after = page.cut.first().map(|cut| cut.1.clone());
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, 14);
        room.is_sound().await;
    });
}

#[test]
fn what_a_reader_only_saved_is_not_told() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let (ada, ben) = (Viewer::reader(room.ada()), Viewer::reader(room.ben));
        let nobody = Viewer { reader: None, is_moderator: false };
        let target = || Target::Article(room.article);
        let not_his = room.say(room.ben, room.about(), "x").await;
        assert!(matches!(not_his, Err(Error::NotFound)), "Ben has it not on his shelf");
        // A thread in which all is held is known to nobody else.
        let mut held = new(room.ada(), room.about(), None, "held");
        held.held = Some("it is the first".to_owned());
        let held = room.store().post(held, at(10)).await.expect("kept");
        for (viewer, is_open) in [(ada, true), (ben, false), (nobody, false)] {
            let found = room.store().thread_about(viewer, target()).await.expect("asked");
            assert_eq!(found.is_some(), is_open, "{viewer:?}");
            let by_id = room.store().thread(viewer, held.thread).await;
            assert_eq!(by_id.is_ok(), is_open, "{viewer:?}");
        }
        assert!(room.store().comment(ben, held.id).await.is_err());
        assert!(room.store().comment(ada, held.id).await.is_ok());
        assert_eq!(room.view(room.ada(), held.thread, all(Sort::Newest), 9).await.held.len(), 1);
        // Once somebody has spoken, it is the room's.
        room.say(room.ada(), room.about(), "hello").await.expect("posted");
        for viewer in [ada, ben, nobody] {
            assert!(room.store().thread(viewer, held.thread).await.is_ok(), "{viewer:?}");
        }
        assert!(room.store().comment(ben, held.id).await.is_err(), "still held");
        room.say(room.ben, Place::Thread(held.thread), "hello").await.expect("he may answer");
        assert_eq!(room.store().threads(None, 9).await.expect("a list").len(), 1);
        // An upload is its owner's alone, whatever is said about it.
        let mut private = saving("b");
        private.is_private = true;
        let article = room.library.save(private).await.article_id;
        let place = Place::About(Target::Article(article), "Mine".to_owned());
        let own = room.say(room.ada(), place, "to myself").await.expect("posted");
        let moderator = Viewer { reader: Some(room.ben), is_moderator: true };
        for viewer in [ben, nobody, moderator] {
            assert!(room.store().thread(viewer, own.thread).await.is_err(), "{viewer:?}");
            assert!(room.store().comment(viewer, own.id).await.is_err(), "{viewer:?}");
        }
        assert!(room.store().thread(ada, own.thread).await.is_ok());
        assert_eq!(room.store().threads(None, 9).await.expect("a list").len(), 1);
        room.is_sound().await;
    });
}

#[test]
fn a_passage_has_one_thread_wherever_it_went() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let anchor = |version, span: std::ops::Range<usize>| Anchor {
            quote: "ferry".to_owned(),
            prefix: "The ".to_owned(),
            suffix: " stays".to_owned(),
            version,
            span,
        };
        let target = |anchor| Target::Passage(room.article, anchor);
        let place = Place::About(target(anchor(1, 4..9)), "Ferry".to_owned());
        let first = room.say(room.ada(), place.clone(), "x").await.expect("posted");
        let again = room.say(room.ada(), place, "y").await.expect("posted");
        assert_eq!(first.thread, again.thread);
        let moved = Anchor { suffix: " lies".to_owned(), ..anchor(2, 30..35) };
        let places = vec![(first.thread, Some(moved.clone()))];
        room.store().move_passages(places).await.expect("moved");
        let ada = Viewer::reader(room.ada());
        let found = room.store().thread_about(ada, target(moved)).await.expect("asked");
        assert_eq!(found.expect("the same place").id, first.thread);
        room.store().move_passages(vec![(first.thread, None)]).await.expect("an orphan");
        let threads = room.store().threads_of_article(room.article).await.expect("a list");
        assert!(threads[0].is_orphan && threads[0].anchor.is_some());
    });
}

#[test]
fn votes_count_once_and_are_taken_back() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let said = room.say(room.ada(), room.about(), "x").await.expect("posted");
        for (vote, up, down) in [
            (Vote::Recommend, 1, 0),
            (Vote::Recommend, 1, 0),
            (Vote::OffThePoint, 0, 1),
            (Vote::None, 0, 0),
            (Vote::None, 0, 0),
        ] {
            room.store().vote(room.ben, said.id, vote).await.expect("voted");
            let view = room.view(room.ben, said.thread, all(Sort::Best), 9).await;
            let page = view.page.expect("a page");
            assert_eq!((page.comments[0].up, page.comments[0].down), (up, down), "{vote:?}");
            assert_eq!(view.votes.len(), usize::from(up + down > 0));
        }
        let own = room.store().vote(room.ada(), said.id, Vote::Recommend).await;
        assert!(matches!(own, Err(Error::Refused(_))));
        // A page that is kept is asked for again only when it turned.
        let kept = Some((
            room.store().thread(Viewer::reader(room.ada()), said.thread).await.expect("open").turn,
            (0, 99),
        ));
        let wanted = || Wanted { list: all(Sort::Best), limit: 9, kept };
        let view = || room.store().view(Viewer::reader(room.ada()), said.thread, wanted());
        assert!(view().await.expect("a view").page.is_none());
        room.store().vote(room.ben, said.id, Vote::Recommend).await.expect("voted");
        assert!(view().await.expect("a view").page.is_some());
    });
}

#[test]
fn own_comments_are_changed_in_time_and_deleted() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let said = room.say(room.ada(), room.about(), "teh ferry").await.expect("posted");
        let window = SignedDuration::from_mins(15);
        let edit = |who, words: &str, minute| {
            let new = (words.to_owned(), format!("<p>{words}</p>"));
            room.store().edit_comment(who, said.id, new, window, at(minute))
        };
        edit(room.ada(), "the ferry", 12).await.expect("in time");
        assert!(matches!(edit(room.ada(), "late", 26).await, Err(Error::Refused(_))));
        assert!(matches!(edit(room.ben, "not his", 12).await, Err(Error::NotFound)));
        let before = room.store().revisions(said.id).await.expect("revisions");
        assert_eq!(before, [("teh ferry".to_owned(), "<p>teh ferry</p>".to_owned(), at(10))]);
        let changed = room.store().changed_comments(said.thread, said.seq, 9).await.expect("asked");
        assert_eq!(changed[0].source, "the ferry");
        let answer = room.answer(room.ben, said, "aye", 13).await;
        assert!(room.store().delete_comment(room.ben, said.id).await.is_err(), "not his");
        room.store().delete_comment(room.ada(), said.id).await.expect("deleted");
        let page = room.page(said.thread, all(Sort::Newest), 9).await;
        assert_eq!((page.comments[0].status, page.comments.len()), (Status::Deleted, 2));
        assert_eq!(page.comments[0].html, "");
        assert!(room.store().revisions(said.id).await.expect("revisions").is_empty());
        room.store().delete_comment(room.ben, answer.id).await.expect("deleted");
        room.is_sound().await;
        // Nothing is left to be seen by others.
        assert!(room.store().thread(Viewer::reader(room.ben), said.thread).await.is_err());
    });
}

#[test]
fn drafts_are_kept_until_they_are_posted() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let target = Target::Article(room.article).word();
        let draft = |source: &str| Draft {
            target: target.clone(),
            parent: None,
            source: source.to_owned(),
            reason: Some("It is too short.".to_owned()),
            updated_at: at(9),
        };
        for source in ["a", "ab"] {
            room.store().keep_draft(room.ada(), draft(source)).await.expect("kept");
        }
        let kept = room.store().drafts(room.ada(), &target).await.expect("drafts");
        assert_eq!(kept, [draft("ab")]);
        assert!(room.store().drafts(room.ben, &target).await.expect("drafts").is_empty());
        room.say(room.ada(), room.about(), "ab!").await.expect("posted");
        assert!(room.store().drafts(room.ada(), &target).await.expect("drafts").is_empty());
    });
}

#[test]
fn each_is_told_once_and_who_is_not_wanted_is_not_heard() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let (ada, ben) = (room.ada(), room.ben);
        let eve = add_reader(room.store(), "eve").await;
        room.store().follow(eve, Followed::Reader, ben.0, at(1)).await.expect("follows");
        assert_eq!(room.told(ben).await, [(Kind::Follower, String::new())]);
        let said = room.say(ada, room.about(), "first").await.expect("posted");
        room.store().follow(eve, Followed::Thread, said.thread.0, at(1)).await.expect("follows");
        let mut reply = new(ben, Place::Thread(said.thread), Some(said.id), "@eve look");
        reply.mentions = vec!["eve".to_owned(), "nobody".to_owned(), "ben".to_owned()];
        room.store().post(reply, at(11)).await.expect("posted");
        // Eve is named, follows Ben, and follows the thread: one notice, the strongest.
        assert_eq!(
            room.told(eve).await,
            [(Kind::Mention, "@eve look".to_owned()), (Kind::FollowedThread, "first".to_owned())]
        );
        assert_eq!(room.told(ada).await, [(Kind::Reply, "@eve look".to_owned())]);
        assert_eq!(room.told(ben).await.len(), 1, "not of himself");
        assert_eq!(room.store().speaker(eve).await.expect("there").unread_count, 2);
        let newest = room.store().notices(eve, None, 1).await.expect("notices")[0].id;
        room.store().read_notices(eve, newest).await.expect("read");
        assert_eq!(room.store().speaker(eve).await.expect("there").unread_count, 0);
        // Muted, and blocked.
        room.store().shun(ada, Shun::Mute, ben.0, at(1)).await.expect("muted");
        room.answer(ben, said, "again", 12).await;
        assert_eq!(room.told(ada).await.len(), 1);
        assert_eq!(room.view(ada, said.thread, all(Sort::Newest), 9).await.muted, [ben]);
        room.store().shun(ada, Shun::Block, ben.0, at(1)).await.expect("blocked");
        let blocked = new(ben, Place::Thread(said.thread), Some(said.id), "once more");
        assert!(matches!(room.store().post(blocked, at(13)).await, Err(Error::Refused(_))));
        let follow = room.store().follow(ben, Followed::Reader, ada.0, at(1)).await;
        assert!(matches!(follow, Err(Error::Refused(_))));
        room.store().shun(eve, Shun::Thread, said.thread.0, at(1)).await.expect("muted");
        room.answer(ada, said, "still", 14).await;
        assert_eq!(room.told(eve).await.len(), 3, "Ben’s “again”, and no more");
    });
}

#[test]
fn followers_in_great_number_are_each_told_once() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let mut readers = Vec::new();
        for number in 0..520 {
            let reader = add_reader(room.store(), &format!("reader{number}")).await;
            room.store()
                .follow(reader, Followed::Reader, room.ada().0, at(1))
                .await
                .expect("follows");
            readers.push(reader);
        }
        room.say(room.ada(), room.about(), "x").await.expect("posted");
        room.tell_all().await;
        for reader in [readers[0], readers[499], readers[500], readers[519]] {
            assert_eq!(room.told(reader).await, [(Kind::FollowedReader, "x".to_owned())]);
        }
        assert_eq!(room.store().speaker(room.ada()).await.expect("there").follower_count, 520);
    });
}

#[test]
fn letters_go_to_verified_addresses_when_they_are_due() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let (ada, ben) = (room.ada(), room.ben);
        let said = room.say(ada, room.about(), "x").await.expect("posted");
        room.store().set_letters(ada, Letters::Hourly).await.expect("set");
        room.answer(ben, said, "before she verified", 11).await;
        room.tell_all().await;
        let due = async |minute| room.store().letters_due(9, at(minute)).await.expect("asked");
        assert!(due(200).await.is_empty(), "no address");
        verify(room.store(), ada, 7).await;
        for words in ["one", "two"] {
            room.answer(ben, said, words, 12).await;
        }
        room.tell_all().await;
        let letter = due(200).await.pop().expect("one letter");
        assert_eq!((letter.email.as_str(), letter.notices.len()), ("reader7@paper.example", 2));
        let ids: Vec<_> = letter.notices.iter().map(|notice| notice.id).collect();
        let job = || NewJob {
            kind: JobKind::Mail,
            reader_id: Some(ada),
            article_id: None,
            payload: "{}".to_owned(),
            run_at: at(200),
        };
        let write = async |ids: Vec<_>| {
            room.store().write_letter(ada, ids, job(), at(200)).await.expect("asked")
        };
        assert!(write(ids.clone()).await);
        assert!(!write(ids).await, "another process had written it");
        let jobs = room.store().jobs(ada, 9).await.expect("jobs");
        assert_eq!(jobs.iter().filter(|job| job.kind == JobKind::Mail).count(), 1);
        room.answer(ben, said, "three", 13).await;
        room.tell_all().await;
        assert!(due(230).await.is_empty(), "within the hour");
        assert_eq!(due(261).await.len(), 1);
        room.store().set_letters(ada, Letters::Never).await.expect("set");
        assert!(due(999).await.is_empty());
    });
}

async fn verify(store: &Store, reader: ReaderId, number: u8) {
    use store::accounts::{Ticket, TicketKind};
    let address = format!("reader{number}@paper.example");
    store.set_email(reader, Some(&address)).await.expect("set");
    let ticket = Ticket {
        kind: TicketKind::Verification,
        reader_id: Some(reader),
        payload: Some(address),
        expires_at: at(999),
    };
    store.add_ticket([number; 32], ticket, at(1)).await.expect("kept");
    store.verify_email([number; 32], at(2)).await.expect("verified");
}

/// What is deleted keeps its place as long as anything below is to be seen, also where that is not the next below.
#[test]
fn places_of_deleted_comments_stay_while_anything_is_below() {
    use Status::{Deleted, Removed, Shown};
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let moderator = add_reader(room.store(), "mo").await;
        // A chain of four, and what becomes of each; then what is seen of it.
        let rows: [(&[Status], &[Status]); 7] = [
            (&[Shown, Shown, Shown, Shown], &[Shown, Shown, Shown, Shown]),
            (&[Deleted, Removed, Shown], &[Deleted, Removed, Shown]),
            (&[Deleted, Deleted, Shown], &[Deleted, Deleted, Shown]),
            (&[Deleted, Removed], &[Deleted, Removed]),
            (&[Shown, Removed], &[Shown, Removed]),
            (&[Shown, Deleted, Deleted], &[Shown]),
            (&[Deleted, Deleted], &[]),
        ];
        for (fates, seen) in rows {
            let first = room.say(room.ada(), room.about(), "0").await.expect("posted");
            let mut chain = vec![first];
            for number in 1..fates.len() {
                let above = chain[number - 1];
                chain.push(room.answer(room.ada(), above, &number.to_string(), 11).await);
            }
            for (said, status) in chain.iter().zip(fates) {
                match status {
                    Deleted => {
                        room.store().delete_comment(room.ada(), said.id).await.expect("deleted");
                    }
                    Removed => {
                        let subject = Subject::Comment(said.id);
                        let extra = (None, Vec::new());
                        let act = Act::Remove;
                        let act =
                            room.store().moderate(moderator, act, subject, "x", extra, at(12));
                        act.await.expect("removed");
                    }
                    _ => {}
                }
            }
            let page = room.page(first.thread, all(Sort::Newest), 50).await;
            let ids: Vec<_> = chain.iter().map(|said| said.id).collect();
            let of_chain = page.comments.iter().filter(|one| ids.contains(&one.id));
            let statuses: Vec<_> = of_chain.map(|one| one.status).collect();
            assert_eq!(statuses, seen, "{fates:?}");
        }
        room.is_sound().await;
    });
}

/// Counts beside the conversation hold when somebody leaves; where they do not, the doctor says so and mends them.
#[test]
fn counts_hold_when_a_reader_leaves_and_are_mended() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let (ada, ben) = (room.ada(), room.ben);
        let said = room.say(ada, room.about(), "said").await.expect("posted");
        room.answer(ben, said, "answered", 11).await;
        room.store().vote(ben, said.id, Vote::Recommend).await.expect("voted");
        room.store().follow(ben, Followed::Reader, ada.0, at(12)).await.expect("follows");
        room.store().follow(ada, Followed::Reader, ben.0, at(12)).await.expect("follows");
        assert_eq!(room.told(ada).await.len(), 2, "an answer and a follower");
        room.is_sound().await;
        room.store().delete_reader(ben).await.expect("left");
        let speaker = room.store().speaker(ada).await.expect("asked");
        assert_eq!((speaker.follower_count, speaker.unread_count), (0, 0));
        assert!(room.store().follows(ada).await.expect("asked").is_empty());
        room.is_sound().await;
        for (wrong, said) in [
            ("UPDATE thread SET comment_count = 7", "comments of thread"),
            ("UPDATE comment SET child_count = 7", "answers to comment"),
            ("UPDATE comment SET reply_count = 7", "all below comment"),
            ("UPDATE speaker SET comment_count = 7", "comments of reader"),
            ("DELETE FROM speaker", "comments of reader"),
            ("UPDATE speaker SET follower_count = 7", "followers of reader"),
            ("UPDATE speaker SET unread_count = 7", "notices not read by reader"),
            ("UPDATE comment SET score = 7", "votes of comment"),
        ] {
            testing::damage(room.store(), wrong).await.expect("done");
            let found = room.store().check(true).await.expect("checked");
            assert!(found.iter().any(|line| line.starts_with(said)), "{wrong}: {found:?}");
            room.is_sound().await;
        }
    });
}

#[test]
fn sources_and_searches_are_followed_on_ones_own_shelf() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let search = room.store().save_search(room.ada(), "Ferries", "ferry", at(1)).await;
        let search = search.expect("kept");
        let follow = |who, kind, item| room.store().follow(who, kind, item, at(2));
        follow(room.ada(), Followed::Search, search.0).await.expect("follows");
        assert!(follow(room.ben, Followed::Search, search.0).await.is_err(), "not his");
        assert!(follow(room.ada(), Followed::Source, 99).await.is_err(), "nobody of that number");
        assert!(follow(room.ada(), Followed::Story, 99).await.is_err(), "no such story");
        follow(room.ben, Followed::Source, room.source("Olaf Brandt").await)
            .await
            .expect("follows");
        let tell = async |article| {
            for _ in 0..2 {
                room.store().tell_found(article, None, at(3)).await.expect("told");
            }
        };
        tell(room.article).await;
        assert!(room.told(room.ada()).await.is_empty(), "it was there before");
        // As articles come: onto the shelf first, read later.
        for (page, text, told) in
            [("b", "Another ferry.", true), ("c", "Nothing of the kind.", false)]
        {
            let saved = room.library.save(saving(page)).await;
            let count = room.told(room.ada()).await.len();
            tell(saved.article_id).await;
            assert_eq!(room.told(room.ada()).await.len(), count, "{page} has no text yet");
            let reading = reading(page, text);
            room.store().keep_reading(saved.article_id, reading, at(2)).await.expect("kept");
            tell(saved.article_id).await;
            assert_eq!(room.told(room.ada()).await.len(), count + usize::from(told), "{page}");
        }
        assert_eq!(room.told(room.ada()).await, [(Kind::Found, "b".to_owned())]);
        assert!(room.told(room.ben).await.is_empty(), "it is not on his shelf");
    });
}

#[test]
fn a_followed_source_is_told_of_on_ones_own_shelf() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let brandt = room.source("Olaf Brandt").await;
        for who in [room.ada(), room.ben] {
            room.store().follow(who, Followed::Source, brandt, at(2)).await.expect("follows");
        }
        let article = room.quoting("b", "Olaf Brandt").await;
        let other = room.quoting("c", "Ines Holm").await;
        for article in [article, other] {
            room.store().tell_found(article, Some(room.ben), at(3)).await.expect("told");
            assert!(room.told(room.ada()).await.is_empty(), "one reader was asked for");
        }
        for article in [article, other] {
            room.store().tell_found(article, None, at(3)).await.expect("told");
        }
        assert_eq!(room.told(room.ada()).await, [(Kind::Source, "b".to_owned())]);
        assert!(room.told(room.ben).await.is_empty(), "it is not on his shelf");
    });
}

#[test]
fn moderators_act_openly() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let (ada, ben) = (room.ada(), room.ben);
        let moderator = add_reader(room.store(), "mo").await;
        let said = room.say(ada, room.about(), "rude").await.expect("posted");
        let report =
            |who| room.store().report(who, said.id, Complaint::Abusive, "see there", at(11));
        report(ben).await.expect("reported");
        report(ben).await.expect("once for each reader");
        let mut held = new(ben, Place::Thread(said.thread), Some(said.id), "held");
        held.held = Some("It is your first.".to_owned());
        let held = room.store().post(held, at(12)).await.expect("kept");
        let waiting = room.store().waiting(9).await.expect("a queue");
        let sources: Vec<_> =
            waiting.iter().map(|one| (one.comment.source.as_str(), one.reports.len())).collect();
        assert_eq!(sources, [("held", 0), ("rude", 1)]);
        let act = |act, subject, reason: &'static str| {
            room.store().moderate(moderator, act, subject, reason, (None, Vec::new()), at(13))
        };
        assert!(room.told(ada).await.is_empty(), "what is held is told to nobody");
        act(Act::Approve, Subject::Comment(held.id), "").await.expect("approved");
        assert_eq!(room.told(ada).await, [(Kind::Reply, "held".to_owned())]);
        assert!(act(Act::Approve, Subject::Comment(held.id), "").await.is_err(), "settled");
        act(Act::Remove, Subject::Comment(said.id), "It insults.").await.expect("removed");
        assert_eq!(room.told(ada).await[0].1, "A moderator has removed your comment: It insults.");
        let page = room.page(said.thread, all(Sort::Newest), 9).await;
        assert_eq!(page.comments[0].status, Status::Removed);
        assert_eq!(page.comments[0].reason.as_deref(), Some("It insults."));
        assert!(
            room.store().waiting(9).await.expect("a queue").is_empty(),
            "the report is settled"
        );
        act(Act::Restore, Subject::Comment(said.id), "It does not.").await.expect("restored");
        let until = at(9_999);
        let silence = (Some(until), Vec::new());
        let silenced = room.store().moderate(
            moderator,
            Act::Silence,
            Subject::Comment(said.id),
            "Rest.",
            silence,
            at(14),
        );
        silenced.await.expect("silenced");
        let speaking =
            room.store().speaking(Some(By::Reader(ada)), Some(said.thread), at(15)).await;
        assert_eq!(speaking.expect("asked").silenced, Some((until, "Rest.".to_owned())));
        act(Act::Release, Subject::Reader(ada), "").await.expect("released");
        let log = room.store().moderation_log(None, 9).await.expect("a log");
        let acts: Vec<Act> = log.iter().map(|line| line.act).collect();
        assert_eq!(acts, [Act::Release, Act::Silence, Act::Restore, Act::Remove, Act::Approve]);
        room.is_sound().await;
    });
}

#[test]
fn conversations_of_others_are_taken_in() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let thing = Thing { url: url("https://paper.example/old"), title: "Old".to_owned() };
        let thread = room.store().thread_to_take(thing.clone(), at(1)).await.expect("made");
        assert_eq!(room.store().thread_to_take(thing, at(1)).await.expect("there"), thread);
        let taken = |parent: Option<CommentId>, words: &str, minute| Taken {
            thread,
            mark: None,
            parent: parent.map_or(Above::Nothing, Above::Comment),
            name: "Somebody".to_owned(),
            source: words.to_owned(),
            html: format!("<p>{words}</p>"),
            is_deleted: words == "gone",
            up: 1,
            down: 0,
            created_at: at(minute),
        };
        let first =
            room.store().take_comments(vec![taken(None, "a", 3), taken(None, "b", 2)]).await;
        let first = first.expect("taken");
        let more = vec![taken(Some(first[0].0), "a1", 4), taken(Some(first[1].0), "gone", 5)];
        let more = room.store().take_comments(more).await.expect("taken");
        room.store().take_comments(vec![taken(Some(more[1].0), "b11", 6)]).await.expect("taken");
        let page = room.page(thread, all(Sort::Oldest), 9).await;
        assert_eq!(words(&page), "b gone b11 a a1");
        room.is_sound().await;
        let (sender, receiver) = std::sync::mpsc::channel();
        let each = room.store().each_comment(move |one| {
            sender.send((one.url.unwrap_or_default(), one.comment.source)).expect("heard");
            Ok(())
        });
        each.await.expect("exported");
        let exported: Vec<_> = receiver.into_iter().map(|(_, source)| source).collect();
        assert_eq!(exported, ["a", "a1", "b", "gone", "b11"]);
        assert_eq!(room.store().sweep_articles(9).await.expect("swept"), 0, "it is spoken about");
    });
}

#[test]
fn what_was_taken_once_is_not_taken_again() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let thing = |page: &str| Thing {
            url: url(&format!("https://paper.example/{page}")),
            title: page.to_owned(),
        };
        let thread = room.store().thread_to_take(thing("old"), at(1)).await.expect("made");
        let other = room.store().thread_to_take(thing("other"), at(1)).await.expect("made");
        let taken = |thread, mark, parent, words: &str| Taken {
            thread,
            mark: Some(mark),
            parent,
            name: "Somebody".to_owned(),
            source: words.to_owned(),
            html: format!("<p>{words}</p>"),
            is_deleted: false,
            up: 0,
            down: 0,
            created_at: at(mark),
        };
        let a = || taken(thread, 1, Above::Nothing, "a");
        let a1 = || taken(thread, 2, Above::Taken(0), "a1");
        let b = || taken(thread, 3, Above::Nothing, "b");
        // The batches of one import after the other: how many of each are new, and what is there then.
        let rows = [
            (vec![a(), a1()], 2, "a a1"),
            (vec![a(), a1()], 0, "a a1"),
            (vec![a(), a1(), b(), b()], 1, "a a1 b"),
            (vec![a(), taken(thread, 4, Above::Taken(0), "a2")], 1, "a a1 a2 b"),
            (vec![taken(other, 1, Above::Nothing, "x")], 1, "a a1 a2 b"),
        ];
        for (number, (batch, new, seen)) in rows.into_iter().enumerate() {
            let kept = room.store().take_comments(batch).await.expect("taken");
            assert_eq!(kept.iter().filter(|one| one.1).count(), new, "{number}");
            let page = room.page(thread, all(Sort::Oldest), 9).await;
            assert_eq!(words(&page), seen, "{number}");
            room.is_sound().await;
        }
    });
}

#[test]
fn a_page_of_a_long_thread_goes_on_where_it_stopped() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let saving = Saving::new(url("https://paper.example/long"), at(1));
        let article = room.library.save(saving).await.article_id;
        let place = Place::About(Target::Article(article), "Long".to_owned());
        let thread = room.say(room.ada(), place, "0").await.expect("posted").thread;
        let taken = (1..300).map(|number| Taken {
            thread,
            mark: None,
            parent: Above::Nothing,
            name: "x".to_owned(),
            source: number.to_string(),
            html: String::new(),
            is_deleted: false,
            up: 0,
            down: 0,
            created_at: at(20),
        });
        room.store().take_comments(taken.collect()).await.expect("taken");
        let mut after: Option<Cursor> = None;
        let mut found = Vec::new();
        loop {
            let list = List::All { sort: Sort::Oldest, after };
            let page = room.page(thread, list, 100).await;
            found.extend(page.comments.iter().map(|one| one.source.clone()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let expected: Vec<String> = (0..300).map(|number| number.to_string()).collect();
        assert_eq!(found, expected, "all of one minute, each once");
    });
}

fn of_story(articles: &[ArticleId]) -> Target {
    Target::Story(Shared { articles: articles.to_vec(), ..Shared::default() })
}

fn of_claim(articles: &[ArticleId], figures: &[&[i64]]) -> Target {
    let figures = figures.iter().map(|claim| claim.to_vec()).collect();
    Target::Claim(Shared { articles: articles.to_vec(), figures, words: "A: 9\nB: 12".to_owned() })
}

#[test]
fn a_story_has_one_conversation_whoever_s_shelf_it_is_on() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let mut ids = vec![room.article];
        for page in ["b", "c", "d"] {
            ids.push(room.library.keep(page, page, "The ferry sails.").await.article_id);
        }
        let [a, b, c, d] = ids[..] else { panic!("four articles") };
        let viewer = Viewer::reader(room.ben);
        let begin = |target| Place::About(target, "Ferry".to_owned());
        // Ben has none of it: he can neither begin it nor learn that it is there.
        let refused = room.say(room.ben, begin(of_story(&[a, b])), "x").await;
        assert!(matches!(refused, Err(Error::NotFound)));
        let posted = room.say(room.ada(), begin(of_story(&[a, b])), "One event.").await;
        let posted = posted.expect("posted");
        let found = async |target| {
            let thread = room.store().thread_about(viewer, target).await.expect("asked");
            thread.map(|thread| thread.id)
        };
        let thread = Some(posted.thread);
        // Joined with another story, parted, and as somebody else has it: what it shares leads there.
        for (articles, expected) in [
            (vec![b, a], thread),
            (vec![a, c, d], thread),
            (vec![b], thread),
            (vec![c, d], None),
            (vec![], None),
        ] {
            assert_eq!(found(of_story(&articles)).await, expected, "{articles:?}");
        }
        // What is said from a story that has more of it makes it known by that, too.
        let more = room.say(room.ada(), begin(of_story(&[b, c])), "More of it.").await;
        assert_eq!(more.expect("posted").thread, posted.thread);
        assert_eq!(found(of_story(&[c, d])).await, thread);
        // Of two conversations that a joined story has, the one that shares more; both are listed.
        let other = room.say(room.ada(), begin(of_story(&[d])), "Another.").await.expect("posted");
        assert_ne!(other.thread, posted.thread);
        assert_eq!(found(of_story(&[a, b, d])).await, thread);
        let listed = room.store().threads_of_articles(vec![a, b, d]).await.expect("listed");
        let listed: Vec<ThreadId> = listed.into_iter().map(|thread| thread.id).collect();
        assert_eq!(listed, [posted.thread, other.thread]);
        let view = room.view(room.ada(), posted.thread, all(Sort::Oldest), 10).await;
        assert_eq!(view.standing.articles.len(), 3, "{:?}", view.standing);
        let view = room.view(room.ben, posted.thread, all(Sort::Oldest), 10).await;
        assert!(view.standing.articles.is_empty(), "Ada's shelf is Ada's");
        // With the last word it is gone, but for who has an article of it.
        for comment in [posted.id, more_of(&room, posted.thread).await] {
            room.store().delete_comment(room.ada(), comment).await.expect("deleted");
        }
        assert_eq!(found(of_story(&[a])).await, None);
        let own = room.store().thread(Viewer::reader(room.ada()), posted.thread).await;
        assert!(own.is_ok());
        room.is_sound().await;
    });
}

async fn more_of(room: &Room, thread: ThreadId) -> CommentId {
    room.page(thread, all(Sort::Oldest), 10)
        .await
        .comments
        .iter()
        .map(|one| one.id)
        .max()
        .expect("one")
}

#[test]
fn a_rival_pair_has_one_conversation_however_it_is_reached() {
    testing::each(async |store: Store| {
        let room = Room::new(store).await;
        let b = room.library.keep("b", "b", "The ferry sails.").await.article_id;
        let both = [room.article, b];
        let begin = |target| Place::About(target, "Homes".to_owned());
        let pair = of_claim(&both, &[&[1, 11], &[2]]);
        let posted = room.say(room.ada(), begin(pair), "Nine or twelve?").await.expect("posted");
        let viewer = Viewer::reader(room.ben);
        let rows: &[(&[&[i64]], bool)] = &[
            (&[&[1], &[2]], true),
            (&[&[2], &[11]], true),
            // A row of a table with a third who says something else.
            (&[&[3], &[2], &[1]], true),
            // One claim against another one: another pair.
            (&[&[1], &[3]], false),
            // One claim in the words of two articles is no pair.
            (&[&[1, 11], &[3]], false),
            (&[&[3], &[4]], false),
        ];
        for (figures, is_it) in rows {
            let target = of_claim(&both, figures);
            let found = room.store().thread_about(viewer, target).await.expect("asked");
            assert_eq!(found.map(|one| one.id), is_it.then_some(posted.thread), "{figures:?}");
        }
        let thread = room.store().thread(viewer, posted.thread).await.expect("shown");
        assert_eq!(thread.anchor.map(|anchor| anchor.quote).as_deref(), Some("A: 9\nB: 12"));
        let owned = Saving { is_private: true, ..saving("own") };
        let own = room.store().save(room.ada(), owned, at(1)).await.expect("saved").article_id;
        let of_own = begin(of_claim(&[own], &[&[7], &[8]]));
        let refused = room.say(room.ada(), of_own, "x").await;
        assert!(matches!(refused, Err(Error::NotFound)), "what is private is nobody else's");
        room.is_sound().await;
    });
}
