//! Articles: what pages say, shared by all who keep them. An article is recognised by its URL, has
//! versions of its text, and for each the page as it came.

mod address;
mod content;
mod keep;
mod url_key;

use jiff::Timestamp;
use url::Url;

pub use content::Content;

use crate::database::{Row, Tx, params};
use crate::statements::Statement;
use crate::{ArticleId, Error, ReaderId, Result, Store};

pub(crate) use address::note as note_address;
pub use address::sha1;
pub(crate) use content::{checksum, unpack_html};
pub(crate) use keep::{keep_reading, write};
pub(crate) use url_key::url_key;

/// How far the desk came with an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// To be fetched and read.
    Waiting,
    /// There is a text to read.
    Readable,
    /// It could not be fetched or read: kept as a link, with the reason.
    Link,
}

/// An article as its shown version says.
#[derive(Clone, PartialEq, Debug)]
pub struct Article {
    pub id: ArticleId,
    /// As it was saved.
    pub url: String,
    /// The reader whose browser sent it and who alone has it; `None`: fetched by the room.
    pub owner: Option<ReaderId>,
    pub state: State,
    /// Why it could not be fetched or read last.
    pub reason: Option<String>,
    pub title: String,
    pub standfirst: Option<String>,
    pub byline: Vec<String>,
    pub outlet: Option<String>,
    /// As the page states it: ISO 8601 with the precision and zone it had.
    pub published: Option<String>,
    /// The same as an instant, for order.
    pub published_at: Option<Timestamp>,
    pub language: Option<String>,
    pub lead_image: Option<String>,
    pub word_count: i64,
    pub quote_count: i64,
    pub figure_count: i64,
    /// The version shown, from 1; 0: none yet.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What reading a page gave: everything that makes a version.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Empty: the title it was saved under stays.
    pub title: String,
    pub standfirst: Option<String>,
    pub byline: Vec<String>,
    pub outlet: Option<String>,
    pub published: Option<String>,
    pub published_at: Option<Timestamp>,
    pub language: Option<String>,
    pub lead_image: Option<String>,
    pub word_count: i64,
    pub content: Content,
    /// Addresses of the pictures the HTML shows.
    pub pictures: Vec<String>,
    /// Who says what in the text, in its order.
    pub statements: Vec<Statement>,
    /// Which reader of pages made it.
    pub extractor: String,
    /// The page it was read from, where it shall be kept.
    pub capture: Option<Capture>,
    /// The page has not changed: whatever the text, it takes the place of the version shown.
    pub is_same_page: bool,
}

/// A page as it came.
#[derive(Clone, PartialEq, Debug)]
pub struct Capture {
    /// Where it was found after all redirects.
    pub url: String,
    pub content_type: Option<String>,
    pub bytes: Vec<u8>,
    pub fetched_at: Timestamp,
}

/// A version in a list of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Version {
    /// From 1.
    pub version: i64,
    pub extractor: String,
    pub created_at: Timestamp,
}

/// What became of a reading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The version shown now.
    pub version: i64,
    /// Whether it is a new one; else the version shown before was replaced in place.
    pub is_new: bool,
    /// Whether its text differs from that of the version shown before.
    pub is_other_text: bool,
}

impl Store {
    /// Anybody's article: whether a reader may see it is asked by [`Store::shelf_item`].
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn article(&self, id: ArticleId) -> Result<Article> {
        self.read(move |tx| article(tx, id)).await
    }

