//! Rules after the model: what plain sight decides better than weights.
//!
//! Each is given the drafts in order of their cues, changes them in place, and notes in a draft's
//! `why` what it did.

mod lines;

use super::Draft;
use crate::text::Text;
use crate::text::words::Kind;
use std::collections::HashMap;
use std::ops::Range;

/// Mends drafts: contents without a word go, quotations that run over paragraphs are followed, quoted
/// sentences nobody claimed go to the quote beside them.
pub(super) fn mend(text: &Text, drafts: &mut Vec<Draft>) {
    let has_words = |range: &Range<usize>| range.clone().any(|at| text.words[at].is_wordlike());
    drafts.iter_mut().for_each(|draft| draft.content.retain(|c| has_words(c)));
    close_open_ends(text, drafts);
    lines::read_speaker_lines(text, drafts);
    let mut owner = owners(text, drafts);
    lines::read_signatures(text, drafts, &mut owner);
    follow_colons(text, drafts, &mut owner);
    follow_paragraphs(text, drafts, &mut owner);
    adopt_left_over(text, drafts, &mut owner);
    drafts.retain(|draft| !draft.content.is_empty());
    drafts.sort_by_key(|draft| draft.cue.start);
}

/// A quotation left open at the paragraph's end takes the full stop there with it.
fn close_open_ends(text: &Text, drafts: &mut [Draft]) {
    for piece in drafts.iter_mut().flat_map(|draft| &mut draft.content) {
        let Some(stop) = text.words.get(piece.end).filter(|word| word.kind == Kind::Stop) else {
            continue;
        };
        let rest = &text.source[stop.end as usize..];
        let last = rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        if last && text.marks[piece.end].inside && text.marks[piece.end - 1].inside {
            piece.end += 1;
        }
    }
}

/// For each word, the draft whose content holds it (the innermost counts), if any.
fn owners(text: &Text, drafts: &[Draft]) -> Vec<Option<u32>> {
    let mut owner = vec![None; text.words.len()];
    let mut order: Vec<(usize, usize)> = drafts
        .iter()
        .enumerate()
        .map(|(at, d)| (d.content.iter().map(Range::len).sum(), at))
        .collect();
    order.sort_unstable_by_key(|&(size, at)| (std::cmp::Reverse(size), at));
    for (_, at) in order {
        for piece in &drafts[at].content {
            owner[piece.clone()].fill(Some(at as u32));
        }
    }
    owner
}

/// "Sanders made this comment:" at a paragraph's end: the quotation that opens the next is its content.
fn follow_colons(text: &Text, drafts: &mut [Draft], owner: &mut [Option<u32>]) {
    let mut at_end: HashMap<usize, usize> = HashMap::new();
    for (number, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.content.is_empty()) {
        let paragraph = text.paragraphs.partition_point(|p| p.end as usize <= draft.cue.start);
        at_end.insert(paragraph, number);
    }
    for (number, pair) in text.paragraphs.windows(2).enumerate() {
        let (last, next) = (pair[0].end as usize - 1, pair[1].start as usize);
        let Some(&quote) = at_end.get(&number).filter(|_| text.word(last) == ":") else {
            continue;
        };
        let end = quotation_end(text, next..pair[1].end as usize);
        if !text.marks[next].opens || owner[next..end].iter().any(Option::is_some) {
            continue;
        }
        owner[next..end].fill(Some(quote as u32));
        drafts[quote].content.push(next..end);
        drafts[quote].why.push("rule: a colon, and the quotation in the next paragraph".to_owned());
    }
}

/// Where the quotation that opens a range ends, its closing mark included.
fn quotation_end(text: &Text, range: Range<usize>) -> usize {
    range.clone().find(|&at| text.marks[at].closes).map_or(range.end, |at| at + 1)
}

/// A paragraph that ends inside a quotation, and one that opens with a mark: the same quote goes on.
/// Each paragraph is a piece of its own, as the annotators of PolNeAR have it.
fn follow_paragraphs(text: &Text, drafts: &mut [Draft], owner: &mut [Option<u32>]) {
    for pair in text.paragraphs.windows(2) {
        let (last, next) = (pair[0].end as usize - 1, pair[1].start as usize);
        if !text.marks[last].inside || !text.marks[next].runs_on {
            continue;
        }
        let Some(quote) = owner[last] else { continue };
        let end = quotation_end(text, next..pair[1].end as usize);
        if owner[next..end].iter().any(Option::is_some) {
            continue;
        }
        // "(CROSSTALK)": what the reporter heard, not what was said.
        if text.words.get(next + 1).is_some_and(|w| w.of(text.source) == "(")
            && text.word(end - 1) == ")"
        {
            continue;
        }
        owner[next..end].fill(Some(quote));
        let draft = &mut drafts[quote as usize];
        draft.content.push(next..end);
        draft.content.sort_by_key(|piece| piece.start);
        draft.why.push("rule: the quotation runs on in the next paragraph".to_owned());
    }
}

/// A whole quoted sentence of so many words is speech; shorter ones may be a title or scare quotes.
const SPEECH: usize = 6;

/// A quotation of a sentence or more that nobody claimed goes to the quoted speech before it in its
/// paragraph, or else to the one after it; one that is a paragraph of its own may also look into the
/// paragraph before.
fn adopt_left_over(text: &Text, drafts: &mut [Draft], owner: &mut [Option<u32>]) {
    let mut before = 0..0;
    for paragraph in &text.paragraphs {
        let range = paragraph.start as usize..paragraph.end as usize;
        let alone = text.marks[range.clone()].iter().all(|mark| mark.inside);
        let around = if alone { before.start..range.end } else { range.clone() };
        before = range.clone();
        let mut at = range.start;
        while at < range.end {
            if !text.marks[at].inside {
                at += 1;
                continue;
            }
            let start = at;
            while at < range.end && text.marks[at].inside && (at == start || !text.marks[at].opens)
            {
                at += 1;
            }
            adopt(text, drafts, owner, &around, start..at);
        }
    }
}

fn adopt(
    text: &Text,
    drafts: &mut [Draft],
    owner: &mut [Option<u32>],
    paragraph: &Range<usize>,
    quotation: Range<usize>,
) {
    let words = quotation.clone().filter(|&at| text.words[at].is_wordlike()).count();
    let opens = text.words.get(quotation.start + 1).map_or("", |w| w.of(text.source));
    let claimed = owner[quotation.clone()].iter().any(Option::is_some);
    if claimed || words < SPEECH || !opens.starts_with(char::is_uppercase) {
        return;
    }
    let quoted = |at: &usize| owner[*at].is_some() && text.marks[*at].inside;
    let before = (paragraph.start..quotation.start).rev().take(40).find(quoted);
    let after = (quotation.end..paragraph.end).take(40).find(quoted);
    let Some(quote) = before.or(after).and_then(|at| owner[at]) else {
        return;
    };
    let draft = &mut drafts[quote as usize];
    owner[quotation.clone()].fill(Some(quote));
    draft.content.push(quotation);
    draft.content.sort_by_key(|piece| piece.start);
    draft.why.push("rule: a quoted sentence beside it that nobody claimed".to_owned());
}
