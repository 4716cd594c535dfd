//! Whom and what a reader follows, whom they do not want to hear, and what they show of themselves.

use jiff::Timestamp;

use crate::database::{Row, Tx, params};
use crate::notices::{self, News};
use crate::{Error, ReaderId, Result, Store};

/// What can be followed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Followed {
    Reader,
    Thread,
    Story,
    /// Somebody who is quoted.
    Source,
    /// One of the reader's own kept searches.
    Search,
}

/// Kinds by number.
const FOLLOWED: [Followed; 5] =
    [Followed::Reader, Followed::Thread, Followed::Story, Followed::Source, Followed::Search];

/// One thing a reader follows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Follow {
    pub kind: Followed,
    pub item: i64,
    /// What it is called; of a reader, the display name.
    pub title: String,
    /// Of a reader: the name written after "@".
    pub name: Option<String>,
}

/// What a reader does not want to hear.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shun {
    /// A reader's comments.
    Mute,
    /// The same, and that reader cannot answer, mention or follow.
    Block,
    /// Notices of a thread.
    Thread,
}

/// How often letters come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Letters {
    #[default]
    Never,
    AtOnce,
    Hourly,
    Daily,
}

impl Letters {
    /// All, in the order of their numbers.
    pub const ALL: [Letters; 4] = [Self::Never, Self::AtOnce, Self::Hourly, Self::Daily];

    pub(crate) fn of(number: i64) -> Result<Self> {
        let found = usize::try_from(number).ok().and_then(|at| Self::ALL.get(at)).copied();
        found.ok_or(Error::Damaged("letters"))
    }
}

/// A reader in the conversation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Speaker {
    pub about: String,
    pub shows_comments: bool,
    pub shows_follows: bool,
    /// Comments that are shown.
    pub comment_count: i64,
    pub follower_count: i64,
    /// Notices that were not read.
    pub unread_count: i64,
    pub letters: Letters,
    pub has_feed: bool,
    /// May read but not write until then, and why.
    pub silenced_until: Option<Timestamp>,
    pub silenced_why: Option<String>,
}

impl Default for Speaker {
    fn default() -> Self {
        Self {
            about: String::new(),
            shows_comments: true,
            shows_follows: false,
            comment_count: 0,
            follower_count: 0,
            unread_count: 0,
            letters: Letters::Never,
            has_feed: false,
            silenced_until: None,
            silenced_why: None,
        }
    }
}

