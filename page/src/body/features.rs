//! What the judge looks at: a row of numbers for each block, from the block itself, the elements
//! around it, its neighbours, several independent readings of where the story is, and the page.
//!
//! [`first`] makes the rows of the first pass; [`second`] adds to each what the first pass thought
//! of the blocks around it.

use std::collections::HashMap;

use crate::body::lexicon;
use crate::body::scan::{Block, Element, Scan, flag};
use crate::dom::{Name, name};

/// Signs of what kind of page it is.
pub(crate) const SIGNS: usize = 14;
/// Numbers in a row of the first pass.
pub(crate) const FIRST: usize = 161 + SIGNS;
/// Numbers in a row of the second pass.
pub(crate) const SECOND: usize = FIRST + 41;

/// What the metadata says that helps to tell the story: hashes of the words.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    pub(crate) title: Vec<u32>,
    pub(crate) standfirst: Vec<u32>,
    /// Hashes of each three words in a row of the JSON-LD `articleBody`, sorted.
    pub(crate) body: Vec<u32>,
    /// What the head and the URL say of the kind of page, 0 or 1 each.
    pub(crate) signs: [f32; SIGNS],
}

/// Rows of equal width, one a block.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) width: usize,
    pub(crate) values: Vec<f32>,
}

impl Rows {
    pub(crate) fn row(&self, index: usize) -> &[f32] {
        &self.values[index * self.width..(index + 1) * self.width]
    }
}

/// Hashes of each three words in a row; fewer words than three make one.
pub(crate) fn shingles(words: &[u32]) -> impl Iterator<Item = u32> + '_ {
    let width = words.len().clamp(1, 3);
    words.windows(width).map(|three| {
        three.iter().fold(0u32, |all, word| (all.rotate_left(11) ^ word).wrapping_mul(0x85eb_ca6b))
    })
}

/// A block that reads like a sentence of a story, whatever is around it.
fn is_prose(block: &Block) -> bool {
    block.size >= 70 && block.link_share() < 0.35 && block.sentence_ends + block.commas > 0
}

/// Running totals over the blocks before each block, so that any stretch costs one subtraction.
struct Totals {
    size: Vec<f32>,
    links: Vec<f32>,
    prose: Vec<f32>,
    prose_size: Vec<f32>,
}

impl Totals {
    fn of(blocks: &[Block]) -> Totals {
        let mut totals =
            Totals { size: vec![0.0], links: vec![0.0], prose: vec![0.0], prose_size: vec![0.0] };
        let (mut size, mut links, mut prose, mut prose_size) = (0.0, 0.0, 0.0, 0.0);
        for block in blocks {
            size += block.size as f32;
            links += block.link_size as f32;
            if is_prose(block) {
                prose += 1.0;
                prose_size += block.size as f32;
            }
            totals.size.push(size);
            totals.links.push(links);
            totals.prose.push(prose);
            totals.prose_size.push(prose_size);
        }
        totals
    }
}

fn stretch(totals: &[f32], element: &Element) -> f32 {
    totals[element.end_block as usize] - totals[element.first_block as usize]
}

fn log(value: f32) -> f32 {
    (1.0 + value).ln()
}

/// A small number for the kind of element a block stands in.
fn kind(name: Name) -> f32 {
    match name {
        name::P => 0.0,
        name::H1 => 1.0,
        name::H2 => 2.0,
        name::H3 => 3.0,
        name::H4 => 4.0,
        name::H5 | name::H6 => 5.0,
        name::BLOCKQUOTE => 6.0,
        name::PRE => 7.0,
        name::DIV => 8.0,
        name::SECTION | name::ARTICLE | name::MAIN | name::BODY => 9.0,
        name::LI => 10.0,
        name::DT | name::DD => 11.0,
        name::TD | name::TH => 12.0,
        name::FIGCAPTION | name::CAPTION => 13.0,
        name::FIGURE => 14.0,
        name::BUTTON | name::FORM | name::LEGEND | name::FIELDSET => 15.0,
        name::HEADER | name::FOOTER | name::ASIDE | name::NAV => 16.0,
        _ => 17.0,
    }
}

