//! A light rule for who states what, for texts whose quotes nobody has read: `X said …`,
//! `…, X said`, `according to X`, `X put it at`. The reader of quotes does this better; its
//! claimants take the place of these wherever it runs.

use std::ops::Range;

use super::Claimant;
use crate::figures;
use crate::scan::{Kind, Tokens};

/// Claimants of a text by the light rule, in text order.
pub fn claimants(text: &str) -> Vec<Claimant> {
    let tokens = Tokens::of(text);
    let mut found: Vec<Claimant> = Vec::new();
    let mut start = 0;
    let mut going_on: Option<usize> = None;
    while start < tokens.len() {
        let mut end = start + 1;
        while end < tokens.len() && !tokens.opens(end) {
            end += 1;
        }
        if start > 0 {
            let gap = tokens.list[start - 1].end as usize..tokens.list[start].start as usize;
            if text[gap].contains('\n') {
                going_on = None;
            }
        }
        let before = found.len();
        // Longer than any sentence people write: read as one clause nobody states.
        if end - start < 300 {
            for clause in clauses(&tokens, start..end) {
                let claimant = in_clause(&tokens, clause, found.last());
                found.extend(claimant);
            }
        }
        if found.len() > before {
            going_on = Some(found.len() - 1);
        } else if let Some(source) = going_on.filter(|_| goes_on(&tokens, start)) {
            // Talk goes on in the same paragraph until a sentence sets its own time.
            let contents = vec![tokens.span(start, end)];
            let claimant = Claimant { contents, guesses: false, ..found[source].clone() };
            found.push(claimant);
        }
        start = end;
    }
    name_in_full(&mut found, |_| false);
    found
}

/// "The commission" is "the electoral commission" of the same text: a name all of whose words
/// another name holds stands for the longest such, and every name for its first mention.
/// Those that `is_full` says are full stay.
pub(crate) fn name_in_full(found: &mut [Claimant], is_full: impl Fn(&str) -> bool) {
    // Beyond sixty claimants a text is no single article, and its "minister" is nobody's.
    if found.len() > 60 {
        return;
    }
    let names: Vec<(Vec<String>, Claimant)> =
        found.iter().map(|claimant| (name_words(&claimant.name), claimant.clone())).collect();
    for claimant in found {
        if is_full(&claimant.name) {
            continue;
        }
        let own = name_words(&claimant.name);
        let fuller = names
            .iter()
            .filter(|(words, _)| {
                // "Ukraine" is not "Ukraine's military"; "Orsic" is "governor Pavel Orsic".
                let description = !claimant.name.contains(char::is_uppercase);
                let ends_alike = words.last() == own.last();
                words.len() >= own.len()
                    && own.iter().all(|word| words.contains(word))
                    && (description || ends_alike)
            })
            .rev()
            .max_by_key(|(words, _)| words.len());
        if let Some((_, fuller)) = fuller.filter(|_| !own.is_empty()) {
            claimant.name.clone_from(&fuller.name);
            claimant.source = fuller.source.clone();
        }
    }
}

fn name_words(name: &str) -> Vec<String> {
    name.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.len() > 2 && !word.eq_ignore_ascii_case("the"))
        .map(str::to_lowercase)
        .collect()
}

fn goes_on(tokens: &Tokens<'_>, start: usize) -> bool {
    let low = tokens.low(start);
    let anaphor = matches!(
        low.as_str(),
        "it" | "that"
            | "this"
            | "these"
            | "those"
            | "they"
            | "he"
            | "she"
            | "another"
            | "others"
            | "all"
            | "some"
            | "more"
            | "of"
            | "both"
            | "most"
    );
    let summing = low.as_str() == "in"
        && matches!(tokens.low(start + 1).as_str(), "cash" | "total" | "all" | "addition");
    let least = low.as_str() == "at" && tokens.is(start + 1, "least");
    let number = tokens.kind(start) == Some(Kind::Number)
        || (tokens.text(start).len() > 2 && figures::starts_number(tokens, start));
    let quoted = matches!(tokens.text(start), "\u{201C}" | "\"");
    anaphor || summing || least || number || quoted
}

fn clauses(tokens: &Tokens<'_>, sentence: Range<usize>) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut start = sentence.start;
    for at in sentence.clone() {
        if tokens.text(at) == ";" {
            all.push(start..at);
            start = at + 1;
        }
    }
    all.push(start..sentence.end);
    all
}

