//! Which language a text is in, as far as the record can read it: English, or none.

use super::Text;
use std::collections::HashMap;

/// Words that are frequent in English and rare in the languages that share its letters.
const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "that", "is", "was", "for", "with", "said", "says", "he", "it", "on",
    "by", "has", "have", "are", "from", "his", "they", "not", "this", "but", "be", "at", "as",
    "who", "will", "its", "their", "she", "we", "you", "had", "would", "about", "which", "more",
    "her", "been", "after", "when", "were", "told",
];

/// English prose has 30 to 45 words in 100 from the list; German, Dutch and French under 5.
const SHARE: f32 = 0.12;
/// So many words decide; more would not change the answer.
const ENOUGH: usize = 2000;
/// Shorter texts (a headline, a line) may have few of the words by chance.
const SHORT: usize = 20;

/// Words looked at in the second try; texts of junk are longer than any article.
const FAR: usize = 40_000;
/// A word counts so often in the second try. Function words of other languages come more often too,
/// but not by enough: texts of eleven languages stay below 8 in 100.
const OFTEN: u32 = 20;

/// "en" for English; `None` for anything else.
pub fn of(text: &Text) -> Option<&'static str> {
    let words =
        || (0..text.words.len()).filter(|&at| text.words[at].is_wordlike()).map(|at| text.word(at));
    if is_english(words().take(ENOUGH)) {
        return Some("en");
    }
    // An article in which one phrase stands a thousand times is still in its language.
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let mut is_news = |word| {
        let count = seen.entry(word).or_default();
        *count += 1;
        *count <= OFTEN
    };
    let repeats = words().nth(SHORT * OFTEN as usize / 2).is_some();
    let is_word = |word: &&str| !word.starts_with(|c: char| c.is_ascii_digit());
    let varied = words().take(FAR).filter(is_word).filter(|&word| is_news(word)).take(ENOUGH);
    (repeats && is_english(varied)).then_some("en")
}

fn is_english<'t>(words: impl Iterator<Item = &'t str>) -> bool {
    let (mut all, mut english, mut ascii) = (0, 0, 0);
    for word in words {
        all += 1;
        ascii += usize::from(word.bytes().all(|b| b.is_ascii() || b == 0xe2));
        english +=
            usize::from(word.len() <= 6 && ENGLISH.iter().any(|e| e.eq_ignore_ascii_case(word)));
    }
    if all < SHORT {
        english > 0 || (all > 0 && ascii == all)
    } else {
        english as f32 >= SHARE * all as f32
    }
}