/// The element that holds most of the page's prose without much else, as readability counts it:
/// each piece of prose scores for the elements around it, less with each step up.
fn densest(scan: &Scan) -> usize {
    let mut scores = vec![0f32; scan.elements.len()];
    for block in scan.blocks.iter().filter(|block| is_prose(block)) {
        let gain = 1.0 + f32::from(block.commas).min(10.0) + (block.size as f32 / 100.0).min(4.0);
        let mut at = block.element as usize;
        if matches!(scan.elements[at].name, name::P | name::LI | name::BLOCKQUOTE | name::TD) {
            at = scan.elements[at].parent as usize;
        }
        for share in [1.0, 0.6, 0.3, 0.15] {
            scores[at] += gain * share;
            let parent = scan.elements[at].parent as usize;
            if parent == at {
                break;
            }
            at = parent;
        }
    }
    let best = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
    best.map_or(0, |(index, _)| index)
}

/// The stretch of blocks with the greatest sum of gains and losses (maximum subsequence
/// segmentation): prose gains its size, links and scraps lose.
fn longest_run(blocks: &[Block]) -> (usize, usize) {
    let (mut best, mut best_range) = (0f32, (0, 0));
    let (mut sum, mut start) = (0f32, 0);
    for (index, block) in blocks.iter().enumerate() {
        let size = block.size as f32;
        let gain = if is_prose(block) {
            size.min(600.0)
        } else if block.link_share() > 0.5 {
            -30.0 - size.min(120.0)
        } else {
            -20.0
        };
        if sum <= 0.0 {
            (sum, start) = (0.0, index);
        }
        sum += gain;
        if sum > best {
            best = sum;
            best_range = (start, index + 1);
        }
    }
    best_range
}

/// How an element lies to another one.
#[derive(Clone, Copy, Default)]
struct Climb {
    /// Steps up from it, and from the other, to the first element around both.
    up: f32,
    over: f32,
    /// Sum and least of the class scores on the way up, and the least score of a single class
    /// word: what parts it from the other.
    sum: f32,
    least: f32,
    worst: f32,
    kinds: u8,
}

/// The climb from each element to `from`.
fn climbs(scan: &Scan, from: usize) -> Vec<Climb> {
    let mut on_path = vec![-1.0f32; scan.elements.len()];
    let (mut at, mut steps) = (from, 0.0);
    while let Some(element) = scan.elements.get(at) {
        on_path[at] = steps;
        if element.parent as usize == at {
            break;
        }
        at = element.parent as usize;
        steps += 1.0;
    }
    let mut climbs: Vec<Climb> = Vec::with_capacity(scan.elements.len());
    for (index, element) in scan.elements.iter().enumerate() {
        let climb = if on_path[index] >= 0.0 || element.parent as usize == index {
            Climb { over: on_path[index].max(0.0), ..Climb::default() }
        } else {
            let around = climbs[element.parent as usize];
            Climb {
                up: around.up + 1.0,
                over: around.over,
                sum: around.sum + element.class_score,
                least: around.least.min(element.class_score),
                worst: around.worst.min(element.class_least),
                kinds: around.kinds | element.kinds,
            }
        };
        climbs.push(climb);
    }
    climbs
}

/// Where the headline stands: the block most like the title, else the first `<h1>`, else the first
/// prose.
pub(crate) fn headline(scan: &Scan, hints: &Hints) -> usize {
    let title = Words::of(&hints.title);
    let mut best = (0.0f32, usize::MAX);
    for (index, block) in scan.blocks.iter().enumerate() {
        let words = scan.words_of(block);
        let heading = matches!(scan.element_of(block).name, name::H1 | name::H2 | name::H3);
        if words.len() > 3 * hints.title.len() + 6 || words.is_empty() {
            continue;
        }
        let (of_block, of_title) = title.overlap(words);
        let mut score = of_block.min(of_title);
        if heading {
            score += 0.15;
        }
        if scan.element_of(block).name == name::H1 {
            score += 0.1;
        }
        if score > best.0 + 0.001 && score >= 0.5 {
            best = (score, index);
        }
    }
    if best.1 != usize::MAX {
        return best.1;
    }
    let h1 = scan.blocks.iter().position(|block| scan.element_of(block).name == name::H1);
    h1.or_else(|| scan.blocks.iter().position(is_prose)).unwrap_or(0)
}

