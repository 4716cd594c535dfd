//! How articles get on a shelf.

use std::collections::HashMap;

use jiff::Timestamp;
use url::Url;

use crate::article::{self, Reading, State, url_key};
use crate::counter::{self, Deltas, Kind};
use crate::database::{Tx, params};
use crate::jobs::{self, JobKind, NewJob};
use crate::news::{self, News};
use crate::search::index;
use crate::tags;
use crate::webhooks::{self, Event};
use crate::{ArticleId, Error, FeedId, FolderId, ReaderId, Result, ShelfId, Store};

/// An address longer than this is refused, as browsers and servers do.
const URL_LIMIT: usize = 4096;
/// A title longer than this is cut.
pub(crate) const TITLE_LIMIT: usize = 1000;

/// What a reader saves, and how it shall stand on the shelf.
#[derive(Clone, Debug)]
pub struct Saving {
    pub url: Url,
    /// The page comes from the reader's own browser: nobody else shall have it.
    pub is_private: bool,
    /// Shown until the page was read; `None`: the URL.
    pub title: Option<String>,
    /// Names; tags that are not there are made.
    pub tags: Vec<String>,
    pub folder: Option<FolderId>,
    pub feed: Option<FeedId>,
    pub is_read: bool,
    pub is_favourite: bool,
    pub saved_at: Timestamp,
    pub read_at: Option<Timestamp>,
    /// When it became a favourite; `None`: as it was saved.
    pub favourite_at: Option<Timestamp>,
    /// How far it was read before, in thousandths.
    pub progress: u16,
    /// Only while the reader has saved fewer than that, not counting what feeds brought. What is on the shelf
    /// already can always be saved again.
    pub within: Option<i64>,
}

impl Saving {
    /// A URL, with nothing else said.
    pub fn new(url: Url, saved_at: Timestamp) -> Self {
        Self {
            url,
            is_private: false,
            title: None,
            tags: Vec::new(),
            folder: None,
            feed: None,
            is_read: false,
            is_favourite: false,
            saved_at,
            read_at: None,
            favourite_at: None,
            progress: 0,
            within: None,
        }
    }
}

/// Where it is now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Saved {
    pub shelf_id: ShelfId,
    pub article_id: ArticleId,
    /// Whether it was not on the shelf before. If it was, tags, folder and favourite were added.
    pub is_new: bool,
    /// An article that waits is being fetched, or, where the reader's browser sends it, to be read.
    pub state: State,
}

impl Store {
    /// Puts an article on a shelf.
    ///
    /// # Errors
    /// `Refused` for a URL that cannot be kept, `NotFound` where reader, folder or feed is not there,
    /// `Full` where `within` is reached, and those of the database.
    pub async fn save(&self, reader: ReaderId, saving: Saving, now: Timestamp) -> Result<Saved> {
        self.write(move |tx| Batch::begin(tx, reader, now)?.one(tx, &saving)).await
    }

    /// Many at once, all or none: what imports take a few hundred at a time.
    ///
    /// # Errors
    /// As [`Store::save`].
    pub async fn save_all(
        &self,
        reader: ReaderId,
        savings: Vec<Saving>,
        now: Timestamp,
    ) -> Result<Vec<Saved>> {
        self.write(move |tx| save_batch(tx, reader, &savings, now)).await
    }

    /// Many at once with what their pages said, as exports of other libraries have it. A reading is
    /// kept only for an article that nobody had read here.
    ///
    /// # Errors
    /// As [`Store::save`].
    pub async fn save_all_read(
        &self,
        reader: ReaderId,
        savings: Vec<(Saving, Reading)>,
        now: Timestamp,
    ) -> Result<Vec<Saved>> {
        self.write(move |tx| {
            let mut batch = Batch { has_webhooks: false, ..Batch::begin(tx, reader, now)? };
            let saved = savings.iter().map(|(saving, read)| batch.save(tx, saving, Some(read)));
            let saved = saved.collect::<Result<_>>()?;
            batch.end(tx)?;
            Ok(saved)
        })
        .await
    }
}

/// Many at once, in a transaction that keeps more than that.
pub(crate) fn save_batch(
    tx: &mut Tx,
    reader: ReaderId,
    savings: &[Saving],
    now: Timestamp,
) -> Result<Vec<Saved>> {
    let mut batch = Batch { has_webhooks: false, ..Batch::begin(tx, reader, now)? };
    let saved = savings.iter().map(|saving| batch.save(tx, saving, None));
    let saved = saved.collect::<Result<_>>()?;
    batch.end(tx)?;
    Ok(saved)
}

