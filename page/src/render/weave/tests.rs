use super::{Highlight, weave};
use crate::Capture;

fn highlight(text: &str, words: &str, id: &str) -> Highlight {
    let start = text.find(words).expect("the words are in the text");
    Highlight {
        span: start..start + words.len(),
        tag: "span",
        class: "q".to_owned(),
        id: id.to_owned(),
        after: format!("[{id}]"),
    }
}

/// Weaves highlights for these words into the HTML; classes and ids are shortened to be read.
fn check(html: &str, text: &str, words: &[&str], expect: &str) {
    let ids = ["a", "b", "c"];
    let all: Vec<Highlight> =
        words.iter().zip(ids).map(|(words, id)| highlight(text, words, id)).collect();
    let woven = weave(html, text, &all, &|address| format!("/p?{address}"));
    let short = woven.replace("<span class=\"q\" id=\"", "{").replace("<span class=\"q\">", "{…>");
    let short = short.replace("\">", ">").replace("</span>", "}");
    assert_eq!(short, expect);
}

#[test]
fn around_words() {
    check("<p>One two three.</p>", "One two three.", &["two"], "<p>One {a>two}[a] three.</p>");
    check("<p>One two.</p>", "One two.", &[], "<p>One two.</p>");
    check(
        "<p>One.</p><p>Two.</p>",
        "One.\n\nTwo.",
        &["One.", "Two."],
        "<p>{a>One.}[a]</p><p>{b>Two.}[b]</p>",
    );
}

#[test]
fn over_elements_it_is_cut() {
    check(
        "<p>One <em>two</em> three.</p><p>Four.</p>",
        "One two three.\n\nFour.",
        &["two three.\n\nFour"],
        "<p>One <em>{a>two}</em>{…> three.}</p><p>{…>Four}[a].</p>",
    );
}

#[test]
fn nested_and_crossing() {
    check("<p>a b c d e</p>", "a b c d e", &["b c d", "c"], "<p>a {a>b {b>c}[b] d}[a] e</p>");
    check("<p>a b c d e</p>", "a b c d e", &["b c", "c d"], "<p>a {a>b {b>c}}[a]{…> d}[b] e</p>");
    check("<p>a b c</p>", "a b c", &["a", "a b"], "<p>{b>{a>a}[a] b}[b] c</p>");
}

#[test]
fn escaped_characters_are_one() {
    check(
        "<p>Hoist &amp; Daughters &lt;said&gt; so</p>",
        "Hoist & Daughters <said> so",
        &["& Daughters <said>"],
        "<p>Hoist {a>&amp; Daughters &lt;said&gt;}[a] so</p>",
    );
}

#[test]
fn captions_and_posts_are_not_text() {
    check(
        "<figure><img src=\"x\"><figcaption>The ferry</figcaption></figure><p>The ferry waits.</p>",
        "The ferry waits.",
        &["The ferry"],
        "<figure><img loading=\"lazy\" decoding=\"async\" src=\"/p?x><figcaption>The ferry</figcaption></figure><p>{a>The ferry}[a] waits.</p>",
    );
    let post = "<blockquote class=\"embed\"><p>A long enough post<br>of words.</p></blockquote>";
    let shown = post.replace("\">", ">");
    check(
        &format!("{post}<p>She wrote: A long enough post</p>"),
        "She wrote: A long enough post",
        &["She", "post"],
        &format!("{shown}<p>{{a>She}}[a] wrote: A long enough {{b>post}}[b]</p>"),
    );
    check(
        "<blockquote class=\"embed\"><p>In it.</p></blockquote>",
        "In it.",
        &["it"],
        "<blockquote class=\"embed><p>In {a>it}[a].</p></blockquote>",
    );
}

#[test]
fn words_that_the_text_lacks_are_passed_over() {
    check(
        "<p>Not in it.</p><p>But this is, all of it.</p>",
        "But this is, all of it.",
        &["this"],
        "<p>Not in it.</p><p>But {a>this}[a] is, all of it.</p>",
    );
    // And words of the text that the HTML lacks.
    check(
        "<p>But this is, all of it.</p>",
        "Gone.\n\nBut this is, all of it.",
        &["this"],
        "<p>But {a>this}[a] is, all of it.</p>",
    );
}

#[test]
fn spans_that_are_none_are_left_out() {
    let bad = |span| Highlight {
        span,
        tag: "mark",
        class: "m".to_owned(),
        id: "m1".to_owned(),
        after: String::new(),
    };
    for (start, end) in [(5, 5), (90, 99), (1, 2), (3, 4), (4, 3)] {
        let span = start..end;
        let html = "<p>é – x</p>";
        assert_eq!(weave(html, "é – x", &[bad(span)], &str::to_owned), html);
    }
}

#[test]
fn every_word_of_golden_pages_is_found() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the pages are there") {
        let path = entry.expect("it can be listed").path().join("source.html");
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let Ok(article) = crate::read(&Capture { bytes, ..Capture::default() }) else { continue };
        let (html, text) = (article.body.html(), &article.text);
        // One highlight for each word, as many as there can be.
        let mut highlights = Vec::new();
        for (start, word) in words(text) {
            highlights.push(Highlight {
                span: start..start + word.len(),
                tag: "span",
                class: "w".to_owned(),
                id: format!("w{start}"),
                after: String::new(),
            });
        }
        let woven = weave(&html, text, &highlights, &str::to_owned);
        let found = woven.matches(" id=\"w").count();
        assert_eq!(found, highlights.len(), "{}", path.display());
        seen += 1;
    }
    assert!(seen > 40, "{seen} pages");
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace().map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}