/// A few words to compare blocks with: a title, a standfirst, cut at 80.
#[derive(Default)]
struct Words {
    words: Vec<u32>,
    /// A bit for each word by its hash: most words of a page are told apart by it alone.
    bits: [u64; 4],
}

impl Words {
    fn of(words: &[u32]) -> Words {
        let mut set = Words { words: words.iter().copied().take(80).collect(), bits: [0; 4] };
        for word in &set.words {
            set.bits[(word >> 6 & 3) as usize] |= 1 << (word & 63);
        }
        set
    }

    /// The share of `block`'s first 80 words that are among these, and of these that are among
    /// them; 0 to 1.
    fn overlap(&self, block: &[u32]) -> (f32, f32) {
        if block.is_empty() || self.words.is_empty() {
            return (0.0, 0.0);
        }
        let block = &block[..block.len().min(80)];
        let (mut hits, mut found) = (0u32, 0u128);
        for word in block {
            if self.bits[(word >> 6 & 3) as usize] >> (word & 63) & 1 == 0 {
                continue;
            }
            let mut is_hit = false;
            for (at, have) in self.words.iter().enumerate() {
                if have == word {
                    is_hit = true;
                    found |= 1 << at;
                }
            }
            hits += u32::from(is_hit);
        }
        (hits as f32 / block.len() as f32, found.count_ones() as f32 / self.words.len() as f32)
    }
}

struct Page<'s> {
    scan: &'s Scan,
    totals: Totals,
    densest: usize,
    run: (usize, usize),
    headline: usize,
    /// Blocks of the same signature: how many, their size, link size, prose.
    groups: HashMap<u32, [f32; 4]>,
    /// How often each text stands on the page.
    repeats: HashMap<u32, u32>,
    body_shares: Vec<f32>,
    /// The share of each block's shingles that stands above it too, and below it too.
    echoes: Vec<(f32, f32)>,
    nearest_before: Vec<f32>,
    nearest_after: Vec<f32>,
    has_article: f32,
    title: Words,
    standfirst: Words,
    /// For each heading the share of its words in the title.
    title_in_headings: Vec<f32>,
    /// From each element to the densest one, and to the headline's.
    to_densest: Vec<Climb>,
    to_headline: Vec<Climb>,
    /// For each element which `<article>` of the page it is in, from 1; 0 outside.
    article_of: Vec<f32>,
    article_count: f32,
    /// For each block the last heading above it.
    heading_above: Vec<Option<usize>>,
    h1_before: Vec<f32>,
    /// For each block the score of the last label above it and the blocks since, the least score
    /// of a label since the headline and the blocks since.
    labels: Vec<(f32, f32, f32, f32)>,
}

