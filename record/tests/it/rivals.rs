//! Rival claims on invented passages: `rivals.txt` holds them with the relations of their figures.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;
use record::rival::{Account, Kind, compare};
use record::{Options, Record, read};

struct Doc {
    published: Option<Date>,
    outlet: String,
    text: String,
}

struct Mark {
    id: String,
    doc: usize,
    span: Range<usize>,
}

struct Passage {
    name: String,
    docs: Vec<Doc>,
    marks: Vec<Mark>,
    /// `a`, `b`, name of the relation.
    relations: Vec<[String; 3]>,
}

fn passages(file: &str) -> Vec<Passage> {
    let mut all: Vec<Passage> = Vec::new();
    for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with("% ")) {
        if let Some(name) = line.strip_prefix("# ") {
            let name = name.to_owned();
            all.push(Passage { name, docs: Vec::new(), marks: Vec::new(), relations: Vec::new() });
            continue;
        }
        let passage = all.last_mut().expect("a passage starts with its name");
        if let Some(head) = line.strip_prefix("@ ") {
            let (day, outlet) = head.split_once(' ').expect("day and outlet");
            let (published, outlet) = (day.parse().ok(), outlet.to_owned());
            passage.docs.push(Doc { published, outlet, text: String::new() });
        } else if let Some(relation) = line.strip_prefix("> ") {
            let mut words = relation.split(' ').map(str::to_owned);
            passage.relations.push([(); 3].map(|()| words.next().expect("a b relation")));
        } else {
            add_line(passage, line);
        }
    }
    all
}

/// Takes the marks `{id:words}` out of a line and adds it to the last article.
fn add_line(passage: &mut Passage, line: &str) {
    let at = passage.docs.len() - 1;
    let text = &mut passage.docs[at].text;
    if !text.is_empty() {
        text.push('\n');
    }
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        let (mark, after) = after.split_once('}').expect("a closed mark");
        let (id, words) = mark.split_once(':').expect("id and words");
        text.push_str(before);
        let start = text.len();
        text.push_str(words);
        passage.marks.push(Mark { id: id.to_owned(), doc: at, span: start..text.len() });
        rest = after;
    }
    text.push_str(rest);
}

/// Found, right and wanted of each relation; rivals that gold does not have.
#[derive(Default)]
struct Score {
    of: BTreeMap<&'static str, [usize; 3]>,
    false_rivals: usize,
}

const NAMES: [&str; 6] = ["rival", "update", "same", "part", "compatible", "mirror"];

impl Score {
    fn f1(&self, name: &str) -> f64 {
        let [found, right, wanted] = self.of.get(name).copied().unwrap_or_default();
        200.0 * right as f64 / (found + wanted).max(1) as f64
    }

    fn add(&mut self, passage: &Passage) {
        let records: Vec<Record> = passage.docs.iter().map(record_of).collect();
        let accounts: Vec<Account<'_>> = passage
            .docs
            .iter()
            .zip(&records)
            .map(|(doc, record)| Account {
                text: &doc.text,
                record,
                outlet: &doc.outlet,
                published: doc.published,
                reprint_of: None,
            })
            .collect();
        let compared = compare(&accounts);
        let id = |at: usize| -> String {
            let one = &compared.stated[at];
            let is_it = |mark: &&Mark| {
                mark.doc == one.article
                    && mark.span.start < one.span.end
                    && one.span.start < mark.span.end
            };
            let mark = passage.marks.iter().find(is_it);
            mark.map_or(format!("[{}]", &accounts[one.article].text[one.span.clone()]), |mark| {
                mark.id.clone()
            })
        };
        let mut wanted: Vec<[String; 3]> =
            passage.relations.iter().map(|r| ordered(r.clone())).collect();
        for relation in compared.relations.iter().filter(|r| r.kind != Kind::Apart) {
            let name = relation.kind.name();
            let found = ordered([id(relation.a), id(relation.b), name.to_owned()]);
            let at = wanted.iter().position(|other| *other == found);
            let counts = self.of.entry(name).or_default();
            counts[0] += 1;
            counts[1] += usize::from(at.is_some());
            match at {
                Some(at) => {
                    wanted.swap_remove(at);
                    counts[2] += 1;
                }
                None => {
                    println!("{}: too much {found:?} ({:?})", passage.name, relation.reason);
                    self.false_rivals += usize::from(name == "rival");
                }
            }
        }
        for missed in wanted {
            println!("{}: missed {missed:?}", passage.name);
            let name = NAMES.into_iter().find(|name| *name == missed[2]).expect("a relation");
            self.of.entry(name).or_default()[2] += 1;
        }
    }
}

fn record_of(doc: &Doc) -> Record {
    read(&doc.text, &Options { published: doc.published, ..Options::default() })
}

/// Relations that stand both ways get one order.
fn ordered([a, b, name]: [String; 3]) -> [String; 3] {
    let is_one_way = matches!(name.as_str(), "update" | "part");
    if is_one_way || a <= b { [a, b, name] } else { [b, a, name] }
}

fn score(file: &str) -> Score {
    let mut score = Score::default();
    for passage in passages(file) {
        score.add(&passage);
    }
    for name in NAMES {
        println!("{name:10} F1 {:5.1} {:?}", score.f1(name), score.of.get(name));
    }
    println!("false rivals {}", score.false_rivals);
    score
}

#[test]
fn invented_passages() {
    let score = score(include_str!("rivals.txt"));
    assert_eq!(score.false_rivals, 0);
}

#[test]
fn unseen_passages() {
    let score = score(include_str!("rivals_unseen.txt"));
    assert_eq!(score.false_rivals, 0);
}
