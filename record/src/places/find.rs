//! Finds the names: capitalised words that the tables or the gazetteer know, longest first, less
//! those that name persons or are only words at the head of a sentence.

use std::collections::HashSet;
use std::ops::Range;

use super::fold::fold_into;
use super::table::{Spot, Tables, readings, tables};
use crate::scan::{Kind, Tokens};

#[derive(Clone, Debug)]
pub(crate) struct Mention {
    pub(crate) span: Range<usize>,
    /// Tokens of the name.
    pub(crate) tokens: Range<usize>,
    pub(crate) key: String,
    /// "region", "province" or "county" follows: the town of that name is not meant.
    pub(crate) division: bool,
    /// Empty for a site the gazetteer does not hold.
    pub(crate) spots: Vec<Spot>,
}

pub(crate) fn mentions(tokens: &Tokens<'_>) -> Vec<Mention> {
    let tables = tables();
    let people = People::of(tokens, tables);
    let mut found = Vec::new();
    let mut at = 0;
    let mut key = String::new();
    while at < tokens.len() {
        let Some(mention) = mention_at(tokens, at, tables, &people, &mut key) else {
            at += 1;
            continue;
        };
        at = mention.tokens.end.max(at + 1);
        found.push(mention);
    }
    found
}

/// A mention for a span found by others.
pub(crate) fn given(tokens: &Tokens<'_>, span: Range<usize>) -> Mention {
    let first = tokens.list.partition_point(|token| (token.end as usize) <= span.start);
    let end = tokens.list.partition_point(|token| (token.start as usize) < span.end).max(first + 1);
    let text = &tokens.text[span.clone()];
    let tables = tables();
    let mut key = String::new();
    let exact = tables.exact.get(text).or_else(|| tables.postal.get(text));
    if let Some(spot) = exact {
        return Mention {
            span,
            tokens: first..end,
            key: text.to_owned(),
            spots: vec![*spot],
            division: false,
        };
    }
    fold_into(text, &mut key);
    let mut spots = readings(&key);
    if spots.is_empty()
        && let Some(rest) = key.strip_prefix("the ")
    {
        spots = readings(rest);
    }
    if spots.is_empty() {
        // "University of California", "Oaxaca State": the place inside the name.
        let words: Vec<&str> = key.split(' ').collect();
        'parts: for length in (1..words.len()).rev().take(5) {
            for start in (0..=words.len() - length).rev() {
                let part = words[start..start + length].join(" ");
                if length > 1
                    || (part.len() > 3
                        && !tables.stops.contains(&*part)
                        && !tables.sites.contains(&*part)
                        && !tables.common.contains(&*part))
                {
                    spots = readings(&part);
                    if !spots.is_empty() {
                        key = part;
                        break 'parts;
                    }
                }
            }
        }
    }
    let division = is_division(tokens, end);
    Mention { span, tokens: first..end, key, spots, division }
}

/// The text's persons.
struct People<'a> {
    /// Words that stand after a title or a given name.
    named: HashSet<&'a str>,
    /// Words that say something: persons, or capitals that stand for governments.
    speaking: HashSet<&'a str>,
}

impl<'a> People<'a> {
    fn of(tokens: &Tokens<'a>, tables: &Tables) -> People<'a> {
        let mut people = People { named: HashSet::new(), speaking: HashSet::new() };
        for at in 0..tokens.len() {
            if !tokens.capital(at) {
                continue;
            }
            let name = bare(tokens.text(at));
            let speaks = |at: usize| is_saying(tokens.low(at).as_str()) && !tokens.opens(at);
            if speaks(at + 1) || at > 0 && speaks(at - 1) {
                people.speaking.insert(name);
            }
            if at == 0 || !tokens.capital(at - 1) || tokens.opens(at) {
                continue;
            }
            let before = tokens.low(at - 1);
            let titled = tables.titles.contains(before.as_str().trim_end_matches('.'));
            let given = tables.first_names.contains(before.as_str());
            if titled || given && !is_site(tokens, at, tables) {
                people.named.insert(name);
            }
            // "Mayor Greta Holm"
            if titled && tokens.capital(at + 1) && !tokens.opens(at + 1) {
                people.named.insert(bare(tokens.text(at + 1)));
            }
        }
        people
    }
}

fn is_saying(word: &str) -> bool {
    matches!(
        word,
        "said" | "says" | "told" | "added" | "explained" | "recalled" | "wrote" | "testified"
    )
}

fn is_site(tokens: &Tokens<'_>, at: usize, tables: &Tables) -> bool {
    tables.sites.contains(tokens.low(at).as_str())
}

/// The word less its possessive.
fn bare(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("\u{2019}s")).unwrap_or(word)
}

