//! Who says what on a reader's shelf: a page for a source ("what has she said on this, when, where
//! reported") and one for a measure over time. Never what is on nobody's shelf but another's.

pub mod chart;
pub mod view;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::article::Content;
use store::statements::{Kind, Said, StatementCursor};
use store::{ReaderId, ShelfId, ShelfItem};

use crate::article::record::{Kept, letter};
use crate::compare::export::{self, Figure, Line, pointed};
use crate::compare::rivals::one_line;
use crate::layout::{When, page};
use crate::search::encoded;
use crate::session::Me;
use crate::{App, Result};
use view::{MeasurePage, SourcePage, StatementLine};

/// Statements on a page, and read from the store at a time.
const PAGE: usize = 40;
/// Statements looked through for one page, where words are asked for; the next page goes on from there.
const LOOKED_AT: usize = 400;
/// Statements of a chart or a file: of more, the newest.
const MOST: usize = 1_000;
/// Bytes of a quote shown, and on either side of a figure.
const QUOTE_LIMIT: usize = 600;
const AROUND: usize = 140;

/// `/source` and `/measure`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/source", get(source)).route("/measure", get(measure))
}

/// The page of a source.
pub(crate) fn source_href(name: &str) -> String {
    format!("/source?of={}", encoded(name))
}

/// The page of a measure, as claims name it; `None` where they name none.
pub(crate) fn measure_href(measure: &str) -> Option<String> {
    (!measure.is_empty()).then(|| format!("/measure?of={}", encoded(&measure.to_lowercase())))
}

/// What the addresses of both pages may hold.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) of: String,
    /// Words that must stand with what is said.
    pub(crate) q: String,
    /// First and last day of publication.
    pub(crate) from: String,
    pub(crate) to: String,
    /// Where the page before ended: article and number.
    pub(crate) after: String,
    /// The form of a file.
    pub(crate) r#as: String,
}

impl Asked {
    pub(crate) fn cursor(&self) -> Option<StatementCursor> {
        let (article, number) = self.after.split_once('.')?;
        let article_id = store::ArticleId(article.parse().ok()?);
        Some(StatementCursor { article_id, number: number.parse().ok()? })
    }

    /// The address of the page without where it goes on.
    fn href(&self, path: &str) -> String {
        let [of, q, from, to] = [&self.of, &self.q, &self.from, &self.to].map(|part| encoded(part));
        format!("{path}?of={of}&q={q}&from={from}&to={to}")
    }

    fn takes(&self, one: &Stated) -> bool {
        let day = |words: &str| words.parse::<Date>().ok();
        let is_after = day(&self.from).is_none_or(|from| one.day.is_some_and(|day| day >= from));
        let is_before = day(&self.to).is_none_or(|to| one.day.is_some_and(|day| day <= to));
        let words = one.sentence.to_lowercase();
        let holds = |word: &str| words.contains(&word.to_lowercase());
        is_after && is_before && self.q.split_whitespace().all(holds)
    }
}

/// A statement with its words.
pub(crate) struct Stated {
    pub(crate) said: Said,
    pub(crate) url: String,
    pub(crate) published: String,
    /// Of publication.
    day: Option<Date>,
    /// What stands before and after the words in the same paragraph.
    pub(crate) before: String,
    pub(crate) words: String,
    pub(crate) after: String,
    pub(crate) sentence: String,
    href: String,
    around: (String, String, String),
}

/// What a list of statements is of.
pub(crate) enum Of {
    Source(store::SourceId),
    Measure(String),
}

async fn some(
    app: &App,
    reader: ReaderId,
    of: &Of,
    after: Option<StatementCursor>,
) -> Result<Vec<Said>> {
    let limit = PAGE as u32;
    Ok(match of {
        Of::Source(id) => app.store.said_by(reader, *id, after, limit).await?,
        Of::Measure(name) => app.store.said_of(reader, name, after, limit).await?,
    })
}

/// At most `most` statements that are asked for, and where to go on.
pub(crate) async fn collect(
    app: &App,
    reader: ReaderId,
    of: &Of,
    asked: &Asked,
    most: usize,
) -> Result<(Vec<Stated>, Option<StatementCursor>)> {
    let mut found = Vec::new();
    let (mut after, mut looked_at) = (asked.cursor(), 0);
    loop {
        let said = some(app, reader, of, after).await?;
        let is_last = said.len() < PAGE;
        looked_at += said.len();
        for one in with_words(app, reader, said).await? {
            after =
                Some(StatementCursor { article_id: one.said.article_id, number: one.said.number });
            if asked.takes(&one) {
                found.push(one);
            }
            if found.len() == most {
                return Ok((found, after));
            }
        }
        if is_last {
            return Ok((found, None));
        }
        if looked_at >= LOOKED_AT.max(most) {
            return Ok((found, after));
        }
    }
}

