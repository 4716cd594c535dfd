//! Learns and scores the weights of `record::story` on gold stories.
//!
//! usage: cargo run --profile bench -p record --example stories -- train|score GOLD.jsonl
//!
//! Gold: JSON Lines `{id, text, date?, topic, story}`. `train` fits the weights on the odd and on the
//! even topics, scores each on the other half, then fits on all; `score` uses the built-in weights
//! and writes `{id, story}` lines to standard output.

use std::collections::HashMap;

use jiff::civil::Date;
use record::story::{MEASURES, Row, Stories, Traits, WEIGHTS, measure};
use serde_json::{Value, json};

struct Article {
    id: String,
    traits: Traits,
    topic: u32,
    story: String,
}

type Weights = Row;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&arguments[2]).expect("a gold file");
    let articles: Vec<Article> = text.lines().map(article).collect();
    let all: Vec<&Article> = articles.iter().collect();
    if arguments[1] == "score" {
        let mut stories = Stories::default();
        for (at, article) in all.iter().enumerate() {
            stories.place(at as u64, &article.traits, article.traits.day);
        }
        for (at, article) in all.iter().enumerate() {
            let story = stories.story_of(at as u64).unwrap_or(0);
            println!("{}", json!({"id": article.id, "story": story.to_string()}));
        }
        return;
    }
    let odd: Vec<&Article> = articles.iter().filter(|a| a.topic % 2 == 1).collect();
    let even: Vec<&Article> = articles.iter().filter(|a| a.topic % 2 == 0).collect();
    for (name, train, test) in [("even", &odd, &even), ("odd", &even, &odd)] {
        let (weights, joins) = fit(train);
        println!(
            "held out, {name}: file {:?} shuffled {:?} (stories join from {joins})",
            score_in(test, &in_order(test), weights, joins),
            shuffled(test, weights, joins)
        );
    }
    let (weights, joins) = fit(&all);
    println!(
        "{weights:?} {joins}\nall: file {:?} shuffled {:?}",
        score_in(&all, &in_order(&all), weights, joins),
        shuffled(&all, weights, joins)
    );
}

fn article(line: &str) -> Article {
    let row: Value = serde_json::from_str(line).expect("JSON");
    let text = |key: &str| row[key].as_str().unwrap_or("").to_owned();
    let published: Option<Date> = row["date"].as_str().and_then(|day| day.get(..10)?.parse().ok());
    Article {
        id: text("id"),
        traits: Traits::of(&text("text"), published),
        topic: text("topic").parse().unwrap_or(0),
        story: text("story"),
    }
}

/// Orders that do not depend on the machine.
fn order(articles: &[&Article], seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..articles.len()).collect();
    let mut state = seed;
    for at in (1..order.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(at, (state >> 33) as usize % (at + 1));
    }
    order
}

/// Logistic regression on every candidate met while the gold stories grow, in several orders.
fn fit(articles: &[&Article]) -> (Weights, f32) {
    let mut rows: Vec<(Row, f32)> = Vec::new();
    for seed in 1..=4 {
        let mut stories = Stories::new(WEIGHTS);
        let mut of_story: HashMap<&str, u64> = HashMap::new();
        for at in order(articles, seed) {
            let article = articles[at];
            let own = of_story.get(article.story.as_str()).copied();
            let day = article.traits.day;
            let candidates = stories.candidates(&article.traits);
            for id in candidates.into_iter().take(8) {
                let story = &stories.stories[id as usize];
                let row = measure(&article.traits, day, story, &stories.frequencies).row();
                rows.push((row, if own == Some(id) { 1.0 } else { 0.0 }));
            }
            let id = own.unwrap_or(stories.stories.len() as u64);
            of_story.insert(&article.story, id);
            stories.add(at as u64, id, &article.traits);
        }
    }
    let mut weights = descend(&rows);
    // The bias decides how readily stories grow, the threshold how readily they join: the best for
    // both measures together on the articles learnt from.
    let start = weights[0];
    let mut best = (f64::MIN, start, JOINS[0]);
    for step in -5..=5 {
        for joins in JOINS {
            weights[0] = start + step as f32 * 0.4;
            let of = |seed: u64| {
                let [b, c] = score_in(articles, &order(articles, seed * 7), weights, joins);
                b + c
            };
            let sum = (1..=4).map(of).sum::<f64>();
            if sum > best.0 {
                best = (sum, weights[0], joins);
            }
        }
    }
    weights[0] = best.1;
    (weights, best.2)
}

