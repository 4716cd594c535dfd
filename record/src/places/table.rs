//! Countries, areas and states from the hand-made tables, and the words that tell people from places.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::PlaceKind;
use super::fold::fold;
use super::gazetteer::{self, Level, Row};
use crate::figures::rows;

/// One reading of a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    pub(crate) kind: PlaceKind,
    pub(crate) latitude: f32,
    pub(crate) longitude: f32,
    /// Two capitals, or two spaces for none.
    pub(crate) country: [u8; 2],
    pub(crate) region: Option<u16>,
    /// Natural logarithm of the population.
    pub(crate) size: f32,
    /// `Calif.`, `NSW`: stands for the name only in this very form.
    pub(crate) short: bool,
    /// From a hand-made table.
    pub(crate) known: bool,
}

#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) spots: HashMap<String, Vec<Spot>>,
    /// Exact forms: abbreviations in capitals or with a full stop.
    pub(crate) exact: HashMap<&'static str, Spot>,
    /// Two-letter codes that count only after `City, `.
    pub(crate) postal: HashMap<&'static str, Spot>,
    pub(crate) points: HashMap<u16, (f32, f32)>,
    pub(crate) titles: HashSet<&'static str>,
    pub(crate) first_names: HashSet<&'static str>,
    /// Given names that are better known as cities.
    pub(crate) either: HashSet<&'static str>,
    pub(crate) sites: HashSet<&'static str>,
    pub(crate) stops: HashSet<&'static str>,
    /// Common words that are also names of towns.
    pub(crate) common: HashSet<&'static str>,
}

pub(crate) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(build)
}

fn build() -> Tables {
    let mut tables = Tables {
        spots: HashMap::new(),
        exact: HashMap::new(),
        postal: HashMap::new(),
        points: HashMap::new(),
        titles: HashSet::new(),
        first_names: HashSet::new(),
        either: HashSet::new(),
        sites: HashSet::new(),
        stops: HashSet::new(),
        common: HashSet::new(),
    };
    for row in rows(include_str!("../../data/states.tsv")) {
        let &[code, name, latitude, longitude, others] = row.as_slice() else {
            continue;
        };
        let region = region_of(name, *b"US");
        let spot = Spot { region, ..spot(PlaceKind::Region, latitude, longitude, *b"US", 15.5) };
        tables.postal.insert(code, spot);
        add(&mut tables, name, others, spot);
    }
    for row in rows(include_str!("../../data/countries.tsv")) {
        let &[code, name, latitude, longitude, others, people] = row.as_slice() else {
            continue;
        };
        let country = code.as_bytes().first_chunk().copied().unwrap_or(*b"  ");
        let country = spot(PlaceKind::Country, latitude, longitude, country, 17.0);
        add(&mut tables, name, others, country);
        for word in people.split('|').filter(|word| !word.is_empty()) {
            let adjective = Spot { kind: PlaceKind::Adjective, ..country };
            tables.spots.entry(fold(word)).or_default().push(adjective);
        }
    }
    for row in rows(include_str!("../../data/areas.tsv")) {
        let &[name, latitude, longitude, country, others] = row.as_slice() else {
            continue;
        };
        let code = country.as_bytes().first_chunk().copied().unwrap_or(*b"  ");
        let region = region_of(name, code);
        let area = Spot { region, ..spot(PlaceKind::Area, latitude, longitude, code, 16.0) };
        add(&mut tables, name, others, area);
    }
    for row in rows(include_str!("../../data/people.tsv")) {
        let &[class, words] = row.as_slice() else {
            continue;
        };
        let set = match class {
            "title" => &mut tables.titles,
            "first" => &mut tables.first_names,
            "either" => &mut tables.either,
            "site" => &mut tables.sites,
            _ => &mut tables.stops,
        };
        set.extend(words.split(' '));
    }
    tables.common = include_str!("../../data/common.txt").split_whitespace().collect();
    tables
}

fn spot(kind: PlaceKind, latitude: &str, longitude: &str, country: [u8; 2], size: f32) -> Spot {
    Spot {
        kind,
        latitude: latitude.parse().unwrap_or(0.0),
        longitude: longitude.parse().unwrap_or(0.0),
        country,
        region: None,
        size,
        short: false,
        known: true,
    }
}

fn region_of(name: &str, country: [u8; 2]) -> Option<u16> {
    let key = fold(
        name.trim_end_matches(" State").trim_end_matches(" province").trim_end_matches(" state"),
    );
    gazetteer::find(&key)
        .iter()
        .find(|row| row.level == Level::Region && row.country == country)
        .map(|row| row.region)
}

fn add(tables: &mut Tables, name: &'static str, others: &'static str, spot: Spot) {
    if let Some(region) = spot.region {
        tables.points.entry(region).or_insert((spot.latitude, spot.longitude));
    }
    for word in std::iter::once(name).chain(others.split('|')).filter(|word| !word.is_empty()) {
        let short = word.ends_with('.')
            || (word.len() <= 4
                && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'.' || b == b'&'));
        if short {
            tables.exact.insert(word, Spot { short: true, ..spot });
        } else {
            let list = tables.spots.entry(fold(word)).or_default();
            if list.iter().all(|other| other.country != spot.country || other.kind != spot.kind) {
                list.push(spot);
            }
        }
    }
}

/// Every reading of a folded name: the tables' own first, then the gazetteer's.
pub(crate) fn readings(key: &str) -> Vec<Spot> {
    let tables = tables();
    let mut all = tables.spots.get(key).cloned().unwrap_or_default();
    let known = all.len();
    // Namesakes past the largest forty have decided nothing on the dev sets.
    for row in gazetteer::find(key).iter().take(40) {
        let spot = from_row(row, tables);
        let same = all[..known].iter().any(|other| {
            other.country == spot.country
                && (spot.region == other.region && spot.kind == PlaceKind::Region
                    || near(other, &spot) && spot.kind != PlaceKind::City
                    || (other.latitude - spot.latitude).abs()
                        + (other.longitude - spot.longitude).abs()
                        < 0.5)
        });
        if !same {
            all.push(spot);
        }
    }
    all
}

fn near(a: &Spot, b: &Spot) -> bool {
    (a.latitude - b.latitude).abs() + (a.longitude - b.longitude).abs() < 3.0
}

fn from_row(row: &Row, tables: &Tables) -> Spot {
    let point = (row.level == Level::Region).then(|| tables.points.get(&row.region)).flatten();
    let (latitude, longitude) = point.copied().unwrap_or((row.latitude, row.longitude));
    Spot {
        kind: match row.level {
            Level::Region => PlaceKind::Region,
            Level::District => PlaceKind::District,
            Level::City => PlaceKind::City,
        },
        latitude,
        longitude,
        country: row.country,
        region: Some(row.region),
        size: f32::from(row.size) / 2.0,
        short: false,
        known: false,
    }
}
