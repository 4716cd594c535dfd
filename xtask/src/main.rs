//! Chores of the workspace.

mod record_batch;
mod train_quotes;

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["train", "quotes", ref rest @ ..] => train_quotes::run(rest),
        ["record-speed", ref rest @ ..] => record_batch::speed(rest),
        ["record-batch", ref rest @ ..] => record_batch::run(rest),
        _ => anyhow::bail!("usage: cargo xtask train quotes"),
    }
}