/// Thresholds tried for joining two stories; at the last none join.
const JOINS: [f32; 7] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 99.0];

fn descend(rows: &[(Row, f32)]) -> Weights {
    let mut weights = [0.0_f32; MEASURES];
    let mut squares = [1e-8_f32; MEASURES];
    for _ in 0..600 {
        let mut slope = [0.0_f32; MEASURES];
        for (row, label) in rows {
            let sum: f32 = row.iter().zip(&weights).map(|(x, w)| x * w).sum();
            let error = 1.0 / (1.0 + (-sum).exp()) - label;
            slope.iter_mut().zip(row).for_each(|(s, x)| *s += error * x);
        }
        for (at, weight) in weights.iter_mut().enumerate() {
            let slope = slope[at] / rows.len() as f32 + 1e-4 * *weight;
            squares[at] += slope * slope;
            *weight -= 0.5 * slope / squares[at].sqrt();
        }
    }
    weights
}

fn in_order(articles: &[&Article]) -> Vec<usize> {
    (0..articles.len()).collect()
}

fn placed_in(articles: &[&Article], order: &[usize], weights: Weights, joins: f32) -> Vec<u64> {
    let mut stories = Stories::new(weights);
    stories.joins_stories = joins;
    for &at in order {
        let traits = &articles[at].traits;
        stories.place(at as u64, traits, traits.day);
    }
    (0..articles.len()).map(|at| stories.story_of(at as u64).unwrap_or(0)).collect()
}

/// The mean of five orders.
fn shuffled(articles: &[&Article], weights: Weights, joins: f32) -> [f64; 2] {
    let mut sums = [0.0; 2];
    for seed in 1..=5 {
        let [b, c] = score_in(articles, &order(articles, seed * 101), weights, joins);
        sums = [sums[0] + b / 5.0, sums[1] + c / 5.0];
    }
    sums
}

/// B-cubed F1 and a greedy CEAF-e F1 (the judge's best alignment is never below it).
fn score_in(articles: &[&Article], order: &[usize], weights: Weights, joins: f32) -> [f64; 2] {
    let found = placed_in(articles, order, weights, joins);
    let mut gold: HashMap<&str, usize> = HashMap::new();
    let mut system: HashMap<u64, usize> = HashMap::new();
    let mut both: HashMap<(&str, u64), usize> = HashMap::new();
    for (article, story) in articles.iter().zip(&found) {
        *gold.entry(&article.story).or_default() += 1;
        *system.entry(*story).or_default() += 1;
        *both.entry((&article.story, *story)).or_default() += 1;
    }
    let n = articles.len() as f64;
    let squares = |of: &dyn Fn(&(&str, u64)) -> usize| {
        both.iter().map(|(pair, c)| (c * c) as f64 / of(pair) as f64).sum::<f64>() / n
    };
    let (p, r) = (squares(&|pair| system[&pair.1]), squares(&|pair| gold[pair.0]));
    let mut pairs: Vec<(f64, &str, u64)> = both
        .iter()
        .map(|((g, s), c)| (2.0 * *c as f64 / (gold[g] + system[s]) as f64, *g, *s))
        .collect();
    pairs.sort_by(|one, other| {
        other.0.total_cmp(&one.0).then(one.1.cmp(other.1)).then(one.2.cmp(&other.2))
    });
    let (mut used_g, mut used_s, mut sum) = (Vec::new(), Vec::new(), 0.0);
    for (phi, g, s) in pairs {
        if !used_g.contains(&g) && !used_s.contains(&s) {
            used_g.push(g);
            used_s.push(s);
            sum += phi;
        }
    }
    let f1 = |x: f64, y: f64| 100.0 * 2.0 * x * y / (x + y);
    [f1(p, r), f1(sum / system.len() as f64, sum / gold.len() as f64)]
}
