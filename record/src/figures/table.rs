//! The tables behind the figure rules, read once from the data files in `record/data`.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Bound, Direction, UnitKind};

#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) name: &'static str,
    pub(crate) kind: UnitKind,
}

#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) units: HashMap<&'static str, Unit>,
    pub(crate) money: HashMap<&'static str, &'static str>,
    pub(crate) bounds: HashMap<&'static str, Bound>,
    pub(crate) changes: HashMap<&'static str, Direction>,
    pub(crate) small_words: HashMap<&'static str, Small>,
    pub(crate) labels: HashMap<&'static str, ()>,
}

/// What a common word can be, as far as noun phrases care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Small {
    /// Articles, prepositions, pronouns, conjunctions, auxiliaries: end a noun phrase.
    Function,
    /// Finite verbs and participles that follow a counted noun: end it too.
    Verb,
    /// Adverbs and determiners that may stand between a number and its noun.
    Filler,
}

pub(crate) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(read_tables)
}

pub(crate) fn rows(data: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    data.lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .map(|line| line.split('\t').collect())
}

fn read_tables() -> Tables {
    let mut units = HashMap::new();
    for row in rows(include_str!("../../data/units.tsv")) {
        let &[name, kind, forms] = row.as_slice() else {
            continue;
        };
        for form in forms.split('|') {
            units.entry(form).or_insert(Unit { name, kind: UnitKind::named(kind) });
        }
    }
    let pairs = |data| {
        rows(data).filter_map(|row| match row.as_slice() {
            &[key, value] => Some((key, value)),
            _ => None,
        })
    };
    let money = pairs(include_str!("../../data/money.tsv")).collect();
    let bounds = pairs(include_str!("../../data/modifiers.tsv"))
        .map(|(phrase, mark)| (phrase, Bound::marked(mark)))
        .collect();
    let changes = pairs(include_str!("../../data/changes.tsv"))
        .flat_map(|(forms, way)| {
            let way = if way == "up" { Direction::Up } else { Direction::Down };
            forms.split(' ').map(move |form| (form, way))
        })
        .collect();
    let mut small_words = HashMap::new();
    let mut labels = HashMap::new();
    for (kind, words) in pairs(include_str!("../../data/words.tsv")) {
        for word in words.split(' ') {
            match kind {
                "function" => _ = small_words.insert(word, Small::Function),
                "verb" => _ = small_words.insert(word, Small::Verb),
                "filler" => _ = small_words.insert(word, Small::Filler),
                _ => _ = labels.insert(word, ()),
            }
        }
    }
    Tables { units, money, bounds, changes, small_words, labels }
}