impl<'s> Page<'s> {
    fn of(scan: &'s Scan, hints: &Hints) -> Page<'s> {
        let blocks = &scan.blocks;
        let mut groups: HashMap<u32, [f32; 4]> = HashMap::with_capacity(blocks.len());
        let mut repeats = HashMap::with_capacity(blocks.len());
        for block in blocks {
            let group = groups.entry(scan.element_of(block).signature).or_default();
            group[0] += 1.0;
            group[1] += block.size as f32;
            group[2] += block.link_size as f32;
            group[3] += f32::from(u8::from(is_prose(block)));
            *repeats.entry(block.fingerprint).or_insert(0) += 1;
        }
        let in_body = |block: &Block| {
            if hints.body.is_empty() {
                return -1.0;
            }
            let words = scan.words_of(block);
            let (mut hits, mut all) = (0.0, 0.0);
            for shingle in shingles(words) {
                all += 1.0;
                hits += f32::from(u8::from(hints.body.binary_search(&shingle).is_ok()));
            }
            if all == 0.0 { 0.0 } else { hits / all }
        };
        let densest = densest(scan);
        let headline = headline(scan, hints);
        let headline_element = blocks.get(headline).map_or(0, |block| block.element as usize);
        let (article_of, article_count) = articles(scan);
        let (heading_above, h1_before) = headings(scan);
        let title = Words::of(&hints.title);
        let in_title = |block: &Block| {
            if !is_heading(scan.element_of(block).name) {
                return 0.0;
            }
            title.overlap(scan.words_of(block)).0
        };
        let mut page = Page {
            scan,
            title_in_headings: blocks.iter().map(in_title).collect(),
            title: Words::of(&hints.title),
            standfirst: Words::of(&hints.standfirst),
            totals: Totals::of(blocks),
            densest,
            run: longest_run(blocks),
            headline,
            to_densest: climbs(scan, densest),
            to_headline: climbs(scan, headline_element),
            article_of,
            article_count,
            heading_above,
            h1_before,
            labels: labels(scan, headline),
            groups,
            repeats,
            echoes: echoes(scan),
            body_shares: blocks.iter().map(in_body).collect(),
            nearest_before: vec![],
            nearest_after: vec![],
            has_article: f32::from(u8::from(
                scan.elements.iter().any(|element| element.name == name::ARTICLE),
            )),
        };
        let mut since = 99.0;
        for block in blocks {
            page.nearest_before.push(since);
            since = if is_prose(block) { 1.0 } else { (since + 1.0f32).min(99.0) };
        }
        let mut until = 99.0;
        for block in blocks.iter().rev() {
            page.nearest_after.push(until);
            until = if is_prose(block) { 1.0 } else { (until + 1.0f32).min(99.0) };
        }
        page.nearest_after.reverse();
        page
    }
}

/// Which `<article>` each element is in, and how many there are.
fn articles(scan: &Scan) -> (Vec<f32>, f32) {
    let mut count = 0.0;
    let mut of: Vec<f32> = Vec::with_capacity(scan.elements.len());
    for (index, element) in scan.elements.iter().enumerate() {
        let around =
            if element.parent as usize == index { 0.0 } else { of[element.parent as usize] };
        if element.name == name::ARTICLE {
            count += 1.0;
            of.push(count);
        } else {
            of.push(around);
        }
    }
    (of, count)
}

/// For each block the last heading above it, and how many `<h1>` were above it.
fn headings(scan: &Scan) -> (Vec<Option<usize>>, Vec<f32>) {
    let (mut above, mut h1) = (None, 0.0);
    let mut headings = Vec::with_capacity(scan.blocks.len());
    let mut h1_before = Vec::with_capacity(scan.blocks.len());
    for (index, block) in scan.blocks.iter().enumerate() {
        headings.push(above);
        h1_before.push(h1);
        let name = scan.element_of(block).name;
        if is_heading(name) {
            above = Some(index);
            h1 += f32::from(u8::from(name == name::H1));
        }
    }
    (headings, h1_before)
}

fn echoes(scan: &Scan) -> Vec<(f32, f32)> {
    let above = shares_met(scan, scan.blocks.iter());
    let mut below = shares_met(scan, scan.blocks.iter().rev());
    below.reverse();
    above.into_iter().zip(below).collect()
}

/// For each block, in the order given, the share of its shingles met in the blocks before it; 0 for
/// blocks of fewer than six words.
fn shares_met<'s>(scan: &Scan, blocks: impl Iterator<Item = &'s Block>) -> Vec<f32> {
    // A table of bits by hash: false hits are rare enough at the size of a page's text.
    const BITS: usize = 1 << 17;
    let mut seen = vec![0u64; BITS / 64];
    let mut share = |block: &Block| {
        if block.word_count() < 6 {
            return 0.0;
        }
        let (mut hits, mut all) = (0.0, 0.0);
        for shingle in shingles(scan.words_of(block)) {
            let bit = shingle.wrapping_mul(0x9e37_79b1) as usize % BITS;
            all += 1.0;
            hits += f32::from(u8::from(seen[bit / 64] >> (bit % 64) & 1 == 1));
            seen[bit / 64] |= 1 << (bit % 64);
        }
        hits / all
    };
    blocks.map(&mut share).collect()
}

