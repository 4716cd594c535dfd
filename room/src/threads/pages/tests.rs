use jiff::Timestamp;
use store::marks::Anchor;
use store::threads::{Author, Comment, Exported, Kind, Status};
use store::{CommentId, ThreadId};

use super::{END, begin, comment, index};

/// What nobody's words may become.
const BAD: &str = "</title><script>x</script>\" onload='x' &";

fn exported(status: Status, depth: usize) -> Exported {
    Exported {
        comment: Comment {
            id: CommentId(7),
            thread_id: ThreadId(3),
            parent_id: None,
            path: vec![0; 4 * (depth + 1)],
            depth,
            author: Author::Guest { id: None, name: BAD.to_owned() },
            source: BAD.to_owned(),
            html: "<p>made <em>safe</em></p>".to_owned(),
            status,
            reason: Some(BAD.to_owned()),
            up: 2,
            down: 0,
            child_count: 0,
            reply_count: 0,
            seq: 1,
            created_at: Timestamp::UNIX_EPOCH,
            edited_at: None,
            score: 0,
        },
        kind: Kind::Passage,
        target: "p:1:x".to_owned(),
        title: BAD.to_owned(),
        url: Some(format!("https://paper.example/{BAD}")),
        passage: Some(Anchor { quote: BAD.to_owned(), ..Anchor::default() }),
        thread_created_at: Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn words_of_others_are_words() {
    let one = exported(Status::Shown, 2);
    let list = [("3.html".to_owned(), BAD.to_owned(), 1)];
    for page in [
        begin(&one, Some("https://room.example")),
        comment(&one).expect("shown"),
        comment(&exported(Status::Removed, 0)).expect("its place is"),
        index(&list),
    ] {
        assert!(!page.contains("<script") && !page.contains("\" onload"), "{page}");
        assert!(page.contains("&lt;script&gt;"), "{page}");
    }
}

#[test]
fn what_is_seen_of_a_comment() {
    for (status, says, lacks) in [
        (Status::Shown, "<p>made <em>safe</em></p></div><footer>Recommended by 2<", "gone"),
        (Status::Removed, "Removed by a moderator. &lt;/title", "made"),
        (Status::Deleted, "Deleted by its author.", "made"),
    ] {
        let page = comment(&exported(status, 2)).expect("it has a place");
        assert!(page.contains(says) && !page.contains(lacks), "{page}");
        assert!(page.contains("--level:2"), "{page}");
    }
    assert_eq!(comment(&exported(Status::Held, 0)), None);
    assert!(comment(&exported(Status::Shown, 60)).expect("shown").contains("--level:12"));
}

#[test]
fn pages_link_to_the_web_alone() {
    let mut one = exported(Status::Shown, 0);
    one.url = Some("javascript:x".to_owned());
    let page = begin(&one, None) + END;
    assert!(!page.contains("javascript") && !page.contains("<base"), "{page}");
    assert!(
        begin(&one, Some("https://room.example")).contains("<base href=\"https://room.example/\">")
    );
}
