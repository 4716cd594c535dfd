use record::reprint::compare;
use record::signature::Signature;

use super::{Spans, parts};
use crate::reprints::view::Fate;

const AGENCY: &str = "The harbour board closed the old pier on Monday after divers found that the timber below the \
    water line had rotted through.\n\nThe pier was built in 1911 and carries the launch to the outer \
    islands. “Nobody shall fall through it while I am chair,” said Maud Ellery.\n\nA new one will cost 4 \
    million and take two years to build, the board said.";

/// Both texts, with `[left out]`, `{added}` and `~in other words~`.
fn laid(first: &str, second: &str) -> [String; 2] {
    let (a, b) = (Signature::read(first), Signature::read(second));
    let found = compare(&a, &b);
    let first_spans = found.passages.iter().map(Spans::first).collect();
    let second_spans = found.passages.iter().map(Spans::second).collect();
    [parts(first, &a, first_spans), parts(second, &b, second_spans)].map(|paragraphs| {
        let paragraphs = paragraphs.iter().map(|parts| {
            let parts = parts.iter().map(|part| match part.fate {
                Fate::Kept => part.words.clone(),
                Fate::Exchanged => format!("~{}~", part.words),
                Fate::Own => format!("[{}]", part.words),
            });
            parts.collect::<String>()
        });
        paragraphs.collect::<Vec<_>>().join("\n\n")
    })
}

#[test]
fn all_words_are_shown_whatever_became_of_them() {
    let cut = AGENCY.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n");
    let longer =
        format!("{AGENCY}\n\nSchools on the islands will hold lessons by radio until then.");
    for (first, second) in
        [(AGENCY, AGENCY), (AGENCY, &cut), (AGENCY, &longer), (AGENCY, "Rain."), ("", AGENCY)]
    {
        let [ours, theirs] = laid(first, second);
        let bare = |text: &str| text.replace(['[', ']', '~'], "");
        assert_eq!(bare(&ours), first);
        assert_eq!(bare(&theirs), second);
    }
}

#[test]
fn what_was_left_out_and_added_is_set_off() {
    let cut = AGENCY.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n");
    let [ours, theirs] = laid(AGENCY, &cut);
    assert!(
        ours.ends_with(
            "[A new one will cost 4 million and take two years to build, the board said.]"
        ),
        "{ours}"
    );
    assert_eq!(theirs, cut);
    let edited = AGENCY.replace("rotted through", "decayed badly");
    let [ours, theirs] = laid(AGENCY, &edited);
    assert!(ours.contains("~rotted through.~") || ours.contains("[rotted through.]"), "{ours}");
    assert!(theirs.contains("decayed badly.~") || theirs.contains("decayed badly.]"), "{theirs}");
}
