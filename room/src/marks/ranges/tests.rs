use super::{Flat, Range, surroundings};

const HTML: &str = "<p>One &amp; two <em>three</em> four.</p>\n<p>Five<br>six</p>\
    <ul><li>seven</li><li>one <a href=\"https://x.example/?a=1&amp;b=2\">eight</a></li></ul><p>one</p>";

#[test]
fn words_become_paths_and_offsets_and_lead_back() {
    for (quote, prefix, expected) in [
        ("One & two", "", ("/p[1]", 0, "/p[1]", 9)),
        ("three", "", ("/p[1]/em[1]", 0, "/p[1]/em[1]", 5)),
        ("four", "", ("/p[1]", 16, "/p[1]", 20)),
        ("two three four", "", ("/p[1]", 6, "/p[1]", 20)),
        ("six", "", ("/p[2]", 4, "/p[2]", 7)),
        ("four.\n\nFive", "", ("/p[1]", 16, "/p[2]", 4)),
        ("eight", "", ("/ul[1]/li[2]/a[1]", 0, "/ul[1]/li[2]/a[1]", 5)),
        ("one", "seven", ("/ul[1]/li[2]", 0, "/ul[1]/li[2]", 3)),
        ("one", "eight", ("/p[3]", 0, "/p[3]", 3)),
    ] {
        let (start, start_offset, end, end_offset) = expected;
        let (start, end) = (start.to_owned(), end.to_owned());
        let expected = Range { start, start_offset, end, end_offset };
        let found = Flat::of(HTML).range(quote, prefix, "");
        assert_eq!(found.as_ref(), Some(&expected), "{quote}");
        // What stands around it finds the same place again.
        let (before, after) = surroundings(HTML, &expected);
        assert_eq!(
            Flat::of(HTML).range(quote, &before, &after),
            found,
            "{quote}: {before:?} {after:?}"
        );
    }
    assert_eq!(Flat::of(HTML).range("nine", "", ""), None);
    assert_eq!(Flat::of("").range("nine", "", ""), None);
}

#[test]
fn paths_that_lead_nowhere_have_no_surroundings() {
    for (path, offset) in [("/p[9]", 0), ("", 0), ("/table", 3), ("p[1", 1), ("/p[1]", 1_000)] {
        let range = Range {
            start: path.to_owned(),
            start_offset: offset,
            end: path.to_owned(),
            end_offset: offset,
        };
        let _ = surroundings(HTML, &range);
    }
    let short =
        Range { start: "/p".to_owned(), start_offset: 4, end: "/p".to_owned(), end_offset: 5 };
    assert_eq!(surroundings(HTML, &short).0, "One ", "/p is /p[1]");
}
