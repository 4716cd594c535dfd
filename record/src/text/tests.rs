use super::{Text, language};

fn words(text: &str) -> String {
    let text = Text::read(text);
    (0..text.words.len()).map(|at| text.word(at)).collect::<Vec<_>>().join(" ")
}

fn sentences(input: &str) -> Vec<String> {
    let text = Text::read(input);
    let of =
        |s: &std::ops::Range<u32>| input[text.span(&(s.start as usize..s.end as usize))].to_owned();
    text.sentences.iter().map(of).collect()
}

/// The words inside quotation marks, pieces parted by " | ".
fn quoted(input: &str) -> String {
    let text = Text::read(input);
    let mut out = String::new();
    let mut was = false;
    for (at, mark) in text.marks.iter().enumerate() {
        let inside = mark.inside && !mark.opens && !mark.closes;
        if inside {
            if !out.is_empty() {
                out.push_str(if was { " " } else { " | " });
            }
            out.push_str(text.word(at));
        }
        was = inside;
    }
    out
}

#[test]
fn words_are_cut_as_a_tagger_wants_them() {
    let rows = [
        ("He didn't go.", "He did n't go ."),
        ("Kim’s dog won’t bark", "Kim ’s dog wo n’t bark"),
        ("O’Hara and D'Arcy", "O’Hara and D'Arcy"),
        ("In the U.S. alone, 1,200.5 tons", "In the U.S. alone , 1,200.5 tons"),
        ("Mr. Bell met Gov. Ash at 5 p.m.", "Mr. Bell met Gov. Ash at 5 p.m."),
        ("It ended there.Then it began", "It ended there . Then it began"),
        ("a well-known face -- once—twice", "a well-known face -- once — twice"),
        ("cost $5m (about £4m)", "cost $ 5m ( about £ 4m )"),
        ("“Go,” he said", "“ Go , ” he said"),
        ("``Go,'' he said", "`` Go , '' he said"),
        ("@mayor_lee wrote #win", "@mayor_lee wrote #win"),
        ("the players’ union", "the players ’ union"),
        ("wait... what?!", "wait ... what ? !"),
        ("", ""),
    ];
    for (text, expect) in rows {
        assert_eq!(words(text), expect);
    }
}

#[test]
fn sentences_end_where_a_reader_ends_them() {
    let rows: [(&str, &[&str]); 7] = [
        ("It rained. We left.", &["It rained.", "We left."]),
        ("“Why?” he asked. No one knew.", &["“Why?” he asked.", "No one knew."]),
        ("Mr. Bell of Acme Inc. spoke.", &["Mr. Bell of Acme Inc. spoke."]),
        ("He moved to the U.S. The rest stayed.", &["He moved to the U.S.", "The rest stayed."]),
        ("“It is over.” She left.", &["“It is over.”", "She left."]),
        ("One line\nanother line", &["One line", "another line"]),
        ("He paid 3.5 million. Really.", &["He paid 3.5 million.", "Really."]),
    ];
    for (text, expect) in rows {
        assert_eq!(sentences(text), expect, "{text}");
    }
}

#[test]
fn quotation_marks_pair_up_even_when_garbled() {
    let rows = [
        ("He said “no way” twice", "no way"),
        ("\"No,\" he said, \"never.\"", "No , | never ."),
        ("``No,'' he said", "No ,"),
        ("''No,'' he said, ''never.''", "No , | never ."),
        ("«Non», dit-il", "Non"),
        ("„Nein“, sagte er", "Nein"),
        // Left open, then gone on with in the next paragraph.
        ("“One.\n“Two,” he said", "One . | Two ,"),
        // An opening shape where only a close makes sense.
        ("he’s “clearly right. “The head of staff left", "clearly right ."),
        ("“We go. “\nNext", "We go ."),
        ("has “solid guarantees”. “.", "solid guarantees"),
        // Single marks count only in texts that quote with them.
        ("‘We won,’ said Ann. ‘It’s ours.’", "We won , | It ’s ours ."),
        ("“The ‘old’ town,” she said", "The ‘ old ’ town ,"),
        ("the players’ union said", ""),
        ("rock 'n' roll", ""),
    ];
    for (text, expect) in rows {
        assert_eq!(quoted(text), expect, "{text}");
    }
}

#[test]
fn junk_does_not_hide_a_language() {
    let story = "The bridges office said on Tuesday that 48 crossings had been reopened, and the mayor \
                 was at one of them. “We will not close it again,” she told reporters after the visit. \
                 The union said that the rest were not safe, and that it would wait for the report. ";
    let german = "Der Minister sagte am Dienstag, dass die Brücke erst im Frühjahr wieder geöffnet werde, \
                  weil das Geld fehle und niemand dort arbeiten wolle. Die Gewerkschaft wies das zurück. ";
    for junk in ["Varga: ", "16 January ", "“a” ", "قال ", "7 8 9 "] {
        let of = |text: String| language::of(&Text::read(&text));
        assert_eq!(of(format!("{story}{}", junk.repeat(5_000))), Some("en"), "{junk}");
        assert_eq!(of(format!("{german}{}", junk.repeat(5_000))), None, "{junk}");
    }
}
