//! Chores of the workspace: `cargo xtask <chore>`.

mod train;

use std::path::PathBuf;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["train", "page", rest @ ..] => {
            let value = |flag: &str| {
                rest.iter().position(|arg| *arg == flag).and_then(|at| rest.get(at + 1))
            };
            let cross = value("--cross").map(|folds| folds.parse()).transpose()?;
            let pages = value("--pages").map(PathBuf::from);
            train::page::run(cross, pages.as_deref())
        }
        _ => anyhow::bail!("usage: cargo xtask train page [--cross FOLDS] [--pages FILE]"),
    }
}
