//! A reader's choices, and the pages where they are made.

pub mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::fields::{Fields, local};
use crate::intake::mail::{change_address, own_address};
use crate::layout::{Look, page};
use crate::session::Me;
use crate::{App, Error, Result};
use view::SettingsPage;

/// Everything a reader chose, kept as JSON. What is missing is as usual.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Values of [`Look`], by name; those that are as usual may be absent.
    pub look: std::collections::BTreeMap<String, String>,
    /// Articles on a page of a list.
    pub page_size: u32,
    /// IANA name; empty: UTC.
    pub time_zone: String,
    /// Archive an article when its end has been reached.
    pub archive_at_end: bool,
    /// Show pictures in lists.
    pub pictures: bool,
    /// Show quotes, and figures, when an article opens.
    pub quotes: bool,
    pub figures: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            look: std::collections::BTreeMap::new(),
            page_size: 30,
            time_zone: String::new(),
            archive_at_end: false,
            pictures: true,
            quotes: false,
            figures: false,
        }
    }
}

/// Sizes of a page of a list.
const PAGE_SIZES: std::ops::RangeInclusive<u32> = 10..=100;
/// Zones offered while typing: one for each offset people live at.
const ZONES: &[&str] = &[
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Bangkok",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
];

impl Settings {
    /// What was kept; as usual where it cannot be read.
    pub fn parse(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// The look they ask for.
    pub fn look(&self) -> Look {
        Look::of(|name| self.look.get(name).map(String::as_str))
    }

    fn set_look(&mut self, look: Look) {
        let pairs = look.chosen().map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.look = pairs.collect();
    }
}

/// `/settings` and below.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/settings", get(show))
        .route("/settings/reading", post(set_reading))
        .route("/settings/lists", post(set_lists))
        .route("/settings/record", post(set_record))
        .route("/settings/letters", post(set_letters))
}

async fn show(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    settings_page(&app, &me, None).await
}

async fn settings_page(app: &App, me: &Me, wrong: Option<(String, String)>) -> Result<Response> {
    let (time_zone, time_zone_wrong) = match wrong {
        Some((given, why)) => (given, Some(why)),
        None => (me.settings.time_zone.clone(), None),
    };
    let status = if time_zone_wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let settings = SettingsPage {
        layout: me.frame(app, "Settings", "/settings").await?,
        here: "/settings".to_owned(),
        page_size: me.settings.page_size.into(),
        time_zone,
        time_zone_wrong,
        zones: ZONES.iter().map(|zone| (*zone).to_owned()).collect(),
        archive_at_end: me.settings.archive_at_end,
        pictures: me.settings.pictures,
        quotes: me.settings.quotes,
        figures: me.settings.figures,
        letters_to: own_address(app, me.id).await?,
    };
    Ok((status, page(&settings)).into_response())
}

async fn set_reading(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Redirect> {
    let mut settings = me.settings.clone();
    settings.set_look(Look::of(|name| fields.get(name)));
    keep(&app, &me, &settings).await?;
    Ok(Redirect::to(local(fields.get("back"))))
}

async fn set_record(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<StatusCode> {
    let mut settings = me.settings.clone();
    for (name, choice) in [("quotes", &mut settings.quotes), ("figures", &mut settings.figures)] {
        if let Some(value) = fields.get(name) {
            *choice = value == "1";
        }
    }
    keep(&app, &me, &settings).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn set_lists(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Response> {
    let zone = fields.get("time_zone").unwrap_or("").trim();
    if !zone.is_empty() && TimeZone::get(zone).is_err() {
        let why = "There is no time zone of that name.".to_owned();
        return settings_page(&app, &me, Some((zone.to_owned(), why))).await;
    }
    let mut settings = me.settings.clone();
    let size = fields.get("page_size").and_then(|size| size.parse().ok());
    settings.page_size = size.unwrap_or(30).clamp(*PAGE_SIZES.start(), *PAGE_SIZES.end());
    zone.clone_into(&mut settings.time_zone);
    settings.archive_at_end = fields.has("archive_at_end");
    settings.pictures = fields.has("pictures");
    settings.quotes = fields.has("quotes");
    settings.figures = fields.has("figures");
    keep(&app, &me, &settings).await?;
    Ok(Redirect::to("/settings").into_response())
}

async fn set_letters(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Redirect> {
    let wants_one = match fields.get("act") {
        Some("new") => true,
        Some("none") => false,
        _ => return Err(Error::bad("Say what to do with the address.")),
    };
    change_address(&app, me.id, wants_one).await?;
    Ok(Redirect::to("/settings#letters"))
}

async fn keep(app: &App, me: &Me, settings: &Settings) -> Result<()> {
    let json = serde_json::to_string(settings).expect("strings, numbers and flags are JSON");
    Ok(app.store.set_settings(me.id, &json).await?)
}
