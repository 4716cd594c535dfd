//! Who wrote it: names out of the strings that pages put around them.

use super::clean;

/// Words that open a byline, lower-case, longest first where one begins another. Those that are
/// also common words of running text ("de", "di") only count where the page marks a byline.
const OPENERS: &[&str] = &[
    "written by",
    "words by",
    "story by",
    "text by",
    "posted by",
    "published by",
    "reported by",
    "reporting by",
    "reviewed by",
    "article by",
    "review by",
    "opinion by",
    "analysis by",
    "contributed by",
    "created by",
    "submitted by",
    "authored by",
    "guest post by",
    "by:",
    "by",
    "authors:",
    "authors",
    "author:",
    "author",
    "written by:",
    "writer:",
    "from",
    "ein artikel von",
    "ein kommentar von",
    "eine analyse von",
    "ein beitrag von",
    "ein bericht von",
    "eine kolumne von",
    "ein gastbeitrag von",
    "ein essay von",
    "ein interview von",
    "interview von",
    "text von",
    "text:",
    "texte:",
    "von:",
    "von",
    "verfasst von",
    "geschrieben von",
    "veröffentlicht von",
    "erstellt von",
    "autor/in:",
    "autor/in",
    "autor:",
    "autoren:",
    "autorin:",
    "autor",
    "autorin",
    "autoren",
    "aus",
    "par:",
    "par",
    "publié par",
    "écrit par",
    "rédigé par",
    "propos recueillis par",
    "auteur:",
    "auteur :",
    "texte :",
    "por:",
    "por",
    "escrito por",
    "publicado por",
    "texto:",
    "autora:",
    "redacción:",
    "di",
    "de",
    "a cura di",
    "scritto da",
    "pubblicato da",
    "da",
    "autore:",
    "door",
    "geschreven door",
    "av:",
    "av",
    "af:",
    "af",
    "skrevet av",
    "skrevet af",
    "tekst:",
    "text",
    "kirjoittaja:",
    "teksti:",
    "autor tekstu:",
    "oprac.",
    "opr.",
    "napisał",
    "napisała",
    "autorzy:",
    "przez",
    "автор:",
    "авторы:",
    "автор",
    "текст:",
    "написал",
    "από τον",
    "από την",
    "από",
    "του",
    "της",
    "γράφει ο",
    "γράφει η",
    "συντάκτης:",
    "yazan:",
    "oleh:",
    "oleh",
    "penulis:",
    "tác giả:",
    "theo",
    "скрипач:",
    "文：",
    "文:",
    "作者：",
    "作者:",
    "記者",
    "著者",
    "מאת",
    "بقلم",
    "كتب",
    "بقلم:",
    "szerző:",
    "írta:",
    "autor článku:",
    "autoři:",
    "napsal",
    "scris de",
    "autors:",
    "autorius:",
    "toimittaja:",
];

/// Openers that make any text a byline, wherever it stands.
const SURE_OPENERS: &[&str] = &[
    "by ",
    "by: ",
    "written by ",
    "words by ",
    "story by ",
    "posted by ",
    "von ",
    "par ",
    "por ",
    "door ",
    "av ",
    "af ",
    "oleh ",
    "text: ",
    "author: ",
    "autor: ",
    "автор: ",
    "текст: ",
    "autore: ",
    "auteur: ",
    "ein artikel von ",
    "ein kommentar von ",
    "eine analyse von ",
    "von: ",
    "autorin: ",
    "by\u{a0}",
    "author ",
    "tekst: ",
    "oleh: ",
    "penulis: ",
    "作者：",
    "文：",
    "作者:",
    "szerző: ",
    "írta: ",
    "autoren: ",
    "authors: ",
    "reported by ",
    "article by ",
    "scritto da ",
    "a cura di ",
    "escrito por ",
    "written by: ",
    "submitted by ",
    "by",
];

/// True when a text starts the way bylines do.
pub(super) fn begins(text: &str) -> bool {
    // Every opener starts with one of these; most text nodes end here.
    let Some(first) = text.chars().next() else {
        return false;
    };
    if text.len() > 160
        || !matches!(
            first,
            'a' | 'A'
                | 'b'
                | 'B'
                | 'w'
                | 'W'
                | 's'
                | 'S'
                | 'p'
                | 'P'
                | 'v'
                | 'V'
                | 'd'
                | 'D'
                | 'o'
                | 'O'
                | 't'
                | 'T'
                | 'e'
                | 'E'
                | 'r'
                | 'R'
                | 'i'
                | 'I'
                | 'а'
                | 'А'
                | 'т'
                | 'Т'
                | '作'
                | '文'
                | 'í'
                | 'Í'
        )
    {
        return false;
    }
    let start: String = clean::head(text, 24).to_lowercase();
    SURE_OPENERS.iter().any(|opener| {
        if *opener == "by" { start == "by" || start == "by:" } else { start.starts_with(opener) }
    })
}

