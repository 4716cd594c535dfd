//! Words of a text: where each one starts and ends, and what kind of thing it is.
//!
//! The cut follows the Penn Treebank's habits where they matter to a tagger: clitics stand alone
//! ("did n't", "Kim 's"), hyphenated words, numbers and dotted abbreviations stay whole.

use std::ops::Range;

/// What a word is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters, perhaps with digits, hyphens and apostrophes inside.
    Plain,
    /// Letters with a full stop that belongs to them: "Mr.", "U.S.", "p.m.".
    Abbreviation,
    /// Starts with a digit.
    Number,
    /// ".", "!", "?", "…": may end a sentence.
    Stop,
    /// A quotation mark of any kind, an apostrophe that stands alone included.
    Quote,
    /// Any other visible character.
    Other,
}

/// A word: a half-open byte span and its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is made of.
    pub kind: Kind,
}

impl Word {
    /// The characters of the word in the text it was cut from.
    pub fn of<'t>(&self, source: &'t str) -> &'t str {
        &source[self.start as usize..self.end as usize]
    }

    /// Letters or digits, not a mark.
    pub fn is_wordlike(&self) -> bool {
        matches!(self.kind, Kind::Plain | Kind::Abbreviation | Kind::Number)
    }
}

/// Titles and the like: an abbreviation that never ends a sentence, since a name follows.
const TITLES: &[&str] = &[
    "Adm.", "Atty.", "Brig.", "Capt.", "Cmdr.", "Col.", "Cpl.", "Dr.", "Fr.", "Ft.", "Gen.",
    "Gov.", "Hon.", "Lt.", "Maj.", "Messrs.", "Mr.", "Mrs.", "Ms.", "Mt.", "Pfc.", "Pres.",
    "Prof.", "Pvt.", "Rep.", "Reps.", "Rev.", "Sen.", "Sens.", "Sgt.", "Sr.", "St.", "Supt.",
    "vs.", "v.", "Govs.", "Drs.", "Profs.",
];

/// Other abbreviations that keep their full stop; they may stand at a sentence's end.
const ABBREVIATIONS: &[&str] = &[
    "Ala.", "Ariz.", "Ark.", "Assn.", "Aug.", "Ave.", "Blvd.", "Bros.", "Calif.", "Co.", "Colo.",
    "Conn.", "Corp.", "Dec.", "Del.", "Dept.", "Dist.", "Est.", "Feb.", "Fla.", "Ga.", "Ill.",
    "Inc.", "Ind.", "Jan.", "Jr.", "Kan.", "Ky.", "La.", "Ltd.", "Mass.", "Md.", "Mich.", "Minn.",
    "Miss.", "Mo.", "Mont.", "Neb.", "Nev.", "No.", "Nos.", "Nov.", "Oct.", "Okla.", "Ore.", "Pa.",
    "Rd.", "Sept.", "Tenn.", "Tex.", "Va.", "Vt.", "Wash.", "Wis.", "Wyo.", "approx.", "dept.",
    "est.", "etc.", "no.", "vol.",
];

/// Is `word` (with its full stop) a title that a name follows, such as "Sen."?
pub fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

/// Cuts `source` into words and paragraphs (ranges of word indices). A line end ends a paragraph.
pub fn cut(source: &str, words: &mut Vec<Word>, paragraphs: &mut Vec<Range<u32>>) {
    let source = &source[..floor(source, u32::MAX as usize)];
    let bytes = source.as_bytes();
    let mut at = 0;
    let mut first = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == b'\n' {
            close_paragraph(words, &mut first, paragraphs);
            at += 1;
        } else if byte <= b' ' || byte == 0x7f {
            at += 1;
        } else {
            at = cut_one(source, at, words);
        }
    }
    close_paragraph(words, &mut first, paragraphs);
}

fn close_paragraph(words: &[Word], first: &mut usize, paragraphs: &mut Vec<Range<u32>>) {
    if words.len() > *first {
        paragraphs.push(*first as u32..words.len() as u32);
        *first = words.len();
    }
}

