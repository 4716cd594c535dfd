//! The words that pages mark their metadata with: keys of `<meta>`, and the words inside class
//! names and ids that say what an element holds or which part of the page it is in.

use crate::article::Place;

/// What a `<meta>` states.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Field {
    Title,
    Standfirst,
    Author,
    Published,
    Modified,
    Outlet,
    Section,
    Tags,
    Language,
    Url,
    Image,
    Tier,
    Kind,
    Label,
    Data,
}

/// What the key of a `<meta>` states and the vocabulary it comes from; any case.
pub(super) fn field(key: &str) -> Option<(Field, Place)> {
    let mut buffer = [0u8; 48];
    let key = key.trim();
    let lower = buffer.get_mut(..key.len())?;
    lower.copy_from_slice(key.as_bytes());
    lower.make_ascii_lowercase();
    // "dc:date" and "dcterms:date" for "dc.date", "article.published" for "article:published".
    for byte in lower.iter_mut() {
        if *byte == b'.' || *byte == b'_' {
            *byte = if *byte == b'.' { b':' } else { b'-' };
        }
    }
    let lower = std::str::from_utf8(lower).ok()?;
    let found = KEYS.binary_search_by(|(name, _)| (*name).cmp(lower)).ok()?;
    Some((KEYS[found].1, place(lower)))
}

fn place(key: &str) -> Place {
    let prefix = key.split(':').next().unwrap_or("");
    match prefix {
        "og" | "article" => Place::OpenGraph,
        "twitter" => Place::TwitterCard,
        "dc" | "dcterms" | "dcsext" => Place::DublinCore,
        _ => Place::Meta,
    }
}

use Field::{
    Author, Data, Image, Kind, Label, Language, Modified, Outlet, Published, Section, Standfirst,
    Tags, Tier, Title, Url,
};