/// What several savings of one reader share: a moment of the clock, counts written once, tags
/// looked up once.
pub(crate) struct Batch {
    reader: ReaderId,
    now: Timestamp,
    clock: i64,
    deltas: Deltas,
    index: index::Batch,
    tags: HashMap<String, tags::Named>,
    /// Articles saved by hand, looked up where a limit is asked for.
    kept: Option<i64>,
    /// Whether the reader has watches, or follows what articles may answer.
    is_asking: bool,
    /// Off for imports: what was saved long ago elsewhere is no news.
    has_webhooks: bool,
}

impl Batch {
    pub(crate) fn begin(tx: &mut Tx, reader: ReaderId, now: Timestamp) -> Result<Self> {
        let clock = super::tick(tx, reader, now)?;
        let (deltas, index, tags) = (Deltas::default(), index::Batch::new(reader), HashMap::new());
        let asking = "SELECT 1 FROM watch WHERE reader_id = ?1 UNION ALL
            SELECT 1 FROM follow WHERE reader_id = ?1 AND kind IN (3, 4) LIMIT 1";
        let is_asking = tx.first(asking, params![reader])?.is_some();
        let has_webhooks = webhooks::are_there(tx, reader)?;
        let kept = None;
        Ok(Self { reader, now, clock, deltas, index, tags, kept, is_asking, has_webhooks })
    }

    fn one(mut self, tx: &mut Tx, saving: &Saving) -> Result<Saved> {
        let saved = self.save(tx, saving, None)?;
        self.end(tx)?;
        Ok(saved)
    }

    pub(crate) fn end(self, tx: &mut Tx) -> Result<()> {
        self.index.end(tx)?;
        news::tell(tx, News::Work)?;
        self.deltas.write(tx, self.reader)
    }

    fn save(&mut self, tx: &mut Tx, saving: &Saving, reading: Option<&Reading>) -> Result<Saved> {
        if !matches!(saving.url.scheme(), "http" | "https") {
            return Err(Error::Refused("only http and https addresses can be saved"));
        }
        if saving.url.as_str().len() > URL_LIMIT {
            return Err(Error::Refused("the address is too long"));
        }
        if let Some(folder) = saving.folder {
            crate::folders::check(tx, self.reader, folder)?;
        }
        let (article_id, mut state, is_known) = self.article(tx, saving, reading.is_none())?;
        if let Some(reading) = reading.filter(|_| state != State::Readable) {
            state = self.read(tx, article_id, reading)?;
        }
        if is_known && let Some(shelf_id) = super::of_article(tx, self.reader, article_id)? {
            self.again(tx, shelf_id, saving)?;
            return Ok(Saved { shelf_id, article_id, is_new: false, state });
        }
        if let Some(limit) = saving.within {
            let kept = *match &mut self.kept {
                Some(kept) => kept,
                none => none.insert(counter::saved(tx, self.reader)?),
            };
            if kept >= limit {
                return Err(Error::Full);
            }
            self.kept = Some(kept + 1);
        }
        let shelf_id = self.put(tx, article_id, saving)?;
        Ok(Saved { shelf_id, article_id, is_new: true, state })
    }

    /// The article of the URL, added where there is none, and whether it was there.
    fn article(
        &self,
        tx: &mut Tx,
        saving: &Saving,
        is_to_fetch: bool,
    ) -> Result<(ArticleId, State, bool)> {
        let sql = "SELECT id, state, owner_id FROM article WHERE url_key = ?1
                   AND owner_id IN (0, ?2) ORDER BY owner_id DESC LIMIT 1";
        let found = tx.first(sql, params![&url_key(&saving.url), self.reader])?;
        if let Some(row) = found
            && (!saving.is_private || row.int(2)? != 0)
        {
            let id = ArticleId(row.int(0)?);
            // It may be spelled otherwise this time.
            article::note_address(tx, id, saving.url.as_str())?;
            return Ok((id, article::state(row.int(1)?)?, true));
        }
        let owner = saving.is_private.then_some(self.reader);
        let title = saving.title.as_deref().map(cut).filter(|title| !title.is_empty());
        let title = title.unwrap_or(saving.url.as_str());
        let id = article::add(tx, &saving.url, owner, title, self.now)?;
        if owner.is_none() && is_to_fetch {
            let job = NewJob {
                kind: JobKind::Fetch,
                reader_id: Some(self.reader),
                article_id: Some(id),
                payload: "{}".to_owned(),
                run_at: self.now,
            };
            jobs::add(tx, &job, self.now)?;
        }
        Ok((id, State::Waiting, false))
    }

    /// Keeps what a page said. Where no shelf has the article yet, it is put into the index once.
    fn read(&self, tx: &mut Tx, id: ArticleId, reading: &Reading) -> Result<State> {
        if super::shelves(tx, id)?.is_empty() {
            let before = article::article(tx, id)?;
            article::write(tx, &before, reading, self.now)?;
        } else {
            article::keep_reading(tx, id, reading, self.now)?;
        }
        Ok(State::Readable)
    }