fn labels(scan: &Scan, headline: usize) -> Vec<(f32, f32, f32, f32)> {
    let (mut last, mut since, mut least, mut since_least) = (0.0, 99.0f32, 0.0, 99.0f32);
    let mut labels = Vec::with_capacity(scan.blocks.len());
    for (index, block) in scan.blocks.iter().enumerate() {
        if index == headline {
            (least, since_least) = (0.0, 99.0);
        }
        labels.push((last, since, least, since_least));
        since = (since + 1.0).min(99.0);
        since_least = (since_least + 1.0).min(99.0);
        if let Some(label) = block.label {
            (last, since) = (label, 0.0);
            if label < least {
                (least, since_least) = (label, 0.0);
            }
        }
    }
    labels
}

fn is_heading(name: Name) -> bool {
    matches!(name, name::H1 | name::H2 | name::H3 | name::H4 | name::H5 | name::H6)
}

/// Rows of the first pass.
pub(crate) fn first(scan: &Scan, hints: &Hints) -> Rows {
    let page = Page::of(scan, hints);
    let mut rows = Rows { width: FIRST, values: Vec::with_capacity(scan.blocks.len() * FIRST) };
    for index in 0..scan.blocks.len() {
        let start = rows.values.len();
        own(&mut rows.values, scan, index);
        around(&mut rows.values, &page, index);
        near(&mut rows.values, &page, index);
        place(&mut rows.values, &page, index);
        readings(&mut rows.values, &page, hints, index);
        whole(&mut rows.values, &page);
        rows.values.extend(hints.signs);
        debug_assert_eq!(rows.values.len() - start, FIRST);
    }
    rows
}

/// The block by itself.
fn own(row: &mut Vec<f32>, scan: &Scan, index: usize) {
    let block = &scan.blocks[index];
    let element = scan.element_of(block);
    let size = block.size.max(1) as f32;
    let words = block.word_count().max(1) as f32;
    row.extend([
        log(block.size as f32),
        log(words),
        block.link_share(),
        f32::from(block.link_count),
        f32::from(block.sentence_ends),
        f32::from(block.commas),
        f32::from(u8::from(block.ends_sentence)),
        f32::from(u8::from(block.starts_capital)),
        f32::from(block.digits) / size,
        f32::from(block.capitals) / size,
        size / words,
        f32::from(block.quote_marks),
        kind(element.name),
        block.bold_size as f32 / size,
        block.word_sum / words,
        block.word_sum,
        block.word_least,
        block.word_first,
        f32::from(u8::from(block.after_br)),
        element.class_score,
        element.chain_sum,
        element.chain_least,
        element.chain_most,
        f32::from(element.depth),
    ]);
    for bit in 0..flag::COUNT {
        row.push((element.flags >> bit & 1) as f32);
    }
}

/// The elements around it: four steps up.
fn around(row: &mut Vec<f32>, page: &Page<'_>, index: usize) {
    let scan = page.scan;
    let totals = &page.totals;
    let all = totals.size[scan.blocks.len()].max(1.0);
    let all_prose = totals.prose_size[scan.blocks.len()].max(1.0);
    let mut at = scan.blocks[index].element as usize;
    for step in 0..4 {
        let element = &scan.elements[at];
        let size = stretch(&totals.size, element);
        let count = (element.end_block - element.first_block) as f32;
        row.extend([
            log(size),
            stretch(&totals.links, element) / size.max(1.0),
            size / all,
            stretch(&totals.prose_size, element) / all_prose,
            log(count),
            stretch(&totals.prose, element) / count.max(1.0),
        ]);
        if step > 0 {
            row.extend([
                element.class_score,
                (index as f32 - element.first_block as f32) / count.max(1.0),
            ]);
        }
        at = element.parent as usize;
    }
}