/// In byte order; `.` is written `:` and `_` is written `-`.
const KEYS: &[(&str, Field)] = &[
    ("abstract", Standfirst),
    ("application-name", Outlet),
    ("article-author", Author),
    ("article-date", Published),
    ("article-date-original", Published),
    ("article:author", Author),
    ("article:author-name", Author),
    ("article:authors", Author),
    ("article:content-tier", Tier),
    ("article:created", Published),
    ("article:modified", Modified),
    ("article:modified-time", Modified),
    ("article:published", Published),
    ("article:published-time", Published),
    ("article:section", Section),
    ("article:tag", Tags),
    ("article:title", Title),
    ("article:updated", Modified),
    ("article:updated-time", Modified),
    ("articleauthor", Author),
    ("articledate", Published),
    ("author", Author),
    ("authors", Author),
    ("bt:author", Author),
    ("bt:moddate", Modified),
    ("bt:pubdate", Published),
    ("byl", Author),
    ("citation-author", Author),
    ("citation-date", Published),
    ("citation-online-date", Published),
    ("citation-publication-date", Published),
    ("citation-title", Title),
    ("content-language", Language),
    ("created", Published),
    ("creation-date", Published),
    ("creator", Author),
    ("cxenseparse:author", Author),
    ("cxenseparse:publishtime", Published),
    ("cxenseparse:recs:publishtime", Published),
    ("cxenseparse:title", Title),
    ("date", Published),
    ("date-created", Published),
    ("date-modified", Modified),
    ("date-published", Published),
    ("datecreated", Published),
    ("datemodified", Modified),
    ("dateposted", Published),
    ("datepublished", Published),
    ("dateupdated", Modified),
    ("dc:creator", Author),
    ("dc:date", Published),
    ("dc:date:created", Published),
    ("dc:date:issued", Published),
    ("dc:date:modified", Modified),
    ("dc:date:publication", Published),
    ("dc:date:published", Published),
    ("dc:description", Standfirst),
    ("dc:language", Language),
    ("dc:publisher", Outlet),
    ("dc:subject", Tags),
    ("dc:title", Title),
    ("dcsext:author", Author),
    ("dcterms:abstract", Standfirst),
    ("dcterms:available", Published),
    ("dcterms:created", Published),
    ("dcterms:creator", Author),
    ("dcterms:date", Published),
    ("dcterms:description", Standfirst),
    ("dcterms:issued", Published),
    ("dcterms:language", Language),
    ("dcterms:modified", Modified),
    ("dcterms:publisher", Outlet),
    ("dcterms:subject", Tags),
    ("dcterms:title", Title),
    ("description", Standfirst),
    ("displaydate", Published),
    ("firstpublished", Published),
    ("hdl", Title),
    ("headline", Title),
    ("inlanguage", Language),
    ("keywords", Tags),
    ("language", Language),
    ("last-modified", Modified),
    ("last-updated", Modified),
    ("lastmod", Modified),
    ("lastmodified", Modified),
    ("lastupdate", Modified),
    ("mediator-author", Author),
    ("mediator-published-time", Published),
    ("moddate", Modified),
    ("modified", Modified),
    ("news-keywords", Tags),
    ("og:article:author", Author),
    ("og:article:modified-time", Modified),
    ("og:article:published-time", Published),
    ("og:article:section", Section),
    ("og:article:tag", Tags),
    ("og:author", Author),
    ("og:description", Standfirst),
    ("og:image", Image),
    ("og:image:secure-url", Image),
    ("og:image:url", Image),
    ("og:locale", Language),
    ("og:modified-time", Modified),
    ("og:pubdate", Published),
    ("og:publish-date", Published),
    ("og:published-time", Published),
    ("og:section", Section),
    ("og:site-name", Outlet),
    ("og:title", Title),
    ("og:type", Kind),
    ("og:updated-time", Modified),
    ("og:url", Url),
    ("originalpublicationdate", Published),
    ("parsely-author", Author),
    ("parsely-image-url", Image),
    ("parsely-link", Url),
    ("parsely-pub-date", Published),
    ("parsely-section", Section),
    ("parsely-tags", Tags),
    ("parsely-title", Title),
    ("pdate", Published),
    ("pub-date", Published),
    ("pubdate", Published),
    ("publication-date", Published),
    ("publicationdate", Published),
    ("publicationtime", Published),
    ("publish-date", Published),
    ("publish-time", Published),
    ("publishdate", Published),
    ("published", Published),
    ("published-date", Published),
    ("published-time", Published),
    ("published-time-telegram", Published),
    ("publishedtime", Published),
    ("publisher", Outlet),
    ("publishing-date", Published),
    ("publishtime", Published),
    ("rbauthors", Author),
    ("rbpubdate", Published),
    ("rbtitle", Title),
    ("release-date", Published),
    ("releasedate", Published),
    ("revised", Modified),
    ("sailthru:author", Author),
    ("sailthru:date", Published),
    ("sailthru:description", Standfirst),
    ("sailthru:image:full", Image),
    ("sailthru:tags", Tags),
    ("sailthru:title", Title),
    ("section", Section),
    ("shareaholic:article-author-name", Author),
    ("shareaholic:article-modified-time", Modified),
    ("shareaholic:article-published-time", Published),
    ("sharedtitle", Title),
    ("thumbnail", Image),
    ("title", Title),
    ("twitter:data1", Data),
    ("twitter:data2", Data),
    ("twitter:description", Standfirst),
    ("twitter:image", Image),
    ("twitter:image:src", Image),
    ("twitter:label1", Label),
    ("twitter:label2", Label),
    ("twitter:title", Title),
    ("updated", Modified),
    ("updated-time", Modified),
    ("utime", Modified),
    ("vr:author", Author),
];

/// What the words in a class name or id say; a set of bits.
pub(super) type Hints = u32;

/// Holds who wrote it.
pub(super) const AUTHOR: Hints = 1;
/// Holds a date.
pub(super) const DATE: Hints = 1 << 1;
/// … that of the last change.
pub(super) const UPDATE: Hints = 1 << 2;
/// Holds a headline.
pub(super) const HEADLINE: Hints = 1 << 3;
/// Holds a standfirst.
pub(super) const STANDFIRST: Hints = 1 << 4;
/// Reader comments.
pub(super) const COMMENT: Hints = 1 << 5;
/// Other articles.
pub(super) const RELATED: Hints = 1 << 6;
/// The page's foot.
pub(super) const FOOTER: Hints = 1 << 7;
/// Navigation.
pub(super) const NAV: Hints = 1 << 8;
/// A picture with its caption and credit.
pub(super) const FIGURE: Hints = 1 << 9;
/// A box about the author.
pub(super) const BIO: Hints = 1 << 10;
/// `<aside>` or a sidebar.
pub(super) const ASIDE: Hints = 1 << 11;
/// `<article>` or `<main>`.
pub(super) const ARTICLE: Hints = 1 << 12;
/// `hidden`, `display: none`.
pub(super) const HIDDEN: Hints = 1 << 13;
/// Inside a link.
pub(super) const LINK: Hints = 1 << 14;
/// Is about "name": the name inside an author block.
pub(super) const NAME: Hints = 1 << 15;
/// The author's role, place or address, not the name.
pub(super) const ROLE: Hints = 1 << 16;
/// Words like "post", "entry", "article", "story" next to a role: `entry-date`.
pub(super) const STORY: Hints = 1 << 17;
/// Metadata block: `post-meta`, `article-info`.
pub(super) const META: Hints = 1 << 18;
/// Share bars and the like.
pub(super) const SOCIAL: Hints = 1 << 19;
/// The name of a publication day or author that belongs to a published date: `published`.
pub(super) const PUBLISHED: Hints = 1 << 20;

