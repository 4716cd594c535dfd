//! What the settings page shows.

use askama::Template;

use crate::layout::Layout;

/// Settings of reading and of lists.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/page.html")]
pub struct SettingsPage {
    pub layout: Layout,
    pub here: String,
    pub page_size: i64,
    pub time_zone: String,
    pub time_zone_wrong: Option<String>,
    /// Some zones to choose from.
    pub zones: Vec<String>,
    pub archive_at_end: bool,
    pub pictures: bool,
    pub quotes: bool,
    pub figures: bool,
    /// The reader's address for letters, empty where they have none; `None` where the room takes no letters.
    pub letters_to: Option<String>,
}
