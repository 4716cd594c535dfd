//! The parser from outside: the cases of html5lib and the pages of `data/pages`. Data is read from
//! the folder `DATELINE_GOLD` names and never committed.

mod differential;
mod dump;
mod html5lib;
mod limits;
mod soup;

use std::path::PathBuf;

/// The folder of gold data; `None`, with a note, where there is none.
fn gold(part: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("DATELINE_GOLD").map(|gold| PathBuf::from(gold).join(part));
    let folder = folder.filter(|folder| folder.is_dir());
    if folder.is_none() {
        println!("skipped: no data (DATELINE_GOLD has no {part})");
    }
    folder
}