    /// The article that a URL stands for: the reader's own copy before the shared one.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn article_by_url(&self, url: &Url, reader: ReaderId) -> Result<Option<ArticleId>> {
        let key = url_key(url);
        self.read(move |tx| by_key(tx, &key, Some(reader))).await
    }

    /// Keeps what a page said. A text that was not there before makes a new version; the same text, or
    /// that of the same page, replaces the version shown, as a better extractor can know more of it.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn keep_reading(
        &self,
        id: ArticleId,
        reading: Reading,
        now: Timestamp,
    ) -> Result<Kept> {
        self.write(move |tx| keep_reading(tx, id, &reading, now)).await
    }

    /// Keeps an article as a link because its page could not be had. A text it has already stays.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn keep_as_link(&self, id: ArticleId, reason: &str, now: Timestamp) -> Result<()> {
        let reason = reason.to_owned();
        self.write(move |tx| keep::keep_as_link(tx, id, &reason, now)).await
    }

    /// The words of a version; `None`: the one shown.
    ///
    /// # Errors
    /// `NotFound` where there is no such version, `Damaged`, and those of the database.
    pub async fn content(&self, id: ArticleId, version: Option<i64>) -> Result<Content> {
        self.read(move |tx| {
            let version = match version {
                Some(version) => version,
                None => article(tx, id)?.version,
            };
            content(tx, id, version)
        })
        .await
    }

    /// The words of versions, in the order given.
    ///
    /// # Errors
    /// As [`Store::content`].
    pub async fn contents(&self, versions: Vec<(ArticleId, i64)>) -> Result<Vec<Content>> {
        self.read(move |tx| {
            versions.iter().map(|(id, version)| content(tx, *id, *version)).collect()
        })
        .await
    }

    /// All versions, the oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn versions(&self, id: ArticleId) -> Result<Vec<Version>> {
        self.read(move |tx| versions(tx, id)).await
    }

    /// The page that a version was read from, where it was kept; `None`: that of the version shown.
    ///
    /// # Errors
    /// `NotFound`, `Damaged`, and those of the database.
    pub async fn capture(&self, id: ArticleId, version: Option<i64>) -> Result<Capture> {
        self.read(move |tx| capture(tx, id, version)).await
    }

    /// Articles after `after` whose shown version has a capture and was made by another extractor,
    /// in order of id: what reading again would change.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn articles_to_reread(
        &self,
        extractor: &str,
        after: ArticleId,
        limit: u32,
    ) -> Result<Vec<ArticleId>> {
        let extractor = extractor.to_owned();
        self.read(move |tx| to_reread(tx, &extractor, after, limit)).await
    }
}

/// Columns that [`read_row`] takes, in its order.
const COLUMNS: &str = "id, url, owner_id, state, reason, title, standfirst, byline, outlet, \
    published, published_at, language, lead_image, word_count, quote_count, figure_count, version, \
    created_at, updated_at";

pub(crate) fn article(tx: &mut Tx, id: ArticleId) -> Result<Article> {
    let sql = format!("SELECT {COLUMNS} FROM article WHERE id = ?1");
    let mut row = tx.first(&sql, params![id])?.ok_or(Error::NotFound)?;
    read_row(&mut row)
}

fn read_row(row: &mut Row) -> Result<Article> {
    Ok(Article {
        id: ArticleId(row.int(0)?),
        url: row.text(1)?,
        owner: Some(row.int(2)?).filter(|&id| id != 0).map(ReaderId),
        state: state(row.int(3)?)?,
        reason: row.opt_text(4)?,
        title: row.text(5)?,
        standfirst: row.opt_text(6)?,
        byline: names(&row.text(7)?)?,
        outlet: row.opt_text(8)?,
        published: row.opt_text(9)?,
        published_at: row.opt_instant(10)?,
        language: row.opt_text(11)?,
        lead_image: row.opt_text(12)?,
        word_count: row.int(13)?,
        quote_count: row.int(14)?,
        figure_count: row.int(15)?,
        version: row.int(16)?,
        created_at: row.instant(17)?,
        updated_at: row.instant(18)?,
    })
}

pub(crate) fn state(number: i64) -> Result<State> {
    match number {
        0 => Ok(State::Waiting),
        1 => Ok(State::Readable),
        2 => Ok(State::Link),
        _ => Err(Error::Damaged("an article's state")),
    }
}

/// Names out of their JSON list.
pub(crate) fn names(json: &str) -> Result<Vec<String>> {
    if json == "[]" {
        return Ok(Vec::new());
    }
    serde_json::from_str(json).map_err(|_| Error::Damaged("a list of names"))
}

/// The article with this key, the reader's own before the shared one.
pub(crate) fn by_key(
    tx: &mut Tx,
    key: &[u8; 16],
    reader: Option<ReaderId>,
) -> Result<Option<ArticleId>> {
    let sql = "SELECT id FROM article WHERE url_key = ?1 AND owner_id IN (0, ?2)
               ORDER BY owner_id DESC LIMIT 1";
    let row = tx.first(sql, params![key, reader.map_or(0, |reader| reader.0)])?;
    row.map(|row| Ok(ArticleId(row.int(0)?))).transpose()
}

