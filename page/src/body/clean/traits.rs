//! What class and id words say about an element, as bits. The words are those of many sites, never
//! of one; each is a part of a class ("wp-caption-text" has three).

use crate::dom::{Document, NodeId, name};

/// The bits [`of`] gives back.
pub(super) mod is {
    /// Surrounds the story: promos, share bars, related links.
    pub(in crate::body::clean) const FURNITURE: u16 = 1;
    /// Stands for a person who wrote, not for what is written about.
    pub(in crate::body::clean) const PERSON: u16 = 1 << 1;
    /// A sign, not a picture.
    pub(in crate::body::clean) const ICON: u16 = 1 << 2;
    pub(in crate::body::clean) const CAPTION: u16 = 1 << 3;
    pub(in crate::body::clean) const CREDIT: u16 = 1 << 4;
    pub(in crate::body::clean) const PULL: u16 = 1 << 5;
    pub(in crate::body::clean) const NOTES: u16 = 1 << 6;
    /// One of several dated entries.
    pub(in crate::body::clean) const POST: u16 = 1 << 7;
    /// A post or player from elsewhere.
    pub(in crate::body::clean) const EMBED: u16 = 1 << 8;
    pub(in crate::body::clean) const PICTURE: u16 = 1 << 9;
    pub(in crate::body::clean) const FORMULA: u16 = 1 << 10;
    /// Hands the story on, or asks to.
    pub(in crate::body::clean) const SHARES: u16 = 1 << 11;
    pub(in crate::body::clean) const QUOTE: u16 = 1 << 12;
}

/// Sorted by word, so that those of one first letter stand together.
static WORDS: &[(&str, u16)] = &[
    ("ad", is::FURNITURE),
    ("ads", is::FURNITURE),
    ("advert", is::FURNITURE),
    ("advertisement", is::FURNITURE),
    ("advertising", is::FURNITURE),
    ("agency", is::CREDIT),
    ("arrow", is::ICON),
    ("attribution", is::CREDIT),
    ("author", is::PERSON),
    ("authors", is::PERSON),
    ("avatar", is::PERSON),
    ("badge", is::ICON),
    ("bio", is::PERSON),
    ("breadcrumb", is::FURNITURE),
    ("breadcrumbs", is::FURNITURE),
    ("btn", is::ICON),
    ("button", is::ICON | is::SHARES),
    ("byline", is::PERSON),
    ("caption", is::CAPTION),
    ("captions", is::CAPTION),
    ("columnist", is::PERSON),
    ("comment", is::FURNITURE),
    ("comments", is::FURNITURE | is::SHARES),
    ("consent", is::FURNITURE),
    ("contributor", is::PERSON),
    ("cookie", is::FURNITURE),
    ("copyright", is::CREDIT),
    ("credit", is::CREDIT),
    ("credits", is::CREDIT),
    ("cutline", is::CAPTION),
    ("donate", is::FURNITURE),
    ("donation", is::FURNITURE),
    ("embed", is::EMBED),
    ("embedded", is::EMBED),
    ("emoji", is::ICON),
    ("endnote", is::NOTES),
    ("endnotes", is::NOTES),
    ("entry", is::POST),
    ("fb", is::EMBED),
    ("figcaption", is::CAPTION),
    ("figure", is::PICTURE),
    ("follow", is::FURNITURE | is::SHARES),
    ("footer", is::FURNITURE),
    ("footnotes", is::NOTES),
    ("foto", is::PICTURE),
    ("fotograf", is::CREDIT),
    ("gallery", is::PICTURE),
    ("gravatar", is::PERSON),
    ("headshot", is::PERSON),
    ("ico", is::ICON),
    ("icon", is::ICON),
    ("icons", is::ICON),
    ("image", is::PICTURE),
    ("img", is::PICTURE),
    ("instagram", is::EMBED),
    ("latex", is::FORMULA),
    ("legend", is::CAPTION),
    ("like", is::FURNITURE | is::SHARES),
    ("likes", is::FURNITURE | is::SHARES),
    ("loader", is::ICON),
    ("login", is::FURNITURE),
    ("logo", is::ICON),
    ("mastodon", is::EMBED),
    ("math", is::FORMULA),
    ("media", is::PICTURE),
    ("menu", is::FURNITURE),
    ("mostread", is::FURNITURE),
    ("mugshot", is::PERSON),
    ("mwe", is::FORMULA),
    ("nav", is::FURNITURE),
    ("navbar", is::FURNITURE),
    ("navigation", is::FURNITURE),
    ("newsletter", is::FURNITURE),
    ("outbrain", is::FURNITURE),
    ("pager", is::FURNITURE),
    ("pagination", is::FURNITURE),
    ("paywall", is::FURNITURE),
    ("photo", is::PICTURE),
    ("photographer", is::CREDIT),
    ("picture", is::PICTURE),
    ("popular", is::FURNITURE),
    ("popup", is::FURNITURE),
    ("post", is::POST),
    ("profile", is::PERSON),
    ("promo", is::FURNITURE),
    ("promos", is::FURNITURE),
    ("promotion", is::FURNITURE),
    ("pull", is::PULL),
    ("pullquote", is::PULL | is::QUOTE),
    ("quote", is::QUOTE),
    ("quotes", is::QUOTE),
    ("recirc", is::FURNITURE),
    ("recirculation", is::FURNITURE),
    ("recommendations", is::FURNITURE),
    ("recommended", is::FURNITURE),
    ("related", is::FURNITURE),
    ("share", is::FURNITURE | is::ICON | is::SHARES),
    ("sharing", is::FURNITURE | is::ICON | is::SHARES),
    ("sidebar", is::FURNITURE),
    ("signup", is::FURNITURE),
    ("social", is::FURNITURE),
    ("spinner", is::ICON),
    ("sponsor", is::FURNITURE),
    ("sponsored", is::FURNITURE),
    ("sprite", is::ICON),
    ("subscribe", is::FURNITURE),
    ("subscription", is::FURNITURE),
    ("taboola", is::FURNITURE),
    ("tags", is::FURNITURE),
    ("teaser", is::FURNITURE),
    ("teasers", is::FURNITURE),
    ("tex", is::FORMULA),
    ("thumbnail", is::PICTURE),
    ("tiktok", is::EMBED),
    ("toolbar", is::FURNITURE),
    ("trending", is::FURNITURE),
    ("tweet", is::EMBED),
    ("twitter", is::EMBED),
    ("update", is::POST),
    ("writer", is::PERSON),
];