/// Its neighbours in the row of blocks.
fn near(row: &mut Vec<f32>, page: &Page<'_>, index: usize) {
    let scan = page.scan;
    for offset in [-2isize, -1, 1, 2] {
        let neighbour = index.checked_add_signed(offset).and_then(|at| scan.blocks.get(at));
        match neighbour {
            None => row.extend([-1.0, -1.0, -1.0, 0.0, 0.0]),
            Some(block) => {
                let element = scan.element_of(block);
                let mine = scan.element_of(&scan.blocks[index]);
                row.extend([
                    log(block.size as f32),
                    block.link_share(),
                    kind(element.name),
                    block.word_sum / block.word_count().max(1) as f32,
                    f32::from(u8::from(element.signature == mine.signature)),
                ]);
            }
        }
    }
    row.extend([page.nearest_before[index], page.nearest_after[index]]);
    let low = index.saturating_sub(5);
    let high = (index + 6).min(scan.blocks.len());
    row.push(page.totals.prose[high] - page.totals.prose[low]);
}

/// Its place among repeated things, articles and headings.
fn place(row: &mut Vec<f32>, page: &Page<'_>, index: usize) {
    let scan = page.scan;
    let block = &scan.blocks[index];
    let element = scan.element_of(block);
    let parent = &scan.elements[element.parent as usize];
    let grandparent = &scan.elements[parent.parent as usize];
    let climb = page.to_headline[block.element as usize];
    let climb_densest = page.to_densest[block.element as usize];
    row.extend([
        f32::from(block.separators) / block.size.max(1) as f32,
        f32::from(u8::from(block.ends_colon)),
        f32::from(block.pictures_before.min(9)),
        f32::from(element.repeat.min(99)),
        f32::from(parent.repeat.min(99)),
        f32::from(grandparent.repeat.min(99)),
        f32::from(element.chain_repeat.min(99)),
        climb.up,
        climb.over,
        climb.sum,
        climb.least,
        climb.worst,
        climb_densest.up,
        climb_densest.sum,
        climb_densest.worst,
        page.article_of[block.element as usize],
        page.article_count.min(50.0),
        page.h1_before[index].min(20.0),
    ]);
    for bit in 0..lexicon::kind::COUNT {
        row.push(f32::from(climb.kinds >> bit & 1));
    }
    let (label, since, least, since_least) = page.labels[index];
    row.extend([label, since, least, since_least, block.label.unwrap_or(0.0)]);
    match page.heading_above[index] {
        None => row.extend([-1.0, 0.0, -1.0, 0.0, 0.0]),
        Some(above) => {
            let heading = &scan.blocks[above];
            row.extend([
                kind(scan.element_of(heading).name),
                heading.word_sum / heading.word_count().max(1) as f32,
                log(page.totals.size[index] - page.totals.size[above]),
                page.title_in_headings[above],
                heading.link_share(),
            ]);
        }
    }
}

