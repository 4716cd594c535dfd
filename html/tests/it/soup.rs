//! Tag soup made by chance: the same tree as html5ever, and what holds for any input.

use html::{Document, Kind, Limits, Namespace, NodeId, Options};
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::differential::difference;

/// Pieces that bring every insertion mode and tokenizer state into play.
const PIECES: &[&str] = &[
    "a",
    " ",
    "\n",
    "text",
    "\r\n",
    "\r",
    "\0",
    "&",
    "&amp;",
    "&notit;",
    "&#0;",
    "&#x80;",
    "<",
    ">",
    "</",
    "<!",
    "<?x>",
    "</>",
    "=",
    "\"",
    "'",
    "/",
    "<!---->",
    "<!-- c -->",
    "<!--",
    "-->",
    "--!>",
    "<![CDATA[",
    "]]>",
    "é",
    "\u{a0}",
    "<b x=1>",
    "<b x=2>",
    "<a href=\"&amp;&copy=1\">",
    "<input type=hidden>",
    "<font color=x>",
    "<svg viewbox=1 />",
    "<x-y z>",
    "</x-y>",
    "<IMG SRC=x>",
    "<p/>",
];

/// Elements with rules of their own. Left out are the few html5ever 0.40 has in or out of the
/// "special" category against the standard (§13.2.4.2): isindex, keygen, search.
const ELEMENTS: &str = "a b i p div span table tbody tr td th caption colgroup col thead svg math mi mtext \
    mglyph foreignObject desc title style script textarea select option \
    optgroup form template frameset frame body html head ul ol li dl dd dt h1 h2 button nobr \
    font ruby rb rt rtc rp iframe noscript plaintext pre listing input hr br img image meta \
    link base applet object marquee xmp noembed noframes address center em code main section \
    summary details param source area";

fn soup() -> impl Strategy<Value = String> {
    let elements: Vec<&str> = ELEMENTS.split(' ').collect();
    let piece = prop_oneof![
        3 => prop::sample::select(PIECES).prop_map(str::to_string),
        4 => prop::sample::select(elements.clone()).prop_map(|name| format!("<{name}>")),
        3 => prop::sample::select(elements).prop_map(|name| format!("</{name}>")),
    ];
    // Only in front: html5ever drops a doctype without ending the text of a table (§13.2.6.4.10).
    let doctype = prop::sample::select(&["", "<!doctype html>", "<!doctype x>"][..]);
    (doctype, prop::collection::vec(piece, 0..40))
        .prop_map(|(doctype, pieces)| doctype.to_string() + &pieces.concat())
}

/// Cases for each property; `SOUP_CASES` asks for more.
fn config() -> Config {
    let cases = std::env::var("SOUP_CASES").map_or(2_000, |text| text.parse().expect("a number"));
    Config { cases, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn same_tree_as_html5ever(input in soup()) {
        let ours = html::parse(&input, &Limits::NONE);
        if let Some(difference) = difference(&ours, &oracle::parse(&input))
            && oracle::explained(&input).is_none()
        {
            prop_assert!(false, "{input:?}\n{difference}");
        }
    }

    #[test]
    fn tight_limits_keep_the_tree_whole(input in soup(), depth in 4usize..12, nodes in 8usize..40) {
        let limits = Limits {
            depth,
            attributes: 1,
            value_bytes: 1,
            formatting: 2,
            nodes,
            bytes_per_node: 0,
        };
        let document = html::parse(&input, &limits);
        check_links(&document);
    }

    #[test]
    fn fragments_of_any_context(
        input in soup(),
        context in prop::sample::select(ELEMENTS.split(' ').collect::<Vec<_>>()),
        is_foreign: bool,
    ) {
        let namespace = if is_foreign { Namespace::Svg } else { Namespace::Html };
        let options = Options::default();
        check_links(&html::parse_fragment_with(&input, context, namespace, &options));
        // The root of a fragment stays, whatever its end tags.
        let input = format!("</html></svg></{context}><b><p></b>{input}");
        check_links(&html::parse_fragment_with(&input, context, namespace, &options));
    }

    #[test]
    fn what_is_serialised_parses_to_the_same(input in soup()) {
        // Not for all HTML (§13.3 says when): here only that it comes to rest and does not panic.
        let first = html::parse(&input, &Limits::default()).outer_html(NodeId::DOCUMENT);
        let second = html::parse(&first, &Limits::default());
        check_links(&second);
        prop_assert!(second.outer_html(NodeId::DOCUMENT).len() <= 2 * first.len() + 100);
    }
}

/// Every link has its counterpart, and the tree no cycle.
fn check_links(document: &Document) {
    let mut count = 0;
    for id in document.descendants(NodeId::DOCUMENT) {
        count += 1;
        assert!(count < document.len(), "a cycle");
        let parent = document.parent(id).expect("what is in the tree has a parent");
        match document.previous_sibling(id) {
            Some(previous) => assert_eq!(document.next_sibling(previous), Some(id)),
            None => assert_eq!(document.first_child(parent), Some(id)),
        }
        if document.next_sibling(id).is_none() {
            assert_eq!(document.last_child(parent), Some(id));
        }
        if document.kind(id) == Kind::Text {
            assert!(!document.text(id).is_empty());
            assert_eq!(document.first_child(id), None);
        }
    }
}
