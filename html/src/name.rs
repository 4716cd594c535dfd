//! Interned names of elements and attributes: small integers, equal when the names are.
//!
//! The names of `name/table.rs` are known at compile time and found through a hash table built
//! then; any other is remembered in the document that met it.

use std::collections::BTreeMap;

mod table;

#[cfg(test)]
mod tests;

pub use table::*;

/// An element or attribute name. Names of [`KNOWN`] have the same number in every document; any
/// other belongs to the document that interned it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Name(u16);

impl Name {
    /// No name: text, comments, the document.
    pub const NONE: Name = Name(0);
    /// Stands for every further name once a document has used up its numbers.
    pub const OTHER: Name = Name(u16::MAX);

    /// The number itself; below `KNOWN.len()` for the names of [`KNOWN`], so that it can index a
    /// table.
    pub const fn number(self) -> usize {
        self.0 as usize
    }

    pub(crate) const fn from_number(number: usize) -> Name {
        Name(number as u16)
    }
}

/// The constant of a known name, for tables that name elements by text.
pub fn known(text: &str) -> Option<Name> {
    if text.len() <= KEY_BYTES {
        let (low, high) = key(text.as_bytes());
        return known_by_key(low, high);
    }
    known_long(text)
}

/// Longest name that fits the two words of a key; of the known names only a few are longer.
const KEY_BYTES: usize = 16;

/// Longest known name.
const LONGEST_KNOWN: usize = 19;

/// Slots of the table of known names; under a third are taken, so most look-ups end at once.
const SLOT_COUNT: usize = 2048;

/// The first bytes of a name as two little-endian words, zero where there are none. Names hold no
/// NUL, so two names of at most 16 bytes are equal when their keys are.
const fn key(text: &[u8]) -> (u64, u64) {
    let (mut low, mut high) = (0, 0);
    let mut i = 0;
    while i < text.len() && i < KEY_BYTES {
        let byte = text[i] as u64;
        if i < 8 {
            low |= byte << (8 * i);
        } else {
            high |= byte << (8 * (i - 8));
        }
        i += 1;
    }
    (low, high)
}

const fn slot(low: u64, high: u64) -> usize {
    let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 53) as usize
}

static KEYS: [(u64, u64); KNOWN.len()] = {
    let mut keys = [(0, 0); KNOWN.len()];
    let mut i = 1;
    while i < KNOWN.len() {
        keys[i] = key(KNOWN[i].as_bytes());
        i += 1;
    }
    keys
};

static SLOTS: [u16; SLOT_COUNT] = {
    let mut slots = [0; SLOT_COUNT];
    let mut i = 1;
    while i < KNOWN.len() {
        if KNOWN[i].len() <= KEY_BYTES {
            let (low, high) = key(KNOWN[i].as_bytes());
            let mut at = slot(low, high);
            while slots[at] != 0 {
                at = (at + 1) % SLOT_COUNT;
            }
            slots[at] = i as u16;
        }
        i += 1;
    }
    slots
};

#[inline]
fn known_by_key(low: u64, high: u64) -> Option<Name> {
    let mut at = slot(low, high);
    loop {
        let number = SLOTS[at];
        if number == 0 {
            return None;
        }
        if KEYS[usize::from(number)] == (low, high) {
            return Some(Name(number));
        }
        at = (at + 1) % SLOT_COUNT;
    }
}

#[cold]
fn known_long(text: &str) -> Option<Name> {
    KNOWN
        .iter()
        .position(|&known| known.len() > KEY_BYTES && known == text)
        .map(|number| Name(number as u16))
}

/// Probes a look-up makes before it turns to the ordered map: names chosen to collide cost no more.
const PROBE_LIMIT: usize = 16;

