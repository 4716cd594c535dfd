//! Scores of single words and class names: how much each speaks for a block being story rather
//! than furniture. Learnt by `cargo xtask train page`; kept by hash, so no word is stored.

use std::sync::LazyLock;

/// Slots of a table; a power of two. Twice the words a table may hold, so that chains stay short.
const SLOTS: usize = 1 << 15;
/// Words a table holds at most.
pub(crate) const TABLE_WORDS: usize = SLOTS * 5 / 8;
/// What one step of a stored weight stands for.
pub(crate) const STEP: f32 = 1.0 / 32.0;

/// Weights by word, in an open hash table. A word that is not in it weighs nothing; 15 bits of its
/// hash beside the weight tell it from another one in its slot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// 0 for an empty slot.
    tags: Vec<u16>,
    weights: Vec<i8>,
}

impl Table {
    /// The table of these words, at most [`TABLE_WORDS`], and their weights.
    #[cfg(feature = "training")]
    pub(crate) fn of(words: &[(u32, i8)]) -> Table {
        let mut table = Table { tags: vec![0; SLOTS], weights: vec![0; SLOTS] };
        for &(hash, weight) in words.iter().take(TABLE_WORDS) {
            let mut slot = slot(hash);
            while table.tags[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            table.tags[slot] = tag(hash);
            table.weights[slot] = weight;
        }
        table
    }

    /// The weight of a word by its hash.
    pub(crate) fn weight(&self, hash: u32) -> f32 {
        if self.tags.is_empty() {
            return 0.0;
        }
        let (mut slot, tag) = (slot(hash), tag(hash));
        loop {
            match self.tags[slot] {
                0 => return 0.0,
                found if found == tag => return f32::from(self.weights[slot]) * STEP,
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }

    /// Reads what [`Table::write`] wrote from the front of `rest`.
    pub(crate) fn read(rest: &mut &[u8]) -> Option<Table> {
        let (tags, bytes) = rest.split_at_checked(SLOTS * 2)?;
        let (weights, bytes) = bytes.split_at_checked(SLOTS)?;
        *rest = bytes;
        let tags: Vec<u16> =
            tags.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        // A full table would never end a search.
        if tags.iter().filter(|tag| **tag != 0).count() > TABLE_WORDS {
            return None;
        }
        Some(Table { tags, weights: weights.iter().map(|byte| byte.cast_signed()).collect() })
    }

    #[cfg(feature = "training")]
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.tags.iter().flat_map(|tag| tag.to_le_bytes()));
        out.extend(self.weights.iter().map(|weight| weight.cast_unsigned()));
    }
}

fn slot(hash: u32) -> usize {
    (hash.wrapping_mul(0x9e37_79b1) >> (32 - SLOTS.trailing_zeros())) as usize
}

fn tag(hash: u32) -> u16 {
    hash as u16 | 1
}

/// The three tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexicon {
    pub(crate) words: Table,
    pub(crate) classes: Table,
    /// What the words of a short label say about the blocks below it.
    pub(crate) labels: Table,
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

impl Lexicon {
    /// A lexicon that knows nothing.
    pub(crate) const EMPTY: &'static Lexicon = &Lexicon {
        words: Table { tags: vec![], weights: vec![] },
        classes: Table { tags: vec![], weights: vec![] },
        labels: Table { tags: vec![], weights: vec![] },
    };

    /// The score of a word by its hash.
    pub(crate) fn word(&self, hash: u32) -> f32 {
        self.words.weight(hash)
    }

    /// The mean score of a label's words.
    pub(crate) fn label(&self, words: &[u32]) -> f32 {
        let sum: f32 = words.iter().map(|hash| self.labels.weight(*hash)).sum();
        sum / (words.len().max(1) as f32).sqrt()
    }

    /// What the words of a `class` or `id` value say.
    pub(crate) fn classes(&self, value: &str) -> ClassReading {
        let mut reading = ClassReading::default();
        let kinds = &**KINDS;
        each_class_word(value, |hash| {
            reading.hash = reading.hash.rotate_left(7) ^ hash;
            reading.kinds |= kind_of(kinds, hash);
            let score = self.classes.weight(hash);
            reading.sum += score;
            reading.least = reading.least.min(score);
        });
        reading
    }
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

/// Slots of the table of known class words; a power of two, four times as many as there are words.
const KIND_SLOTS: usize = 1 << 10;

/// Known class words by their whole hash.
static KINDS: LazyLock<Box<[(u32, u8)]>> = LazyLock::new(|| {
    // Text made of two words ("article-body", "entryContent").
    const PAIRS: [(&str, &str); 12] = [
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
    ];
    let hash = |word: &str| word.bytes().fold(0, |hash, byte| hash_word(hash, u32::from(byte)));
    let mut kinds = vec![(0u32, 0u8); KIND_SLOTS].into_boxed_slice();
    let mut add = |hash: u32, bit: usize| {
        let mut slot = hash as usize % KIND_SLOTS;
        while kinds[slot].1 != 0 && kinds[slot].0 != hash {
            slot = (slot + 1) % KIND_SLOTS;
        }
        kinds[slot] = (hash, kinds[slot].1 | 1 << bit);
    };
    for (bit, words) in kind::WORDS.iter().enumerate() {
        words.split_whitespace().for_each(|word| add(hash(word), bit));
    }
    for (first, second) in PAIRS {
        add(hash(first).rotate_left(9) ^ hash(second), kind::COUNT - 1);
    }
    kinds
});

/// The [`kind`] bits of a class word.
fn kind_of(kinds: &[(u32, u8)], hash: u32) -> u8 {
    let mut slot = hash as usize % KIND_SLOTS;
    loop {
        match kinds[slot] {
            (_, 0) => return 0,
            (known, bits) if known == hash => return bits,
            _ => slot = (slot + 1) % KIND_SLOTS,
        }
    }
}

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
