use super::*;

const HEAD: Head = Head {
    title: "Ferry stays in harbour",
    standfirst: Some("“A crack,” says the yard & nobody else."),
    byline: "Ines Okafor and Leon Farkas",
    outlet: Some("The Harden Courier"),
};

#[track_caller]
fn check(html: &str, body: &str) {
    let opened = open(html, &HEAD);
    assert_eq!((opened.title, opened.standfirst, opened.body), (None, None, body));
}

#[test]
fn the_opening_that_repeats_the_head_is_not_shown_twice() {
    check("<p>The ferry</p>", "<p>The ferry</p>");
    check("<h1>Ferry stays in harbour</h1><p>The ferry</p>", "<p>The ferry</p>");
    check("<h2 lang=\"en\">FERRY stays in <em>harbour</em>.</h2><p>The</p>", "<p>The</p>");
    check("<p>“A crack,” says the yard &amp; nobody else.</p><p>The</p>", "<p>The</p>");
    check("<p>By Leon Farkas, Ines Okafor</p><p>The</p>", "<p>The</p>");
    check(
        "<p>The Harden Courier · <time>23 November 2026, 8:40 p.m.</time></p><p>The</p>",
        "<p>The</p>",
    );
    check("<p>Published on Monday, 9.30am</p><p>The</p>", "<p>The</p>");
    check("<h1>Ferry stays in harbour</h1><p></p><p>By Ines Okafor</p><ul></ul>", "<ul></ul>");
}

#[test]
fn what_says_more_stays() {
    let more = [
        "<p>Ferry stays in harbour for nine days.</p><p>The</p>",
        "<p>By Ines Okafor, who was on board</p><p>The</p>",
        "<p>By Maud Ellery</p>",
        "<ul><li>Ferry stays in harbour</li></ul>",
        "<p><img src=\"/picture/1\" alt=\"\"></p><p>The</p>",
        "<blockquote><p>Ferry stays in harbour</p></blockquote>",
        "Ferry stays in harbour",
        "<p",
        "<p>",
        "",
    ];
    for html in more {
        check(html, html);
    }
    // The headline said again further down is the author's.
    check("<p>The</p><h2>Ferry stays in harbour</h2>", "<p>The</p><h2>Ferry stays in harbour</h2>");
}

#[test]
fn highlights_of_the_opening_go_to_the_head() {
    let title = "<mark class=\"m red\" id=\"m1\">Ferry</mark> stays in harbour\
                 <a class=\"at-record of-figure\" href=\"#rfa\" aria-label=\"To\">a</a>";
    let html = format!("<h1>{title}</h1><p>The</p>");
    let opened = open(&html, &HEAD);
    assert_eq!((opened.title, opened.standfirst, opened.body), (Some(title), None, "<p>The</p>"));
    // A byline with one in it has no place above, so it stays.
    check(
        "<p>By <mark id=\"m2\">Ines Okafor</mark></p>",
        "<p>By <mark id=\"m2\">Ines Okafor</mark></p>",
    );
}
