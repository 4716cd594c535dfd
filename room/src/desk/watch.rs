//! Watches, and follows of sources and searches, are looked at when an article was read, or an article that was
//! read before comes to another shelf: in the same piece of work, so that none is forgotten; twice does no harm.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use record::claims::Claim;
use record::figures::Value;
use record::rival::{Kind, compare};
use sha2::{Digest, Sha256};
use store::jobs::Job;
use store::watches::{NewHit, Question, Watch};
use store::{ArticleId, ReaderId};

use crate::article::record::letter;
use crate::compare::Member;
use crate::compare::rivals::{Told, accounts, load, one_line};
use crate::{App, Error};

#[cfg(test)]
mod tests;

/// Articles of earlier answers that a new one is compared with.
const COMPARED: u32 = 20;

/// For an article that was read before and came to another shelf.
pub(super) async fn run(app: &App, job: &Job) -> Result<(), Error> {
    if let Some(article) = job.article_id {
        look(app, article, job.reader_id).await?;
    }
    Ok(app.store.finish_job(job.id).await?)
}

/// Looks at the watches and follows of all who have the article, or of one reader.
///
/// # Errors
/// When the store fails.
pub(super) async fn look(
    app: &App,
    article: ArticleId,
    reader: Option<ReaderId>,
) -> Result<(), Error> {
    // The article as each reader has it, loaded once for all of that reader's watches.
    let mut had: HashMap<ReaderId, Option<Told>> = HashMap::new();
    for watch in app.store.watches_of_article(article, reader).await? {
        let own = match had.entry(watch.reader) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(own(app, article, watch.reader).await?),
        };
        let Some(own) = own else { continue };
        let told = match watch.question.is_rival_only {
            true => look_for_rivals(app, own, &watch).await?,
            false => look_for_figures(app, own, &watch).await?,
        };
        if told > 0 {
            tell(&watch, told);
        }
    }
    Ok(app.store.tell_found(article, reader, app.now()).await?)
}

/// Somebody has something new to look at: whoever carries notices (letters, pushes) starts here. The
/// pages and feeds of watches read the store.
fn tell(watch: &Watch, count: usize) {
    metrics::counter!("dateline_watch_hits_total").increment(count as u64);
    tracing::debug!(watch.id = watch.id.0, count, "a watch has new answers");
}

/// The article as it stands on a reader's shelf; `None`: it does not, or has no text.
async fn own(app: &App, article: ArticleId, reader: ReaderId) -> Result<Option<Told>, Error> {
    let Some(id) = app.store.shelf_of_article(reader, article).await? else { return Ok(None) };
    Ok(load(app, reader, &[Member { id, reprint_of: None }]).await?.pop())
}

async fn look_for_figures(app: &App, own: &Told, watch: &Watch) -> Result<usize, Error> {
    let hits = hits(own, &watch.question).into_iter().map(|(_, hit)| hit);
    Ok(app.store.note_hits(watch, own.item.article_id, hits.collect(), app.now()).await?)
}

/// Beside what answered before: figures that cannot both hold are told of, on both sides.
async fn look_for_rivals(app: &App, own: &Told, watch: &Watch) -> Result<usize, Error> {
    let (id, article) = (own.item.id, own.item.article_id);
    let mut ids = app.store.articles_of_watch(watch, COMPARED).await?;
    ids.retain(|other| *other != id);
    ids.push(id);
    let members: Vec<Member> = ids.iter().map(|id| Member { id: *id, reprint_of: None }).collect();
    let told = load(app, watch.reader, &members).await?;
    let compared = compare(&accounts(&told));
    let disputed = |article: usize, claim: usize| {
        compared.relations.iter().filter(|relation| relation.kind == Kind::Rival).any(|relation| {
            [relation.a, relation.b].iter().any(|at| {
                let stated = &compared.stated[*at];
                (stated.article, stated.claim) == (article, claim)
            })
        })
    };
    let mut count = 0;
    for (at, one) in told.iter().enumerate() {
        let found = hits(one, &watch.question)
            .into_iter()
            .map(|(claim, hit)| NewHit { is_rival: disputed(at, claim), ..hit });
        // Of the others only what is disputed now is news.
        let is_own = one.item.article_id == article;
        let found: Vec<NewHit> = found.filter(|hit| is_own || hit.is_rival).collect();
        count += app.store.note_hits(watch, one.item.article_id, found, app.now()).await?;
    }
    Ok(count)
}

