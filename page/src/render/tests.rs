use crate::body::{Attr, Body, Tag};
use crate::dom::{Document, Kind, NodeId};

/// A tape from HTML, element by element: nothing is chosen and nothing cleaned but white space.
fn tape(source: &str) -> Body {
    let document = crate::dom::parse(source);
    let mut body = Body::default();
    for child in document.children(NodeId::DOCUMENT) {
        copy(&document, child, false, &mut body);
    }
    body
}

fn copy(document: &Document<'_>, node: NodeId, is_pre: bool, body: &mut Body) {
    if document.kind(node) == Kind::Text {
        let text = document.text(node);
        if is_pre {
            body.text(text);
        } else {
            let is_space = |c: char| c.is_ascii_whitespace();
            let mut words = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            if !words.is_empty() && text.ends_with(is_space) {
                words.push(' ');
            }
            if text.starts_with(is_space) {
                words.insert(0, ' ');
            }
            body.text(&words);
        }
        return;
    }
    let name = document.name_text(document.name(node));
    let tag = (document.kind(node) == Kind::Element).then(|| Tag::of(name));
    let tag = tag.flatten();
    if let Some(tag) = tag {
        body.open(tag);
        for (attr, text) in ATTRS {
            let name = document
                .attrs(node)
                .iter()
                .find(|have| document.name_text(have.name) == text);
            if let Some(have) = name {
                body.attr(attr, &have.value);
            }
        }
    }
    let is_pre = is_pre || tag == Some(Tag::Pre);
    for child in document.children(node) {
        copy(document, child, is_pre, body);
    }
    if tag.is_some() {
        body.close();
    }
}

const ATTRS: [(Attr, &str); 12] = [
    (Attr::Href, "href"),
    (Attr::Src, "src"),
    (Attr::Alt, "alt"),
    (Attr::Title, "title"),
    (Attr::Width, "width"),
    (Attr::Height, "height"),
    (Attr::Datetime, "datetime"),
    (Attr::Colspan, "colspan"),
    (Attr::Rowspan, "rowspan"),
    (Attr::Start, "start"),
    (Attr::Cite, "cite"),
    (Attr::Class, "class"),
];

#[track_caller]
fn check_markdown(source: &str, expect: &str) {
    let found = tape(source).markdown();
    assert_eq!(found.trim_end_matches('\n'), expect);
}

#[test]
fn paragraphs_and_marks() {
    check_markdown("<p>One</p><p>Two</p>", "One\n\nTwo");
    check_markdown("<p>a <em>b</em> <strong>c</strong>", "a *b* **c**");
    check_markdown("<p>a<em> b </em>c", "a *b* c");
    check_markdown("<p>a<em> </em>c", "a c");
    check_markdown("<p><strong><em>b</em></strong>", "**_b_**");
    check_markdown("<p>un<em>believ</em>able", "un*believ*able");
    check_markdown(
        "<p>He said <strong>“no”</strong>s",
        "He said <strong>“no”</strong>s",
    );
    check_markdown("<p><em>a</em><em>b</em>", "*ab*");
    check_markdown("<p><em>a <em>b</em> c</em>", "*a b c*");
    check_markdown("<p><em>a</em><strong>b</strong>", "_a_**b**");
    check_markdown("<p><del>a</del> H<sub>2</sub>O", "~~a~~ H<sub>2</sub>O");
    check_markdown("<p>one<br>two<br><br>", "one\\\ntwo");
    check_markdown("<p>She <q>agreed</q>", "She “agreed”");
}

#[test]
fn words_that_look_like_markup() {
    check_markdown("<p>5 * 3 and *", "5 * 3 and *");
    check_markdown("<p>* not a list", "\\* not a list");
    check_markdown("<p>- not a list", "\\- not a list");
    check_markdown("<p>1. not a list", "1\\. not a list");
    check_markdown("<p>1986. A year", "1986\\. A year");
    check_markdown("<p>2.5 percent", "2.5 percent");
    check_markdown("<p># not a heading", "\\# not a heading");
    check_markdown("<p>#tag is not", "#tag is not");
    check_markdown("<p>&gt; not a quote", "\\> not a quote");
    check_markdown("<p>a<br>---", "a\\\n\\---");
    check_markdown("<p>a<br>===", "a\\\n\\===");
    check_markdown(
        "<p>AT&amp;T &amp;amp; &lt;b&gt; 1 &lt; 2",
        "AT&T \\&amp; \\<b> 1 < 2",
    );
    check_markdown("<p>snake_case _x_", "snake_case \\_x\\_");
    check_markdown("<p>the [sic] word", "the [sic] word");
    check_markdown("<p>the [x](y) word", "the [x\\](y) word");
    check_markdown("<p>[x]: y", "\\[x\\]: y");
    check_markdown("<p>wow!<a href='http://a/'>b</a>", "wow\\![b](http://a/)");
    check_markdown("<h2>C #</h2>", "## C \\#");
    check_markdown("<p>a\\b `c`", "a\\\\b \\`c\\`");
}
