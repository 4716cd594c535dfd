//! Speech set in lines: transcripts ("PENCE: Well, look …") and letters ("“I am afraid.” ― Ann Ray").

use super::Draft;
use crate::text::Text;
use crate::text::words::Kind;
use std::collections::HashMap;
use std::ops::Range;

/// Words in capitals that head a line without speaking.
const NOT_SPEAKERS: &[&str] = &[
    "ALSO",
    "BREAKING",
    "CORRECTION",
    "DEVELOPING",
    "EXCLUSIVE",
    "LIVE",
    "MORE",
    "NOTE",
    "OPINION",
    "PHOTO",
    "PHOTOS",
    "PLUS",
    "PS",
    "READ",
    "RELATED",
    "SEE",
    "SOURCE",
    "TOPICS",
    "UPDATE",
    "UPDATED",
    "VIDEO",
    "WARNING",
    "WATCH",
];

/// One line in capitals may be anything (a place, a heading); two or more make a transcript.
const LINES: usize = 2;
/// Names in small letters need more of them: "Background: …", "Note: …" come in pairs too.
const SMALL_LINES: usize = 4;

/// The head of a speaker line: the name and the colon, as word indices.
struct Head {
    paragraph: usize,
    name: Range<usize>,
    shouted: bool,
}

/// Turns the lines of a transcript into drafts, each with all paragraphs up to the next speaker.
pub(super) fn read_speaker_lines(text: &Text, drafts: &mut Vec<Draft>) {
    let heads: Vec<Head> = (0..text.paragraphs.len()).filter_map(|at| head(text, at)).collect();
    let shouted = heads.iter().filter(|h| h.shouted).count();
    let small = heads.iter().filter(|h| !h.shouted).map(|h| text.word(h.name.start));
    let mut repeated: HashMap<&str, usize> = HashMap::new();
    small.for_each(|name| *repeated.entry(name).or_default() += 1);
    let transcript = |head: &&Head| {
        if head.shouted {
            shouted >= LINES
        } else {
            let more = repeated.values().filter(|&&n| n > 1).sum::<usize>();
            more >= SMALL_LINES && repeated[text.word(head.name.start)] > 1
        }
    };
    let heads: Vec<&Head> = heads.iter().filter(transcript).collect();
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut found = Vec::new();
    for (number, head) in heads.iter().enumerate() {
        let next = heads.get(number + 1).map_or(usize::MAX, |next| next.paragraph);
        let content = speech(text, head, next);
        if let (Some(first), Some(last)) = (content.first(), content.last()) {
            taken.push(head.name.start..first.start.max(last.end));
            found.push(Draft {
                source: Some(head.name.clone()),
                cue: head.name.end..head.name.end + 1,
                content,
                confidence: 0.9,
                why: vec!["rule: a speaker line of a transcript".to_owned()],
            });
        }
    }
    // What the model made of the line itself goes; quotes that the speaker reports stay.
    drafts.retain(|draft| {
        let line = taken.partition_point(|t| t.end <= draft.cue.start);
        !taken
            .get(line)
            .is_some_and(|t| t.start <= draft.cue.start && draft.cue.start <= t.start + 5)
    });
    drafts.extend(found);
}

/// A name of one to four words (a mark may stand before it), a colon, and something said.
fn head(text: &Text, paragraph: usize) -> Option<Head> {
    let range = text.paragraphs[paragraph].start as usize..text.paragraphs[paragraph].end as usize;
    let start = range.clone().find(|&at| text.words[at].kind != Kind::Quote)?;
    let colon = (start..range.end).take(5).find(|&at| text.word(at) == ":")?;
    let name = start..colon;
    if start > range.start + 1 || name.is_empty() || colon + 1 >= range.end {
        return None;
    }
    let wordlike =
        |at: usize| text.words[at].is_wordlike() && text.word(at).starts_with(char::is_uppercase);
    let all = name.clone().all(wordlike);
    let shouted = name.clone().all(|at| text.word(at).chars().all(|c| !c.is_lowercase()));
    let known =
        name.clone().any(|at| NOT_SPEAKERS.contains(&text.word(at).to_uppercase().as_str()));
    (all && !known).then_some(Head { paragraph, name, shouted })
}

