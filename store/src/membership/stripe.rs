//! What is known from Stripe: events that were taken, subscriptions as they were last asked for.
//!
//! An event only says that something about a subscription changed; how it stands is asked for. Of two who ask at
//! once, the one whose question is older must not have the last word: [`Store::begin_settling`] moves the turn of
//! the subscription, and [`Store::settle`] keeps an answer only if nobody asked since.

use jiff::Timestamp;

use super::ledger::{Given, give, lock};
use crate::database::{Row, params};
use crate::jobs::{self, JobKind, NewJob};
use crate::{Error, ReaderId, Result, Store};

/// What became of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received {
    /// It was taken.
    New,
    /// It was taken before.
    Known,
}

/// What became of an answer about a subscription.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Settled {
    /// It is kept.
    Kept,
    /// Somebody asked later: ask again.
    Outrun,
}

/// A subscription as it was last asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subscribed {
    pub id: String,
    pub reader_id: ReaderId,
    pub customer: String,
    /// In Stripe's words: "active", "past_due", "canceled".
    pub status: String,
    pub updated_at: Timestamp,
}

impl Store {
    /// Takes an event once, and with it the work to ask how its subscription stands.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn receive_event(
        &self,
        id: &str,
        kind: &str,
        subscription: &str,
        now: Timestamp,
    ) -> Result<Received> {
        let (id, kind, payload) = (id.to_owned(), kind.to_owned(), subscription.to_owned());
        self.write(move |tx| {
            let sql = "INSERT INTO stripe_event (id, kind, received_at) VALUES (?1, ?2, ?3)
                ON CONFLICT (id) DO NOTHING";
            if tx.execute(sql, params![&id, &kind, now])? == 0 {
                return Ok(Received::Known);
            }
            let kind = JobKind::Stripe;
            let job = NewJob { kind, reader_id: None, article_id: None, payload, run_at: now };
            jobs::add(tx, &job, now)?;
            Ok(Received::New)
        })
        .await
    }

    /// When the last event came; `None`: none did.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn last_event_at(&self) -> Result<Option<Timestamp>> {
        let sql = "SELECT max(received_at) FROM stripe_event";
        self.read(move |tx| tx.rows(sql, params![])?[0].opt_instant(0)).await
    }

    /// Forgets events that came before; Stripe sends none again after 30 days.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn forget_events(&self, before: Timestamp) -> Result<()> {
        let sql = "DELETE FROM stripe_event WHERE received_at < ?1";
        self.write(move |tx| tx.execute(sql, params![before]).map(drop)).await
    }

    /// Takes the turn to ask about a subscription.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn begin_settling(&self, id: &str, now: Timestamp) -> Result<i64> {
        let id = id.to_owned();
        self.write(move |tx| {
            let sql = "INSERT INTO stripe_subscription (id, turn, updated_at) VALUES (?1, 1, ?2)
                ON CONFLICT (id) DO UPDATE SET turn = stripe_subscription.turn + 1 RETURNING turn";
            tx.insert(sql, params![&id, now])
        })
        .await
    }

    /// Keeps how a subscription stands, and what it grants, if the turn is still the one that was taken.
    ///
    /// # Errors
    /// `NotFound` where the reader has left, and those of the database.
    pub async fn settle(
        &self,
        turn: i64,
        subscribed: Subscribed,
        given: Given,
        now: Timestamp,
    ) -> Result<Settled> {
        self.write(move |tx| {
            lock(tx, subscribed.reader_id)?;
            let Subscribed { id, reader_id, customer, status, .. } = &subscribed;
            let sql = "UPDATE stripe_subscription
                SET reader_id = ?3, customer = ?4, status = ?5, updated_at = ?6
                WHERE id = ?1 AND turn = ?2";
            if tx.execute(sql, params![id, turn, *reader_id, customer, status, now])? == 0 {
                return Ok(Settled::Outrun);
            }
            give(tx, &given, now)?;
            Ok(Settled::Kept)
        })
        .await
    }

    /// The subscriptions of a reader, the one asked for last first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn subscribed(&self, reader: ReaderId) -> Result<Vec<Subscribed>> {
        self.read(move |tx| {
            let sql = "SELECT id, reader_id, customer, status, updated_at FROM stripe_subscription
                WHERE reader_id = ?1 ORDER BY updated_at DESC, id";
            tx.rows(sql, params![reader])?.into_iter().map(subscribed).collect()
        })
        .await
    }

    /// How many subscriptions there are in each state, by the state's name.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn subscribed_counts(&self) -> Result<Vec<(String, i64)>> {
        self.read(|tx| {
            let sql = "SELECT status, count(*) FROM stripe_subscription
                WHERE status IS NOT NULL GROUP BY status ORDER BY status";
            let rows = tx.rows(sql, params![])?;
            rows.into_iter().map(|mut row| Ok((row.text(0)?, row.int(1)?))).collect()
        })
        .await
    }
}

fn subscribed(mut row: Row) -> Result<Subscribed> {
    Ok(Subscribed {
        id: row.text(0)?,
        reader_id: row.opt_int(1)?.map(ReaderId).ok_or(Error::Damaged("subscription"))?,
        customer: row.text(2)?,
        status: row.text(3)?,
        updated_at: row.instant(4)?,
    })
}