/// Verbs that put words in somebody's mouth.
pub(crate) fn is_cue(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "says"
            | "say"
            | "told"
            | "added"
            | "adds"
            | "announced"
            | "claimed"
            | "claims"
            | "reported"
            | "reports"
            | "stated"
            | "warned"
            | "warns"
            | "confirmed"
            | "insisted"
            | "estimated"
            | "estimates"
            | "believes"
            | "noted"
            | "denied"
            | "acknowledged"
            | "conceded"
            | "argued"
            | "disclosed"
            | "revealed"
            | "declared"
            | "reckons"
            | "reckoned"
            | "maintained"
            | "countered"
            | "replied"
            | "wrote"
            | "testified"
            | "believe"
            | "expect"
            | "expects"
            | "forecast"
            | "forecasts"
            | "predicted"
            | "predicts"
            | "thinks"
            | "calculated"
            | "alleged"
            | "alleges"
            | "indicated"
            | "suggested"
            | "suggests"
            | "shows"
            | "showed"
    )
}

/// Verbs with which an office gives a number: `listed 16 dead`, `put the crowd at 20,000`.
fn gives_number(word: &str) -> bool {
    matches!(
        word,
        "listed"
            | "put"
            | "puts"
            | "counted"
            | "gave"
            | "gives"
            | "spoke"
            | "speaks"
            | "recorded"
            | "logged"
            | "raised"
            | "revised"
            | "lowered"
            | "cut"
            | "recovered"
            | "registered"
            | "tallied"
            | "cited"
            | "set"
            | "placed"
            | "updated"
            | "found"
    )
}

fn is_count_word(word: &str) -> bool {
    matches!(word, "count" | "estimate" | "tally" | "reckoning" | "figures")
}

fn in_clause(
    tokens: &Tokens<'_>,
    clause: Range<usize>,
    last: Option<&Claimant>,
) -> Option<Claimant> {
    for at in clause.clone() {
        if tokens.is(at, "according") && tokens.is(at + 1, "to") {
            let source = phrase_after(tokens, at + 2, clause.end);
            let contents = vec![clause.start..at, source.end..clause.end];
            return make(tokens, source, contents, false, last);
        }
        // "by the police count", "by X's estimate"
        if tokens.is(at, "by") {
            let reach = (at + 2..clause.end).take(5);
            let end = reach.into_iter().find(|next| is_count_word(tokens.low(*next).as_str()));
            if let Some(end) = end {
                return make(tokens, at + 1..end, vec![clause], false, last);
            }
        }
        // "the council's estimate was between"
        let possessive = tokens.text(at).ends_with("'s") || tokens.text(at).ends_with("\u{2019}s");
        if possessive
            && is_count_word(tokens.low(at + 1).as_str())
            && matches!(tokens.low(at + 2).as_str(), "was" | "is" | "stood" | "stands" | "put")
        {
            let contents = std::iter::once(at + 2..clause.end).collect();
            return make(tokens, clause.start..at + 1, contents, false, last);
        }
        // "quoted X as saying"
        if tokens.is(at, "quoted") {
            let end = (at + 1..clause.end)
                .find(|next| tokens.is(*next, "as") && tokens.is(*next + 1, "saying"));
            if let Some(end) = end {
                let contents = std::iter::once(end + 2..clause.end).collect();
                return make(tokens, at + 1..end, contents, false, last);
            }
        }
    }
    let spoken = clause
        .clone()
        .skip(1)
        .find(|at| is_cue(tokens.low(*at).as_str()) && !in_quote(tokens, &clause, *at));
    let cue = spoken.or_else(|| {
        clause.clone().skip(1).find(|at| {
            gives_number(tokens.low(*at).as_str())
                && number_follows(tokens, *at, clause.end)
                && !in_quote(tokens, &clause, *at)
        })
    })?;
    let guesses = matches!(
        tokens.low(cue).as_str(),
        "estimated"
            | "estimates"
            | "believes"
            | "believe"
            | "reckons"
            | "reckoned"
            | "expect"
            | "expects"
            | "forecast"
    );
    let mark = tokens.text(cue.saturating_sub(1));
    if spoken.is_some()
        && matches!(mark, "\"" | "\u{201D}")
        && tokens.kind(cue + 1) == Some(Kind::Word)
    {
        // "…," said Mara Lind, the village head.
        let source = phrase_after(tokens, cue + 1, clause.end);
        let contents = vec![clause.start..cue, source.end..clause.end];
        return make(tokens, source, contents, guesses, last);
    }
    let source = phrase_before(tokens, clause.start, cue);
    if source.is_empty() {
        return None;
    }
    // "…, X said": what stands before it too; else what follows.
    let head = clause.start..source.start;
    let tail = cue + 1..clause.end;
    let mark = tokens.text(source.start.saturating_sub(1));
    let trails = head.len() > 2
        && matches!(mark, "," | "\"" | "\u{201D}")
        && !(tail.len() > 2 && sets_scene(tokens, &head));
    let contents = if trails { vec![head, tail] } else { vec![tail] };
    make(tokens, source, contents, guesses, last)
}

