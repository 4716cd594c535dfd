//! Chores of the workspace: `cargo xtask <chore>`.

mod train;

use std::path::PathBuf;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["train", "page", rest @ ..] => {
            let pages = rest
                .iter()
                .position(|arg| *arg == "--pages")
                .and_then(|at| rest.get(at + 1));
            train::page::run(
                rest.contains(&"--cross"),
                pages.map(PathBuf::from).as_deref(),
            )
        }
        _ => anyhow::bail!("usage: cargo xtask train page [--cross] [--pages FILE]"),
    }
}