const LONGEST: usize = 16;

/// The bits of an element's `class` and `id`.
pub(super) fn of(document: &Document<'_>, node: NodeId) -> u16 {
    document
        .attrs(node)
        .filter(|attr| matches!(attr.name, name::CLASS | name::ID))
        .fold(0, |bits, attr| bits | words(attr.value))
}

/// True for the bits of a pull quote ("pull-left" is none).
pub(super) fn is_pull(bits: u16) -> bool {
    bits & (is::PULL | is::QUOTE) == is::PULL | is::QUOTE
}

/// The bits of all words of `value`; only its first 512 bytes are looked at.
pub(super) fn words(value: &str) -> u16 {
    let mut bits = 0;
    let mut word = [0u8; LONGEST];
    let mut length = 0;
    let mut was_small = false;
    for &byte in value.as_bytes().iter().take(512) {
        let small = byte.is_ascii_lowercase();
        let capital = byte.is_ascii_uppercase();
        if length > 0 && (!(small || capital) || (capital && was_small)) {
            bits |= word_bits(&word[..length.min(LONGEST)], length);
            length = 0;
        }
        if small || capital {
            if length < LONGEST {
                word[length] = byte | 0x20;
            }
            length += 1;
        }
        was_small = small;
    }
    bits | word_bits(&word[..length.min(LONGEST)], length)
}

fn word_bits(word: &[u8], length: usize) -> u16 {
    if !(2..=LONGEST).contains(&length) {
        return 0;
    }
    let shelf = &SHELVES[usize::from(word[0] - b'a')];
    if shelf.lengths & (1 << length) == 0 {
        return 0;
    }
    let words = &WORDS[usize::from(shelf.start)..usize::from(shelf.end)];
    words.iter().find(|(known, _)| known.as_bytes() == word).map_or(0, |found| found.1)
}

/// The words of one first letter, and which lengths they have: most words of a class fail here.
#[derive(Clone, Copy)]
struct Shelf {
    start: u8,
    end: u8,
    lengths: u32,
}

static SHELVES: [Shelf; 26] = shelves();

const fn shelves() -> [Shelf; 26] {
    let mut shelves = [Shelf { start: 0, end: 0, lengths: 0 }; 26];
    let mut at = 0;
    while at < WORDS.len() {
        let word = WORDS[at].0.as_bytes();
        let shelf = &mut shelves[(word[0] - b'a') as usize];
        if shelf.lengths == 0 {
            shelf.start = at as u8;
        }
        shelf.end = at as u8 + 1;
        shelf.lengths |= 1 << word.len();
        at += 1;
    }
    shelves
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, WORDS, is, words};

    #[test]
    fn the_table_is_sorted_and_its_words_can_be_found() {
        assert!(WORDS.is_sorted_by(|a, b| a.0 < b.0));
        for (word, bits) in WORDS {
            assert!(
                word.len() <= LONGEST && word.bytes().all(|byte| byte.is_ascii_lowercase()),
                "{word}"
            );
            assert_eq!(words(word), *bits, "{word}");
        }
    }

    #[test]
    fn words_are_parts_of_classes() {
        for (value, expect) in [
            ("wp-caption-text", is::CAPTION),
            ("imageCaption", is::PICTURE | is::CAPTION),
            ("article__photo-credit", is::PICTURE | is::CREDIT),
            ("reading adaptive downloads", 0),
            ("authority biography", 0),
            ("", 0),
        ] {
            assert_eq!(words(value), expect, "{value}");
        }
    }
}
