//! Which of two texts was there first, where something tells.

use std::cmp::Ordering;

use jiff::Timestamp;

/// What is known of where a text came from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Origin<'o> {
    /// When it was published, as the page states it; `None` if the page states no instant.
    pub published: Option<Timestamp>,
    /// Who published it; empty if not known.
    pub outlet: &'o str,
    /// The byline; empty if there is none.
    pub byline: &'o str,
    /// The text itself: agencies are credited at its start and its end.
    pub text: &'o str,
}

/// Which text is the original, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Direction {
    /// The first of the two is the original; else the second.
    pub is_first: bool,
    /// What told, for the reader.
    pub why: String,
}

/// Names of agencies, as bylines and credits have them, and the marks that stand for them.
const AGENCIES: &[(&str, &[&str])] = &[
    ("Associated Press", &["Associated Press", "(AP)", "AP"]),
    ("Reuters", &["Reuters", "(Reuters)", "REUTERS"]),
    ("Agence France-Presse", &["Agence France-Presse", "Agence France Presse", "(AFP)", "AFP"]),
    ("Press Association", &["Press Association", "PA Media", "(PA)"]),
    ("Bloomberg", &["Bloomberg"]),
    ("Xinhua", &["Xinhua"]),
    ("TASS", &["TASS"]),
    ("Interfax", &["Interfax"]),
    ("Ukrinform", &["Ukrinform"]),
    ("dpa", &["dpa", "(dpa)", "Deutsche Presse-Agentur"]),
    ("EFE", &["EFE"]),
    ("ANSA", &["ANSA"]),
    ("UPI", &["UPI", "United Press International"]),
    ("Canadian Press", &["Canadian Press"]),
    ("Press Trust of India", &["Press Trust of India", "PTI"]),
];

/// Bytes at either end of a text where an agency is credited.
const ENDS: usize = 160;

/// The original of two texts that say the same; `None` where nothing tells. A credit counts more
/// than a date: an outlet may be seen, or dated, before the agency it took the text from.
pub fn direction(a: &Origin, b: &Origin) -> Option<Direction> {
    let (ours, theirs) = (credit(a), credit(b));
    let is_of = |origin: &Origin, agency: &str| names(origin.outlet, agency);
    if let Some(agency) = theirs.filter(|agency| is_of(a, agency) && !is_of(b, agency)) {
        return Some(Direction { is_first: true, why: format!("the other credits {agency}") });
    }
    if let Some(agency) = ours.filter(|agency| is_of(b, agency) && !is_of(a, agency)) {
        return Some(Direction { is_first: false, why: format!("the other credits {agency}") });
    }
    let (earlier, later) = (a.published?, b.published?);
    let is_first = match earlier.cmp(&later) {
        Ordering::Less => true,
        Ordering::Greater => false,
        Ordering::Equal => return None,
    };
    let seconds = earlier.duration_until(later).as_secs().unsigned_abs();
    Some(Direction { is_first, why: format!("published {} earlier", spoken(seconds)) })
}

/// The agency that a text, its byline or its outlet names as where it came from.
pub fn credit(origin: &Origin) -> Option<&'static str> {
    let places = [origin.byline, head(origin.text), tail(origin.text)];
    let named = |text: &str, agency: &str| names(text, agency);
    let agency = |text: &str, only_marks: bool| {
        AGENCIES
            .iter()
            .map(|(name, _)| *name)
            .find(|name| if only_marks { is_credited(text, name) } else { named(text, name) })
    };
    agency(places[0], false).or_else(|| agency(places[1], true)).or_else(|| agency(places[2], true))
}

/// Does `text` name the agency in any of its forms, as a word of its own?
fn names(text: &str, agency: &str) -> bool {
    forms(agency).iter().any(|form| word_at(text, form).is_some())
}

/// In a text an agency may also be what it is about: a credit stands in brackets, before a dash, or
/// after "by" or "from".
fn is_credited(text: &str, agency: &str) -> bool {
    forms(agency).iter().any(|form| {
        let Some(at) = word_at(text, form) else { return false };
        let after = text[at + form.len()..].trim_start();
        let before = text[..at].trim_end().to_lowercase();
        form.starts_with('(')
            || before.ends_with('(')
            || [" by", " from", "source:", "©", "(c)", " by the", "reporting by"]
                .iter()
                .any(|lead| before.ends_with(lead))
            || ["—", "–", "--", "- "].iter().any(|dash| after.starts_with(dash))
    })
}

fn forms(agency: &str) -> &'static [&'static str] {
    AGENCIES.iter().find(|(name, _)| *name == agency).map_or(&[], |(_, forms)| forms)
}

/// Where `form` stands in `text` with no letter on either side.
fn word_at(text: &str, form: &str) -> Option<usize> {
    text.match_indices(form).map(|(at, _)| at).find(|&at| {
        let before = text[..at].chars().next_back();
        let after = text[at + form.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(ENDS)]
}

fn tail(text: &str) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(ENDS))..]
}

fn spoken(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7_200 => (seconds / 60, "minute"),
        7_200..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
