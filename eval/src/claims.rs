//! Gold stories of claims, and how well the relations between claims are found (as `score_claims.py` does).

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use crate::copies::lines;

/// Some articles on one event, their claims, and how these stand to one another.
#[derive(Debug, Clone, Deserialize)]
pub struct Story {
    pub docs: Vec<Doc>,
    pub claims: Vec<Claim>,
    pub relations: Vec<Relation>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Doc {
    pub id: String,
    pub outlet: String,
    pub published: String,
    pub text: String,
}

/// A figure; its offsets count code points.
#[derive(Debug, Clone, Deserialize)]
pub struct Claim {
    pub id: String,
    pub doc: String,
    pub start: usize,
    pub end: usize,
    pub value: Value,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub enum Value {
    One(f64),
    Range([f64; 2]),
}

#[derive(Debug, Clone, Deserialize)]
pub struct Relation {
    pub a: String,
    pub b: String,
    pub rel: String,
}

/// A claim as it was read: the number of its article, its offsets in code points, its value.
#[derive(Debug, Clone)]
pub struct Found {
    pub doc: usize,
    pub span: Range<usize>,
    pub value: Value,
}

/// Reads the gold stories; `None` where there is no such data.
///
/// # Errors
/// If the data is there but cannot be read.
pub fn load(folder: &Path) -> Result<Option<Vec<Story>>> {
    let path = folder.join("claims/dev.jsonl");
    if path.is_file() { lines(&path).map(Some) } else { Ok(None) }
}

/// By kind of relation: found, right, wanted; and the rivals that gold does not have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Score {
    pub kinds: BTreeMap<String, [usize; 3]>,
    pub false_rivals: usize,
}

/// A relation that stands both ways is `a` and `b` in order.
type Pair = (String, String);

impl Score {
    /// F1 of a kind, between 0 and 1.
    pub fn f1(&self, kind: &str) -> f64 {
        let [found, right, wanted] = self.kinds.get(kind).copied().unwrap_or_default();
        2.0 * right as f64 / (found + wanted).max(1) as f64
    }

    /// Counts one story's relations in; `relations` are numbers of `found` and a kind.
    pub fn add(&mut self, story: &Story, found: &[Found], relations: &[(usize, usize, &str)]) {
        let ids = gold_ids(story, found);
        let is_said = |kind: &str| kind != "different";
        let gold: HashMap<Pair, &str> = story
            .relations
            .iter()
            .filter(|relation| is_said(&relation.rel))
            .map(|r| (pair(&r.a, &r.b, &r.rel), r.rel.as_str()))
            .collect();
        for kind in gold.values() {
            self.kinds.entry((*kind).to_owned()).or_default()[2] += 1;
        }
        // As with the judge, the last word on a pair counts.
        let mut said: HashMap<Pair, &str> = HashMap::new();
        for &(a, b, kind) in relations.iter().filter(|(_, _, kind)| is_said(kind)) {
            if let (Some(a), Some(b)) = (ids.get(&a), ids.get(&b)) {
                said.insert(pair(a, b, kind), kind);
            } else {
                self.count(kind, false);
            }
        }
        for (pair, kind) in said {
            self.count(kind, gold.get(&pair) == Some(&kind));
        }
    }

    fn count(&mut self, kind: &str, is_right: bool) {
        let counts = self.kinds.entry(kind.to_owned()).or_default();
        counts[0] += 1;
        counts[1] += usize::from(is_right);
        self.false_rivals += usize::from(kind == "rival" && !is_right);
    }
}

fn pair(a: &str, b: &str, kind: &str) -> Pair {
    let is_one_way = matches!(kind, "update" | "part");
    let (a, b) = if is_one_way || a <= b { (a, b) } else { (b, a) };
    (a.to_owned(), b.to_owned())
}

/// The gold claim that each found one is: offsets overlap and values agree; the first that is free.
fn gold_ids<'g>(story: &'g Story, found: &[Found]) -> HashMap<usize, &'g str> {
    let mut ids = HashMap::new();
    for claim in &story.claims {
        let is_it = |(at, one): &(usize, &Found)| {
            !ids.contains_key(at)
                && story.docs[one.doc].id == claim.doc
                && one.span.start < claim.end
                && claim.start < one.span.end
                && agree(one.value, claim.value)
        };
        if let Some((at, _)) = found.iter().enumerate().find(is_it) {
            ids.insert(at, claim.id.as_str());
        }
    }
    ids
}

fn agree(one: Value, gold: Value) -> bool {
    let near = |one: f64, gold: f64| (one - gold).abs() <= 1e-6 * gold.abs().max(1.0);
    match (one, gold) {
        (Value::One(one), Value::One(gold)) => near(one, gold),
        (Value::Range([low, high]), Value::Range(gold)) => {
            near(low, gold[0]) && near(high, gold[1])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, Score, Story, Value};

    #[test]
    fn relations_are_counted() {
        let story: Story = serde_json::from_str(
            r#"{"docs": [{"id": "d", "outlet": "", "published": "2031-01-01", "text": "9 or 12, 15"}],
                "claims": [{"id": "c1", "doc": "d", "start": 0, "end": 1, "value": 9},
                           {"id": "c2", "doc": "d", "start": 5, "end": 7, "value": 12}],
                "relations": [{"a": "c1", "b": "c2", "rel": "rival"}]}"#,
        )
        .expect("a story");
        let found = |start: usize, end: usize, value: f64| Found {
            doc: 0,
            span: start..end,
            value: Value::One(value),
        };
        let all = [found(5, 7, 12.0), found(0, 1, 9.0), found(9, 11, 15.0)];
        let check =
            |relations: &[(usize, usize, &str)], expect: [usize; 3], false_rivals: usize| {
                let mut score = Score::default();
                score.add(&story, &all, relations);
                assert_eq!(score.kinds.get("rival"), Some(&expect), "{relations:?}");
                assert_eq!(score.false_rivals, false_rivals, "{relations:?}");
            };
        check(&[(0, 1, "rival")], [1, 1, 1], 0);
        check(&[(1, 0, "rival"), (0, 2, "rival")], [2, 1, 1], 1);
        check(&[(0, 1, "same")], [0, 0, 1], 0);
        check(&[(0, 1, "different")], [0, 0, 1], 0);
    }
}