/// Strings between two names.
const JOINTS: &[&str] = &[
    ", and ", " and ", " & ", " und ", " et ", " y ", " e ", " og ", " och ", " en ", " ve ",
    " и ", " i ", " ja ", " és ", " și ", " si ", " și ", " και ", " a ", " with ", " mit ", ", ",
    "; ", ";", " | ", "|", " / ", "/", " • ", " · ", "•", "·", "、", "，", "；", " – ", " — ",
    " - ", "\n", ",", " + ",
];

/// Parts that are no name: what a person is, where they sit, what they did.
const ROLES: &[&str] = &[
    "staff writer",
    "staff writers",
    "staff",
    "staff reporter",
    "reporter",
    "reporters",
    "senior reporter",
    "correspondent",
    "editor",
    "editors",
    "senior writer",
    "senior editor",
    "contributor",
    "contributing writer",
    "contributing editor",
    "freelance writer",
    "freelancer",
    "columnist",
    "journalist",
    "writer",
    "author",
    "associate editor",
    "managing editor",
    "news editor",
    "political editor",
    "business reporter",
    "political correspondent",
    "chief",
    "editor in chief",
    "editor-in-chief",
    "digital editor",
    "guest contributor",
    "guest author",
    "opinion contributor",
    "special to",
    "follow",
    "published",
    "updated",
    "posted",
    "more from",
    "view profile",
    "bio",
    "email",
    "redakteur",
    "redakteurin",
    "korrespondent",
    "korrespondentin",
    "autor",
    "autorin",
    "reporterin",
    "chefredakteur",
    "freier autor",
    "freie autorin",
    "volontär",
    "volontärin",
    "journalistin",
    "journaliste",
    "rédacteur",
    "rédactrice",
    "correspondant",
    "redactor",
    "redactora",
    "corresponsal",
    "periodista",
    "giornalista",
    "redattore",
    "redaktor",
    "dziennikarz",
    "journalist",
    "skribent",
    "facebook",
    "twitter",
    "linkedin",
    "instagram",
    "google+",
    "contributing reporter",
    "guest writer",
    "deputy editor",
    "the associated press staff",
    "opinion columnist",
    "content writer",
    "health writer",
    "medical reviewer",
    "producer",
    "senior correspondent",
    "reviewed",
    "fact checked",
    "min read",
];

/// Names in a string, in order. `marked`: the page itself says that this is a byline, so that doubtful openers count
/// and a lone lower-case handle is believed.
pub(super) fn names(text: &str, marked: bool) -> Vec<String> {
    let text = strip_opener(text.trim(), marked);
    let mut out: Vec<String> = Vec::new();
    for part in split(text) {
        let part = strip_opener(part.trim(), false);
        let part = tidy(part);
        if part.is_empty() {
            continue;
        }
        // "MD", "Ph.D.", "Jr.": belongs to the name before it.
        if is_credential(part) {
            if let Some(last) = out.last_mut() {
                last.push_str(", ");
                last.push_str(part);
            }
            continue;
        }
        if is_role(part) {
            continue;
        }
        // What follows a date or a time is not a name any more.
        if part.chars().any(|character| character.is_ascii_digit())
            && super::day::read(part, super::day::Order::DayFirst).is_some()
        {
            break;
        }
        if !is_name(part, marked) {
            continue;
        }
        if !out.iter().any(|have| have.eq_ignore_ascii_case(part)) && out.len() < 20 {
            out.push(part.to_owned());
        }
    }
    out
}

/// Cuts the opener off; `any` allows the doubtful ones.
pub(super) fn strip_opener(text: &str, any: bool) -> &str {
    let start = clean::head(text, 40).to_lowercase();
    // Lower-casing may change lengths outside of ASCII: only cut where the original agrees.
    let table = if any { OPENERS } else { SURE_OPENERS };
    let mut best = 0;
    for opener in table {
        let opener = opener.trim_end();
        if opener.len() > best && start.starts_with(opener) {
            let rest = &start[opener.len()..];
            let ends = opener.ends_with([':', '：'])
                || rest.is_empty()
                || rest.starts_with([' ', ':', '\u{a0}', '\n', '：']);
            if ends && text.is_char_boundary(opener.len()) {
                best = opener.len();
            }
        }
    }
    if best == 0 {
        return text;
    }
    text[best..].trim_start_matches([':', ' ', '\u{a0}', '\n', '：', '-', '–'])
}