/// The largest character boundary of `source` not above `at`.
fn floor(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Cuts the word (or the white space beyond ASCII) that starts at `at`; returns where to go on.
fn cut_one(source: &str, at: usize, words: &mut Vec<Word>) -> usize {
    let first = char_at(source, at).expect("the caller stays inside the text");
    if first.is_ascii_alphanumeric() || first.is_alphanumeric() {
        return cut_word(source, at, words);
    }
    let end = at + first.len_utf8();
    let rest = &source.as_bytes()[at..];
    let mut push = |end: usize, kind| {
        words.push(Word { start: at as u32, end: end as u32, kind });
        end
    };
    match first {
        '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' | '\u{2033}' => {
            push(end, Kind::Quote)
        }
        '\'' | '`' => {
            let double = rest.len() > 1 && rest[1] == rest[0];
            push(if double { end + 1 } else { end }, Kind::Quote)
        }
        '.' => {
            let dots = rest.iter().take_while(|&&b| b == b'.').count();
            push(at + dots, Kind::Stop)
        }
        '!' | '?' | '…' | '。' | '！' | '？' => push(end, Kind::Stop),
        '-' => {
            let dashes = rest.iter().take_while(|&&b| b == b'-').count();
            push(at + dashes, Kind::Other)
        }
        '_' | '=' | '*' | '~' => {
            let run = rest.iter().take_while(|&&b| b == rest[0]).count();
            push(at + run, Kind::Other)
        }
        '@' | '#' if char_at(source, end).is_some_and(char::is_alphanumeric) => {
            let end = handle_end(source, end);
            push(end, Kind::Plain)
        }
        _ if first.is_whitespace() || is_invisible(first) => end,
        _ => push(end, Kind::Other),
    }
}

/// Characters that show nothing: controls, zero-width spaces and joiners, direction marks.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}')
}

fn char_at(source: &str, at: usize) -> Option<char> {
    source[at..].chars().next()
}

fn handle_end(source: &str, at: usize) -> usize {
    let rest = &source[at..];
    at + rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
}

/// Cuts a word of letters and digits with what may stand inside it, then splits clitics off.
fn cut_word(source: &str, start: usize, words: &mut Vec<Word>) -> usize {
    let number = source.as_bytes()[start].is_ascii_digit();
    let mut end = start;
    let mut dotted = false;
    let mut clitic = None;
    let mut before = ' ';
    let mut rest = source[start..].char_indices().peekable();
    while let Some((offset, c)) = rest.next() {
        let next = rest.peek().map_or(' ', |&(_, n)| n);
        let inside = match c {
            _ if c.is_alphanumeric() || is_joined(c) => true,
            '\'' | '’' => {
                let joins = before.is_alphanumeric() && next.is_alphanumeric();
                if joins {
                    clitic = Some(start + offset);
                }
                joins
            }
            '-' | '\u{2010}' | '\u{2011}' | '_' | '/' => {
                before.is_alphanumeric() && next.is_alphanumeric()
            }
            '.' if number => before.is_ascii_digit() && next.is_ascii_digit(),
            '.' => {
                let initials = single_letter(source, start, start + offset);
                let joins = initials || (before.is_lowercase() && next.is_lowercase());
                dotted |= initials;
                joins
            }
            ',' | ':' => before.is_ascii_digit() && next.is_ascii_digit(),
            '@' => before.is_alphanumeric() && next.is_alphanumeric(),
            '&' => before.is_uppercase() && next.is_uppercase(),
            _ => false,
        };
        if !inside {
            break;
        }
        end = start + offset + c.len_utf8();
        before = c;
    }
    if source[end..].starts_with('.') && abbreviates(source, start, end) {
        end += 1;
        dotted = true;
    }
    let kind = match () {
        _ if number => Kind::Number,
        _ if dotted && source[..end].ends_with('.') => Kind::Abbreviation,
        _ => Kind::Plain,
    };
    let cut = clitic.and_then(|at| clitic_start(source, start, at, end));
    if let Some(cut) = cut {
        words.push(Word { start: start as u32, end: cut as u32, kind });
        words.push(Word { start: cut as u32, end: end as u32, kind: Kind::Plain });
    } else {
        words.push(Word { start: start as u32, end: end as u32, kind });
    }
    end
}

/// Combining marks and joiners that stay inside a word (scripts with vowel signs, soft hyphens).
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{200d}' | '\u{ad}')
}

/// Is the text before the full stop at `dot` one letter, or one letter after another full stop?
fn single_letter(source: &str, start: usize, dot: usize) -> bool {
    let before = &source[start..dot];
    let mut back = before.chars().rev();
    let letter = back.next().is_some_and(char::is_alphabetic);
    letter && matches!(back.next(), None | Some('.'))
}

fn abbreviates(source: &str, start: usize, end: usize) -> bool {
    if end - start > 8 {
        return false;
    }
    let word = &source[start..end + 1];
    TITLES.contains(&word) || ABBREVIATIONS.contains(&word)
}

/// Where the clitic starts, if the word ends in one: "'s", "'re", "n't" and the like.
fn clitic_start(source: &str, start: usize, mark: usize, end: usize) -> Option<usize> {
    let mark_len = char_at(source, mark)?.len_utf8();
    let tail = &source[mark + mark_len..end];
    if tail.len() > 2 {
        return None;
    }
    match tail.to_ascii_lowercase().as_str() {
        "t" if source[start..mark].ends_with(['n', 'N']) && mark - start > 1 => Some(mark - 1),
        "s" | "re" | "ve" | "ll" | "d" | "m" => Some(mark),
        _ => None,
    }
}
