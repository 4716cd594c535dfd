//! Stories kept in memory: keys lead to stories, each article is decided once.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::decide::{Candidate, Decision, Row, WEIGHTS, Why, alike, decide};
use super::{Frequencies, LARGE, Story, Traits};

/// What a reader said of two articles; later words outweigh earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// They tell of one event.
    Together,
    /// They do not.
    Apart,
}

/// All stories, and the rows that lead to them.
#[derive(Clone, Debug)]
pub struct Stories {
    pub stories: Vec<Story>,
    pub frequencies: Frequencies,
    by_key: HashMap<u32, Vec<u32>>,
    of_articles: HashMap<u64, u32>,
    words: HashMap<u64, Vec<(u64, Word)>>,
    /// Stories that were found to be one: the story each now is.
    merged: HashMap<u32, u32>,
    weights: Row,
    /// Log odds from which two stories are one.
    pub joins_stories: f32,
}

/// Log odds from which two stories are one. Merging moves many articles at once: it wants more than even odds. Of 0 to 8 the best on
/// all of ECB+ with these weights (docs/compare.md has the figures, held out too).
pub const JOINS_STORIES: f32 = 4.5;

/// Keys by which candidates are looked up: the weightiest of the article.
pub(super) const LOOKED_UP: usize = 24;
/// Stories a key leads to, the newest: a key of more is too common to tell.
pub const PER_KEY: usize = 64;
/// Candidates weighed, those with most shared weight.
pub const WEIGHED: usize = 24;

impl Default for Stories {
    fn default() -> Self {
        Stories::new(WEIGHTS)
    }
}

impl Stories {
    /// With other weights than the built-in ones, for training.
    pub fn new(weights: Row) -> Stories {
        Stories {
            stories: Vec::new(),
            frequencies: Frequencies::default(),
            by_key: HashMap::new(),
            of_articles: HashMap::new(),
            words: HashMap::new(),
            merged: HashMap::new(),
            weights,
            joins_stories: JOINS_STORIES,
        }
    }

    /// Remembers what a reader said. It holds for articles that arrive later and, with
    /// [`Word::Together`], for nothing that is already placed.
    pub fn hear(&mut self, one: u64, other: u64, word: Word) {
        for (article, about) in [(one, other), (other, one)] {
            let words = self.words.entry(article).or_default();
            words.retain(|(known, _)| *known != about);
            words.push((about, word));
        }
    }

    /// Places an article: decides, then counts it in. The answer's story is always set.
    pub fn place(&mut self, article: u64, traits: &Traits, day: Option<Date>) -> Decision {
        let decision = self.decide(article, traits, day);
        let story = decision.story.unwrap_or(self.stories.len() as u64);
        self.add(article, story, traits);
        let story = self.join(story, decision.also);
        Decision { story: Some(story), ..decision }
    }

    /// The story an article is in now: the one it was placed in, or what that was merged into.
    pub fn story_of(&self, article: u64) -> Option<u64> {
        self.of_articles.get(&article).map(|story| u64::from(self.current(*story)))
    }

    fn current(&self, mut story: u32) -> u32 {
        while let Some(into) = self.merged.get(&story) {
            story = *into;
        }
        story
    }

    /// One event told in two stories: an article that could join both shows it. At most one merge
    /// an article, never of large stories, and not against a reader's word.
    fn join(&mut self, story: u64, also: Option<u64>) -> u64 {
        let Some(other) = also.filter(|other| *other != story) else {
            return story;
        };
        let (one, two) = (&self.stories[story as usize], &self.stories[other as usize]);
        let is_small = ((one.articles + two.articles) as usize) < LARGE;
        let is_one = alike(one, two, &self.weights) >= self.joins_stories;
        if !is_small || !is_one || self.are_apart(story, other) {
            return story;
        }
        let (into, from) = (story.min(other), story.max(other));
        let gone = std::mem::take(&mut self.stories[from as usize]);
        self.stories[into as usize].merge(&gone);
        for part in &gone.parts {
            if let Some(stories) = self.by_key.get_mut(&part.hash) {
                stories
                    .iter_mut()
                    .filter(|one| **one == from as u32)
                    .for_each(|one| *one = into as u32);
                stories.dedup();
            }
        }
        self.merged.insert(from as u32, into as u32);
        into
    }

    /// A reader has set articles of the two apart.
    fn are_apart(&self, one: u64, other: u64) -> bool {
        self.words.iter().any(|(article, words)| {
            self.story_of(*article) == Some(one)
                && words.iter().any(|(about, word)| {
                    *word == Word::Apart && self.story_of(*about) == Some(other)
                })
        })
    }

    /// The candidates of an article, the likeliest first.
    pub fn candidates(&self, traits: &Traits) -> Vec<u64> {
        let mut shared: HashMap<u32, f32> = HashMap::new();
        for (key, weight) in traits.leading(&self.frequencies) {
            let stories = self.by_key.get(&key).map_or(&[][..], Vec::as_slice);
            for story in stories.iter().rev().take(PER_KEY) {
                // A key that a merged story has since lost may still lead to its old number.
                *shared.entry(self.current(*story)).or_default() += weight * weight;
            }
        }
        let mut found: Vec<(u32, f32)> = shared.into_iter().collect();
        found.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        found.truncate(WEIGHED);
        found.into_iter().map(|(story, _)| u64::from(story)).collect()
    }

    fn decide(&self, article: u64, traits: &Traits, day: Option<Date>) -> Decision {
        let (mut together, mut apart) = (None, HashSet::new());
        for (other, word) in self.words.get(&article).into_iter().flatten() {
            let story = self.story_of(*other);
            match word {
                Word::Together => together = story.or(together),
                Word::Apart => apart.extend(story),
            }
        }
        if let Some(story) = together {
            return Decision {
                story: Some(story),
                score: f32::INFINITY,
                why: Why::Reader,
                also: None,
            };
        }
        let candidates: Vec<Candidate<'_>> = self
            .candidates(traits)
            .into_iter()
            .filter(|id| !apart.contains(id))
            .map(|id| Candidate { id, story: &self.stories[id as usize] })
            .collect();
        decide(traits, day, &candidates, &self.frequencies, &self.weights)
    }

    /// Counts an article into a story, decided elsewhere; the next number opens one.
    pub fn add(&mut self, article: u64, story: u64, traits: &Traits) {
        let at = (story as usize).min(self.stories.len());
        if at == self.stories.len() {
            self.stories.push(Story::default());
        }
        self.stories[at].add(traits, &self.frequencies);
        for (key, _) in traits.leading(&self.frequencies) {
            let stories = self.by_key.entry(key).or_default();
            let recent = &stories[stories.len().saturating_sub(PER_KEY)..];
            if !recent.contains(&(at as u32)) {
                stories.push(at as u32);
            }
        }
        self.of_articles.insert(article, at as u32);
        self.frequencies.add(traits);
    }
}
