//! The gold data on disk: `pages/<set>/gold.jsonl` and gzipped pages beside it.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;

/// A set of gold pages, in the order of its file.
#[derive(Debug, Clone)]
pub struct Set {
    pub name: String,
    pub pages: Vec<GoldPage>,
}

/// What people (or a tool they looked over) say is on a page; empty where the set does not say.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct GoldPage {
    pub id: String,
    pub set: String,
    #[serde(default)]
    pub url: Option<String>,
    /// Page type (`article`, `forum`…); not every set has it.
    #[serde(default)]
    pub kind: Option<String>,
    #[serde(default)]
    pub lang: Option<String>,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub byline: Vec<String>,
    /// `YYYY-MM-DD`.
    #[serde(default)]
    pub date: String,
    /// All days that count as right (local and UTC); if empty, only `date` does.
    #[serde(default)]
    pub dates: Vec<String>,
    /// The body, one block a line.
    #[serde(default)]
    pub text: String,
    /// Snippets that must be in the text.
    #[serde(default)]
    pub with: Vec<String>,
    /// Snippets that must not be in the text.
    #[serde(default)]
    pub without: Vec<String>,
    /// Path of the gzipped page, within the set's folder until `load` puts the folder before it.
    pub html: PathBuf,
}

impl GoldPage {
    /// The page's bytes as its origin stores them.
    ///
    /// # Errors
    /// If the file cannot be read or is not gzip.
    pub fn read(&self) -> Result<Vec<u8>> {
        let packed =
            fs::read(&self.html).with_context(|| format!("reading {}", self.html.display()))?;
        let mut bytes = Vec::with_capacity(packed.len() * 5);
        MultiGzDecoder::new(packed.as_slice())
            .read_to_end(&mut bytes)
            .with_context(|| format!("unpacking {}", self.html.display()))?;
        Ok(bytes)
    }
}

/// The gold data's folder: `DATELINE_GOLD`, else `../shared/data` beside the workspace.
pub fn folder() -> PathBuf {
    std::env::var_os("DATELINE_GOLD").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    )
}

/// Names of the page sets in the folder, sorted; empty where there is no data.
pub fn set_names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder.join("pages")) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|e| e.path().join("gold.jsonl").is_file())
        .filter_map(|e| e.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// Loads one page set.
///
/// # Errors
/// If the file is missing or a line is not a gold record.
pub fn load(folder: &Path, name: &str) -> Result<Set> {
    let set_folder = folder.join("pages").join(name);
    let file = set_folder.join("gold.jsonl");
    let lines = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let mut pages = Vec::new();
    for (number, line) in lines.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let mut page: GoldPage = serde_json::from_str(line)
            .with_context(|| format!("{} line {}", file.display(), number + 1))?;
        page.html = set_folder.join(&page.html);
        pages.push(page);
    }
    Ok(Set { name: name.to_owned(), pages })
}

/// A digest over the set's gold file and its packed pages: 64-bit FNV-1a, in hexadecimal.
///
/// It tells that data changed, not that somebody meant harm.
///
/// # Errors
/// If a file cannot be read.
pub fn digest(folder: &Path, set: &Set) -> Result<String> {
    let gold_file = folder.join("pages").join(&set.name).join("gold.jsonl");
    let mut digest = 0xCBF2_9CE4_8422_2325_u64;
    for path in std::iter::once(&gold_file).chain(set.pages.iter().map(|p| &p.html)) {
        let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        for byte in bytes {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    Ok(format!("{digest:016x}"))
}