/// The rest of the line and the paragraphs that follow, while they go on in the same manner.
fn speech(text: &Text, head: &Head, next: usize) -> Vec<Range<usize>> {
    let marked = text.marks[text.paragraphs[head.paragraph].start as usize].opens;
    let mut content = Vec::new();
    for (number, paragraph) in text.paragraphs.iter().enumerate().skip(head.paragraph).take(12) {
        let (mut start, mut end) = (paragraph.start as usize, paragraph.end as usize);
        if number == next {
            break;
        }
        if number == head.paragraph {
            start = head.name.end + 1;
        } else if !marked || !text.marks[start].opens {
            // Without marks nothing says that the next paragraph is still the same speaker's.
            break;
        } else {
            start += 1;
        }
        if end > start && text.marks[end - 1].closes && marked {
            end -= 1;
        }
        let aside = start < end && text.word(start) == "(" && text.word(end - 1) == ")";
        if start < end && !aside {
            content.push(start..end);
        }
    }
    content
}

/// "“…” ― Ann Ray": a quotation, a dash and a name at the paragraph's end.
pub(super) fn read_signatures(text: &Text, drafts: &mut Vec<Draft>, owner: &mut [Option<u32>]) {
    let mut before: Range<usize> = 0..0;
    for paragraph in &text.paragraphs {
        let range = paragraph.start as usize..paragraph.end as usize;
        let around = std::mem::replace(&mut before, range.clone());
        let Some(dash) = range.clone().rev().take(9).find(|&at| is_dash(text, at)) else {
            continue;
        };
        // The quotation stands before the dash, or is the paragraph above a line of its own.
        let close = if dash > range.start { dash - 1 } else { around.end.wrapping_sub(1) };
        let line = if dash > range.start { range.clone() } else { around };
        if line.is_empty() || !text.marks[close].closes {
            continue;
        }
        let Some(name) = name(text, dash + 1..range.end) else {
            continue;
        };
        let Some(open) =
            line.clone().take_while(|&at| at < close).filter(|&at| text.marks[at].opens).last()
        else {
            continue;
        };
        let Some(said) = Some(open..close + 1).filter(|said| said.len() > 3) else {
            continue;
        };
        let own = said.clone().find_map(|at| owner[at]);
        let why = "rule: a quotation signed with a name".to_owned();
        // If the model gave it to someone whose cue stands elsewhere, the signature counts more.
        if let Some(own) = own {
            let draft = &mut drafts[own as usize];
            if draft.source.as_ref().is_some_and(|s| s.start >= dash) {
                continue;
            }
            if !said.contains(&draft.cue.start) {
                draft.content.retain(|piece| piece.end <= said.start || piece.start >= said.end);
            }
        }
        owner[said.clone()].fill(Some(drafts.len() as u32));
        drafts.push(Draft {
            source: Some(name),
            cue: dash..dash + 1,
            content: vec![said],
            confidence: 0.9,
            why: vec![why],
        });
    }
}

fn is_dash(text: &Text, at: usize) -> bool {
    matches!(text.word(at), "―" | "—" | "–" | "--" | "-")
}

/// Up to seven words, the first and the last with capitals; a full stop at the end is left out.
fn name(text: &Text, range: Range<usize>) -> Option<Range<usize>> {
    let end = if text.words.get(range.end.wrapping_sub(1))?.kind == Kind::Stop {
        range.end - 1
    } else {
        range.end
    };
    let name = range.start..end;
    let capital = |at: usize| text.word(at).starts_with(char::is_uppercase);
    let inner = name.clone().all(|at| text.words[at].is_wordlike() || text.word(at) == ",");
    (!name.is_empty() && name.len() <= 7 && inner && capital(name.start) && capital(end - 1))
        .then_some(name)
}
