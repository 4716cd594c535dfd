//! A row of the store as lists show it.

use jiff::ZonedDateTime;
use store::ShelfItem;
use store::article::State as Kept;

use super::view::{Item, State, TagLink};
use crate::layout::When;

/// Words a minute of a reader in no hurry.
const PACE: i64 = 230;

/// The row as it is shown, without hits and not as the lead.
pub(crate) fn item(row: ShelfItem, now: &ZonedDateTime, with_picture: bool) -> Item {
    let at = row.published_at.unwrap_or(row.saved_at);
    let title = row.shown_title().to_owned();
    let outlet = row.outlet.or_else(|| host(&row.url));
    let picture = row.lead_image.filter(|_| with_picture);
    Item {
        id: row.id.0,
        href: format!("/read/{}", row.id),
        outlet_href: outlet.as_deref().map(outlet_href).unwrap_or_default(),
        outlet,
        byline: names(&row.byline),
        standfirst: row.standfirst.filter(|words| !words.is_empty()),
        picture: picture.map(|url| crate::article::picture_address(&url)),
        when: Some(When::instant(at, now)),
        minutes: minutes(row.word_count),
        progress: row.progress.into(),
        tags: tag_links(&row.tags),
        is_read: row.is_read,
        is_favourite: row.is_favourite,
        reprints: Vec::new(),
        is_changed: row.version > 1,
        state: match row.state {
            Kept::Waiting => State::Waiting,
            Kept::Readable => State::Readable,
            Kept::Link => State::Link,
        },
        reason: row.reason.filter(|_| row.state == Kept::Link),
        hit: Vec::new(),
        is_lead: false,
        title,
    }
}

/// Whole minutes, none for no words.
pub(crate) fn minutes(word_count: i64) -> i64 {
    (word_count + PACE - 1) / PACE
}

/// "Mara Ellison, Jon Petty and Ada Roke".
pub(crate) fn names(byline: &[String]) -> String {
    match byline {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The search for what an outlet published.
pub(crate) fn outlet_href(outlet: &str) -> String {
    let query = format!("outlet:\"{}\"", outlet.replace('"', ""));
    format!("/search?q={}", crate::search::encoded(&query))
}

pub(crate) fn tag_links(names: &[String]) -> Vec<TagLink> {
    let link = |name: &String| TagLink { name: name.clone(), key: crate::search::encoded(name) };
    names.iter().map(link).collect()
}

pub(crate) fn host(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}
