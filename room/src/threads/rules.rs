//! The rules a comment meets before it is shown: pure functions, in order, each with its reason for the author.
//!
//! The first that refuses ends it: nothing is posted, and what was typed stays in the form. Rules that hold let the
//! comment wait for a moderator. Nothing is ever shown to its author alone without saying so.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::threads::Speaking;

#[cfg(test)]
mod tests;

/// What a host chose; kept as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Who has no account may comment too; what they write is held.
    pub guests: bool,
    /// Letters of a comment.
    pub longest: usize,
    /// Links: more are held; three times as many are refused.
    pub links: usize,
    /// Words, and beginnings of words that end in "*".
    pub refused_words: Vec<String>,
    pub held_words: Vec<String>,
    /// Comments in ten minutes.
    pub in_ten_minutes: usize,
    /// The first comments of a reader that are held.
    pub first_held: i64,
    /// Minutes in which an author may change a comment.
    pub edit_minutes: i64,
    /// Asked last, about each comment; empty: nobody.
    pub hook: String,
    /// What the questions to it are signed with.
    pub hook_secret: String,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            guests: false,
            // Two pages of a book; a letter to the editor has 2,000.
            longest: 8_000,
            links: 3,
            refused_words: Vec::new(),
            held_words: Vec::new(),
            in_ten_minutes: 10,
            first_held: 0,
            edit_minutes: 15,
            hook: String::new(),
            hook_secret: String::new(),
        }
    }
}

/// What is judged.
#[derive(Clone, Debug, Default)]
pub struct Letter<'l> {
    /// Cleaned.
    pub source: &'l str,
    pub link_count: usize,
    pub is_guest: bool,
    pub is_moderator: bool,
    /// A field that people do not see.
    pub honeypot: &'l str,
    /// Seconds since the form was shown; `None`: not known.
    pub took_s: Option<i64>,
}

/// What a rule says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    Pass,
    /// A moderator looks first; why.
    Hold(String),
    /// Not posted; why.
    Refuse(String),
}

/// A rule.
pub type Phase = fn(&Letter, &Speaking, &Rules, Timestamp) -> Verdict;

/// All rules, in their order.
pub const PHASES: &[(&str, Phase)] = &[
    ("silence", silence),
    ("closed", closed),
    ("length", length),
    ("honeypot", honeypot),
    ("repeat", repeat),
    ("near copy", near_copy),
    ("velocity", velocity),
    ("links", links),
    ("words", words),
    ("first", first),
];

/// What all rules together say: the first refusal, or all reasons to hold.
pub fn judge(letter: &Letter, speaking: &Speaking, rules: &Rules, now: Timestamp) -> Verdict {
    let mut reasons = Vec::new();
    for (_, phase) in PHASES {
        match phase(letter, speaking, rules, now) {
            Verdict::Pass => {}
            Verdict::Hold(reason) => reasons.push(reason),
            refused @ Verdict::Refuse(_) => return refused,
        }
    }
    if reasons.is_empty() { Verdict::Pass } else { Verdict::Hold(reasons.join(" ")) }
}

fn refuse(why: impl Into<String>) -> Verdict {
    Verdict::Refuse(why.into())
}

fn silence(_: &Letter, speaking: &Speaking, _: &Rules, now: Timestamp) -> Verdict {
    match &speaking.silenced {
        Some((until, why)) if *until > now => refuse(format!(
            "A moderator decided that you can read but not write until {}: {why}",
            until.strftime("%-d %B %Y")
        )),
        _ => Verdict::Pass,
    }
}

fn closed(letter: &Letter, speaking: &Speaking, _: &Rules, _: Timestamp) -> Verdict {
    if speaking.is_closed && !letter.is_moderator {
        refuse("This conversation is closed; it can still be read.")
    } else {
        Verdict::Pass
    }
}

fn length(letter: &Letter, _: &Speaking, rules: &Rules, _: Timestamp) -> Verdict {
    let count = letter.source.chars().count();
    if !letter.source.chars().any(char::is_alphanumeric) {
        refuse("There are no words in it yet.")
    } else if count > rules.longest {
        refuse(format!(
            "It has {count} letters; {} are the most. Shorten it a little.",
            rules.longest
        ))
    } else {
        Verdict::Pass
    }
}

/// Programs fill in every field, and at once.
fn honeypot(letter: &Letter, _: &Speaking, _: &Rules, _: Timestamp) -> Verdict {
    if !letter.honeypot.is_empty() {
        refuse("The field that was to stay empty is not: leave it empty and post again.")
    } else if letter.is_guest && letter.took_s.is_none_or(|seconds| seconds < 3) {
        refuse("That was quicker than anybody writes. Wait a few seconds and post again.")
    } else {
        Verdict::Pass
    }
}

