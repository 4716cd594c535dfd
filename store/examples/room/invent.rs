//! Articles out of nothing: invented words as often as words are (Zipf), the same at every run.

use jiff::Timestamp;
use store::article::{Content, Reading};
use store::statements::{Figure, Kind, Statement};

/// Different words in the language; the commonest is "the".
const WORDS: usize = 30_000;

pub(crate) struct Invent {
    words: Vec<String>,
    /// For each word, how much of all words it and those before it are.
    shares: Vec<f64>,
    state: u64,
    /// Words of an article.
    word_count: usize,
    /// Real sentences to take at random instead of inventing them.
    sentences: Vec<String>,
}

const SYLLABLES: [&str; 40] = [
    "ba", "re", "ti", "on", "al", "de", "mo", "ra", "in", "es", "ter", "con", "pro", "ver", "li",
    "ca", "na", "so", "per", "men", "tra", "vi", "lo", "gan", "ster", "po", "mi", "den", "fa",
    "ru", "hol", "ber", "ku", "sa", "tem", "nor", "pli", "wa", "que", "gre",
];
const COMMON: [&str; 24] = [
    "the", "of", "to", "and", "a", "in", "that", "for", "is", "on", "was", "with", "he", "said",
    "as", "it", "by", "at", "from", "has", "an", "be", "were", "their",
];

impl Invent {
    pub(crate) fn new(word_count: usize, sentences: Option<&str>) -> Self {
        let sentences = sentences.unwrap_or_default().lines().map(str::to_owned).collect();
        let state = 0x9E37_79B9_7F4A_7C15;
        let mut invent =
            Self { words: Vec::new(), shares: Vec::new(), state, word_count, sentences };
        let mut total = 0.0;
        let mut seen = std::collections::HashSet::new();
        while invent.words.len() < WORDS {
            let rank = invent.words.len();
            let word = match COMMON.get(rank) {
                Some(word) => (*word).to_owned(),
                // Rarer words are longer.
                None => {
                    let syllables =
                        2 + invent.below(1 + (rank > 500) as usize + (rank > 5000) as usize);
                    (0..syllables).map(|_| SYLLABLES[invent.below(40)]).collect()
                }
            };
            if seen.insert(word.clone()) {
                total += 1.0 / (rank as f64 + 2.7);
                invent.words.push(word);
                invent.shares.push(total);
            }
        }
        invent.shares.iter_mut().for_each(|share| *share /= total);
        invent
    }

    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn word(&mut self) -> usize {
        let at = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        self.shares.partition_point(|&share| share < at).min(WORDS - 1)
    }

    pub(crate) fn title(&mut self) -> String {
        let mut title = String::new();
        for _ in 0..8 {
            let word = self.word();
            if !title.is_empty() {
                title.push(' ');
            }
            title.push_str(&self.words[word]);
        }
        title
    }

    pub(crate) fn reading(&mut self, number: usize, outlet: usize, at: Timestamp) -> Reading {
        let (mut text, mut html) = (String::new(), String::new());
        let mut word_count = 0;
        while word_count < self.word_count {
            let mut paragraph = String::new();
            for _ in 0..2 + self.below(3) {
                word_count += self.sentence(&mut paragraph);
            }
            if word_count >= self.word_count {
                // What is looked for: in 1 % and in 0.05 % of all articles.
                if number % 100 == 7 {
                    paragraph.push_str(" Percental words stood here.");
                }
                if number % 2000 == 7 {
                    paragraph.push_str(" Zanzibar was named.");
                }
            }
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&paragraph);
            html.push_str(&format!("<p>{paragraph}</p>\n"));
        }
        let statements = self.statements(&text);
        Reading {
            title: self.title(),
            standfirst: Some(text[..text.floor_char_boundary(140)].to_owned()),
            byline: vec![format!("Writer {}", self.below(500))],
            outlet: Some(format!("Outlet {outlet}")),
            published: Some(at.to_string()),
            published_at: Some(at),
            language: Some("en".to_owned()),
            lead_image: Some(format!("https://outlet{outlet}.example/pictures/{number}.jpg")),
            word_count: word_count as i64,
            content: Content { record: record(&statements), text, html },
            statements,
            extractor: "bench".to_owned(),
            pictures: Vec::new(),
            capture: None,
            is_same_page: false,
        }
    }

    /// Appends a sentence; gives its count of words.
    fn sentence(&mut self, out: &mut String) -> usize {
        if !self.sentences.is_empty() {
            let at = self.below(self.sentences.len());
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&self.sentences[at]);
            return self.sentences[at].split(' ').count();
        }
        let count = 12 + self.below(16);
        for index in 0..count {
            let word = self.word();
            if !out.is_empty() {
                out.push(' ');
            }
            let word = &self.words[word];
            match index {
                0 => {
                    out.push_str(&word[..1].to_uppercase());
                    out.push_str(&word[1..]);
                }
                _ => out.push_str(word),
            }
            if index % 9 == 8 {
                out.push(',');
            }
        }
        out.push('.');
        count
    }

    /// Three quotes and three figures.
    fn statements(&mut self, text: &str) -> Vec<Statement> {
        (0..6)
            .map(|number| {
                let start = text.floor_char_boundary(text.len() * number / 7);
                let span = start..start + 90;
                let source = Some(format!("Person {}", self.below(3000)));
                if number % 2 == 0 {
                    return Statement { source, kind: Kind::Direct, span, figure: None };
                }
                let measure = 100 + self.below(400);
                let figure = Figure {
                    value: self.below(100_000).to_string(),
                    unit: None,
                    measure: Some(self.words[measure].clone()),
                    place: Some(format!("Place {}", self.below(200))),
                    day: Some("2026-03-04".to_owned()),
                };
                Statement { source, kind: Kind::Figure, span, figure: Some(figure) }
            })
            .collect()
    }
}

/// JSON as long as that of a real record with these statements.
fn record(statements: &[Statement]) -> String {
    let all = statements.iter().map(|statement| {
        let (span, source) = (&statement.span, statement.source.as_deref().unwrap_or_default());
        let figure = statement.figure.as_ref().map(|figure| {
            serde_json::json!({ "value": figure.value, "measure": figure.measure,
                "place": figure.place, "time": figure.day })
        });
        serde_json::json!({ "kind": "direct", "span": [span.start, span.end],
            "source": { "name": source, "span": [span.start + 20, span.start + 33] },
            "cue": [span.start + 35, span.start + 39],
            "content": [span.start, span.start + 18], "figure": figure })
    });
    serde_json::json!({ "version": 1, "statements": all.collect::<Vec<_>>() }).to_string()
}