/// The names one document uses beyond the known ones.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    /// The text of all own names, one after the other.
    pool: String,
    /// Where each own name lies in `pool`.
    own: Vec<(u32, u32)>,
    /// Open addressing, a power of two long, at most half full; 0 is free, otherwise index + 1.
    slots: Vec<u16>,
    /// Names that found no slot within [`PROBE_LIMIT`].
    spilled: BTreeMap<Box<str>, Name>,
    /// True once [`Name::OTHER`] was given out.
    pub(crate) is_full: bool,
}

impl Interner {
    pub(crate) fn text(&self, name: Name) -> &str {
        match name.number().checked_sub(KNOWN.len()) {
            None => KNOWN[name.number()],
            Some(own) => self.own_text(own),
        }
    }

    fn own_text(&self, index: usize) -> &str {
        self.own.get(index).map_or("", |&(start, end)| &self.pool[start as usize..end as usize])
    }

    pub(crate) fn intern(&mut self, text: &str) -> Name {
        if text.len() <= KEY_BYTES {
            let (low, high) = key(text.as_bytes());
            if let Some(name) = known_by_key(low, high) {
                return name;
            }
        }
        self.intern_unknown(text)
    }

    /// Interns a name of at most eight bytes that was read as a word: `low` is its key.
    #[inline]
    pub(crate) fn intern_word(&mut self, low: u64, text: &str) -> Name {
        known_by_key(low, 0).unwrap_or_else(|| self.intern_unknown(text))
    }

    fn find_slot(&self, text: &str) -> Result<Name, Option<usize>> {
        if self.slots.is_empty() {
            return Err(None);
        }
        let mask = self.slots.len() - 1;
        let mut at = hash(text.as_bytes()) & mask;
        for _ in 0..PROBE_LIMIT {
            match self.slots[at] {
                0 => return Err(Some(at)),
                entry => {
                    let index = usize::from(entry - 1);
                    if self.own_text(index) == text {
                        return Ok(Name((KNOWN.len() + index) as u16));
                    }
                }
            }
            at = (at + 1) & mask;
        }
        Err(None)
    }

    fn intern_unknown(&mut self, text: &str) -> Name {
        match self.find_slot(text) {
            Ok(name) => name,
            Err(_) => self.remember(text),
        }
    }

    #[cold]
    fn remember(&mut self, text: &str) -> Name {
        if text.is_empty() {
            return Name::NONE;
        }
        if (KEY_BYTES + 1..=LONGEST_KNOWN).contains(&text.len())
            && let Some(name) = known_long(text)
        {
            return name;
        }
        if let Some(&name) = self.spilled.get(text) {
            return name;
        }
        let number = KNOWN.len() + self.own.len();
        if number >= usize::from(u16::MAX) {
            self.is_full = true;
            return Name::OTHER;
        }
        let name = Name(number as u16);
        let start = self.pool.len() as u32;
        self.pool.push_str(text);
        self.own.push((start, self.pool.len() as u32));
        if self.own.len() * 2 > self.slots.len() {
            self.grow();
        } else {
            self.place(self.own.len() - 1);
        }
        name
    }

    fn grow(&mut self) {
        let count = (self.slots.len() * 2).max(128);
        self.slots.clear();
        self.slots.resize(count, 0);
        self.spilled.clear();
        for index in 0..self.own.len() {
            self.place(index);
        }
    }

    fn place(&mut self, index: usize) {
        let (start, end) = self.own[index];
        let text = &self.pool[start as usize..end as usize];
        match self.find_slot(text) {
            Err(Some(at)) => self.slots[at] = (index + 1) as u16,
            _ => {
                let name = Name((KNOWN.len() + index) as u16);
                self.spilled.insert(text.into(), name);
            }
        }
    }
}

fn hash(text: &[u8]) -> usize {
    const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
    let (words, rest) = text.as_chunks::<8>();
    let mut hash = text.len() as u64;
    for word in words {
        hash = (hash.rotate_left(23) ^ u64::from_le_bytes(*word)).wrapping_mul(MIX);
    }
    hash = (hash.rotate_left(23) ^ key(rest).0).wrapping_mul(MIX);
    (hash >> 40) as usize
}