fn mention_at(
    tokens: &Tokens<'_>,
    at: usize,
    tables: &Tables,
    people: &People<'_>,
    key: &mut String,
) -> Option<Mention> {
    if tokens.kind(at) != Some(Kind::Word) || !may_open(tokens, at) {
        return None;
    }
    // "T&T", "Calif.": exact forms, with or without the full stop the scanner split off.
    let start = tokens.list[at].start as usize;
    for end in [at + 3, at + 2, at + 1] {
        if end > tokens.len() || (at + 1..end).any(|inner| !tokens.glued(inner)) {
            continue;
        }
        let form = bare(&tokens.text[start..tokens.list[end - 1].end as usize]);
        let exact = tables.exact.get(form).copied().or_else(|| {
            let after_comma = at >= 2 && tokens.text(at - 1) == "," && tokens.capital(at - 2);
            tables.postal.get(form).copied().filter(|_| after_comma)
        });
        if let Some(spot) = exact {
            // "Miss. ", "Pa." and the like only after "City, ".
            let wants_comma = form.ends_with('.') && !form[..form.len() - 1].contains('.');
            if wants_comma && !(at > 0 && tokens.text(at - 1) == ",") {
                continue;
            }
            let span = start..start + form.len();
            return Some(Mention {
                span,
                tokens: at..end,
                key: form.to_owned(),
                spots: vec![spot],
                division: false,
            });
        }
    }
    for length in (1..=6).rev() {
        let end = at + length;
        if end > tokens.len() || !closes(tokens, end - 1) || !joined(tokens, at, end) {
            continue;
        }
        let stop = start + bare(&tokens.text[start..tokens.list[end - 1].end as usize]).len();
        if stop - start > 60 {
            continue;
        }
        let form = &tokens.text[start..stop];
        fold_into(form, key);
        if key.len() < 3 {
            continue;
        }
        let spots = readings(key);
        if spots.is_empty() || !is_place(tokens, at, end, &spots, key, tables, people) {
            continue;
        }
        let division = is_division(tokens, end);
        return Some(Mention {
            span: start..stop,
            tokens: at..end,
            key: key.clone(),
            spots,
            division,
        });
    }
    site(tokens, at, tables)
}

/// "Jordan Prime Minister" is the country, "Jordan Smith" is not.
fn is_office(tokens: &Tokens<'_>, at: usize, tables: &Tables) -> bool {
    let low = tokens.low(at);
    tables.titles.contains(low.as_str()) || tables.stops.contains(low.as_str())
}

fn is_division(tokens: &Tokens<'_>, at: usize) -> bool {
    !tokens.opens(at)
        && matches!(
            tokens.low(at).as_str(),
            "region"
                | "province"
                | "oblast"
                | "state"
                | "governorate"
                | "prefecture"
                | "county"
                | "district"
        )
}

fn may_open(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.capital(at) || matches!(tokens.text(at), "sub" | "mainland" | "southern" | "continental")
}

fn closes(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.capital(at)
        || elided(tokens, at)
        || (tokens.kind(at) == Some(Kind::Word) && tokens.glued(at))
}

/// `d'Ivoire`, `l’Aquila`.
fn elided(tokens: &Tokens<'_>, at: usize) -> bool {
    let text = tokens.text(at);
    let rest = text.strip_prefix(['d', 'l']).and_then(|rest| rest.strip_prefix(['\'', '\u{2019}']));
    rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
}

/// Words with nothing but spaces, hyphens and small words between.
fn joined(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    (start + 1..end).all(|at| {
        if tokens.opens(at) {
            return false;
        }
        match tokens.kind(at) {
            Some(Kind::Word) => {
                tokens.capital(at)
                    || elided(tokens, at)
                    || tokens.glued(at)
                    || matches!(
                        tokens.text(at),
                        "of" | "de"
                            | "la"
                            | "le"
                            | "the"
                            | "and"
                            | "upon"
                            | "on"
                            | "del"
                            | "do"
                            | "da"
                            | "du"
                            | "des"
                            | "al"
                            | "el"
                            | "an"
                            | "y"
                            | "state"
                    )
            }
            Some(Kind::Punct) => {
                matches!(tokens.text(at), "-" | "'" | "\u{2019}") && tokens.glued(at)
                    || (tokens.text(at) == "."
                        && tokens.glued(at)
                        && at + 1 < end
                        && matches!(tokens.text(at - 1), "St" | "Ft" | "Mt" | "Ste"))
                    || (tokens.text(at) == ","
                        && at + 1 < end
                        && matches!(tokens.text(at + 1), "D.C." | "D.C" | "DC"))
            }
            _ => false,
        }
    })
}

