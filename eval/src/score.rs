//! One page scored, and a set's metrics from its pages' scores. Metric names are the judge's.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::Prf;
use crate::gold::GoldPage;
use crate::metadata::{day, names, names_in_line, plain};
use crate::rouge;
use crate::shingle::{self, Shares};
use crate::words::word_score;

/// What a program read from a page, in the judge's protocol; empty where it found nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Extracted {
    #[serde(default, deserialize_with = "lenient::text")]
    pub title: String,
    /// Names, or lines that hold several.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub byline: Vec<String>,
    /// Anything that begins with `YYYY-MM-DD`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub date: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub text: String,
}

/// Metric name to value; a set has only those its gold can tell.
pub type Metrics = BTreeMap<&'static str, f64>;

/// One page's scores; `None` where the gold says nothing.
#[derive(Debug, Clone, Default)]
pub struct PageScore {
    pub text: Option<TextScore>,
    pub snippets: Option<Snippets>,
    pub title: Option<Match>,
    pub byline: Option<Match>,
    pub date: Option<DateMatch>,
}

#[derive(Debug, Clone)]
pub struct TextScore {
    pub shingles: Shares,
    /// The same words in the same order.
    pub is_same: bool,
    pub words: Prf,
    /// `None` if it was not asked for: it takes most of the time.
    pub rouge: Option<Prf>,
}

/// Counts of snippets.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Snippets {
    pub wanted_found: usize,
    pub wanted_missed: usize,
    pub unwanted_found: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    pub is_exact: bool,
    /// F1 over words.
    pub word_f1: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DateMatch {
    pub is_right: bool,
    pub is_given: bool,
}

/// Scores what was read from one page.
pub fn score_page(gold: &GoldPage, found: &Extracted, with_rouge: bool) -> PageScore {
    let mut score = PageScore::default();
    if !gold.text.is_empty() {
        let (shingles, is_same) = shingle::compare(&gold.text, &found.text);
        score.text = Some(TextScore {
            shingles,
            is_same,
            words: word_score(&gold.text, &found.text),
            rouge: with_rouge.then(|| rouge::score(&gold.text, &found.text)),
        });
    }
    if !gold.with.is_empty() || !gold.without.is_empty() {
        let count =
            |snippets: &[String]| snippets.iter().filter(|s| found.text.contains(*s)).count();
        let wanted_found = count(&gold.with);
        score.snippets = Some(Snippets {
            wanted_found,
            wanted_missed: gold.with.len() - wanted_found,
            unwanted_found: count(&gold.without),
        });
    }
    if !gold.title.is_empty() {
        score.title = Some(Match {
            is_exact: plain(&gold.title) == plain(&found.title),
            word_f1: word_score(&gold.title, &found.title).f1,
        });
    }
    if !gold.byline.is_empty() {
        let (gold, found) = (&gold.byline, &found.byline);
        score.byline = Some(Match {
            is_exact: names(gold) == names(found),
            word_f1: word_score(&names_in_line(gold), &names_in_line(found)).f1,
        });
    }
    if !gold.date.is_empty() {
        let given = day(&found.date);
        let is_right = given.is_some_and(|day| {
            if gold.dates.is_empty() {
                gold.date == day
            } else {
                gold.dates.iter().any(|d| d == day)
            }
        });
        score.date = Some(DateMatch { is_right, is_given: given.is_some() });
    }
    score
}

impl PageScore {
    /// How good the page came out, from 0 to 1: its text if the gold has one, else its snippets, else the share
    /// of its other values that are right.
    pub fn overall(&self) -> f64 {
        if let Some(text) = &self.text {
            return text.shingles.f1();
        }
        if let Some(snippets) = self.snippets {
            return snippet_score(std::iter::once(snippets)).f1;
        }
        let title = self.title.map(|m| m.word_f1);
        let byline = self.byline.map(|m| m.word_f1);
        let date = self.date.map(|d| f64::from(u8::from(d.is_right)));
        mean([title, byline, date].into_iter().flatten()).unwrap_or(1.0)
    }
}

