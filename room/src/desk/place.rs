//! Placing an article that was read: what it has in common with others, and the stories it belongs
//! to; and what a story's page shows, summed up after each change.

use std::sync::Arc;

use askama::Template;
use jiff::civil::Date;
use record::reprint::{Comparison, Folds, Kind, Origin, compare, direction, fold, folds};
use record::signature::Signature;
use record::signature::keys::Keys;
use record::story::Traits;
use store::article::Article;
use store::jobs::Job;
use store::reprints::{self, Original, Pair, Unplaced};
use store::stories::Placing;
use store::{ReaderId, StoryId};

use crate::compare::rivals;
use crate::reprints::origin;
use crate::stories::summary;
use crate::stories::view::FiguresPart;
use crate::{App, Error};

pub(super) async fn run(app: &Arc<App>, job: &Job) -> Result<(), Error> {
    let found = match job.article_id {
        Some(id) => match app.store.unplaced(id).await {
            Ok(found) => found,
            Err(store::Error::NotFound) => None,
            Err(error) => return Err(error.into()),
        },
        None => None,
    };
    match found {
        Some(unplaced) => place(app, unplaced, job).await,
        None => Ok(app.store.finish_job(job.id).await?),
    }
}

async fn place(app: &Arc<App>, unplaced: Unplaced, job: &Job) -> Result<(), Error> {
    let (read, unplaced) = computed(move || (Read::of(&unplaced), unplaced)).await?;
    let (article, version) = (unplaced.article.id, unplaced.article.version);
    let pairs = match unplaced.is_compared {
        true => None,
        false => Some(pairs(app, unplaced, read.signature, read.keys).await?),
    };
    let placing = Placing { article, version, pairs, traits: read.traits };
    Ok(app.store.keep_placed(placing, Some(job.id), app.now()).await?)
}

/// What an article is placed by.
struct Read {
    signature: Signature,
    /// Of the text, and of the text that is in the index before.
    keys: (Keys, Option<Keys>),
    traits: Traits,
}

impl Read {
    fn of(unplaced: &Unplaced) -> Self {
        let signature = Signature::read(&unplaced.text);
        let before = unplaced.before.as_deref();
        let keys = (Keys::of(&signature), before.map(|text| Keys::of(&Signature::read(text))));
        let published = unplaced.article.published.as_deref();
        let traits = traits(&unplaced.article.title, &unplaced.text, published);
        Self { signature, keys, traits }
    }
}

/// What a story knows an article by.
fn traits(title: &str, text: &str, published: Option<&str>) -> Traits {
    Traits::of(&format!("{title}\n{text}"), published.and_then(day))
}

/// What the article has in common with those kept, the likeliest first.
async fn pairs(
    app: &Arc<App>,
    unplaced: Unplaced,
    signature: Signature,
    (keys, before): (Keys, Option<Keys>),
) -> Result<Vec<Pair>, Error> {
    let Unplaced { article, text, .. } = unplaced;
    let indexed = app.store.index_reprints(article.id, article.version, keys, before).await?;
    let others = app.store.texts(indexed.0).await?;
    computed(move || {
        let one = Told { article: &article, text: &text };
        let other = |(article, text)| pair(&one, &signature, &Told { article, text });
        let others = others.iter().map(|(article, text)| (article, text.as_str()));
        let mut pairs: Vec<Pair> = others.filter_map(other).collect();
        pairs.sort_by_key(|pair| (-pair.score, pair.other));
        pairs
    })
    .await
}

/// Work of some milliseconds, away from the threads that answer requests.
async fn computed<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Error::broken("placing an article"))
}

/// The day of publication as a page states it.
fn day(published: &str) -> Option<Date> {
    published.get(..10)?.parse().ok()
}

/// An article and its text.
struct Told<'t> {
    article: &'t Article,
    text: &'t str,
}