impl Store {
    /// Follows something, or no longer. Of a reader, that reader is told.
    ///
    /// # Errors
    /// `NotFound`, `Refused` for oneself and for who blocked the reader, and those of the database.
    pub async fn follow(
        &self,
        reader: ReaderId,
        kind: Followed,
        item: i64,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| follow(tx, reader, kind, item, now)).await
    }

    /// Follows something no longer; that it was not followed is no error.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn unfollow(&self, reader: ReaderId, kind: Followed, item: i64) -> Result<()> {
        self.write(move |tx| unfollow(tx, reader, kind, item)).await
    }

    /// Whether a reader follows something.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn is_following(&self, reader: ReaderId, kind: Followed, item: i64) -> Result<bool> {
        let sql = "SELECT 1 FROM follow WHERE reader_id = ?1 AND kind = ?2 AND item_id = ?3";
        self.read(move |tx| Ok(tx.first(sql, params![reader, kind as i64, item])?.is_some())).await
    }

    /// All that a reader follows, the last first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn follows(&self, reader: ReaderId) -> Result<Vec<Follow>> {
        self.read(move |tx| list(tx, reader)).await
    }

    /// Does not want to hear something any more. A reader who is blocked follows no longer.
    ///
    /// # Errors
    /// `Refused` for oneself, and those of the database.
    pub async fn shun(
        &self,
        reader: ReaderId,
        kind: Shun,
        item: i64,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| {
            if kind != Shun::Thread && item == reader.0 {
                return Err(Error::Refused("nobody can be deaf to themselves"));
            }
            let sql = "INSERT INTO shun (reader_id, kind, item_id, created_at)
                VALUES (?1, ?2, ?3, ?4) ON CONFLICT (reader_id, kind, item_id) DO NOTHING";
            tx.execute(sql, params![reader, kind as i64, item, now])?;
            if kind == Shun::Block {
                unfollow(tx, ReaderId(item), Followed::Reader, reader.0)?;
                unfollow(tx, reader, Followed::Reader, item)?;
            }
            Ok(())
        })
        .await
    }

    /// Takes that back; that it was not so is no error.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn unshun(&self, reader: ReaderId, kind: Shun, item: i64) -> Result<()> {
        let sql = "DELETE FROM shun WHERE reader_id = ?1 AND kind = ?2 AND item_id = ?3";
        self.write(move |tx| tx.execute(sql, params![reader, kind as i64, item])).await?;
        Ok(())
    }

    /// What a reader does not want to hear: kind, id, and what it is called.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn shunned(&self, reader: ReaderId) -> Result<Vec<(Shun, i64, String)>> {
        self.read(move |tx| {
            let sql = "SELECT s.kind, s.item_id, coalesce(r.display_name, t.title, '') FROM shun s
                LEFT JOIN reader r ON s.kind < 2 AND r.id = s.item_id
                LEFT JOIN thread t ON s.kind = 2 AND t.id = s.item_id
                WHERE s.reader_id = ?1 ORDER BY s.created_at DESC, s.item_id";
            let read = |mut row: Row| {
                let kind = match row.int(0)? {
                    0 => Shun::Mute,
                    1 => Shun::Block,
                    _ => Shun::Thread,
                };
                Ok((kind, row.int(1)?, row.text(2)?))
            };
            tx.rows(sql, params![reader])?.into_iter().map(read).collect()
        })
        .await
    }

    /// A reader in the conversation; who never was in it is as usual.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn speaker(&self, reader: ReaderId) -> Result<Speaker> {
        self.read(move |tx| speaker(tx, reader)).await
    }

    /// What a reader shows of themselves.
    ///
    /// # Errors
    /// `Refused` for too long a text, and those of the database.
    pub async fn set_profile(
        &self,
        reader: ReaderId,
        about: &str,
        shows_comments: bool,
        shows_follows: bool,
    ) -> Result<()> {
        if about.len() > 4_000 {
            return Err(Error::Refused("what you say about yourself is too long"));
        }
        let about = about.to_owned();
        self.write(move |tx| {
            tx.execute(
                "INSERT INTO speaker (reader_id, about, shows_comments, shows_follows)
                 VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (reader_id) DO UPDATE SET about = excluded.about,
                    shows_comments = excluded.shows_comments, shows_follows = excluded.shows_follows",
                params![reader, &about, shows_comments, shows_follows],
            )?;
            Ok(())
        })
        .await
    }

    /// How often letters come. Those that are due come no more where there are to be none.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn set_letters(&self, reader: ReaderId, letters: Letters) -> Result<()> {
        self.write(move |tx| {
            tx.execute(
                "INSERT INTO speaker (reader_id, mail) VALUES (?1, ?2)
                 ON CONFLICT (reader_id) DO UPDATE SET mail = excluded.mail",
                params![reader, letters as i64],
            )?;
            if letters == Letters::Never {
                let sql = "UPDATE notice SET mail = 0 WHERE reader_id = ?1 AND mail = 1";
                tx.execute(sql, params![reader])?;
            }
            Ok(())
        })
        .await
    }

    /// Opens the private feed under a secret of this hash, in the place of the one before, or closes it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn set_notice_feed(
        &self,
        reader: ReaderId,
        hash: Option<crate::accounts::Hash>,
    ) -> Result<()> {
        self.write(move |tx| {
            tx.execute(
                "INSERT INTO speaker (reader_id, feed_hash) VALUES (?1, ?2)
                 ON CONFLICT (reader_id) DO UPDATE SET feed_hash = excluded.feed_hash",
                params![reader, hash.as_ref().map(|hash| hash.as_slice())],
            )?;
            Ok(())
        })
        .await
    }

    /// Whose feed a secret of this hash opens.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn reader_of_notice_feed(&self, hash: crate::accounts::Hash) -> Result<ReaderId> {
        self.read(move |tx| {
            let sql = "SELECT reader_id FROM speaker WHERE feed_hash = ?1";
            Ok(ReaderId(tx.first(sql, params![&hash])?.ok_or(Error::NotFound)?.int(0)?))
        })
        .await
    }
}

fn follow(tx: &mut Tx, reader: ReaderId, kind: Followed, item: i64, now: Timestamp) -> Result<()> {
    // Stories and kept searches are each reader's own.
    let is_there = match kind {
        Followed::Reader => "SELECT 1 FROM reader WHERE id = ?1",
        Followed::Thread => "SELECT 1 FROM thread WHERE id = ?1",
        Followed::Story => "SELECT 1 FROM story WHERE id = ?1 AND reader_id = ?2",
        Followed::Source => "SELECT 1 FROM source WHERE id = ?1",
        Followed::Search => "SELECT 1 FROM saved_search WHERE id = ?1 AND reader_id = ?2",
    };
    let found = match kind {
        Followed::Story | Followed::Search => tx.first(is_there, params![item, reader])?,
        Followed::Reader | Followed::Thread | Followed::Source => {
            tx.first(is_there, params![item])?
        }
    };
    found.ok_or(Error::NotFound)?;
    if kind == Followed::Thread {
        let viewer = crate::threads::Viewer::reader(reader);
        crate::threads::open(tx, viewer, crate::ThreadId(item))?;
    }
    if kind == Followed::Reader {
        if item == reader.0 {
            return Err(Error::Refused("nobody can follow themselves"));
        }
        let blocked = "SELECT 1 FROM shun WHERE reader_id = ?1 AND kind = 1 AND item_id = ?2";
        if tx.first(blocked, params![item, reader])?.is_some() {
            return Err(Error::Refused("this reader cannot be followed"));
        }
    }
    let seen = "SELECT coalesce(max(id), 0) FROM shelf WHERE reader_id = ?1";
    let seen = tx.rows(seen, params![reader])?[0].int(0)?;
    let sql = "INSERT INTO follow (reader_id, kind, item_id, seen, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (reader_id, kind, item_id) DO NOTHING";
    let is_new = tx.execute(sql, params![reader, kind as i64, item, seen, now])? > 0;
    if is_new && kind == Followed::Reader {
        followers(tx, ReaderId(item), 1)?;
        let event = format!("f:{reader}");
        let news = News {
            kind: notices::Kind::Follower,
            event: &event,
            actor: Some(reader),
            ..News::default()
        };
        notices::tell(tx, ReaderId(item), &news, now)?;
    }
    Ok(())
}