    /// Puts an article on the shelf that is not there.
    pub(crate) fn put(
        &mut self,
        tx: &mut Tx,
        article_id: ArticleId,
        saving: &Saving,
    ) -> Result<ShelfId> {
        let mut tag_ids = Vec::with_capacity(saving.tags.len());
        for name in &saving.tags {
            tag_ids.extend(self.tag(tx, name)?);
        }
        tag_ids.sort_by(|a, b| (&a.key, a.id).cmp(&(&b.key, b.id)));
        tag_ids.dedup_by_key(|tag| tag.id);
        let names: Vec<&str> = tag_ids.iter().map(|tag| tag.name.as_str()).collect();
        let read_at = saving.read_at.or(Some(saving.saved_at)).filter(|_| saving.is_read);
        let favourite_at =
            saving.favourite_at.or(Some(saving.saved_at)).filter(|_| saving.is_favourite);
        let id = tx.insert(
            "INSERT INTO shelf (reader_id, article_id, is_read, is_favourite, folder_id, feed_id,
                tags, saved_at, read_at, favourite_at, progress, clock, arrived_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) RETURNING id",
            params![
                self.reader,
                article_id,
                saving.is_read,
                saving.is_favourite,
                saving.folder,
                saving.feed,
                &names.join(","),
                saving.saved_at,
                read_at,
                favourite_at,
                i64::from(saving.progress.min(1_000)),
                self.clock,
                self.now
            ],
        )?;
        let id = ShelfId(id);
        for tag in &tag_ids {
            let sql = "INSERT INTO shelf_tag (tag_id, shelf_id) VALUES (?1, ?2)";
            tx.execute(sql, params![tag.id, id])?;
        }
        if self.has_webhooks {
            webhooks::tell_of_article(tx, self.reader, id, Event::ArticleSaved, self.now)?;
        }
        self.count(saving, &tag_ids);
        // A text that others have already joins this reader's stories; what is still to be read does so then.
        // So it answers this reader's watches and follows.
        if self.index.put(tx, id, article_id)? {
            jobs::place(tx, article_id, self.now)?;
            if self.is_asking {
                self.look_at_watches(tx, article_id)?;
            }
        }
        Ok(id)
    }

    /// An article that was read before answers watches and follows too; others do as they are read.
    fn look_at_watches(&self, tx: &mut Tx, article_id: ArticleId) -> Result<()> {
        let job = NewJob {
            kind: JobKind::Watch,
            reader_id: Some(self.reader),
            article_id: Some(article_id),
            payload: "{}".to_owned(),
            run_at: self.now,
        };
        jobs::add(tx, &job, self.now)?;
        Ok(())
    }

    fn count(&mut self, saving: &Saving, tags: &[tags::Named]) {
        let unread = i64::from(!saving.is_read);
        self.deltas.add(Kind::All, 0, 1);
        self.deltas.add(Kind::Unread, 0, unread);
        self.deltas.add(Kind::Favourite, 0, saving.is_favourite.into());
        if let Some(feed) = saving.feed {
            self.deltas.add(Kind::FeedAll, feed.0, 1);
            self.deltas.add(Kind::FeedUnread, feed.0, unread);
        }
        if let Some(folder) = saving.folder {
            self.deltas.add(Kind::FolderAll, folder.0, 1);
            self.deltas.add(Kind::FolderUnread, folder.0, unread);
        }
        for tag in tags {
            self.deltas.add(Kind::TagAll, tag.id.0, 1);
            self.deltas.add(Kind::TagUnread, tag.id.0, unread);
        }
    }

    /// The tag of a name, which is written as it was first; `None` where the name is none.
    fn tag(&mut self, tx: &mut Tx, name: &str) -> Result<Option<tags::Named>> {
        let Some(name) = tags::clean(name) else { return Ok(None) };
        let key = tags::key(&name);
        if let Some(named) = self.tags.get(&key) {
            return Ok(Some(named.clone()));
        }
        let named = tags::named(tx, self.reader, &name)?;
        self.tags.insert(key, named.clone());
        Ok(Some(named))
    }

    /// What was saved before and is saved again: what is said now is added.
    fn again(&mut self, tx: &mut Tx, id: ShelfId, saving: &Saving) -> Result<()> {
        let change = super::Change {
            is_favourite: saving.is_favourite.then_some(true),
            folder: saving.folder.map(Some),
            add_tags: saving.tags.clone(),
            ..super::Change::default()
        };
        super::change::apply(tx, self.reader, &[id], &change, self.clock, self.now)?;
        Ok(())
    }
}

/// The start of a title, up to the limit, without white space around it.
pub(crate) fn cut(title: &str) -> &str {
    let title = title.trim();
    &title[..title.floor_char_boundary(TITLE_LIMIT)]
}