/// Rules out persons and plain words.
fn is_place(
    tokens: &Tokens<'_>,
    at: usize,
    end: usize,
    spots: &[Spot],
    key: &str,
    tables: &Tables,
    people: &People<'_>,
) -> bool {
    let single = end == at + 1;
    let known = spots[0].known;
    let before = at.checked_sub(1).map(|b| tokens.low(b));
    let before = before.as_ref().map_or("", |low| low.as_str());
    let locative = matches!(
        before,
        "in" | "at"
            | "near"
            | "from"
            | "to"
            | "outside"
            | "around"
            | "across"
            | "of"
            | "into"
            | "through"
            | "toward"
            | "towards"
            | "off"
            | "throughout"
            | "within"
            | "via"
            | "leaving"
            | "between"
            | "for"
    );
    let contained = tokens.text(end) == "," && tokens.capital(end + 1) && {
        let after = tokens.low(end + 1);
        let region = tables.spots.get(after.as_str()).is_some_and(|s| s[0].known);
        region
            || tables.postal.contains_key(tokens.text(end + 1))
            || tables.exact.contains_key(tokens.text(end + 1))
            || tables
                .exact
                .keys()
                .any(|short| short.strip_suffix('.') == Some(tokens.text(end + 1)))
    };
    let person_before = at > 0
        && !tokens.opens(at)
        && tokens.capital(at - 1)
        && (tables.titles.contains(before.trim_end_matches('.'))
            && before != "st"
            && before != "general"
            || tables.first_names.contains(before) && !known);
    if person_before {
        return false;
    }
    let name = bare(tokens.text(at));
    if single && people.named.contains(name) && !contained && !(locative && known) {
        return false;
    }
    // West Nile virus, Marburg fever: named after the place, not at it.
    let illness = matches!(
        tokens.low(end).as_str(),
        "virus"
            | "fever"
            | "disease"
            | "syndrome"
            | "ebolavirus"
            | "flu"
            | "encephalitis"
            | "variant"
    );
    if illness && spots[0].kind != super::PlaceKind::Adjective {
        return false;
    }
    let next_name = tokens.capital(end)
        && !tokens.opens(end)
        && !tokens.glued(end)
        && tokens.kind(end) == Some(Kind::Word)
        && !tables.sites.contains(tokens.low(end).as_str());
    let given = tables.first_names.contains(key) || tables.either.contains(key);
    if single
        && given
        && next_name
        && (spots[0].kind != super::PlaceKind::Country
            || tables.first_names.contains(key) && !is_office(tokens, end, tables))
    {
        return false;
    }
    if !single {
        // "Of The" and other runs of small words.
        return known || !key.split(' ').all(|word| tables.stops.contains(word));
    }
    if known {
        return !tables.stops.contains(key) || key == "english" || key == "spanish";
    }
    if tables.stops.contains(key) || tables.titles.contains(key) {
        return false;
    }
    let text = tokens.text(at);
    let shout = text.len() > 1 && text.bytes().all(|b| b.is_ascii_uppercase());
    if shout && text.len() <= 4 {
        return false;
    }
    let size = spots.iter().map(|spot| spot.size).fold(0.0, f32::max);
    let follows_name = at > 0
        && tokens.capital(at - 1)
        && !tokens.opens(at)
        && tokens.kind(at - 1) == Some(Kind::Word);
    // "Franklin said": under 160,000 people nobody speaks of a town so.
    if people.speaking.contains(name) && size < 12.0 && !contained && !locative {
        return false;
    }
    if tables.common.contains(key) {
        // 12.3 is a city of 220,000: Buffalo and Orange, not Hope.
        let large = size > 12.3 && !tokens.opens(at) && !next_name && !follows_name;
        return contained || large || (locative && !tokens.opens(at) && size > 9.0);
    }
    // Inside a longer run of capitals, a small town's name is part of somebody's or something's name.
    let inside = next_name || follows_name;
    if inside && !contained && size < 12.5 && !locative {
        return false;
    }
    if tables.first_names.contains(key) && !contained {
        return locative && size > 11.0;
    }
    true
}

/// `Third Street`, `Alder Hey Hospital`: a run of capitals that ends in the word for a site.
fn site(tokens: &Tokens<'_>, at: usize, tables: &Tables) -> Option<Mention> {
    let low = tokens.low(at);
    if !tokens.capital(at) || tables.stops.contains(low.as_str()) && tokens.opens(at) {
        return None;
    }
    if crate::figures::is_small_word(low.as_str()) || tables.titles.contains(low.as_str()) {
        return None;
    }
    let mut end = at + 1;
    let mut last = None;
    while end < tokens.len() && end - at < 6 {
        let word = tokens.kind(end) == Some(Kind::Word) && !tokens.opens(end);
        let small = matches!(tokens.text(end), "of" | "the" | "de" | "for");
        if !word || !(tokens.capital(end) || small) {
            break;
        }
        if tables.sites.contains(tokens.low(end).as_str()) && tokens.capital(end) {
            last = Some(end + 1);
        }
        end += 1;
    }
    let end = last?;
    let span = tokens.span(at, end);
    Some(Mention { span, tokens: at..end, key: String::new(), spots: Vec::new(), division: false })
}
