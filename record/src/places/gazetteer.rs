//! The embedded gazetteer: names to places, straight from the bytes built by `cargo xtask gazetteer`.
//!
//! Nothing is decoded at start-up. A look-up is a binary search over block heads and a walk through
//! one block of front-coded names. The format is written down in `docs/gazetteer.md`.

use std::cmp::Ordering;

static BYTES: &[u8] = include_bytes!("../../assets/gazetteer.bin");

/// Names in one block; the builder uses the same number.
pub const BLOCK: usize = 16;

/// What a gazetteer row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// First division: state, region.
    Region,
    /// Second division: county, district.
    District,
    City,
}

/// One row: where a place is and how large.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) latitude: f32,
    pub(crate) longitude: f32,
    /// Two capital letters (ISO 3166).
    pub(crate) country: [u8; 2],
    /// Index of the first division.
    pub(crate) region: u16,
    pub(crate) level: Level,
    /// Natural logarithm of the population, in halves.
    pub(crate) size: u8,
}

fn u32_at(at: usize) -> usize {
    BYTES.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize)
}

fn u16_at(at: usize) -> u16 {
    BYTES.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

/// Offsets of the sections, as in the header.
struct Sections {
    rows: usize,
    blocks: usize,
    block_count: usize,
    names: usize,
    links: usize,
    regions: usize,
}

fn sections() -> Sections {
    Sections {
        rows: u32_at(8),
        blocks: u32_at(12),
        block_count: u32_at(16),
        names: u32_at(20),
        links: u32_at(24),
        regions: u32_at(28),
    }
}

pub(crate) fn row(id: u32) -> Row {
    let at = sections().rows + id as usize * 7;
    let packed = BYTES.get(at + 6).copied().unwrap_or(0);
    let region = u16_at(at + 4);
    Row {
        latitude: f32::from(u16_at(at)) / 65535.0 * 180.0 - 90.0,
        longitude: f32::from(u16_at(at + 2)) / 65535.0 * 360.0 - 180.0,
        country: region_text(region).first_chunk().copied().unwrap_or(*b"??"),
        region,
        level: match packed >> 6 {
            0 => Level::Region,
            1 => Level::District,
            _ => Level::City,
        },
        size: packed & 63,
    }
}

/// The country code and the name of a first division.
fn region_text(region: u16) -> &'static [u8] {
    let table = sections().regions;
    if region as usize >= u32_at(table) {
        return &[];
    }
    let start = u32_at(table + 4 + region as usize * 4);
    let end = u32_at(table + 8 + region as usize * 4);
    BYTES.get(start..end).unwrap_or(&[])
}

/// The name of a first division, as GeoNames writes it; `None` where GeoNames names none.
pub(crate) fn region_name(region: u16) -> Option<&'static str> {
    let name = region_text(region).get(2..).filter(|name| !name.is_empty())?;
    std::str::from_utf8(name).ok()
}

/// All rows under a folded name.
pub(crate) fn find(name: &str) -> Vec<Row> {
    let sections = sections();
    let name = name.as_bytes();
    let (mut low, mut high) = (0, sections.block_count);
    while low + 1 < high {
        let middle = (low + high) / 2;
        let head = sections.names + u32_at(sections.blocks + middle * 8);
        let length = BYTES.get(head + 1).copied().unwrap_or(0) as usize;
        let text = BYTES.get(head + 2..head + 2 + length).unwrap_or(&[]);
        if text <= name { low = middle } else { high = middle }
    }
    let mut at = sections.names + u32_at(sections.blocks + low * 8);
    let mut link = u32_at(sections.blocks + low * 8 + 4);
    let mut current: Vec<u8> = Vec::with_capacity(32);
    for _ in 0..BLOCK {
        let (Some(&shared), Some(&length)) = (BYTES.get(at), BYTES.get(at + 1)) else {
            break;
        };
        let start = at + 2;
        let end = start + length as usize;
        let Some(suffix) = BYTES.get(start..end) else {
            break;
        };
        current.truncate(shared as usize);
        current.extend_from_slice(suffix);
        let count = BYTES.get(end).copied().unwrap_or(0) as usize;
        match current.as_slice().cmp(name) {
            Ordering::Equal => {
                return (link..link + count)
                    .map(|index| {
                        let at = sections.links + index * 3;
                        let id = BYTES
                            .get(at..at + 3)
                            .map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], 0]));
                        row(id)
                    })
                    .collect();
            }
            Ordering::Greater => break,
            Ordering::Less => {}
        }
        link += count;
        at = end + 1;
    }
    Vec::new()
}
