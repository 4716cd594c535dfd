//! Comparing: what kept articles say of one another. The figures of any number of them side by side
//! ([`rivals::table`]), for the story page and for `/compare`; and how one of two texts came from the other.

mod diff;
pub(crate) mod export;
mod pair;
pub mod rivals;
pub mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use store::ShelfId;
use store::search::{Search, SearchOrder};

use crate::layout::{When, page};
use crate::membership::{self, Right};
use crate::session::Me;
use crate::shelf::minutes;
use crate::threads;
use crate::{App, Error, Result};
use rivals::Told;
use view::{Candidate, ChoosePage, ComparePage, Head};

pub(crate) use diff::changes;
pub use rivals::Member;
pub(crate) use rivals::one_line;

/// `/compare`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/compare", get(compare))
}

/// What the address of the page may hold.
#[derive(Debug, Default, serde::Deserialize)]
struct CompareQuery {
    a: Option<i64>,
    b: Option<i64>,
    /// More than two: "41.40.38".
    of: Option<String>,
    /// A search for the second article.
    q: Option<String>,
    /// The form of a file.
    r#as: Option<String>,
}

impl CompareQuery {
    fn ids(&self) -> Vec<ShelfId> {
        let of = self.of.as_deref().unwrap_or("").split('.').filter_map(|id| id.parse().ok());
        let mut ids: Vec<ShelfId> =
            self.a.into_iter().chain(self.b).chain(of).map(ShelfId).collect();
        let mut seen = std::collections::HashSet::new();
        ids.retain(|id| seen.insert(*id));
        ids
    }
}

/// The address of the page for these articles.
pub(crate) fn address(ids: &[ShelfId]) -> String {
    match ids {
        [a] => format!("/compare?a={a}"),
        [a, b] => format!("/compare?a={a}&b={b}"),
        _ => {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            format!("/compare?of={}", ids.join("."))
        }
    }
}

async fn compare(
    State(app): State<Arc<App>>,
    me: Me,
    Query(query): Query<CompareQuery>,
) -> Result<Response> {
    membership::may(&app, me.id, Right::Compare).await?;
    let ids = query.ids();
    match ids.as_slice() {
        [] => return Err(Error::bad("Select two articles in a list, then “Compare”.")),
        [one] => return choose(&app, &me, *one, query.q.as_deref()).await,
        _ => {}
    }
    if ids.len() > rivals::MOST {
        return Err(Error::TooLarge("These are too many articles to compare at once."));
    }
    let members: Vec<Member> = ids.iter().map(|id| Member { id: *id, reprint_of: None }).collect();
    let mut told = rivals::load(&app, me.id, &members).await?;
    if told.is_empty() {
        return Err(Error::NotFound);
    }
    let copies = match told.as_slice() {
        [a, b] => {
            let compared = pair::compared([a, b]);
            let copies = pair::copies([a, b], &compared);
            if compared.kind.is_reprint() {
                told[1].reprint_of = Some(0);
            }
            copies
        }
        _ => None,
    };
    if let Some(form) = &query.r#as {
        return export::file(form, "figures", &export::of_rivals(&told));
    }
    let here = address(&ids);
    let files = export::FORMS.iter().map(|(form, name)| (format!("{here}&as={form}"), *name));
    let rivals = rivals::table(&told);
    let layout = me.frame(&app, "Compare", "/compare").await?;
    let articles = told.iter().map(|one| one.item.article_id).collect();
    let talks = app.store.threads_of_articles(articles).await?;
    Ok(page(&ComparePage {
        talks: threads::lines(talks, &me.now),
        layout,
        heads: told.iter().map(head).collect(),
        is_missing: told.len() < ids.len(),
        is_pair: ids.len() == 2,
        files: files.collect(),
        copies,
        rivals,
    }))
}

fn head(told: &Told) -> Head {
    Head {
        href: format!("/read/{}", told.item.id),
        title: told.item.shown_title().to_owned(),
        outlet: told.outlet.clone(),
        when: told.item.published.as_deref().and_then(When::stated),
        minutes: minutes(told.item.word_count),
        standfirst: told.item.standfirst.clone().unwrap_or_default(),
    }
}

/// Words of a title that a search for its like asks for.
const WORDS: usize = 8;
/// Articles offered.
const OFFERED: u32 = 20;

/// The second article is yet to be chosen: those that a search finds, or whose words are most like
/// the first one's title.
async fn choose(app: &App, me: &Me, id: ShelfId, query: Option<&str>) -> Result<Response> {
    let item = app.store.shelf_item(me.id, id).await?;
    let asked = query.map(str::trim).filter(|words| !words.is_empty());
    let words = asked.map_or_else(|| like(&item.title), str::to_owned);
    let search = Search { query: words, order: SearchOrder::Best, after: None, limit: OFFERED + 1 };
    let found = app.store.search(me.id, search).await?;
    let candidates = found.hits.into_iter().map(|hit| hit.item).filter(|one| one.id != id);
    let candidate = |one: store::ShelfItem| Candidate {
        href: address(&[id, one.id]),
        title: one.shown_title().to_owned(),
        outlet: one.outlet.unwrap_or_default(),
        when: one.published.as_deref().and_then(When::stated),
    };
    let layout = me.frame(app, "Compare with", "/compare").await?;
    Ok(page(&ChoosePage {
        layout,
        id: id.0,
        title: item.title,
        query: asked.unwrap_or("").to_owned(),
        candidates: candidates.map(candidate).collect(),
    }))
}

/// A query for any of the longest words of a title.
fn like(title: &str) -> String {
    let mut words: Vec<&str> = title
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.truncate(WORDS);
    words.iter().map(|word| word.to_lowercase()).collect::<Vec<_>>().join(" OR ")
}
