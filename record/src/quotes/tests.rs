use super::{Form, Gear, Reader};
use proptest::prelude::*;
use std::fmt::Write as _;

/// Each quote as "source | cue | content / content = speaker", one a line.
fn told(gear: Gear, text: &str) -> String {
    let answer = Reader::built_in().read(text, gear);
    let mut out = String::new();
    for quote in &answer.quotes {
        let source = quote.source.clone().map_or("-", |s| &text[s]);
        let content: Vec<&str> = quote.content.iter().map(|c| &text[c.clone()]).collect();
        let speaker = quote.resolution.speaker.map_or("?", |s| answer.speakers[s].name.as_str());
        writeln!(
            out,
            "{source} | {} | {} = {speaker}",
            &text[quote.cue.clone()],
            content.join(" / ")
        )
        .unwrap();
    }
    out
}

fn check(text: &str, expect: &[&str]) {
    let told = told(Gear::Thorough, text);
    assert_eq!(told.lines().collect::<Vec<_>>(), expect, "{text}");
}

#[test]
fn the_common_shapes_of_a_quote() {
    check(
        "“The road will stay shut until spring,” said Ines Varga, the mayor.",
        &["Ines Varga, the mayor | said | “The road will stay shut until spring,” = Ines Varga"],
    );
    check(
        "The ministry said that the bridge had been closed since Monday.",
        &["The ministry | said | that the bridge had been closed since Monday = The ministry"],
    );
    check(
        "The bridge has been closed since Monday, according to the ministry.",
        &["the ministry | according to | The bridge has been closed since Monday = the ministry"],
    );
    check(
        "“We tried twice,” Mr. Bell told reporters. “Nobody answered the phone.”",
        &["Mr. Bell | told | “We tried twice,” / “Nobody answered the phone.” = Mr. Bell"],
    );
}

#[test]
fn a_quotation_runs_over_paragraphs() {
    check(
        "Ines Varga said: “We built this road with our own hands and our own money.\n\n“Nobody helped us then, and nobody will help us now.”",
        &[
            "Ines Varga | said: | “We built this road with our own hands and our own money. / “Nobody helped us then, and nobody will help us now.” = Ines Varga",
        ],
    );
}

#[test]
fn transcripts_and_signed_letters() {
    check(
        "HOST: Why did the harbour close so early this year?\n\nVARGA: Because the ice came early, and nobody was ready.",
        &[
            "HOST | : | Why did the harbour close so early this year? = HOST",
            "VARGA | : | Because the ice came early, and nobody was ready. = VARGA",
        ],
    );
    check(
        "“The harbour was all we had, and they sold it to strangers.” ― Ines Varga",
        &[
            "Ines Varga | ― | “The harbour was all we had, and they sold it to strangers.” = Ines Varga",
        ],
    );
}

#[test]
fn what_is_no_quote_is_left_alone() {
    for text in [
        // A title and scare quotes.
        "Her novel “The Long Winter” sold ten thousand copies in the first week.",
        "The so-called “smart” meters were fitted in March.",
        // One line in capitals is a heading, not a speaker.
        "UPDATE: The road was opened again at noon.",
        "ALDMOOR: Rain fell on the town for nine days.",
        "The train left the station at noon and arrived at six.",
        "",
    ] {
        assert_eq!(told(Gear::Thorough, text), "", "{text}");
    }
}

#[test]
fn forms_follow_the_quotation_marks() {
    let rows = [
        ("“The ice came early,” Ines Varga said.", Form::Direct),
        ("Ines Varga said the ice came early.", Form::Indirect),
        ("Ines Varga said the ice came “far too early” this year.", Form::Mixed),
    ];
    for (text, form) in rows {
        let answer = Reader::built_in().read(text, Gear::Thorough);
        assert_eq!(answer.quotes.iter().map(|q| q.form).collect::<Vec<_>>(), [form], "{text}");
    }
}

#[test]
fn the_fast_gear_finds_plain_quotes_too() {
    let told = told(Gear::Fast, "“The road will stay shut until spring,” said Ines Varga.");
    assert_eq!(told, "Ines Varga | said | “The road will stay shut until spring,” = Ines Varga\n");
}

#[test]
fn other_languages_get_no_record() {
    for text in [
        "Der Minister sagte am Dienstag, die Brücke werde erst im Frühjahr wieder geöffnet, weil das Geld fehle und niemand arbeiten wolle.",
        "Le ministre a déclaré mardi que le pont ne serait pas rouvert avant le printemps, faute de crédits et de bras pour le réparer.",
        "הגשר ייפתח מחדש רק באביב, אמר השר ביום שלישי",
    ] {
        let answer = Reader::built_in().read(text, Gear::Thorough);
        assert_eq!((answer.language, answer.quotes.len()), (None, 0), "{text}");
    }
}

#[test]
fn every_decision_says_why() {
    let answer = Reader::built_in()
        .read("“No,” said Ines Varga. She added that it was late.", Gear::Thorough);
    assert!(!answer.quotes.is_empty());
    for quote in &answer.quotes {
        assert!(!quote.why.is_empty() && !quote.resolution.why.is_empty());
        assert!((0.0..=1.0).contains(&quote.confidence));
    }
}

/// Spans on character boundaries, in order, not empty; indices that exist.
fn is_sound(text: &str, gear: Gear) {
    let answer = Reader::built_in().read(text, gear);
    for quote in &answer.quotes {
        let spans = quote.source.iter().chain([&quote.cue]).chain(&quote.content);
        for span in spans {
            assert!(span.start < span.end && text.get(span.clone()).is_some());
        }
        assert!(quote.content.windows(2).all(|w| w[0].end <= w[1].start));
        assert!(!quote.content.is_empty());
        assert!(quote.within.is_none_or(|q| q < answer.quotes.len()));
        assert!(quote.resolution.speaker.is_none_or(|s| s < answer.speakers.len()));
    }
    for span in answer.speakers.iter().flat_map(|s| &s.mentions) {
        assert!(text.get(span.clone()).is_some());
    }
}

#[test]
fn hostile_texts_are_read_in_linear_time() {
    let units = [
        "“The ",
        "“‘",
        "\"a\" ",
        "it's the '90s ",
        "said ",
        "he said that ",
        "ANN: yes\n",
        "“So it goes.” ― Ann Ray\n",
        "Ann Ray said. ",
        "\u{0}the ",
        "— ",
    ];
    for unit in units {
        for gear in [Gear::Fast, Gear::Thorough] {
            is_sound(&unit.repeat(3000), gear);
        }
    }
}

/// Words that matter to some rule, and some that do not, in any order.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "“",
        "”",
        "\"",
        "''",
        "``",
        "‘",
        "’",
        "«",
        "»",
        "said",
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "he",
        "She",
        "Ann Ray",
        "Mr.",
        "who",
        "the",
        "a",
        "senator",
        ":",
        "—",
        "―",
        ",",
        ".",
        "?",
        "according to",
        "PENCE",
        "told",
        "that",
        "I",
        "it",
        "é",
        "שלום",
        "😀",
        "\u{0}",
        "1,000",
        "U.S.",
        "n't",
        "'s",
        "(",
        ")",
    ]);
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_gives_sound_spans(text in texts()) {
        is_sound(&text, Gear::Fast);
        is_sound(&text, Gear::Thorough);
    }

    #[test]
    fn any_characters_give_sound_spans(text in "\\PC{0,200}") {
        is_sound(&text, Gear::Fast);
        is_sound(&format!("the of and to that is was {text}"), Gear::Thorough);
    }
}