/// The claims of an article that answer a question, with their indices.
fn hits(told: &Told, question: &Question) -> Vec<(usize, NewHit)> {
    let claims = told.record.claims.iter().enumerate();
    let found = claims.filter(|(_, claim)| claim.is_contestable() && !claim.headline);
    found
        .filter(|(_, claim)| answers(told, claim, question))
        .map(|(at, claim)| (at, hit(told, at, claim)))
        .collect()
}

fn answers(told: &Told, claim: &Claim, question: &Question) -> bool {
    let words = |span: &Range<usize>| told.text.get(span.clone()).unwrap_or("");
    let place = claim.place.as_ref().map_or("", words);
    let measure = [&claim.measure, &claim.figure.unit, &claim.counted, &claim.subject, &claim.base];
    let measure = measure.map(String::as_str).join(" ");
    holds(&measure, &question.measure)
        && holds(&claimant(told, claim), &question.claimant)
        && (holds(place, &question.place) || holds(words(&claim.sentence), &question.place))
}

/// Who states it: as the text names them, or the outlet.
fn claimant(told: &Told, claim: &Claim) -> String {
    let known = claim.claimant.and_then(|at| told.record.claimants.get(at));
    known.map_or_else(|| told.outlet.clone(), |known| known.name.clone())
}

/// Every word asked for is there, in any of its endings.
fn holds(words: &str, asked: &str) -> bool {
    let there: Vec<String> = stems(words).collect();
    stems(asked).all(|stem| there.contains(&stem))
}

fn stems(words: &str) -> impl Iterator<Item = String> {
    let words = words.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty() && !is_small(word)).map(|word| {
        let word = word.to_lowercase();
        let stem = word.strip_suffix('s').unwrap_or(&word).trim_end_matches(['e', 'y', 'i']);
        let stem = if stem.chars().count() > 2 { stem } else { &word };
        stem.chars().take(7).collect()
    })
}

fn is_small(word: &str) -> bool {
    let small = ["the", "of", "in", "for", "a", "an", "and", "at", "by"];
    small.iter().any(|small| word.eq_ignore_ascii_case(small))
}

fn hit(told: &Told, at: usize, claim: &Claim) -> NewHit {
    let name = claimant(told, claim);
    let place = claim.place.clone().map_or("", |place| &told.text[place]);
    let measure = claim.measured();
    let measure = if measure.is_empty() { &claim.figure.unit } else { measure };
    let question = format!("{}|{measure}|{}", core(&name), place.to_lowercase());
    let value = match claim.figure.value {
        Value::One(value) => value.to_string(),
        Value::Range(low, high) => format!("{low}–{high}"),
    };
    let value = format!("{question}|{value}|{}", claim.figure.bound.mark());
    NewHit {
        version: told.item.version,
        span: claim.figure.span.clone(),
        claim_hash: hash(&value),
        question_hash: hash(&question),
        measure: measure.to_owned(),
        place: place.to_owned(),
        figure: one_line(&told.text[claim.figure.span.clone()]),
        sentence: one_line(&told.text[claim.sentence.clone()]),
        fragment: format!("f{}", letter(at)),
        claimant: name,
        is_rival: false,
    }
}

/// What a claimant is recognised by from article to article: the last name of "grid operator Valnet"
/// and "Mr Brandt", the words of "the civil protection service".
fn core(name: &str) -> String {
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let words: Vec<&str> = name.split_whitespace().filter(|word| !is_small(word)).collect();
    let last = words.iter().rev().find(|word| capital(word) && words.len() > 1).copied();
    let known = last.map_or_else(|| words.join(" "), str::to_owned).to_lowercase();
    known.trim_end_matches("\u{2019}s").trim_end_matches("'s").to_owned()
}

fn hash(words: &str) -> [u8; 16] {
    let mut hash = [0; 16];
    hash.copy_from_slice(&Sha256::digest(words.as_bytes())[..16]);
    hash
}