/// `While 40 houses burned, the mayor said …`: one clause before who speaks, with a conjunction at its
/// head, is told by the article.
fn sets_scene(tokens: &Tokens<'_>, head: &Range<usize>) -> bool {
    let conjunction = matches!(
        tokens.low(head.start).as_str(),
        "as" | "while" | "when" | "after" | "before" | "since" | "although" | "though" | "amid"
    );
    conjunction && !(head.start..head.end - 1).any(|at| tokens.text(at) == ",")
}

fn number_follows(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    (at + 1..end.min(at + 14)).any(|next| {
        tokens.kind(next) == Some(Kind::Number)
            || (tokens.text(next).len() > 2 && figures::starts_number(tokens, next))
    })
}

/// Inside quote marks opened in this clause: a cue there belongs to what is said.
fn in_quote(tokens: &Tokens<'_>, clause: &Range<usize>, at: usize) -> bool {
    let mut open = false;
    for token in clause.start..at {
        match tokens.text(token) {
            "\u{201C}" => open = true,
            "\u{201D}" => open = false,
            "\"" => open = !open,
            _ => {}
        }
    }
    open
}

/// The noun phrase that ends right before the cue: back to a clause break, past one apposition.
fn phrase_before(tokens: &Tokens<'_>, floor: usize, cue: usize) -> Range<usize> {
    let mut end = cue;
    while end > floor
        && matches!(
            tokens.low(end - 1).as_str(),
            "had"
                | "has"
                | "have"
                | "also"
                | "later"
                | "earlier"
                | "then"
                | "would"
                | ","
                | "for"
                | "its"
                | "part"
        )
        && !(tokens.text(end - 1) == "," && end - 1 == floor)
    {
        end -= 1;
    }
    let mut start = end;
    let mut commas = usize::from(end < cue && tokens.text(end) == ",");
    while start > floor && end - start <= 14 {
        let before = start - 1;
        let text = tokens.text(before);
        let low = tokens.low(before);
        if text == "," {
            // "The prosecutor, Ana Lisek, said": one apposition, if the part before it is short.
            if commas != 1 || before - floor > 9 {
                break;
            }
            commas += 1;
        } else if tokens.kind(before) == Some(Kind::Punct)
            && !matches!(text, "-" | "." | "'" | "\u{2019}" | "&")
            || matches!(
                low.as_str(),
                "that" | "while" | "but" | "because" | "after" | "when" | "as" | "if" | "where"
            )
        {
            break;
        }
        start = before;
    }
    // "the health ministry on Monday lowered"
    let dated = end >= start + 3
        && tokens.is(end - 2, "on")
        && super::is_weekday(tokens.low(end - 1).as_str());
    if dated {
        end -= 2;
    }
    // "By evening his office put"
    let hour = matches!(tokens.low(start).as_str(), "by" | "on" | "at" | "in")
        && matches!(
            tokens.low(start + 1).as_str(),
            "evening" | "night" | "nightfall" | "noon" | "midday" | "morning" | "dawn" | "midnight"
        );
    if hour && start + 2 < end {
        start += 2;
    }
    // "Last year the police put": the time is no part of who.
    let time = matches!(tokens.low(start).as_str(), "last" | "this" | "next")
        && matches!(tokens.low(start + 1).as_str(), "year" | "week" | "month" | "night");
    if time && start + 2 < end {
        start += 2;
    }
    start..end
}

fn phrase_after(tokens: &Tokens<'_>, start: usize, end: usize) -> Range<usize> {
    let stop =
        (start..end).find(|at| matches!(tokens.text(*at), "," | "." | ";" | "\"")).unwrap_or(end);
    start..stop.min(start + 12).max(start)
}

/// Pronouns stand for the source before them.
fn make(
    tokens: &Tokens<'_>,
    source: Range<usize>,
    contents: Vec<Range<usize>>,
    guesses: bool,
    last: Option<&Claimant>,
) -> Option<Claimant> {
    if source.is_empty() || source.end > tokens.len() {
        return None;
    }
    let contents = contents
        .into_iter()
        .filter(|range| !range.is_empty())
        .map(|range| tokens.span(range.start, range.end))
        .collect();
    let pronoun = matches!(
        tokens.low(source.start).as_str(),
        "he" | "she" | "it" | "they" | "her" | "his" | "its" | "their"
    );
    if let Some(last) = last.filter(|_| pronoun) {
        return Some(Claimant { contents, guesses, ..last.clone() });
    }
    let source = tokens.span(source.start, source.end);
    let name = &tokens.text[source.clone()];
    let name = name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(name);
    Some(Claimant { name: name.to_owned(), source, contents, guesses })
}