fn split(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        match JOINTS.iter().find(|joint| starts_with_caseless(rest, joint)) {
            Some(joint) => {
                out.push(&text[start..at]);
                at += joint.len();
                start = at;
                // The space a joint took may begin the next one.
                if joint.ends_with(' ') && joint.len() > 1 && at < text.len() {
                    at -= 1;
                    if !JOINTS.iter().any(|joint| starts_with_caseless(&text[at..], joint)) {
                        at += 1;
                    } else {
                        start = at;
                    }
                }
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    out.push(&text[start..]);
    out
}

fn starts_with_caseless(text: &str, joint: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= joint.len() && bytes[..joint.len()].eq_ignore_ascii_case(joint.as_bytes())
}

/// Brackets, handles and addresses off the ends.
fn tidy(part: &str) -> &str {
    let mut part = part.trim_matches(|character: char| {
        character.is_whitespace()
            || matches!(
                character,
                '.' | ','
                    | ':'
                    | ';'
                    | '-'
                    | '–'
                    | '—'
                    | '|'
                    | '"'
                    | '“'
                    | '”'
                    | '*'
                    | '>'
                    | '<'
                    | '»'
                    | '«'
                    | '('
                    | '['
                    | ']'
                    | '/'
                    | '#'
                    | '•'
                    | '·'
                    | '_'
            )
    });
    for opener in ["(", "[", " @", "<"] {
        if let Some(at) = part.find(opener).filter(|&at| at > 2) {
            part = part[..at].trim();
        }
    }
    if let Some(at) = part.find(" for ").filter(|_| part.split(' ').count() <= 8) {
        part = part[..at].trim();
    }
    // "Jr." keeps its full stop.
    part
}

fn is_credential(part: &str) -> bool {
    const KNOWN: &[&str] = &[
        "jr", "jr.", "sr", "sr.", "ii", "iii", "ph.d", "ph.d.", "phd", "m.d.", "m.d", "esq", "esq.",
    ];
    if KNOWN.contains(&part.to_ascii_lowercase().as_str()) {
        return true;
    }
    part.len() <= 6
        && part.len() >= 2
        && part.is_ascii()
        && part
            .chars()
            .all(|character| character.is_ascii_uppercase() || matches!(character, '.' | '-'))
        && !matches!(
            part,
            "AFP"
                | "AP"
                | "DPA"
                | "APA"
                | "SID"
                | "EFE"
                | "PTI"
                | "ANI"
                | "CNN"
                | "BBC"
                | "UPI"
                | "KNA"
                | "EPD"
                | "ANSA"
                | "NTB"
                | "TT"
                | "ANP"
                | "SDA"
                | "IANS"
                | "CBC"
                | "ABC"
                | "NBC"
                | "CBS"
                | "FOX"
                | "NPR"
        )
}

fn is_role(part: &str) -> bool {
    let lower = part.to_lowercase();
    ROLES.iter().any(|role| lower == *role)
        || lower.ends_with(" editor") && lower.split(' ').count() <= 4
        || lower.ends_with(" correspondent")
        || lower.ends_with(" reporter") && lower.split(' ').count() <= 4
        || lower.starts_with("special to ")
}

/// Words no name holds.
const NOT_NAMES: &[&str] = &["http", "www.", "@", ".com", "\u{2026}", "?", "!", "{", "}", "="];

fn is_name(part: &str, marked: bool) -> bool {
    let words = part.split_whitespace().count();
    let letters = part.chars().filter(|character| character.is_alphabetic()).count();
    if letters < 2 && !marked || letters == 0 || words > 7 || part.len() > 90 {
        return false;
    }
    if NOT_NAMES.iter().any(|mark| part.contains(mark)) {
        return false;
    }
    let digits = part.chars().filter(|character| character.is_ascii_digit()).count();
    digits <= 4 && digits * 2 <= letters
}

/// True when a text is an opener and nothing else.
pub(super) fn is_opener(text: &str) -> bool {
    strip_opener(text.trim(), true).is_empty()
}
