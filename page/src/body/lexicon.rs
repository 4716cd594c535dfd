//! Scores of single words and class names: how much each speaks for a block being story rather
//! than furniture. Learnt by `cargo xtask train page`; hashed, so no word is stored.

use std::sync::LazyLock;

/// Slots of each table; a power of two. 16,384 keep collisions under 1 in 5 for the words seen on
/// three sites or more.
pub(crate) const SLOTS: usize = 1 << 14;
/// What one step of a stored weight stands for.
pub(crate) const STEP: f32 = 1.0 / 32.0;

/// Three tables of [`SLOTS`] weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lexicon<'a> {
    pub(crate) words: &'a [i8],
    pub(crate) classes: &'a [i8],
    /// What the words of a short label say about the blocks below it.
    pub(crate) labels: &'a [i8],
}

/// What the words of a `class` or `id` value say.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ClassReading {
    /// Sum and least of their scores.
    pub(crate) sum: f32,
    pub(crate) least: f32,
    /// [`kind`] bits.
    pub(crate) kinds: u8,
    /// Hash in which digits do not count ("post-123" and "post-124" are alike).
    pub(crate) hash: u32,
}

fn weight(table: &[i8], hash: u32) -> f32 {
    f32::from(table.get(slot(hash)).copied().unwrap_or(0)) * STEP
}

impl Lexicon<'_> {
    /// A lexicon that knows nothing.
    pub(crate) const EMPTY: Lexicon<'static> = Lexicon { words: &[], classes: &[], labels: &[] };

    /// The score of a word by its hash.
    pub(crate) fn word(&self, hash: u32) -> f32 {
        weight(self.words, hash)
    }

    /// The mean score of a label's words.
    pub(crate) fn label(&self, words: &[u32]) -> f32 {
        let sum: f32 = words.iter().map(|hash| weight(self.labels, *hash)).sum();
        sum / (words.len().max(1) as f32).sqrt()
    }

    /// What the words of a `class` or `id` value say.
    pub(crate) fn classes(&self, value: &str) -> ClassReading {
        let mut reading = ClassReading::default();
        let kinds = &*KINDS;
        each_class_word(value, |hash| {
            reading.hash = reading.hash.rotate_left(7) ^ hash;
            reading.kinds |= kinds[slot(hash)];
            let score = weight(self.classes, hash);
            reading.sum += score;
            reading.least = reading.least.min(score);
        });
        reading
    }
}

/// The slot of a hash.
pub(crate) fn slot(hash: u32) -> usize {
    (hash.wrapping_mul(0x9e37_79b1) >> (32 - SLOTS.trailing_zeros())) as usize
}

/// One step of the hash all words are known by (FNV-1a over code points).
pub(crate) fn hash_word(hash: u32, letter: u32) -> u32 {
    let hash = if hash == 0 { 0x811c_9dc5 } else { hash };
    (hash ^ letter).wrapping_mul(0x0100_0193)
}

/// What class words are known to name, as bits.
pub(crate) mod kind {
    pub(crate) const COUNT: usize = 8;
    /// By bit, from the lowest: readers' words, other stories, sharing, sign-up, advertisement,
    /// the story's particulars, page frame, the story's text.
    pub(crate) const WORDS: [&str; COUNT] = [
        "comment comments commenter commentlist commentbody commenttext commentaire commentaires \
         comentario comentarios comentarii commenti kommentar kommentare kommentarer komentarze \
         disqus livefyre respond replies reply talkback discussion reaction reactions forum \
         opinie guestbook messagelist hozzaszolas",
        "related recommended recommend recommendation recommendations outbrain taboola trending \
         popular teaser teasers recirc readmore seealso similar suggested suggestions latest more \
         mostread mostpopular relatedposts upnext nextup onward yarpp zergnet",
        "share sharing shares social socials follow sharebar sharedaddy addthis addtoany whatsapp \
         jiathis bookmarks sociable",
        "newsletter newsletters subscribe subscription subscriptions signup signin login register \
         registration paywall piano donate donation regwall mailchimp optin membership",
        "ad ads adv advert adverts advertisement advertising adsense dfp banner banners sponsor \
         sponsored promo promos promotion commercial affiliate werbung anzeige reklama publicite",
        "byline author authors autor bio date dates meta metadata timestamp time tags tag \
         category categories breadcrumb breadcrumbs credit credits caption captions copyright \
         legende",
        "sidebar side rail aside widget widgets nav navigation navbar menu footer foot header \
         masthead toolbar topbar modal popup cookie cookies consent gdpr overlay",
        "articlebody articletext articlecontent storybody storytext entrycontent postcontent \
         postbody contentbody maincontent bodytext newstext articlebodytext",
    ];
}

static KINDS: LazyLock<Box<[u8]>> = LazyLock::new(|| {
    let mut kinds = vec![0u8; SLOTS].into_boxed_slice();
    for (bit, words) in kind::WORDS.iter().enumerate() {
        for word in words.split_whitespace() {
            let hash = word.bytes().fold(0, |hash, byte| hash_word(hash, u32::from(byte)));
            kinds[slot(hash)] |= 1 << bit;
        }
    }
    // The same made of two words ("article-body", "entryContent").
    for (first, second) in [
        ("article", "body"),
        ("article", "text"),
        ("article", "content"),
        ("story", "body"),
        ("story", "content"),
        ("entry", "content"),
        ("post", "content"),
        ("post", "body"),
        ("content", "body"),
        ("body", "content"),
        ("body", "text"),
        ("text", "body"),
    ] {
        let hash = |word: &str| word.bytes().fold(0, |hash, b| hash_word(hash, u32::from(b)));
        kinds[slot(hash(first).rotate_left(9) ^ hash(second))] |= 1 << 7;
    }
    kinds
});

/// Calls `with` with the hash of each word of a class or id value: parted at anything that is not
/// a letter and where a capital follows a small letter ("articleBody"), in lower case; and with
/// the hash of each whole name made of several words. At most 32 are looked at, in the first 512
/// bytes.
pub(crate) fn each_class_word(value: &str, mut with: impl FnMut(u32)) {
    let mut left = 32;
    for name in value.as_bytes()[..value.len().min(512)].split(u8::is_ascii_whitespace) {
        let (mut word, mut whole) = (0u32, 0u32);
        let (mut was_small, mut count) = (false, 0);
        for &byte in name.iter().chain(b"-") {
            let small = byte.is_ascii_lowercase();
            let capital = byte.is_ascii_uppercase();
            if word != 0 && (!(small || capital) || (capital && was_small)) {
                with(word);
                whole = whole.rotate_left(9) ^ word;
                (word, count) = (0, count + 1);
            }
            if small || capital {
                word = hash_word(word, u32::from(byte | 0x20));
            }
            was_small = small;
        }
        if count > 1 {
            with(whole);
        }
        left -= count.min(left);
        if left == 0 {
            return;
        }
    }
}