/// The statements with the words of their articles.
async fn with_words(app: &App, reader: ReaderId, said: Vec<Said>) -> Result<Vec<Stated>> {
    let mut ids: Vec<ShelfId> = said.iter().map(|one| one.shelf_id).collect();
    ids.sort_unstable_by_key(|id| id.0);
    ids.dedup();
    let items = app.store.shelf_items(reader, ids).await?;
    let wanted = items.iter().map(|item| (item.article_id, item.version)).collect();
    let contents = app.store.contents(wanted).await?;
    let read = |(item, content): (ShelfItem, Content)| {
        let kept = Kept::parse(&content.record);
        (item.id, (item, content, kept))
    };
    let known: HashMap<ShelfId, (ShelfItem, Content, Kept)> =
        items.into_iter().zip(contents).map(read).collect();
    let stated = said.into_iter().filter_map(|one| {
        let (item, content, kept) = known.get(&one.shelf_id)?;
        stated(one, item, &content.text, kept)
    });
    Ok(stated.collect())
}

fn stated(said: Said, item: &ShelfItem, text: &str, kept: &Kept) -> Option<Stated> {
    let span = said.statement.span.clone();
    let words = text.get(span.clone())?;
    let paragraph = text[..span.start].rfind("\n\n").map_or(0, |at| at + 2);
    let paragraph_end = text[span.end..].find("\n\n").map_or(text.len(), |at| span.end + at);
    let is_figure = said.statement.kind == Kind::Figure;
    let from = text.floor_char_boundary(paragraph.max(span.start.saturating_sub(AROUND)));
    let to = text.ceil_char_boundary(paragraph_end.min(span.end + AROUND));
    let side = |part: &str| if is_figure { one_line(part) } else { String::new() };
    let fragment = if is_figure {
        let at = kept.figures.iter().position(|one| one.span == (span.start, span.end));
        at.map(|at| format!("#f{}", letter(at)))
    } else {
        let at = kept.quotes.iter().position(|quote| {
            let ends = (quote.content.first(), quote.content.last());
            ends == (Some(&(span.start, ends.0.map_or(0, |first| first.1))), ends.1)
                && ends.1.is_some_and(|last| last.1 == span.end)
        });
        at.map(|at| format!("#q{}", at + 1))
    };
    let cut = &words[..words.floor_char_boundary(QUOTE_LIMIT)];
    let more = if cut.len() < words.len() { " …" } else { "" };
    Some(Stated {
        day: item.published.as_deref().and_then(|stated| stated.get(..10)?.parse().ok()),
        url: item.url.clone(),
        published: item.published.clone().unwrap_or_default(),
        before: side(&text[from..span.start]),
        words: format!("{}{more}", one_line(cut)),
        after: side(&text[span.end..to]),
        sentence: one_line(&text[paragraph..paragraph_end]),
        href: format!("/read/{}{}", said.shelf_id, fragment.unwrap_or_default()),
        around: pointed(text, &span),
        said,
    })
}

fn line(one: &Stated) -> StatementLine {
    let figure = one.said.statement.figure.as_ref();
    StatementLine {
        href: one.href.clone(),
        before: one.before.clone(),
        words: one.words.clone(),
        after: one.after.clone(),
        is_figure: figure.is_some(),
        is_indirect: one.said.statement.kind == Kind::Indirect,
        measure: figure.and_then(|figure| figure.measure.clone()).unwrap_or_default(),
        place: figure.and_then(|figure| figure.place.clone()).unwrap_or_default(),
        claimant_href: one.said.statement.source.as_deref().map(source_href).unwrap_or_default(),
        claimant: one.said.statement.source.clone(),
        outlet: one.said.outlet.clone().unwrap_or_default(),
        title: one.said.title.clone(),
        when: When::stated(&one.published),
        also: Vec::new(),
    }
}

/// The same words of the same source in several articles are one line; the others are named under it.
fn folded(stated: &[Stated]) -> Vec<StatementLine> {
    let mut lines: Vec<StatementLine> = Vec::new();
    for one in stated {
        let new = line(one);
        let is_same = |known: &&mut StatementLine| {
            (&known.words, &known.claimant, &known.measure)
                == (&new.words, &new.claimant, &new.measure)
        };
        match lines.iter_mut().find(is_same) {
            Some(known) => known.also.push((new.href, new.outlet)),
            None => lines.push(new),
        }
    }
    lines
}

