//! What a story's page shows beside its articles, made by the desk after each change and kept as
//! JSON: which article each text was first in, who is quoted how often, and the table of figures. A
//! text that was told five times counts once.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use store::reprints::{Kind, Original};
use store::stories::{ChangedStory, StoryItem, StoryStatement};
use store::{ArticleId, ShelfId};

use crate::compare::Member;

#[cfg(test)]
mod tests;

/// Speakers that are kept: those quoted most.
const KEPT: usize = 12;

/// The part of a story's page that is made ahead.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Articles that others tell again.
    #[serde(default)]
    pub originals: HashSet<i64>,
    /// What the others are of their original, by article.
    #[serde(default)]
    pub kinds: BTreeMap<i64, Kind>,
    #[serde(default)]
    pub speakers: Vec<SpeakerRow>,
    /// HTML: the table of rival claims, written by our own template.
    #[serde(default)]
    pub figures: String,
}

/// Somebody quoted in the story.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct SpeakerRow {
    pub name: String,
    /// Quotes in different texts.
    pub quote_count: usize,
    /// Texts, and articles that carry them.
    pub text_count: usize,
    pub article_count: usize,
}

impl Summary {
    /// As it was kept; empty where it was not made yet.
    pub fn parse(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// As it is kept.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("numbers and strings are JSON")
    }
}

/// The articles to compare, each reprint with its original.
pub(crate) fn members(articles: &[StoryItem], summary: &Summary) -> Vec<Member> {
    let mut heads: HashMap<i64, ShelfId> = HashMap::new();
    for one in articles {
        if let Some(group) = one.group.filter(|_| is_original(summary, one)) {
            heads.insert(group, one.item.id);
        }
    }
    let member = |one: &StoryItem| Member {
        id: one.item.id,
        reprint_of: one
            .group
            .filter(|_| !is_original(summary, one))
            .and_then(|group| heads.get(&group).copied()),
    };
    articles.iter().map(member).collect()
}

fn is_original(summary: &Summary, one: &StoryItem) -> bool {
    summary.originals.contains(&one.item.article_id.0)
}

/// Sums up a story, but for its figures.
pub fn sum_up(story: &ChangedStory, statements: &[StoryStatement]) -> Summary {
    let originals = originals(story);
    let mut kinds = BTreeMap::new();
    for (one, other, kind, _) in &story.reprints {
        if originals.contains(one) && !originals.contains(other) {
            kinds.insert(other.0, *kind);
        }
    }
    let articles: HashMap<ArticleId, &StoryItem> =
        story.articles.iter().map(|one| (one.item.article_id, one)).collect();
    Summary {
        originals: originals.iter().map(|id| id.0).collect(),
        kinds,
        speakers: speakers(&articles, statements),
        figures: String::new(),
    }
}

/// Of each group the article that most others were found to come from; else the earliest.
fn originals(story: &ChangedStory) -> HashSet<ArticleId> {
    let mut first: HashMap<ArticleId, i32> = HashMap::new();
    for (one, _, _, original) in &story.reprints {
        *first.entry(*one).or_default() += match original {
            Original::This => 1,
            Original::Other => -1,
            Original::Unknown => 0,
        };
    }
    let mut best: HashMap<i64, (i32, ArticleId)> = HashMap::new();
    let mut sizes: HashMap<i64, usize> = HashMap::new();
    // In order of publication, so that of equals the earliest stays.
    for one in &story.articles {
        let Some(group) = one.group else { continue };
        *sizes.entry(group).or_default() += 1;
        let id = one.item.article_id;
        let score = first.get(&id).copied().unwrap_or(0);
        let known = best.entry(group).or_insert((score, id));
        if score > known.0 {
            *known = (score, id);
        }
    }
    let told_again = best.into_iter().filter(|(group, _)| sizes.get(group) > Some(&1));
    told_again.map(|(_, (_, id))| id).collect()
}

/// A text: that of a group of reprints (0 and its number), or of one article (1 and its number).
type Text = (i64, i64);

/// Which text an article tells: that of its group, or its own.
fn text_of(article: &StoryItem) -> Text {
    match article.group {
        Some(group) => (0, group),
        None => (1, article.item.article_id.0),
    }
}

fn speakers(
    articles: &HashMap<ArticleId, &StoryItem>,
    statements: &[StoryStatement],
) -> Vec<SpeakerRow> {
    // Quotes by speaker, text and article: of one text the fullest telling counts.
    let mut all: BTreeMap<&str, HashMap<Text, HashMap<ArticleId, usize>>> = BTreeMap::new();
    for one in statements.iter().filter(|one| one.statement.figure.is_none()) {
        let (Some(name), Some(article)) = (&one.statement.source, articles.get(&one.article))
        else {
            continue;
        };
        let texts = all.entry(name).or_default();
        *texts.entry(text_of(article)).or_default().entry(one.article).or_default() += 1;
    }
    let row = |(name, texts): (&str, HashMap<_, HashMap<ArticleId, usize>>)| SpeakerRow {
        name: name.to_owned(),
        quote_count: texts.values().filter_map(|tellings| tellings.values().max()).sum(),
        text_count: texts.len(),
        article_count: texts.values().map(HashMap::len).sum(),
    };
    let mut rows: Vec<SpeakerRow> = all.into_iter().map(row).collect();
    rows.sort_by(|one, other| {
        (other.quote_count, other.text_count).cmp(&(one.quote_count, one.text_count))
    });
    rows.truncate(KEPT);
    rows
}