/// Parts of a page whose dates and names are not the article's.
pub(super) const FURNITURE: Hints = COMMENT | RELATED | FOOTER | NAV | ASIDE;
/// Whose name or which day.
pub(super) const PARTICULARS: Hints = AUTHOR | DATE | UPDATE | PUBLISHED | NAME;

/// Adds up what the words of a class attribute or id say. A word ends where no letter follows or a
/// capital follows a small letter (camelCase).
pub(super) fn hints(value: &str) -> Hints {
    let mut hints = 0;
    // The word so far, in lower case, packed into a number.
    let mut packed = 0u128;
    let mut length = 0usize;
    let mut is_small = false;
    for &byte in value.as_bytes() {
        if byte.is_ascii_alphabetic() {
            if is_small && byte.is_ascii_uppercase() {
                hints |= word(packed, length);
                (packed, length) = (0, 0);
            }
            packed = packed << 8 | u128::from(byte | 0x20);
            length += 1;
            is_small = byte.is_ascii_lowercase();
        } else if length > 0 {
            hints |= word(packed, length);
            (packed, length, is_small) = (0, 0, false);
        }
    }
    hints | word(packed, length)
}

fn word(packed: u128, length: usize) -> Hints {
    if !(2..=WORD_BYTES).contains(&length) {
        return 0;
    }
    let first = (packed >> ((length - 1) * 8)) as u8;
    if LENGTHS[usize::from(first - b'a')] & (1 << length) == 0 {
        return 0;
    }
    let found = PACKED.binary_search_by(|(key, _)| key.cmp(&packed));
    found.map_or(0, |index| PACKED[index].1)
}

/// Longest word that can be packed into a number.
const WORD_BYTES: usize = 16;

/// [`WORDS`] as numbers, ordered by them: shorter words come first.
static PACKED: std::sync::LazyLock<Vec<(u128, Hints)>> = std::sync::LazyLock::new(|| {
    let pack = |word: &str| word.bytes().fold(0, |key, byte| key << 8 | u128::from(byte));
    let mut packed: Vec<(u128, Hints)> =
        WORDS.iter().map(|&(word, hints)| (pack(word), hints)).collect();
    packed.sort_unstable();
    packed
});

/// For each first letter, the lengths of the words of [`WORDS`] that begin with it: nearly every
/// word of a page's class names is turned away here.
static LENGTHS: [u32; 26] = lengths();

const fn lengths() -> [u32; 26] {
    let mut out = [0; 26];
    let mut index = 0;
    while index < WORDS.len() {
        let name = WORDS[index].0.as_bytes();
        out[(name[0] - b'a') as usize] |= 1 << name.len();
        index += 1;
    }
    out
}

