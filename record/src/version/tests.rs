use proptest::prelude::{any, proptest};
use proptest::strategy::Strategy;

use super::reanchor::{Anchor, Mark, reanchor};
use super::values::{self, Change};
use super::{Versions, diff};

/// Kept words plain, removed ones in [], added ones in {}.
fn shown(old: &str, new: &str) -> String {
    let mut out = Vec::new();
    for hunk in diff::of(old, new) {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        if hunk.is_same {
            out.push(words(&new[hunk.new.clone()]));
            continue;
        }
        if !hunk.old.is_empty() {
            out.push(format!("[{}]", words(&old[hunk.old.clone()])));
        }
        if !hunk.new.is_empty() {
            out.push(format!("{{{}}}", words(&new[hunk.new.clone()])));
        }
    }
    out.join(" ")
}

#[test]
fn words_that_changed() {
    let check = |old: &str, new: &str, expect: &str| assert_eq!(shown(old, new), expect);
    check("", "", "");
    check("", "Rain fell.", "{Rain fell.}");
    check("Rain fell.", "", "[Rain fell.]");
    check("Rain fell.", "Rain fell.", "Rain fell.");
    check("At least 12 died.", "At least 15 died.", "At least [12] {15} died.");
    check(
        "He left.\n\nShe came.",
        "He left.\n\nIt rained.\n\nShe came.",
        "He left. {It rained.} She came.",
    );
    check("One two three.", "One three.", "One [two] three.");
    check("Élan vital, naïve", "Élan vital naïve", "Élan vital [,] naïve");
}

#[test]
fn merged_paragraphs_are_a_change_of_no_word() {
    let hunks = diff::of("He left.\n\nShe came.", "He left. She came.");
    let changed: Vec<_> = hunks.iter().filter(|hunk| !hunk.is_same).collect();
    assert!(changed.iter().all(|hunk| hunk.old.is_empty() && hunk.new.is_empty()), "{hunks:?}");
}

#[test]
fn figures_and_quotations_that_changed() {
    let check = |old: &str, new: &str, expect: &[&str]| {
        let versions = Versions::compare(old, new);
        let mut found = values::figures(&versions);
        found.extend(values::quotations(&versions));
        let lines: Vec<String> = found
            .iter()
            .map(|change| match change {
                Change::Added(span) => format!("+{}", &new[span.clone()]),
                Change::Dropped(span) => format!("-{}", &old[span.clone()]),
                Change::Changed(before, after) => {
                    format!("{} > {}", &old[before.clone()], &new[after.clone()])
                }
            })
            .collect();
        assert_eq!(lines, expect, "{old:?} {new:?}");
    };
    check(
        "At least 12 people died in the flood.",
        "At least 15 people died in the flood.",
        &["At least 12 people > At least 15 people"],
    );
    // The figure moved, and nothing else.
    check("Some 40 houses burnt. The mayor wept.", "The mayor wept. Some 40 houses burnt.", &[]);
    check("The mayor wept.", "The mayor wept. Some 40 houses burnt.", &["+Some 40 houses"]);
    check("Some 40 houses burnt. The mayor wept.", "The mayor wept.", &["-Some 40 houses"]);
    check(
        "“We will rebuild the bridge in spring,” she said.",
        "“We will rebuild the bridge in summer,” she said.",
        &["We will rebuild the bridge in spring, > We will rebuild the bridge in summer,"],
    );
    // Other quotation marks are no change.
    check("“We will rebuild,” she said.", "\"We will rebuild,\" she said.", &[]);
    check("She left.", "She left. “We tried it all,” he said.", &["+We tried it all,"]);
}

#[test]
fn marks_that_are_gone_or_elsewhere() {
    let check = |old: &str, quote: &str, new: &str, expect: Option<&str>| {
        let position = old.find(quote).expect("the row marks its own text");
        let (before, after) = (&old[..position], &old[position + quote.len()..]);
        let prefix = &before[before.ceil_char_boundary(before.len().saturating_sub(32))..];
        let suffix = &after[..after.floor_char_boundary(32)];
        let mark = Mark { quote, prefix, suffix, position };
        let found = match reanchor(&mark, &Versions::compare(old, new)) {
            Anchor::Found { span, .. } => Some(&new[span]),
            Anchor::Orphan => None,
        };
        assert_eq!(found, expect, "{quote:?} in {new:?}");
    };
    let old =
        "The port was closed. The police came at noon.\n\nThe police left at nine, a witness said.";
    check(old, "The police", &old.replace("closed", "shut"), Some("The police"));
    check(
        old,
        "The police left at nine",
        "The police left at ten, a witness said.",
        Some("police left at"),
    );
    // Short words that stand elsewhere in another sentence are not the mark.
    check(old, "at noon", "It was noon.\n\nSomething else happened at noon in Bergen.", None);
    check(old, "The port was closed.", "All is well in the north of the country.", None);
    check(old, "The port was closed.", "", None);
}

