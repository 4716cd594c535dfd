//! A library to look at: one reader, and articles that nobody ever published. Two outlets report the
//! same storm with other figures, one reprints an agency, one changes its text.

use std::sync::Arc;

use page::Capture;
use store::accounts::{NewReader, Role};
use store::shelf::Saving;
use url::Url;

use crate::accounts::demo_link;
use crate::{App, Result, desk};

/// Address and page of each, the oldest first.
const PAGES: &[(&str, &[u8])] =
    &[("https://courier.example/valley/storm", include_bytes!("../demo/01-courier-storm.html"))];

/// Fills an empty library; gives a link that signs its reader in.
///
/// # Errors
/// When the store fails.
pub async fn fill(app: &Arc<App>) -> Result<String> {
    let role = Role::Admin;
    let (name, display_name) = ("demo", "Demo reader");
    let new = NewReader { name, display_name, email: None, password_hash: None, role };
    let reader = app.store.add_reader(new, app.now()).await?;
    for (url, bytes) in PAGES {
        let url = Url::parse(url).expect("the addresses above are addresses");
        // Theirs alone, so that the desk does not look for outlets that are not there.
        let saving = Saving { is_private: true, ..Saving::new(url.clone(), app.now()) };
        let saved = app.store.save(reader, saving, app.now()).await?;
        let headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
        let capture = Capture { bytes: bytes.to_vec(), url: Some(url), headers };
        desk::keep(app, saved.article_id, capture).await?;
    }
    demo_link(app, reader).await
}