/// In byte order.
const WORDS: &[(&str, Hints)] = &[
    ("about", BIO),
    ("abstract", STANDFIRST),
    ("actualizacion", UPDATE),
    ("actualizado", UPDATE),
    ("aktualisiert", UPDATE),
    ("article", STORY),
    ("articleauthor", AUTHOR | STORY),
    ("articledate", DATE | STORY),
    ("articletitle", HEADLINE | STORY),
    ("aside", ASIDE),
    ("auteur", AUTHOR),
    ("author", AUTHOR),
    ("authorbox", BIO),
    ("authorinfo", AUTHOR),
    ("authorline", AUTHOR),
    ("authorname", AUTHOR | NAME),
    ("authors", AUTHOR),
    ("autor", AUTHOR),
    ("autore", AUTHOR),
    ("autoren", AUTHOR),
    ("autores", AUTHOR),
    ("autorzy", AUTHOR),
    ("avatar", FIGURE),
    ("bio", BIO),
    ("biography", BIO),
    ("breadcrumb", NAV),
    ("breadcrumbs", NAV),
    ("byline", AUTHOR),
    ("bylines", AUTHOR),
    ("caption", FIGURE),
    ("card", RELATED),
    ("cards", RELATED),
    ("carousel", RELATED),
    ("changed", UPDATE),
    ("chapo", STANDFIRST),
    ("columnist", AUTHOR),
    ("comment", COMMENT),
    ("commentlist", COMMENT),
    ("comments", COMMENT),
    ("contributor", AUTHOR),
    ("contributors", AUTHOR),
    ("cookie", ASIDE),
    ("copyright", FOOTER),
    ("created", DATE | PUBLISHED),
    ("credit", FIGURE),
    ("data", 0),
    ("date", DATE),
    ("dateline", DATE),
    ("datepublished", DATE | PUBLISHED),
    ("dates", DATE),
    ("datestamp", DATE),
    ("datetime", DATE),
    ("datum", DATE),
    ("deck", STANDFIRST),
    ("dek", STANDFIRST),
    ("disqus", COMMENT),
    ("email", ROLE),
    ("entry", STORY),
    ("entrydate", DATE | STORY),
    ("excerpt", STANDFIRST),
    ("fecha", DATE),
    ("figure", FIGURE),
    ("fn", NAME),
    ("followbutton", SOCIAL),
    ("footer", FOOTER),
    ("gallery", FIGURE),
    ("headline", HEADLINE),
    ("intro", STANDFIRST),
    ("job", ROLE),
    ("journalist", AUTHOR),
    ("kicker", 0),
    ("kommentar", COMMENT),
    ("kommentare", COMMENT),
    ("latest", RELATED),
    ("lead", STANDFIRST),
    ("lede", STANDFIRST),
    ("location", ROLE),
    ("menu", NAV),
    ("meta", META),
    ("metadata", META),
    ("modified", UPDATE),
    ("mostpopular", RELATED),
    ("mostread", RELATED),
    ("name", NAME),
    ("nav", NAV),
    ("navbar", NAV),
    ("navigation", NAV),
    ("newsletter", ASIDE),
    ("occupation", ROLE),
    ("photo", FIGURE),
    ("photographer", FIGURE),
    ("popular", RELATED),
    ("position", ROLE),
    ("post", STORY),
    ("postauthor", AUTHOR | STORY),
    ("postdate", DATE | STORY),
    ("posted", DATE | PUBLISHED),
    ("promo", RELATED),
    ("promos", RELATED),
    ("pubdate", DATE | PUBLISHED),
    ("publicationdate", DATE | PUBLISHED),
    ("publish", DATE | PUBLISHED),
    ("publishdate", DATE | PUBLISHED),
    ("published", DATE | PUBLISHED),
    ("publishtime", DATE | PUBLISHED),
    ("pubtime", DATE | PUBLISHED),
    ("recirc", RELATED),
    ("recommend", RELATED),
    ("recommendation", RELATED),
    ("recommendations", RELATED),
    ("recommended", RELATED),
    ("redakteur", AUTHOR),
    ("related", RELATED),
    ("reporter", AUTHOR),
    ("reporters", AUTHOR),
    ("respond", COMMENT),
    ("role", ROLE),
    ("share", SOCIAL),
    ("sharing", SOCIAL),
    ("sidebar", ASIDE),
    ("slider", RELATED),
    ("social", SOCIAL),
    ("standfirst", STANDFIRST),
    ("story", STORY),
    ("subhead", STANDFIRST),
    ("subheadline", STANDFIRST),
    ("subtitle", STANDFIRST),
    ("summary", STANDFIRST),
    ("teaser", RELATED),
    ("teasers", RELATED),
    ("time", DATE),
    ("timestamp", DATE),
    ("titel", HEADLINE),
    ("title", HEADLINE),
    ("titre", HEADLINE),
    ("titulo", HEADLINE),
    ("trending", RELATED),
    ("twitter", SOCIAL),
    ("update", UPDATE | DATE),
    ("updated", UPDATE | DATE),
    ("verfasser", AUTHOR),
    ("widget", ASIDE),
    ("writer", AUTHOR),
    ("writers", AUTHOR),
];

#[cfg(test)]
mod tests;
