//! Invented data: no outlet, person or event in it exists.

pub(crate) mod article;
pub(crate) mod desk;
pub(crate) mod people;
pub(crate) mod plans;
pub(crate) mod shelf;

use jiff::ZonedDateTime;
use jiff::civil::date;
use jiff::tz::TimeZone;
use room::layout::{Entry, Group, Index, Layout, Person};

/// A Tuesday morning.
pub(crate) fn now() -> ZonedDateTime {
    date(2026, 11, 24).at(9, 30, 0, 0).to_zoned_datetime(TimeZone::UTC).expect("UTC has no gaps")
}

pub(crate) fn outside(title: &str) -> Layout {
    Layout::new(title, "Dateline", &now())
}

/// A frame with everything in its index; `here` is the address of the page.
pub(crate) fn inside(title: &str, here: &str) -> Layout {
    let mut layout = outside(title);
    layout.reader = Some(Person { display_name: "Mira Holt".to_owned(), is_admin: true });
    layout.index = Some(index(here));
    layout
}

fn index(here: &str) -> Index {
    let entry = |name: &str, href: &str, count| Entry::new(name, href, count, here);
    let nested =
        |name: &str, href: &str, count| Entry { class: "nested", ..entry(name, href, count) };
    let ailing = |name: &str, href: &str| Entry { class: "nested ailing", ..entry(name, href, 3) };
    Index {
        lists: vec![
            entry("Unread", "/", 128),
            entry("All", "/all", 1_284),
            entry("Archive", "/archive", 1_156),
            entry("Favourites", "/favourites", 37),
            entry("Marks", "/marks", 212),
            entry("Queue", "/queue", 6),
        ],
        groups: vec![
            Group {
                name: "Feeds",
                entries: vec![
                    entry("Local", "/folder/1", 41),
                    nested("Harbour Post", "/feed/1", 23),
                    nested("Emberley Times", "/feed/2", 18),
                    ailing("Sallow Island Gazette", "/feed/3"),
                    entry("Science and the sea", "/folder/2", 64),
                    nested("The Tidal Review", "/feed/4", 12),
                    nested("Soundings: a quarterly of hydrography and related arts", "/feed/5", 52),
                ],
                more: Some(("/feeds", "All 38 feeds")),
            },
            Group {
                name: "Tags",
                entries: vec![
                    entry("ferries", "/tag/ferries", 19),
                    entry("bridges", "/tag/bridges", 12),
                    entry("to quote", "/tag/to-quote", 7),
                ],
                more: Some(("/tags", "All tags")),
            },
            Group {
                name: "Searches",
                entries: vec![entry("Ellery on tides", "/search?q=source%3AEllery", 0)],
                more: None,
            },
        ],
    }
}
