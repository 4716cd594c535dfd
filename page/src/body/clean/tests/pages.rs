//! Real pages: the blocks of the gold text are kept, whatever comes out must be sound and hold
//! their words. `DATELINE_GOLD` names the folder; without it the test says so and passes.
//! `DATELINE_LOOK=DIR` writes each body and text there to be looked at, and the time taken.

use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use flate2::read::GzDecoder;
use url::Url;

use crate::body::clean::tests::anything::{depth, is_safe};
use crate::body::clean::tests::{LEXICON, html};
use crate::body::clean::{clean, words};
use crate::body::features::shingles;
use crate::body::scan::{Scan, scan, words_in};
use crate::capture::Capture;
use crate::{decode, dom};

const SETS: &[&str] = &["scrapinghub", "fundus", "wcxb-dev", "daniel", "cleaneval-dev"];

fn folder() -> Option<PathBuf> {
    let stated = env::var_os("DATELINE_GOLD").map(PathBuf::from);
    let near = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    [stated, Some(near)].into_iter().flatten().find(|folder| folder.join("pages").is_dir())
}

/// Blocks that share most of their words with the gold, three in a row.
fn choose(scan: &Scan, gold: &str) -> Vec<bool> {
    let gold: HashSet<u32> = shingles(&words_in(gold)).collect();
    let mut kept = vec![];
    for block in &scan.blocks {
        let words = scan.words_of(block);
        let found = shingles(words).filter(|shingle| gold.contains(shingle)).count();
        kept.push(words.len() >= 3 && found * 10 >= shingles(words).count() * 6);
    }
    kept
}

#[test]
fn real_pages_come_out_sound() {
    let Some(folder) = folder() else {
        eprintln!("skipped: no data");
        return;
    };
    let look = env::var_os("DATELINE_LOOK").map(PathBuf::from);
    // A tenth of the pages keeps the test short.
    let step = if look.is_some() { 1 } else { 10 };
    let (mut count, mut took) = (0u32, Duration::ZERO);
    for set in SETS {
        let set_folder = folder.join("pages").join(set);
        let gold = fs::read_to_string(set_folder.join("gold.jsonl")).unwrap_or_default();
        for (index, line) in gold.lines().enumerate().step_by(step) {
            let record: serde_json::Value = serde_json::from_str(line).expect("a line of gold");
            let name = record["html"].as_str().unwrap_or_default();
            let Ok(file) = fs::File::open(set_folder.join(name)) else { continue };
            let mut bytes = vec![];
            GzDecoder::new(file).read_to_end(&mut bytes).expect("a gzip file");
            let url = record["url"].as_str().and_then(|url| Url::parse(url).ok());
            let capture = Capture { bytes, url, ..Capture::default() };
            let Ok(decoded) = decode::decode(&capture) else { continue };
            let document = dom::parse(&decoded.text);
            let scan = scan(&document, LEXICON);
            let kept = choose(&scan, record["text"].as_str().unwrap_or_default());
            let start = Instant::now();
            let reading = clean(&document, &scan, &kept, capture.url.as_ref());
            took += start.elapsed();
            count += 1;
            let markup = html(&reading.body);
            assert!(is_safe(&reading.body) && depth(&reading.body) <= 64, "{name}");
            let written: HashSet<u32> = words_in(&reading.text).into_iter().collect();
            let missing: Vec<String> = scan
                .blocks
                .iter()
                .zip(&kept)
                .filter(|(block, kept)| {
                    **kept && scan.words_of(block).iter().any(|word| !written.contains(word))
                })
                .map(|(block, _)| words(&document, block))
                .collect();
            // Who is quoted may go with a pull quote; a drawn formula is replaced by what its
            // author typed.
            let may_miss = decoded.text.contains("katex") || decoded.text.contains("pull");
            assert!(missing.is_empty() || may_miss, "{name}: {missing:?}");
            if let Some(look) = &look {
                let markup = markup.replace("><", ">\n<");
                let address = capture.url.map_or_else(String::new, |url| url.to_string());
                let page = format!("{address}\n{markup}\n\n-----\n{}", reading.text);
                fs::write(look.join(format!("{set}-{index:03}.txt")), page).expect("writable");
            }
        }
    }
    if look.is_some() {
        eprintln!("{count} pages, {:?} a page", took / count.max(1));
    }
}