fn files(asked: &Asked, path: &str) -> Vec<(String, &'static str)> {
    let href = asked.href(path);
    export::FORMS.iter().map(|(form, name)| (format!("{href}&as={form}"), *name)).collect()
}

fn exported(one: &Stated) -> Line {
    let (exact, prefix, suffix) = one.around.clone();
    let figure = one.said.statement.figure.as_ref().map(|figure| {
        let (low, high) = ends(&figure.value);
        let day = figure.day.clone().unwrap_or_default();
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        Figure {
            measure: text(&figure.measure),
            unit: text(&figure.unit),
            place: text(&figure.place),
            first_day: day.clone(),
            last_day: day,
            low,
            high,
            ..Figure::default()
        }
    });
    let outlet = one.said.outlet.clone().unwrap_or_default();
    let source = one.said.statement.source.clone();
    Line {
        is_outlet: source.is_none(),
        claimant: source.unwrap_or_else(|| outlet.clone()),
        words: if figure.is_some() { one.sentence.clone() } else { one.words.clone() },
        figure,
        exact,
        prefix,
        suffix,
        start: one.said.statement.span.start,
        end: one.said.statement.span.end,
        url: one.url.clone(),
        title: one.said.title.clone(),
        outlet,
        published: one.published.clone(),
    }
}

/// "12", "12–15".
fn ends(value: &str) -> (Option<f64>, Option<f64>) {
    let (low, high) = value.split_once('–').unwrap_or((value, value));
    (low.parse().ok(), high.parse().ok())
}

fn older(asked: &Asked, path: &str, after: Option<StatementCursor>) -> Option<String> {
    after.map(|at| format!("{}&after={}.{}", asked.href(path), at.article_id, at.number))
}

async fn source(
    State(app): State<Arc<App>>,
    me: Me,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    // A name that nobody has and one that is not on this shelf look the same.
    let known = app.store.source_by_name(&asked.of).await?;
    let of = known.as_ref().map(|source| Of::Source(source.id));
    let most = if asked.r#as.is_empty() { PAGE } else { MOST };
    let (stated, after) = match &of {
        Some(of) => collect(&app, me.id, of, &asked, most).await?,
        None => (Vec::new(), None),
    };
    if !asked.r#as.is_empty() {
        let lines: Vec<Line> = stated.iter().map(exported).collect();
        return export::file(&asked.r#as, "source", &lines);
    }
    let layout = me.frame(&app, asked.of.as_str(), "/source").await?;
    Ok(page(&SourcePage {
        layout,
        watch_href: crate::watches::new_href("", &asked.of),
        files: files(&asked, "/source"),
        older: older(&asked, "/source", after),
        is_filtered: !(asked.q.is_empty() && asked.from.is_empty() && asked.to.is_empty()),
        lines: folded(&stated),
        name: asked.of,
        query: asked.q,
        from: asked.from,
        to: asked.to,
    }))
}

async fn measure(
    State(app): State<Arc<App>>,
    me: Me,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let of = Of::Measure(asked.of.clone());
    let (stated, _) = collect(&app, me.id, &of, &asked, MOST).await?;
    if !asked.r#as.is_empty() {
        let lines: Vec<Line> = stated.iter().map(exported).collect();
        return export::file(&asked.r#as, "measure", &lines);
    }
    let lines = folded(&stated);
    let points: Vec<chart::Point> = stated.iter().filter_map(point).collect();
    let layout = me.frame(&app, asked.of.as_str(), "/measure").await?;
    Ok(page(&MeasurePage {
        layout,
        watch_href: crate::watches::new_href(&asked.of, ""),
        files: files(&asked, "/measure"),
        chart: chart::draw(points),
        lines,
        name: asked.of,
        query: asked.q,
        from: asked.from,
        to: asked.to,
    }))
}

/// The day a figure is of, or of its publication; those without a day or a number have no place.
fn point(one: &Stated) -> Option<chart::Point> {
    let figure = one.said.statement.figure.as_ref()?;
    let stated = figure.day.as_deref().and_then(|day| day.parse().ok());
    let at = one.said.published_at.map(|at| at.to_zoned_datetime(TimeZone::UTC).date());
    let (low, high) = ends(&figure.value);
    Some(chart::Point {
        day: stated.or(one.day).or(at)?,
        low: low?,
        high: high?,
        unit: figure.unit.clone().unwrap_or_default(),
        claimant: one.said.statement.source.clone().or_else(|| one.said.outlet.clone())?,
        words: one.words.clone(),
        href: one.href.clone(),
    })
}