/// Adds an article that waits to be read.
pub(crate) fn add(
    tx: &mut Tx,
    url: &Url,
    owner: Option<ReaderId>,
    title: &str,
    now: Timestamp,
) -> Result<ArticleId> {
    let sql = "INSERT INTO article (url, url_key, owner_id, title, created_at, updated_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?5) RETURNING id";
    let owner = owner.map_or(0, |reader| reader.0);
    let id = ArticleId(tx.insert(sql, params![url.as_str(), &url_key(url), owner, title, now])?);
    note_address(tx, id, url.as_str())?;
    Ok(id)
}

pub(crate) fn content(tx: &mut Tx, id: ArticleId, version: i64) -> Result<Content> {
    content::unpack(&packed(tx, id, version)?)
}

/// Only the text of a version: quicker, as the rest is not inflated.
pub(crate) fn text(tx: &mut Tx, id: ArticleId, version: i64) -> Result<String> {
    content::unpack_text(&packed(tx, id, version)?)
}

fn packed(tx: &mut Tx, id: ArticleId, version: i64) -> Result<Vec<u8>> {
    let sql = "SELECT content, checksum FROM version WHERE article_id = ?1 AND version = ?2";
    let mut row = tx.first(sql, params![id, version])?.ok_or(Error::NotFound)?;
    let blob = row.blob(0)?;
    if checksum(&blob) != row.int(1)? {
        return Err(Error::Damaged("a version's checksum"));
    }
    Ok(blob)
}

/// A version as it is stored, with the checksum kept beside it.
pub(crate) struct Packed {
    pub(crate) article: i64,
    pub(crate) version: i64,
    pub(crate) bytes: Vec<u8>,
    pub(crate) checksum: i64,
}

/// Hands over every version as it is stored.
pub(crate) fn packed_versions(tx: &mut Tx, take: &mut dyn FnMut(&Packed)) -> Result<()> {
    let sql = "SELECT article_id, version, content, checksum FROM version";
    tx.each(sql, params![], &mut |mut row| {
        let bytes = row.blob(2)?;
        let (article, version, checksum) = (row.int(0)?, row.int(1)?, row.int(3)?);
        take(&Packed { article, version, bytes, checksum });
        Ok(())
    })
}

fn versions(tx: &mut Tx, id: ArticleId) -> Result<Vec<Version>> {
    let sql = "SELECT version, extractor, created_at FROM version
               WHERE article_id = ?1 ORDER BY version";
    let read = |mut row: Row| {
        let (version, extractor, created_at) = (row.int(0)?, row.text(1)?, row.instant(2)?);
        Ok(Version { version, extractor, created_at })
    };
    tx.rows(sql, params![id])?.into_iter().map(read).collect()
}

fn capture(tx: &mut Tx, id: ArticleId, version: Option<i64>) -> Result<Capture> {
    let sql = "SELECT c.url, c.content_type, c.bytes, c.fetched_at FROM capture c
        WHERE c.article_id = ?1
            AND c.version = coalesce(?2, (SELECT version FROM article WHERE id = ?1))";
    let mut row = tx.first(sql, params![id, version])?.ok_or(Error::NotFound)?;
    Ok(Capture {
        url: row.text(0)?,
        content_type: row.opt_text(1)?,
        bytes: content::inflate(&row.blob(2)?)?,
        fetched_at: row.instant(3)?,
    })
}

fn to_reread(tx: &mut Tx, extractor: &str, after: ArticleId, limit: u32) -> Result<Vec<ArticleId>> {
    let sql = "SELECT a.id FROM article a
        JOIN version v ON v.article_id = a.id AND v.version = a.version
        JOIN capture c ON c.article_id = a.id AND c.version = a.version
        WHERE a.id > ?1 AND v.extractor <> ?2 ORDER BY a.id LIMIT ?3";
    let rows = tx.rows(sql, params![after, extractor, i64::from(limit)])?;
    rows.iter().map(|row| Ok(ArticleId(row.int(0)?))).collect()
}
