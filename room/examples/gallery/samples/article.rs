use room::article::view::{
    FigureLine, FolderChoice, NeighbourLink, QuoteLine, ReaderPage, RecordPanel, Speaker,
    StoryLine, TalkPanel,
};
use room::layout::When;
use room::marks::view::{MarkCard, MarkGroup, MarksPage};
use room::reprints::view::{AlikeLine, AlikePanel};
use room::shelf::view::TagLink;

use super::inside;

/// As `article::body` writes it.
const BODY: &str = r##"<p>The only car ferry serving Sallow Island will stay in harbour for at least <span class="f" id="fa">nine days</span><a class="at-record of-figure" href="#rfa">a</a> after engineers found a crack in its hull, leaving about <span class="f" id="fb">1,400 residents</span><a class="at-record of-figure" href="#rfb">b</a> to rely on a passenger launch.</p><p>The crack, measuring <span class="f" id="fc">38 centimetres</span><a class="at-record of-figure" href="#rfc">c</a>, was spotted during a routine inspection on Tuesday night. The operator, Brack Sound Lines, said <span class="q" id="q1">the vessel had not taken on water and that nobody had been at risk</span><a class="at-record of-quote" href="#rq1">1</a>.</p><figure><img src="/pictures/1.svg" alt="The ferry at its berth" width="1200" height="800"><figcaption>The ferry at its berth on Wednesday, with divers’ boats alongside. <small class="credit">Sol Pereira/Harbour Post</small></figcaption></figure><p><span class="q" id="q2">“We would rather <mark class="m noted" id="m1">disappoint people for a week than frighten them for a minute</mark>,”</span><a class="at-record of-quote" href="#rq2">2</a> said Maud Ellery, the company’s managing director. She said <span class="q" id="q3">a replacement vessel had been sought from <span class="f" id="fd">three operators</span><a class="at-record of-figure" href="#rfd">d</a> without success</span><a class="at-record of-quote" href="#rq3">3</a>.</p><h2>A sale and six hundred sheep</h2><p>Islanders said the timing was poor. The annual sheep sale takes place on Saturday, and some <span class="f" id="fe">600 animals</span><a class="at-record of-figure" href="#rfe">e</a> had been due to cross to the mainland on Friday morning.</p><p><span class="q" id="q4">“You can’t put a ram in a passenger launch,”</span><a class="at-record of-quote" href="#rq4">4</a> said Tom Garrick, who farms on the north shore. “Well, you can, but only the once.”</p><blockquote><p>I have this day examined the plates about the stern door and find them wasted to the thickness of a pencil. I would not cross in her myself.</p></blockquote><p>The regional transport board said it would meet on Thursday to consider whether <a rel="nofollow noopener ugc" href="https://harbour-post.example/2009/landing-craft">the military could lend a landing craft</a>, as it did during the winter of 2009. <mark class="m blue" id="m2">The board has already set aside 240,000 crowns for a second vessel</mark>, but the order has been delayed twice because of a dispute over the depth of the island’s pier.</p><table><thead><tr><th>Year</th><th>Crossings</th><th>Cancelled</th></tr></thead><tbody><tr><td>2024</td><td>2,190</td><td>31</td></tr><tr><td>2025</td><td>2,204</td><td>58</td></tr></tbody></table><ul><li>Foot passengers: every two hours from the old quay</li><li>Post and medicines: by the morning launch</li></ul><p>A spare propeller shaft, ordered in 2019, is expected at the end of next year.</p>"##;

fn when(words: &str) -> When {
    When { iso: "2026-11-24T08:05:00Z".to_owned(), words: words.to_owned() }
}

fn record() -> RecordPanel {
    let quote = |number, words: &str, is_indirect| QuoteLine {
        number,
        words: words.to_owned(),
        is_indirect,
    };
    let speaker = |name: &str, who: &str, quotes| Speaker {
        name: name.to_owned(),
        href: Some(format!("/source?of={}", name.replace(' ', "%20"))),
        who: Some(who.to_owned()),
        quotes,
    };
    let figure = |letter: &str, value: &str, measure: &str, claimant: Option<&str>| FigureLine {
        letter: letter.to_owned(),
        value: value.to_owned(),
        measure: measure.to_owned(),
        href: Some(format!("/measure?of={}", measure.replace(' ', "%20"))),
        claimant: claimant.map(str::to_owned),
    };
    RecordPanel {
        speakers: vec![
            speaker(
                "Brack Sound Lines",
                "the operator",
                vec![quote(
                    1,
                    "the vessel had not taken on water and that nobody had been at risk",
                    true,
                )],
            ),
            speaker(
                "Maud Ellery",
                "the company’s managing director",
                vec![
                    quote(
                        2,
                        "“We would rather disappoint people for a week than frighten them for a minute,”",
                        false,
                    ),
                    quote(
                        3,
                        "a replacement vessel had been sought from three operators without success",
                        true,
                    ),
                ],
            ),
            speaker(
                "Tom Garrick",
                "who farms on the north shore",
                vec![quote(4, "“You can’t put a ram in a passenger launch,”", false)],
            ),
        ],
        figures: vec![
            figure("a", "nine days", "in harbour, at least", None),
            figure("b", "1,400", "residents", None),
            figure("c", "38 cm", "crack in the hull", Some("Brack Sound Lines")),
            figure("d", "three", "operators asked", Some("Maud Ellery")),
            figure("e", "600", "animals due to cross", Some("islanders")),
        ],
        quote_count: 4,
        shows_quotes: true,
        shows_figures: true,
        why_none: String::new(),
    }
}

