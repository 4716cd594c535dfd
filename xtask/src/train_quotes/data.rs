//! Gold for training: articles with their attributions in byte spans, cut into chunks with labels.

use anyhow::{Context, Result};
use record::quotes::chunks::{self, BREAK, Token};
use record::text::Text;
use serde_json::Value;
use std::collections::HashMap;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

/// Spans of one role, in bytes.
pub(super) type Spans = Vec<Range<usize>>;

/// One attribution of the gold.
#[derive(Debug, Clone)]
pub(super) struct Attribution {
    pub source: Spans,
    pub cue: Spans,
    pub content: Spans,
}

/// An article of the gold.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub text: String,
    pub attributions: Vec<Attribution>,
    /// Words of the silver annotation: byte span, part of speech, entity class, relation to the head.
    pub silver: Vec<(Range<usize>, String, String, String)>,
}

/// A chunk with its labels.
pub(super) struct Sample {
    pub tokens: Vec<Token>,
    pub sentences: Vec<u32>,
    /// Cue label of each token.
    pub cues: Vec<u8>,
    /// Source and content labels of all attributions together (auxiliary).
    pub union: Vec<u8>,
    /// Silver labels, 255 where there is none: part of speech and entity joined, relation.
    pub silver: [Vec<u8>; 2],
    /// Each cue with its own source and content labels.
    pub quotes: Vec<(Range<usize>, Vec<u8>)>,
}

/// Names of silver labels by number.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub numbers: [HashMap<String, u8>; 2],
}

/// Reads JSON lines, gzip or not.
pub(super) fn lines(path: &Path) -> Result<Vec<Value>> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut text = String::new();
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes)?;
    }
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// Byte offset of every code point of `text`, and of its end.
pub(super) fn offsets(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

/// Reads a part of PolNeAR ("train", "dev") with its silver annotation.
pub(super) fn read(folder: &Path, part: &str) -> Result<Vec<Document>> {
    let plain = folder.join(format!("polnear-{part}.jsonl"));
    let path = if plain.exists() { plain } else { folder.join(format!("polnear-{part}.jsonl.gz")) };
    let silver: HashMap<String, Value> =
        lines(&folder.join(format!("polnear-{part}-silver.jsonl.gz")))?
            .into_iter()
            .map(|mut line| (line["id"].as_str().unwrap_or("").to_owned(), line["tokens"].take()))
            .collect();
    lines(&path)?.iter().map(|line| document(line, &silver)).collect()
}

/// Leaves out every 28th article: thresholds are chosen on those, never on the dev part.
pub(super) fn without_held_out(documents: Vec<Document>) -> Vec<Document> {
    documents.into_iter().enumerate().filter(|(at, _)| at % 28 != 13).map(|(_, d)| d).collect()
}

fn document(line: &Value, silver: &HashMap<String, Value>) -> Result<Document> {
    let text = line["text"].as_str().context("no text")?.to_owned();
    let id = line["id"].as_str().context("no id")?.to_owned();
    let at = offsets(&text);
    let spans = |value: &Value| -> Spans {
        let pairs = value.as_array().map(Vec::as_slice).unwrap_or_default();
        pairs
            .iter()
            .filter_map(|p| Some(at[p[0].as_u64()? as usize]..at[p[1].as_u64()? as usize]))
            .collect()
    };
    let attributions = line["attributions"]
        .as_array()
        .context("no attributions")?
        .iter()
        .map(|a| Attribution {
            source: spans(&a["source"]),
            cue: spans(&a["cue"]),
            content: spans(&a["content"]),
        })
        .collect();
    let silver = silver.get(&id).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let silver = silver
        .iter()
        .filter_map(|t| {
            let span = at[t[0].as_u64()? as usize]..at[t[1].as_u64()? as usize];
            let name = |index: usize| t[index].as_str().unwrap_or("").to_owned();
            Some((span, name(2), name(3), name(5)))
        })
        .collect();
    Ok(Document { text, attributions, silver })
}

/// Cuts documents into chunks with labels.
pub(super) fn samples(documents: &[Document], names: &mut Names) -> Vec<Sample> {
    let mut all = Vec::new();
    for document in documents {
        let text = Text::read(&document.text);
        let starts = chunks::sentence_starts(&text);
        let sentence_of = text.sentence_of_words();
        let silver = silver_labels(&text, document, names);
        for chunk in chunks::cut(&text) {
            let position: HashMap<u32, usize> = chunk
                .iter()
                .enumerate()
                .filter(|(_, w)| **w != BREAK)
                .map(|(at, w)| (*w, at))
                .collect();
            let place = |spans: &Spans| -> Vec<Range<usize>> {
                spans.iter().filter_map(|span| place(&text, &position, span)).collect()
            };
            let pick = |labels: &[u8]| {
                chunk.iter().map(|&w| labels.get(w as usize).copied().unwrap_or(255)).collect()
            };
            let mut sample = Sample {
                tokens: chunks::tokens(&text, &chunk, &starts),
                sentences: chunks::sentences(&chunk, &sentence_of),
                cues: vec![0; chunk.len()],
                union: vec![0; chunk.len()],
                silver: [pick(&silver[0]), pick(&silver[1])],
                quotes: Vec::new(),
            };
            for attribution in &document.attributions {
                let mut parts = vec![0; chunk.len()];
                label(&mut parts, &place(&attribution.source), 1);
                label(&mut parts, &place(&attribution.content), 3);
                label(&mut sample.union, &place(&attribution.source), 1);
                label(&mut sample.union, &place(&attribution.content), 3);
                if let Some(cue) = place(&attribution.cue).into_iter().next() {
                    label(&mut sample.cues, std::slice::from_ref(&cue), 1);
                    sample.quotes.push((cue, parts));
                }
            }
            all.push(sample);
        }
    }
    all
}

fn label(labels: &mut [u8], spans: &[Range<usize>], first: u8) {
    for span in spans {
        labels[span.clone()].fill(first + 1);
        labels[span.start] = first;
    }
}

/// The tokens of a chunk that share a byte with the span.
pub(super) fn place(
    text: &Text,
    position: &HashMap<u32, usize>,
    span: &Range<usize>,
) -> Option<Range<usize>> {
    let first = text.words.partition_point(|w| w.end as usize <= span.start);
    let last = text.words.partition_point(|w| (w.start as usize) < span.end);
    let inside: Vec<usize> =
        (first..last).filter_map(|w| position.get(&(w as u32)).copied()).collect();
    Some(*inside.first()?..*inside.last()? + 1)
}

fn silver_labels(text: &Text, document: &Document, names: &mut Names) -> [Vec<u8>; 2] {
    let mut labels = [vec![255; text.words.len()], vec![255; text.words.len()]];
    let by_start: HashMap<usize, &(Range<usize>, String, String, String)> =
        document.silver.iter().map(|t| (t.0.start, t)).collect();
    for (at, word) in text.words.iter().enumerate() {
        let Some((span, tag, entity, relation)) = by_start.get(&(word.start as usize)) else {
            continue;
        };
        if span.end != word.end as usize {
            continue;
        }
        let entity = if matches!(entity.as_str(), "PERSON" | "ORGANIZATION" | "LOCATION") {
            entity
        } else {
            "O"
        };
        for (side, name) in [format!("{tag} {entity}"), relation.clone()].into_iter().enumerate() {
            let next = names.numbers[side].len().min(250) as u8;
            labels[side][at] = *names.numbers[side].entry(name).or_insert(next);
        }
    }
    labels
}