fn unfollow(tx: &mut Tx, reader: ReaderId, kind: Followed, item: i64) -> Result<()> {
    let sql = "DELETE FROM follow WHERE reader_id = ?1 AND kind = ?2 AND item_id = ?3";
    let was = tx.execute(sql, params![reader, kind as i64, item])? > 0;
    if was && kind == Followed::Reader {
        followers(tx, ReaderId(item), -1)?;
    }
    Ok(())
}

fn followers(tx: &mut Tx, reader: ReaderId, change: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO speaker (reader_id, follower_count) VALUES (?1, ?2)
         ON CONFLICT (reader_id) DO UPDATE SET
            follower_count = speaker.follower_count + excluded.follower_count",
        params![reader, change],
    )?;
    Ok(())
}

/// Before a reader leaves: what others count of them, and that they followed or did not want to hear them.
pub(crate) fn leave(tx: &mut Tx, reader: ReaderId) -> Result<()> {
    for sql in [
        "UPDATE speaker SET follower_count = follower_count - 1 WHERE reader_id IN
            (SELECT f.item_id FROM follow f WHERE f.reader_id = ?1 AND f.kind = 0)",
        "UPDATE speaker SET unread_count = unread_count - (SELECT count(*) FROM notice n
                WHERE n.reader_id = speaker.reader_id AND n.actor_id = ?1 AND n.is_read = 0)
            WHERE reader_id IN
                (SELECT n.reader_id FROM notice n WHERE n.actor_id = ?1 AND n.is_read = 0)",
        "DELETE FROM follow WHERE kind = 0 AND item_id = ?1",
        "DELETE FROM shun WHERE kind IN (0, 1) AND item_id = ?1",
    ] {
        tx.execute(sql, params![reader])?;
    }
    Ok(())
}

fn list(tx: &mut Tx, reader: ReaderId) -> Result<Vec<Follow>> {
    let sql = "SELECT f.kind, f.item_id, r.name,
            coalesce(r.display_name, t.title, o.name, o.title, s.name, q.name, '')
        FROM follow f
        LEFT JOIN reader r ON f.kind = 0 AND r.id = f.item_id
        LEFT JOIN thread t ON f.kind = 1 AND t.id = f.item_id
        LEFT JOIN story o ON f.kind = 2 AND o.id = f.item_id
        LEFT JOIN source s ON f.kind = 3 AND s.id = f.item_id
        LEFT JOIN saved_search q ON f.kind = 4 AND q.id = f.item_id
        WHERE f.reader_id = ?1 ORDER BY f.created_at DESC, f.kind, f.item_id LIMIT 1000";
    let read = |mut row: Row| {
        let kind = usize::try_from(row.int(0)?).ok().and_then(|at| FOLLOWED.get(at)).copied();
        let kind = kind.ok_or(Error::Damaged("a follow's kind"))?;
        Ok(Follow { kind, item: row.int(1)?, name: row.opt_text(2)?, title: row.text(3)? })
    };
    tx.rows(sql, params![reader])?.into_iter().map(read).collect()
}

pub(crate) fn speaker(tx: &mut Tx, reader: ReaderId) -> Result<Speaker> {
    let sql = "SELECT about, shows_comments, shows_follows, comment_count, follower_count,
        unread_count, mail, feed_hash IS NOT NULL, silenced_until, silenced_why
        FROM speaker WHERE reader_id = ?1";
    let Some(mut row) = tx.first(sql, params![reader])? else { return Ok(Speaker::default()) };
    Ok(Speaker {
        about: row.text(0)?,
        shows_comments: row.flag(1)?,
        shows_follows: row.flag(2)?,
        comment_count: row.int(3)?,
        follower_count: row.int(4)?,
        unread_count: row.int(5)?,
        letters: Letters::of(row.int(6)?)?,
        has_feed: row.flag(7)?,
        silenced_until: row.opt_instant(8)?,
        silenced_why: row.opt_text(9)?,
    })
}
