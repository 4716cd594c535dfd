//! Writes every page of the room, filled with invented data, into a folder to be looked at.
//!
//! `cargo run -p room --example gallery -- FOLDER`; then serve the folder and open `index.html`, or let
//! `tests/browser/look.mjs` do it.

mod samples;

use std::fs;
use std::path::Path;

use askama::Template;

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    fs::create_dir_all(folder.join("assets"))?;
    for (address, bytes) in room::assets::files() {
        fs::write(folder.join(address.trim_start_matches('/')), bytes)?;
    }
    let mut names = Vec::new();
    let mut write = |name: &str, html: askama::Result<String>| {
        names.push(format!("<li><a href=\"{name}.html\">{name}</a>"));
        let html = html.map_err(std::io::Error::other)?;
        fs::write(folder.join(format!("{name}.html")), html)
    };
    write("unread", samples::shelf::unread().render())?;
    write("feed", samples::shelf::feed().render())?;
    write("empty", samples::shelf::empty().render())?;
    write("read", samples::article::read().render())?;
    write("link", samples::article::link().render())?;
    write("search", samples::shelf::search().render())?;
    write("marks", samples::article::marks().render())?;
    write("feeds", samples::desk::feeds().render())?;
    write("queue", samples::desk::queue().render())?;
    write("save", samples::desk::save().render())?;
    write("tags", samples::desk::tags().render())?;
    write("rules", samples::desk::rules().render())?;
    write("import", samples::desk::import().render())?;
    write("preview", samples::desk::preview().render())?;
    write("report", samples::desk::report().render())?;
    write("settings", samples::people::settings().render())?;
    write("sign-in", samples::people::sign_in().render())?;
    write("sign-in-wrong", samples::people::sign_in_wrong().render())?;
    write("code", samples::people::code().render())?;
    write("set-up", samples::people::set_up().render())?;
    write("sign-up", samples::people::sign_up().render())?;
    write("forgot", samples::people::forgot().render())?;
    write("confirm", samples::people::confirm().render())?;
    write("account", samples::people::account().render())?;
    write("admin", samples::people::admin().render())?;
    write("plans", samples::plans::plans().render())?;
    write("thanks", samples::plans::thanks().render())?;
    write("wall", samples::plans::wall().render())?;
    write("host", samples::plans::host().render())?;
    write("keys", samples::people::keys().render())?;
    write("offline", samples::people::offline().render())?;
    write("error", samples::people::error().render())?;
    fs::write(folder.join("index.html"), format!("<!doctype html><ul>{}</ul>", names.concat()))
}