/// A small generator of numbers: tests must not depend on a crate's.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'l>(&mut self, list: &[&'l str]) -> &'l str {
        list[self.roll(list.len())]
    }
}

const WHO: &[&str] = &[
    "The mayor of Lindholm",
    "A spokeswoman for the port",
    "Captain Ode Varga",
    "The ministry of roads",
    "Minister Halla Brandt",
    "The ferry company",
    "A witness",
    "The union of pilots",
    "Judge Tamsin Okoro",
];
const DID: &[&str] = &[
    "said that",
    "denied on Monday that",
    "told reporters that",
    "confirmed late at night that",
    "wrote in a letter to the council that",
    "had warned in March that",
    "repeated that",
];
const WHAT: &[&str] = &[
    "the crane had not been inspected for",
    "the repairs would cost",
    "the harbour would stay closed for",
    "the storm had sunk",
    "the company owed the town",
    "the inquiry had heard",
    "the fleet had lost",
];
const UNIT: &[&str] =
    &["days", "boats", "million crowns", "witnesses", "months", "containers", "families"];
const END: &[&str] = &[
    "and nobody was told",
    "although the plans had been changed twice",
    "as the tide came in",
    "despite what was promised in spring",
    "which the council did not know",
    "before the vote",
];

fn sentence(dice: &mut Dice) -> String {
    let (who, did, what) = (dice.pick(WHO), dice.pick(DID), dice.pick(WHAT));
    let number = 2 + dice.roll(900);
    format!("{who} {did} {what} {number} {} {}.", dice.pick(UNIT), dice.pick(END))
}

/// Sentences with their numbers, in paragraphs.
type Pages = Vec<Vec<(usize, String)>>;

/// The text, and where each sentence stands in it.
fn joined(pages: &Pages) -> (String, Vec<(usize, std::ops::Range<usize>)>) {
    let (mut text, mut places) = (String::new(), Vec::new());
    for paragraph in pages {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        for (at, (number, sentence)) in paragraph.iter().enumerate() {
            if at > 0 {
                text.push(' ');
            }
            places.push((*number, text.len()..text.len() + sentence.len()));
            text.push_str(sentence);
        }
    }
    (text, places)
}

/// One change as a newsroom makes it.
fn edit(pages: &mut Pages, dice: &mut Dice) {
    let at = dice.roll(pages.len());
    let inside = dice.roll(pages[at].len());
    match dice.roll(8) {
        0 => pages[at].insert(inside, (usize::MAX, sentence(dice))),
        1 if pages[at].len() > 1 => _ = pages[at].remove(inside),
        2 => {
            let paragraph = pages.remove(at);
            let to = dice.roll(pages.len() + 1);
            pages.insert(to, paragraph);
        }
        3 if at + 1 < pages.len() => {
            let next = pages.remove(at + 1);
            pages[at].extend(next);
        }
        4 if pages[at].len() > 2 => {
            let rest = pages[at].split_off(2);
            pages.insert(at + 1, rest);
        }
        5 => {
            let number = dice.roll(900).to_string();
            let words = pages[at][inside].1.split(' ').map(|word| {
                if word.bytes().all(|b| b.is_ascii_digit()) {
                    number.clone()
                } else {
                    word.to_owned()
                }
            });
            pages[at][inside].1 = words.collect::<Vec<_>>().join(" ");
        }
        _ => {
            let mut words: Vec<&str> = pages[at][inside].1.split(' ').collect();
            let place = dice.roll(words.len());
            match dice.roll(3) {
                0 => words.insert(place, "reportedly"),
                1 => words[place] = "likewise",
                _ => _ = words.remove(place),
            }
            pages[at][inside].1 = words.join(" ");
        }
    }
}

