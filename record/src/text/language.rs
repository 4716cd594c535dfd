//! Which language a text is in, as far as the record can read it: English, or none.

use super::Text;

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

/// "en" for English; `None` for anything else.
pub fn of(text: &Text) -> Option<&'static str> {
    let (mut all, mut english, mut ascii) = (0, 0, 0);
    for at in (0..text.words.len()).filter(|&at| text.words[at].is_wordlike()).take(ENOUGH) {
        let word = text.word(at);
        all += 1;
        ascii += usize::from(word.bytes().all(|b| b.is_ascii() || b == 0xe2));
        english +=
            usize::from(word.len() <= 6 && ENGLISH.iter().any(|e| e.eq_ignore_ascii_case(word)));
    }
    let enough = if all < SHORT {
        english > 0 || (all > 0 && ascii == all)
    } else {
        english as f32 >= SHARE * all as f32
    };
    enough.then_some("en")
}