/// Where the story is by each of several readings that know nothing of each other.
fn readings(row: &mut Vec<f32>, page: &Page<'_>, hints: &Hints, index: usize) {
    let scan = page.scan;
    let block = &scan.blocks[index];
    let words = scan.words_of(block);
    let totals = &page.totals;
    let count = scan.blocks.len();
    let all = totals.size[count].max(1.0);
    let all_prose = totals.prose_size[count].max(1.0);
    let at = index as f32;
    let (of_block_in_title, of_title) = page.title.overlap(words);
    let (of_block_in_standfirst, of_standfirst) = page.standfirst.overlap(words);
    row.extend([
        at / count as f32,
        totals.size[index] / all,
        totals.prose_size[index] / all_prose,
        log((all_prose - totals.prose_size[index]).max(0.0)),
        (at - page.headline as f32).clamp(-60.0, 200.0),
        log((totals.size[index] - totals.size[page.headline]).max(0.0)),
        page.to_densest[block.element as usize].over,
        f32::from(u8::from((page.run.0..page.run.1).contains(&index))),
        (at - page.run.0 as f32).clamp(-60.0, 60.0),
        (at - page.run.1 as f32).clamp(-60.0, 60.0),
        of_block_in_title,
        of_title,
        of_block_in_standfirst,
        of_standfirst,
        page.body_shares[index],
        page.repeats.get(&block.fingerprint).copied().unwrap_or(1).min(9) as f32,
        page.echoes[index].0,
        page.echoes[index].1,
        hints.title.len() as f32,
    ]);
    let group = page.groups.get(&scan.element_of(block).signature).copied().unwrap_or_default();
    row.extend([
        log(group[0]),
        group[1] / group[0].max(1.0),
        group[2] / group[1].max(1.0),
        group[3] / group[0].max(1.0),
        group[1] / all,
    ]);
}

/// The page as a whole.
fn whole(row: &mut Vec<f32>, page: &Page<'_>) {
    let scan = page.scan;
    let totals = &page.totals;
    let count = scan.blocks.len();
    let densest = &scan.elements[page.densest];
    row.extend([
        log(totals.size[count]),
        log(count as f32),
        totals.links[count] / totals.size[count].max(1.0),
        log(totals.prose[count]),
        totals.prose_size[count] / totals.size[count].max(1.0),
        stretch(&totals.prose_size, densest) / totals.prose_size[count].max(1.0),
        page.has_article,
    ]);
}

/// The element that holds most of what the first pass thinks is story and least else.
fn best_element(scan: &Scan, likely: &[f32]) -> usize {
    let mut gains = vec![0f32];
    for (block, p) in scan.blocks.iter().zip(likely) {
        gains.push(gains[gains.len() - 1] + (p - 0.45) * block.size as f32);
    }
    let mut best = (f32::MIN, 0);
    for (index, element) in scan.elements.iter().enumerate() {
        let gain = stretch(&gains, element);
        if gain >= best.0 {
            best = (gain, index);
        }
    }
    best.1
}

/// Which blocks stand in something its class names call comments and that does not also hold the
/// headline.
pub(crate) fn comment_blocks(scan: &Scan, hints: &Hints) -> Vec<bool> {
    let headline = headline(scan, hints);
    let element = scan.blocks.get(headline).map_or(0, |block| block.element as usize);
    let climbs = climbs(scan, element);
    let is_comment = |block: &Block| climbs[block.element as usize].kinds & 1 != 0;
    scan.blocks.iter().map(is_comment).collect()
}

/// For each element the topmost one around it that does not hold `best`; those that do are their
/// own.
fn branches(scan: &Scan, best: usize) -> Vec<usize> {
    let inside = &scan.elements[best];
    let holds = |index: usize| {
        let element = &scan.elements[index];
        index <= best
            && element.first_block <= inside.first_block
            && element.end_block >= inside.end_block
    };
    let mut branches = Vec::with_capacity(scan.elements.len());
    for (index, element) in scan.elements.iter().enumerate() {
        let parent = element.parent as usize;
        let branch =
            if holds(index) || parent == index || holds(parent) { index } else { branches[parent] };
        branches.push(branch);
    }
    branches
}

