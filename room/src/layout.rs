//! What stands around every page: nameplate, index of sections, foot, a notice.
//!
//! A page is a struct with a `layout` field and a template that extends `layout/base.html`;
//! [`page`] makes an answer of it.

mod icon;
pub mod index;
mod look;
pub mod plain;
pub mod when;

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::ZonedDateTime;
use jiff::tz::TimeZone;

use crate::App;

pub use icon::Icon;
pub use index::{Entry, Group, Index};
pub use look::{Choice, Chosen, Look, Value};
pub use when::When;

/// The frame of a page.
#[derive(Clone, Debug)]
pub struct Layout {
    /// What the page is called; empty on the front page.
    pub title: String,
    pub room_name: String,
    /// Who is signed in.
    pub reader: Option<Person>,
    pub look: Look,
    /// "Tuesday" and "24 November 2026", in the reader's zone.
    pub weekday: String,
    pub today: String,
    /// `None` where nobody is signed in.
    pub index: Option<Index>,
    pub notice: Option<Notice>,
    /// Whether there are plans to speak of.
    pub has_plans: bool,
}

/// The reader as their pages name them.
#[derive(Clone, Debug)]
pub struct Person {
    pub display_name: String,
    pub is_admin: bool,
}

/// One line above the page that says what was done or what is wrong.
#[derive(Clone, Debug)]
pub struct Notice {
    pub words: String,
    pub is_bad: bool,
    pub undo: Option<Undo>,
}

/// A form that takes back what was done.
#[derive(Clone, Debug)]
pub struct Undo {
    pub action: String,
    pub fields: Vec<(&'static str, String)>,
}

impl Layout {
    /// A frame without reader, index or notice.
    pub fn new(
        title: impl Into<String>,
        room_name: impl Into<String>,
        now: &ZonedDateTime,
    ) -> Self {
        Self {
            room_name: room_name.into(),
            weekday: now.strftime("%A").to_string(),
            today: now.strftime("%-d %B %Y").to_string(),
            ..Self::bare(title)
        }
    }

    /// A frame for where nothing is known of the request.
    pub fn bare(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            room_name: "Dateline".to_owned(),
            reader: None,
            look: Look::default(),
            weekday: String::new(),
            today: String::new(),
            index: None,
            notice: None,
            has_plans: false,
        }
    }

    /// The address of one of our files.
    pub fn asset(&self, name: &'static str) -> &'static str {
        crate::assets::address(name)
    }

    /// One of the pictures of `icons.svg`.
    pub fn icon(&self, name: &'static str) -> Icon {
        Icon(name)
    }
}

/// Room for most pages, so that they are written without being moved.
const PAGE_BYTES: usize = 64 << 10;

/// The answer that shows a page.
pub(crate) fn page(template: &impl Template) -> Response {
    let mut html = String::with_capacity(PAGE_BYTES);
    match template.render_into(&mut html) {
        Ok(()) => ([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        // Our templates write into a string and call nothing that fails.
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Digits in groups of three.
pub(crate) fn grouped(count: i64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The frame of a page for who is not signed in.
pub(crate) fn outside(app: &App, title: &str) -> Layout {
    let now = app.now().to_zoned_datetime(TimeZone::UTC);
    Layout::new(title, app.name(), &now)
}
