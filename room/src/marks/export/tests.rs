use jiff::Timestamp;
use store::marks::{Anchor, Colour, Mark};
use store::{ArticleId, MarkId};

use super::{annotation, head, plain, write_mark};

fn mark(quote: &str, note: &str, is_orphan: bool) -> Mark {
    Mark {
        id: MarkId(7),
        article_id: ArticleId(1),
        anchor: Anchor { quote: quote.to_owned(), ..Anchor::default() },
        is_orphan,
        colour: Colour::Blue,
        note: note.to_owned(),
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
        clock: 1,
    }
}

#[test]
fn as_markdown() {
    let check = |mark: &Mark, expect: &str| {
        let mut out = String::new();
        write_mark(&mut out, mark);
        assert_eq!(out, expect);
    };
    check(&mark("nine days", "", false), "> nine days\n\n");
    check(&mark("waits.\n\nThe", "So?", false), "> waits.\n>\n> The\n\nSo?\n\n");
    check(&mark("*x*", "", true), "> \\*x\\*\n>\n> (no longer in the text)\n\n");
    assert_eq!(plain("a\nb [c]"), "a b \\[c\\]");
    let mut out = String::new();
    head(&mut out, "A # title", Some("Post"), "https://post.example/a");
    assert_eq!(out, "# A \\# title\n\nPost, <https://post.example/a>\n\n");
}

#[test]
fn as_annotation() {
    let value = annotation(&mark("nine days", "So?", false), "https://post.example/a");
    assert_eq!(value["motivation"], "commenting");
    assert_eq!(value["target"]["selector"][0]["exact"], "nine days");
    assert_eq!(value["body"][0]["value"], "So?");
    assert_eq!(annotation(&mark("x", "", false), "u")["motivation"], "highlighting");
}