/// Rows of the second pass: the first pass's rows with what it thought (`likely`, 0 to 1 a block)
/// of each block and of those around it.
pub(crate) fn second(scan: &Scan, first: &Rows, likely: &[f32]) -> Rows {
    let blocks = &scan.blocks;
    let mut mass = vec![0f32];
    for (block, p) in blocks.iter().zip(likely) {
        mass.push(mass[mass.len() - 1] + p * block.size as f32);
    }
    let mut size = vec![0f32];
    for block in blocks {
        size.push(size[size.len() - 1] + block.size as f32);
    }
    let all_mass = mass[blocks.len()].max(1.0);
    let mut groups: HashMap<u32, (f32, f32)> = HashMap::with_capacity(blocks.len());
    for (block, p) in blocks.iter().zip(likely) {
        let group = groups.entry(scan.element_of(block).signature).or_default();
        group.0 += p * block.size as f32;
        group.1 += block.size as f32;
    }
    let sure = likely.iter().filter(|p| **p > 0.5).count() as f32;
    let (mut first_sure, mut last_sure) = (blocks.len() as f32, 0.0f32);
    for (index, _) in likely.iter().enumerate().filter(|(_, p)| **p > 0.7) {
        first_sure = first_sure.min(index as f32);
        last_sure = index as f32;
    }
    let best = best_element(scan, likely);
    let climbs = climbs(scan, best);
    let branches = branches(scan, best);
    let inside = &scan.elements[best];
    let best_mass = stretch(&mass, inside);
    let mut occurrences: HashMap<u32, u32> = HashMap::with_capacity(blocks.len());
    let mut heading = -1f32;
    let mut rows = Rows { width: SECOND, values: Vec::with_capacity(blocks.len() * SECOND) };
    for (index, block) in blocks.iter().enumerate() {
        let row = &mut rows.values;
        row.extend_from_slice(first.row(index));
        let p = |offset: isize| {
            index.checked_add_signed(offset).and_then(|at| likely.get(at)).copied().unwrap_or(-0.1)
        };
        row.extend([p(0), p(-1), p(-2), p(-3), p(1), p(2), p(3)]);
        let window = |reach: usize| {
            let (low, high) = (index.saturating_sub(reach), (index + reach + 1).min(blocks.len()));
            (mass[high] - mass[low]) / (size[high] - size[low]).max(1.0)
        };
        row.extend([window(4), window(10)]);
        let mut at = block.element as usize;
        for _ in 0..4 {
            let element = &scan.elements[at];
            let inside = stretch(&mass, element);
            row.extend([inside / stretch(&size, element).max(1.0), inside / all_mass]);
            at = element.parent as usize;
        }
        let group = groups.get(&scan.element_of(block).signature).copied().unwrap_or_default();
        row.extend([
            group.0 / group.1.max(1.0),
            mass[index] / all_mass,
            log(all_mass),
            sure,
            (index as f32 - first_sure).clamp(-40.0, 40.0),
            (index as f32 - last_sure).clamp(-40.0, 40.0),
            heading,
            all_mass / size[blocks.len()].max(1.0),
        ]);
        // What came of the last heading above: 1 minus the mean of what follows is only known
        // later, so the heading's own likelihood stands for it.
        if matches!(scan.element_of(block).name, name::H1 | name::H2 | name::H3 | name::H4) {
            heading = likely[index];
        }
        // Again, beside the neighbours' likelihoods: trees of the second pass seldom see the first
        // one among all features. The shipped model counts on the place.
        row.push(f32::from(u8::from(block.after_br)));
        let climb = climbs[block.element as usize];
        let branch = &scan.elements[branches[block.element as usize]];
        let branch_mass = stretch(&mass, branch);
        row.extend([
            climb.up,
            climb.over,
            climb.sum,
            climb.least,
            climb.worst,
            f32::from(climb.kinds & 1),
            f32::from(climb.kinds >> 1 & 1),
            best_mass / all_mass,
            best_mass / stretch(&size, inside).max(1.0),
            branch_mass / stretch(&size, branch).max(1.0),
            branch_mass / all_mass,
            (branch.first_block as f32 - first_sure).clamp(-40.0, 200.0),
            f32::from(branch.repeat.min(99)),
            mass[branch.first_block as usize] / all_mass,
        ]);
        let occurrence = occurrences.entry(block.fingerprint).or_insert(0);
        *occurrence += u32::from(likely[index] > 0.3);
        row.push(*occurrence as f32);
    }
    rows
}