/// A set's metrics.
pub fn summarise(pages: &[PageScore]) -> Metrics {
    let mut metrics = Metrics::new();
    metrics.insert("pages", pages.len() as f64);
    let texts: Vec<&TextScore> = pages.iter().filter_map(|p| p.text.as_ref()).collect();
    if !texts.is_empty() {
        summarise_texts(&texts, &mut metrics);
    }
    if pages.iter().any(|p| p.snippets.is_some()) {
        let score = snippet_score(pages.iter().filter_map(|p| p.snippets));
        metrics.extend([("seg_p", score.precision), ("seg_r", score.recall), ("seg_f1", score.f1)]);
    }
    let mut matches = |exact, f1, values: Vec<Match>| {
        let share = mean(values.iter().map(|m| f64::from(u8::from(m.is_exact))));
        let words = mean(values.iter().map(|m| m.word_f1));
        metrics.extend(share.map(|v| (exact, v)));
        metrics.extend(words.map(|v| (f1, v)));
    };
    matches("title_exact", "title_f1", pages.iter().filter_map(|p| p.title).collect());
    matches("byline_exact", "byline_f1", pages.iter().filter_map(|p| p.byline).collect());
    let dates: Vec<DateMatch> = pages.iter().filter_map(|p| p.date).collect();
    if !dates.is_empty() {
        let right = dates.iter().filter(|d| d.is_right).count();
        let given = dates.iter().filter(|d| d.is_given).count();
        metrics.insert("date_acc", ratio(right, dates.len()));
        metrics.insert("date_prec", ratio(right, given));
    }
    metrics
}

fn summarise_texts(texts: &[&TextScore], metrics: &mut Metrics) {
    let shares: Vec<Shares> = texts.iter().map(|t| t.shingles).collect();
    let shingles = shingle::score(shares.iter().copied());
    metrics.extend([
        ("text_pages", texts.len() as f64),
        ("sh_p", shingles.precision),
        ("sh_r", shingles.recall),
        ("sh_f1", shingles.f1),
        ("sh_sd", shingle::deviation(&shares)),
        ("sh_acc", ratio(texts.iter().filter(|t| t.is_same).count(), texts.len())),
    ]);
    let mut means = |keys: [&'static str; 3], scores: &[Prf]| {
        metrics.extend(mean(scores.iter().map(|s| s.precision)).map(|v| (keys[0], v)));
        metrics.extend(mean(scores.iter().map(|s| s.recall)).map(|v| (keys[1], v)));
        metrics.extend(mean(scores.iter().map(|s| s.f1)).map(|v| (keys[2], v)));
    };
    means(["w_p", "w_r", "w_f1"], &texts.iter().map(|t| t.words).collect::<Vec<_>>());
    let rouge: Vec<Prf> = texts.iter().filter_map(|t| t.rouge).collect();
    means(["ro_p", "ro_r", "ro_mean"], &rouge);
    metrics.extend(median(rouge.iter().map(|s| s.f1).collect()).map(|v| ("ro_median", v)));
}

/// Over all snippets of all pages, not a mean over pages.
fn snippet_score(pages: impl Iterator<Item = Snippets>) -> Prf {
    let sum = pages.fold(Snippets::default(), |sum, page| Snippets {
        wanted_found: sum.wanted_found + page.wanted_found,
        wanted_missed: sum.wanted_missed + page.wanted_missed,
        unwanted_found: sum.unwanted_found + page.unwanted_found,
    });
    Prf::new(
        ratio(sum.wanted_found, sum.wanted_found + sum.unwanted_found),
        ratio(sum.wanted_found, sum.wanted_found + sum.wanted_missed),
    )
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), v| (sum + v, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

/// Other programs write `null`, a string or a list where we would write one shape.
mod lenient {
    use super::{Deserialize, Deserializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Value {
        One(String),
        Many(Vec<Value>),
        /// Read and dropped.
        Other(serde::de::IgnoredAny),
    }

    impl Value {
        fn push_to(self, texts: &mut Vec<String>) {
            match self {
                Self::One(text) => texts.push(text),
                Self::Many(values) => values.into_iter().for_each(|v| v.push_to(texts)),
                Self::Other(_) => {}
            }
        }
    }

    pub(super) fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
        let mut texts = Vec::new();
        Value::deserialize(from)?.push_to(&mut texts);
        Ok(texts)
    }

    pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
        Ok(match Value::deserialize(from)? {
            Value::One(text) => text,
            _ => String::new(),
        })
    }
}

#[cfg(test)]
mod tests;