impl<'t> Told<'t> {
    fn origin(&self, byline: &'t str) -> Origin<'t> {
        let article = self.article;
        let published = article.published.as_deref().zip(article.published_at);
        origin(published, article.outlet.as_deref().unwrap_or(""), byline, self.text)
    }
}

fn pair(one: &Told, signature: &Signature, other: &Told) -> Option<Pair> {
    let theirs = Signature::read(other.text);
    let found = compare(signature, &theirs);
    if found.kind == Kind::Nothing {
        return None;
    }
    let folds = folds(signature, &theirs, &found);
    let (span, other_span) = fold::parts(&found);
    let (original, why) = original(one, other, &found);
    let thousandths = |share: f32| (share * 1_000.0).round() as i64;
    Some(Pair {
        other: other.article.id,
        kind: kind(found.kind, folds),
        score: thousandths(found.score),
        shares: [thousandths(found.share_a), thousandths(found.share_b)],
        spans: [span, other_span],
        original,
        why,
        folds: folds == Folds::Yes,
    })
}

fn kind(kind: Kind, folds: Folds) -> reprints::Kind {
    match kind {
        _ if folds == Folds::OtherFigures => reprints::Kind::Form,
        Kind::Same => reprints::Kind::Same,
        Kind::Shortened => reprints::Kind::Shortened,
        Kind::Extended => reprints::Kind::Extended,
        Kind::Reworded => reprints::Kind::Reworded,
        Kind::Passage | Kind::Nothing => reprints::Kind::Passage,
    }
}

fn original(one: &Told, other: &Told, found: &Comparison) -> (Original, String) {
    if !found.kind.is_reprint() {
        return (Original::Unknown, String::new());
    }
    let bylines = [one.article.byline.join(", "), other.article.byline.join(", ")];
    match direction(&one.origin(&bylines[0]), &other.origin(&bylines[1])) {
        Some(told) if told.is_first => (Original::This, told.why),
        Some(told) => (Original::Other, told.why),
        None => (Original::Unknown, String::new()),
    }
}

/// What a job about a story says.
#[derive(serde::Deserialize)]
struct About {
    story: StoryId,
    reader: ReaderId,
}

/// Sums up a story that changed.
pub(super) async fn sum_up(app: &Arc<App>, job: &Job) -> Result<(), Error> {
    let about: About = match serde_json::from_str(&job.payload) {
        Ok(about) => about,
        Err(_) => {
            return Ok(app.store.fail_job(job.id, "it does not say which story", None).await?);
        }
    };
    let Some(changed) = app.store.changed_story(about.reader, about.story).await? else {
        return Ok(app.store.finish_job(job.id).await?);
    };
    let statements = app.store.story_statements(changed.id).await?;
    let texts = match changed.is_resummed {
        true => Some(app.store.story_texts(changed.id).await?),
        false => None,
    };
    let mut summary = summary::sum_up(&changed, &statements);
    let members = summary::members(&changed.articles, &summary);
    let told = rivals::load(app, changed.reader, &members).await?;
    let (summary, traits) = computed(move || {
        summary.figures = figures(&told);
        let each = |texts: Vec<(String, String, Option<String>)>| {
            texts.iter().map(|(title, text, at)| traits(title, text, at.as_deref())).collect()
        };
        (summary.to_json(), texts.map(each))
    })
    .await?;
    Ok(app.store.keep_summary(changed, traits, summary, job.id, app.now()).await?)
}

/// Longer tables are not shown on a story's page: they would be longer than all else there.
const TABLE_BYTES: usize = 1 << 19;

/// The table of figures as HTML; empty where no figure is stated that another could deny.
fn figures(told: &[rivals::Told]) -> String {
    let rivals = rivals::table(told);
    if !rivals.has_any() {
        return String::new();
    }
    let html = FiguresPart { rivals }.render().unwrap_or_default();
    if html.len() > TABLE_BYTES {
        return "<p class=\"soft\">There are too many figures to set side by side here. Select some of the \
                articles in a list to compare them.</p>"
            .to_owned();
    }
    html
}
