//! The article: what [`crate::read`] gives back.

use std::fmt;

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::Offset;
use serde::{Serialize, Serializer};

use crate::body::{Body, Reading};
use crate::meta::Meta;

/// One extracted page.
#[derive(Clone, Debug, Serialize)]
pub struct Article {
    /// The headline, without the outlet's name.
    pub title: Found<String>,
    /// The summary under the headline.
    pub standfirst: Found<String>,
    /// Who wrote it: names only, in page order; never empty when found.
    pub byline: Found<Vec<String>>,
    /// When the page says it was first published.
    pub published: Found<Stated>,
    /// When the page says it was last changed.
    pub modified: Found<Stated>,
    /// Who published it.
    pub outlet: Found<String>,
    /// The outlet's section, as the page names it.
    pub section: Found<String>,
    /// Keywords of the page, in its order, without repeats.
    pub tags: Found<Vec<String>>,
    /// BCP 47 tag as declared ("en-GB"), or the detected language ("en").
    pub language: Found<String>,
    /// The URL the page says is its own; absolute, http or https.
    pub canonical_url: Found<String>,
    /// The next part of an article on several pages; absolute.
    pub next_url: Found<String>,
    /// The main picture; absolute.
    pub lead_image: Found<String>,
    /// Whether the page holds the whole article.
    pub access: Access,
    /// The body, cleaned.
    #[serde(skip)]
    pub body: Body,
    /// The canonical plain text: paragraphs separated by one blank line. Every span of the record
    /// is a half-open byte range in it. Empty when the page has no article body.
    pub text: String,
    /// The character encoding the bytes were read in, by its WHATWG name.
    pub encoding: &'static str,
}

/// Whether a page holds the whole article.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Nothing says otherwise.
    #[default]
    Open,
    /// The page declares that the article is for subscribers.
    Paywalled,
    /// The text breaks off.
    Truncated,
}

/// A value with the place it was found in, or the reason there is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found<T> {
    /// The value and where the page had it.
    At(T, Place),
    /// Why there is none.
    Not(Missing),
}

/// Where on a page a value was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A `<script type="application/ld+json">`.
    JsonLd,
    /// `itemprop` attributes.
    Microdata,
    /// `property` attributes of RDFa vocabularies other than OpenGraph.
    Rdfa,
    /// `<meta property="og:…">` and its `article:` companions.
    OpenGraph,
    /// `<meta name="twitter:…">`.
    TwitterCard,
    /// `<meta name="dc.…">`.
    DublinCore,
    /// Any other `<meta>`.
    Meta,
    /// `<link>`.
    Link,
    /// `<title>`.
    TitleElement,
    /// `<html lang>`.
    HtmlLang,
    /// A `<time>` element.
    TimeElement,
    /// Words a reader sees on the page.
    Visible,
    /// The page's URL.
    Url,
    /// The HTTP headers.
    Http,
    /// State a script embeds for the page's own use.
    EmbeddedState,
    /// Worked out from the text itself.
    Text,
}

/// Why a value is missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// The page states nothing of the kind.
    #[default]
    NotStated,
    /// Something was stated but could not be read.
    Unreadable,
    /// Several places state different values and none is better founded.
    Ambiguous,
}

impl<T: Serialize> Serialize for Found<T> {
    /// The bare value, or `null`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<T> Found<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Found::At(value, _) => Some(value),
            Found::Not(_) => None,
        }
    }

    /// Where it was found.
    pub fn place(&self) -> Option<Place> {
        match self {
            Found::At(_, place) => Some(*place),
            Found::Not(_) => None,
        }
    }
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Found::Not(Missing::default())
    }
}

/// A date as a page states it: nothing is added that was not there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stated {
    /// The day, in the zone the page wrote it in.
    pub date: civil::Date,
    /// The time of day; `None` when only the day is stated.
    pub time: Option<civil::Time>,
    /// The offset from UTC; `None` when the page gives no zone.
    pub offset: Option<Offset>,
}

impl Stated {
    /// The instant, `None` unless time and zone are both stated.
    pub fn instant(&self) -> Option<Timestamp> {
        self.offset?.to_timestamp(self.date.to_datetime(self.time?)).ok()
    }
}

impl Serialize for Stated {
    /// RFC 3339 as far as it is known: `2025-01-21`, `2025-01-21T15:12:00`,
    /// `2025-01-21T15:12:00+00:00`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date)?;
        let Some(time) = self.time else { return Ok(()) };
        write!(f, "T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())?;
        let Some(offset) = self.offset else {
            return Ok(());
        };
        let (sign, minutes) =
            (if offset.seconds() < 0 { '-' } else { '+' }, offset.seconds().abs() / 60);
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// Puts an article together from its parts.
pub(crate) fn assemble(meta: Meta, reading: Reading, encoding: &'static str) -> Article {
    Article {
        title: meta.title,
        standfirst: meta.standfirst,
        byline: meta.byline,
        published: meta.published,
        modified: meta.modified,
        outlet: meta.outlet,
        section: meta.section,
        tags: meta.tags,
        language: meta.language,
        canonical_url: meta.canonical_url,
        next_url: meta.next_url,
        lead_image: meta.lead_image,
        access: match meta.access {
            Access::Open if reading.breaks_off => Access::Truncated,
            stated => stated,
        },
        body: reading.body,
        text: reading.text,
        encoding,
    }
}
