use proptest::prelude::{any, proptest};

use super::{fold, folded, is_stop, term, words};

fn terms(text: &str) -> String {
    let all = words(text).map(|span| {
        let mut out = String::new();
        term(&text[span], &mut out);
        out
    });
    all.collect::<Vec<_>>().join(" ")
}

/// Words that meet at one term.
const SAME: &[&[&str]] = &[
    &["drone", "drones", "Drone's", "DRONES"],
    &["study", "studies", "studied", "studying"],
    &["stop", "stops", "stopped", "stopping"],
    &["make", "makes", "making"],
    &["call", "calls", "called", "calling"],
    &["pass", "passes", "passed", "passing"],
    &["box", "boxes", "boxed"],
    &["reach", "reaches", "reached"],
    &["rise", "rises"],
    &["agree", "agrees"],
    &["café", "Cafe", "CAFÉS", "cafe\u{301}"],
    &["Zelensky", "Zelensky’s", "ZELENSKY"],
    &["Straße", "strasse"],
    &["naïve", "naive"],
];

/// Words that do not.
const DIFFERENT: &[(&str, &str)] = &[
    ("new", "news"),
    ("bus", "bush"),
    ("sing", "s"),
    ("red", "r"),
    ("us", "u"),
    ("gas", "ga"),
    ("this", "thi"),
    ("king", "k"),
    ("2026", "202"),
    ("b52s", "b52"),
];

#[test]
fn forms_of_a_word_meet_and_others_do_not() {
    for forms in SAME {
        for form in *forms {
            assert_eq!(terms(form), terms(forms[0]), "{form} and {}", forms[0]);
        }
    }
    for (one, other) in DIFFERENT {
        assert_ne!(terms(one), terms(other), "{one} and {other}");
    }
}

#[test]
fn texts_are_cut_into_words() {
    for (text, expected) in [
        ("A mid-air stop.", "a mid air stop"),
        ("don't “stop”", "dont stop"),
        ("3.5 million, 10%", "3 5 million 10"),
        ("'quoted' words'", "quot word"),
        ("東京 met", "東 京 met"),
        ("e\u{301}tat", "etat"),
        ("Київ і Львів", "київ і львів"),
        ("", ""),
        ("—…!", ""),
    ] {
        assert_eq!(terms(text), expected, "{text}");
    }
}

#[test]
fn stop_words_are_known_by_their_terms() {
    for word in ["the", "because", "years", "made", "Was"] {
        assert!(is_stop(&terms(word)), "{word}");
    }
    for word in ["minister", "war", "million"] {
        assert!(!is_stop(&terms(word)), "{word}");
    }
}

proptest! {
    #[test]
    fn any_text_gives_terms_of_letters_and_digits(text in any::<String>()) {
        let mut last = 0;
        for span in words(&text) {
            assert!(span.start >= last && span.end > span.start);
            last = span.end;
            for make in [term, folded] {
                let mut out = String::new();
                make(&text[span.clone()], &mut out);
                assert!(out.chars().all(char::is_alphanumeric), "{out:?}");
                assert!(out.len() <= 40);
            }
        }
        let (mut once, mut twice) = (String::new(), String::new());
        fold(&text, &mut once);
        fold(&once, &mut twice);
        assert_eq!(once, twice);
    }
}