fn card(id: i64, quote: &str, note: &str, colour: &'static str) -> MarkCard {
    MarkCard {
        id,
        shelf_id: 41,
        quote: quote.to_owned(),
        note: note.to_owned(),
        colour,
        is_orphan: false,
        when: when("yesterday 21:10"),
    }
}

fn cards() -> Vec<MarkCard> {
    vec![
        card(
            1,
            "disappoint people for a week than frighten them for a minute",
            "Use as the epigraph. She said nearly the same in 2009.",
            "yellow",
        ),
        card(2, "The board has already set aside 240,000 crowns for a second vessel", "", "blue"),
    ]
}

pub(crate) fn read() -> ReaderPage {
    let mut layout = inside("Island’s only car ferry to stay in harbour", "/read/41");
    layout.index = None;
    ReaderPage {
        title_html: None,
        standfirst_html: None,
        layout,
        talk: TalkPanel {
            count: 3,
            passages: vec![(7, "set aside 240,000 crowns for a second vessel".to_owned(), 2)],
        },
        id: 41,
        here: "/read/41".to_owned(),
        back: ("/".to_owned(), "Unread".to_owned()),
        url: "https://harbour-post.example/2026/11/24/ferry".to_owned(),
        title: "Island’s only car ferry to stay in harbour for nine days after crack is found in hull".to_owned(),
        standfirst: Some("Some 1,400 residents must rely on a passenger launch. The operator says that it would rather disappoint people for a week than frighten them for a minute.".to_owned()),
        byline: "Mara Ellison and Jon Petty".to_owned(),
        outlet: Some("Harbour Post".to_owned()),
        outlet_href: "/search?q=outlet".to_owned(),
        published: Some(when("24 November 2026, 07:30 UTC")),
        language: Some("en-GB".to_owned()),
        minutes: 4,
        is_read: false,
        is_favourite: true,
        progress: 0,
        version: 2,
        version_count: 2,
        alike: alike(),
        story: Some(StoryLine {
            href: "/story/3".to_owned(),
            name: "The ferry in the harbour".to_owned(),
            count: "7 articles".to_owned(),
            why: "Tied by Marrow, Ellery, Lunde, crack, hull".to_owned(),
        }),
        reason: None,
        tags: vec![TagLink { name: "ferries".to_owned(), key: "ferries".to_owned() }],
        tag_words: "ferries".to_owned(),
        folders: vec![FolderChoice { id: 1, name: "Local".to_owned(), is_chosen: true }],
        body: BODY.to_owned(),
        record: record(),
        marks: cards(),
        previous: None,
        next: Some(NeighbourLink {
            href: "/read/40".to_owned(),
            title: "Council votes to drain Hollin reservoir for dam repairs".to_owned(),
        }),
    }
}

fn alike() -> AlikePanel {
    let line = |id: i64, outlet: &str, title: &str, kind, percent, direction: &str| AlikeLine {
        href: format!("/read/{id}"),
        beside: format!("/read/41/beside/{id}"),
        title: title.to_owned(),
        outlet: outlet.to_owned(),
        when: Some(when("06:40")),
        kind,
        percent,
        direction: direction.to_owned(),
    };
    AlikePanel {
        reprints: vec![
            line(
                36,
                "Northwire",
                "Ferry to stay in harbour for nine days",
                "same text",
                98,
                "that one was first: this one credits Northwire",
            ),
            line(
                35,
                "Emberley Times",
                "Ferry out until December",
                "shortened",
                61,
                "this one was first: published 25 minutes earlier",
            ),
        ],
        others: vec![line(31, "Bay Radio", "What the islanders say", "shares a passage", 12, "")],
        reason: "",
    }
}

pub(crate) fn link() -> ReaderPage {
    ReaderPage {
        title_html: None,
        standfirst_html: None,
        title: "The knight at the edge".to_owned(),
        standfirst: None,
        byline: String::new(),
        reason: Some(
            "The page answers “403 Forbidden”. It may be for subscribers only.".to_owned(),
        ),
        body: String::new(),
        record: RecordPanel {
            why_none: "There is no text to read.".to_owned(),
            ..RecordPanel::default()
        },
        marks: Vec::new(),
        tags: Vec::new(),
        minutes: 0,
        alike: AlikePanel::default(),
        story: None,
        version_count: 0,
        ..read()
    }
}

pub(crate) fn marks() -> MarksPage {
    let mut orphan = card(
        3,
        "The landing craft will be lent for a fortnight",
        "Gone from the second version!",
        "red",
    );
    orphan.is_orphan = true;
    MarksPage {
        layout: inside("Marks", "/marks"),
        here: "/marks".to_owned(),
        count: "212 marks in 58 articles".to_owned(),
        groups: vec![
            MarkGroup {
                shelf_id: 41,
                title: "Island’s only car ferry to stay in harbour for nine days after crack is found in hull".to_owned(),
                outlet: Some("Harbour Post".to_owned()),
                marks: cards(),
            },
            MarkGroup {
                shelf_id: 22,
                title: "Board to ask the navy".to_owned(),
                outlet: Some("Sallow Island Gazette".to_owned()),
                marks: vec![orphan, card(4, "the depth of the pier at low water", "", "green")],
            },
        ],
        older: Some("/marks?before=3".to_owned()),
    }
}