fn repeat(letter: &Letter, speaking: &Speaking, _: &Rules, now: Timestamp) -> Verdict {
    let said = plain(letter.source);
    let is_same =
        |(at, source): &(Timestamp, String)| is_within(*at, now, DAY) && plain(source) == said;
    if speaking.recent.iter().any(is_same) {
        refuse("You have said exactly this a short while ago.")
    } else {
        Verdict::Pass
    }
}

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Comments of fewer words are alike by chance.
const COMPARED_WORDS: usize = 12;
/// Rows of three words in common, in hundredths of all: an edited copy has 80 and more, an answer that quotes the
/// same paragraph under 50.
const ALIKE: usize = 70;

/// The same with a word changed here and there, as who posts everywhere does.
fn near_copy(letter: &Letter, speaking: &Speaking, _: &Rules, now: Timestamp) -> Verdict {
    let rows = threes(letter.source);
    if rows.len() < COMPARED_WORDS {
        return Verdict::Pass;
    }
    let is_alike = |(at, source): &(Timestamp, String)| {
        let others = threes(source);
        let shared = rows.intersection(&others).count();
        let all = rows.len() + others.len() - shared;
        is_within(*at, now, DAY) && shared * 100 >= all * ALIKE
    };
    if speaking.recent.iter().any(is_alike) {
        Verdict::Hold("It is nearly the same as another comment of yours today.".to_owned())
    } else {
        Verdict::Pass
    }
}

fn velocity(letter: &Letter, speaking: &Speaking, rules: &Rules, now: Timestamp) -> Verdict {
    let window = SignedDuration::from_mins(10);
    let count = speaking.recent.iter().filter(|(at, _)| is_within(*at, now, window)).count();
    if count >= rules.in_ten_minutes && !letter.is_moderator {
        refuse(
            "You have written a great deal in the last ten minutes. Post this one a little later.",
        )
    } else {
        Verdict::Pass
    }
}

fn links(letter: &Letter, _: &Speaking, rules: &Rules, _: Timestamp) -> Verdict {
    let count = letter.link_count;
    if count > rules.links * 3 {
        refuse(format!("It has {count} links; {} are the most.", rules.links * 3))
    } else if count > rules.links {
        Verdict::Hold(format!(
            "It has {count} links; with more than {} a moderator looks first.",
            rules.links
        ))
    } else {
        Verdict::Pass
    }
}

fn words(letter: &Letter, _: &Speaking, rules: &Rules, _: Timestamp) -> Verdict {
    let said = plain(letter.source);
    if let Some(word) = found(&said, &rules.refused_words) {
        return refuse(format!("The word “{word}” is not wanted here. Say it otherwise."));
    }
    match found(&said, &rules.held_words) {
        Some(word) => Verdict::Hold(format!("A moderator looks first at comments with “{word}”.")),
        None => Verdict::Pass,
    }
}

fn found(said: &str, listed: &[String]) -> Option<String> {
    let words = || said.split(' ');
    let is_there = |listed: &&String| {
        let plain_words = plain(listed.trim_end_matches('*'));
        if plain_words.is_empty() {
            return false;
        }
        if listed.ends_with('*') {
            words().any(|word| word.starts_with(&plain_words))
        } else if plain_words.contains(' ') {
            format!(" {said} ").contains(&format!(" {plain_words} "))
        } else {
            words().any(|word| word == plain_words)
        }
    };
    listed.iter().find(is_there).map(|word| word.trim_end_matches('*').to_owned())
}

/// Why comments of guests are held, until they follow the link in their letter.
pub(crate) const OF_GUESTS: &str =
    "Comments without an account wait until the address is verified or a moderator has looked.";

fn first(letter: &Letter, speaking: &Speaking, rules: &Rules, _: Timestamp) -> Verdict {
    if letter.is_guest {
        Verdict::Hold(OF_GUESTS.to_owned())
    } else if speaking.comment_count < rules.first_held && !letter.is_moderator {
        Verdict::Hold(format!(
            "The first {} comments of a new reader wait for a moderator.",
            rules.first_held
        ))
    } else {
        Verdict::Pass
    }
}

fn is_within(at: Timestamp, now: Timestamp, window: SignedDuration) -> bool {
    now.duration_since(at) < window
}

/// Words in lower case with one space between them; punctuation is none.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// Rows of three words, as numbers.
fn threes(text: &str) -> std::collections::HashSet<u64> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let said = plain(text);
    let words: Vec<&str> = said.split(' ').collect();
    let hash = |row: &[&str]| {
        let mut hasher = DefaultHasher::new();
        row.hash(&mut hasher);
        hasher.finish()
    };
    words.windows(3).map(hash).collect()
}