#[test]
fn marks_stay_on_edited_texts() {
    let (mut kept, mut all, mut orphans, mut gone) = (0, 0, 0, 0);
    for seed in 0..400 {
        let mut dice = Dice(seed * 7_919 + 1);
        let mut pages: Pages = Vec::new();
        for number in 0..24 {
            if number % 3 == 0 {
                pages.push(Vec::new());
            }
            pages.last_mut().expect("one was pushed").push((number, sentence(&mut dice)));
        }
        let (old, places) = joined(&pages);
        for _ in 0..1 + dice.roll(12) {
            edit(&mut pages, &mut dice);
        }
        let (new, new_places) = joined(&pages);
        let versions = Versions::compare(&old, &new);
        for _ in 0..20 {
            let (number, place) = places[dice.roll(places.len())].clone();
            let words: Vec<(usize, &str)> = old[place.clone()].match_indices(' ').collect();
            let first = dice.roll(words.len() - 4);
            let last = first + 3 + dice.roll(words.len() - first - 3);
            let span = place.start + words[first].0 + 1..place.start + words[last].0;
            let mark = Mark {
                quote: &old[span.clone()],
                prefix: &old[span.start.saturating_sub(32)..span.start],
                suffix: &old[span.end..(span.end + 32).min(old.len())],
                position: span.start,
            };
            let found = reanchor(&mark, &versions);
            match new_places.iter().find(|(other, _)| *other == number) {
                Some((_, home)) => {
                    all += 1;
                    let is_home = matches!(&found, Anchor::Found { span, .. }
                        if span.start >= home.start && span.end <= home.end);
                    kept += usize::from(is_home);
                }
                None => {
                    gone += 1;
                    orphans += usize::from(found == Anchor::Orphan);
                }
            }
        }
    }
    println!(
        "marks kept {kept} of {all}; of marks whose sentence is gone {orphans} of {gone} orphans"
    );
    assert!(kept * 1000 >= all * 995, "{kept} of {all}");
    // This asked for 90 before marks were kept better (99.2 -> 99.6 %). The sentences are made of a few parts,
    // which may be why; the wrong ones were not looked at one by one.
    assert!(orphans * 100 >= gone * 70, "{orphans} of {gone}");
}

#[test]
fn hostile_texts_take_near_linear_time() {
    let texts = |count: usize| {
        [
            ("a ".repeat(count), "a b ".repeat(count)),
            ("x y z ".repeat(count), "y x z ".repeat(count)),
            (
                (0..count).map(|n| format!("w{n} ")).collect(),
                (0..count).rev().map(|n| format!("w{n} ")).collect(),
            ),
            ("same line\n\n".repeat(count), "other line\n\n".repeat(count)),
        ]
    };
    for (old, new) in texts(30_000) {
        // Quadratic work would be a thousand million steps and stand out in the suite.
        assert!(!Versions::compare(&old, &new).hunks.is_empty());
    }
}

fn edited_pairs() -> impl Strategy<Value = (String, String)> {
    ("([a-cé“”.\n] ?){0,80}", "([a-cé“”.\n] ?){0,80}")
}

proptest! {
    #[test]
    fn hunks_cover_all_words_and_marks_are_in_the_text(
        (old, new) in edited_pairs(), start in any::<usize>(), length in 1usize..20,
    ) {
        let versions = Versions::compare(&old, &new);
        let (mut old_done, mut new_done) = (0, 0);
        for hunk in &versions.hunks {
            assert!(old[old_done..hunk.old.start].trim().is_empty(), "{versions:?}");
            assert!(new[new_done..hunk.new.start].trim().is_empty(), "{versions:?}");
            (old_done, new_done) = (hunk.old.end, hunk.new.end);
        }
        assert!(old[old_done..].trim().is_empty() && new[new_done..].trim().is_empty());
        _ = values::figures(&versions);
        _ = values::quotations(&versions);
        let start = old.floor_char_boundary(start % (old.len() + 1));
        let end = old.floor_char_boundary((start + length).min(old.len()));
        let mark = Mark { quote: &old[start..end], prefix: "", suffix: "", position: start };
        if let Anchor::Found { span, .. } = reanchor(&mark, &versions) {
            assert!(new.get(span).is_some());
        }
    }
}
