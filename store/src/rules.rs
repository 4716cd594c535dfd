//! Rules: what is done with articles of a kind when they are saved.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::database::{Tx, params};
use crate::search::{self, query};
use crate::shelf::{self, Change};
use crate::{Error, FolderId, ReaderId, Result, RuleId, ShelfId, Store};

/// What a rule does.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Action {
    pub tags: Vec<String>,
    pub folder: Option<FolderId>,
    pub mark_read: bool,
    pub mark_favourite: bool,
    /// Take it off the shelf again.
    pub leave_out: bool,
}

/// A rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    pub id: RuleId,
    /// As [`Store::search`] takes it.
    pub query: String,
    pub action: Action,
}

/// What rules did with an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Applied {
    pub rule_count: usize,
    /// It is no longer on the shelf.
    pub is_left_out: bool,
}

impl Store {
    /// A reader's rules in the order in which they apply.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn rules(&self, reader: ReaderId) -> Result<Vec<Rule>> {
        self.read(move |tx| rules(tx, reader)).await
    }

    /// # Errors
    /// `Refused` for a query that is not understood or asks for nothing, and those of the database.
    pub async fn add_rule(
        &self,
        reader: ReaderId,
        query: &str,
        action: Action,
        now: Timestamp,
    ) -> Result<RuleId> {
        let query = checked(query)?;
        self.write(move |tx| {
            let sql = "INSERT INTO rule (reader_id, query, action, created_at)
                       VALUES (?1, ?2, ?3, ?4) RETURNING id";
            Ok(RuleId(tx.insert(sql, params![reader, &query, &json(&action), now])?))
        })
        .await
    }

    /// # Errors
    /// `NotFound`, and as [`Store::add_rule`].
    pub async fn change_rule(
        &self,
        reader: ReaderId,
        id: RuleId,
        query: &str,
        action: Action,
    ) -> Result<()> {
        let query = checked(query)?;
        self.write(move |tx| {
            let sql = "UPDATE rule SET query = ?3, action = ?4 WHERE id = ?1 AND reader_id = ?2";
            let count = tx.execute(sql, params![id, reader, &query, &json(&action)])?;
            if count == 0 { Err(Error::NotFound) } else { Ok(()) }
        })
        .await
    }

    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn remove_rule(&self, reader: ReaderId, id: RuleId) -> Result<()> {
        self.write(move |tx| {
            let sql = "DELETE FROM rule WHERE id = ?1 AND reader_id = ?2";
            if tx.execute(sql, params![id, reader])? == 0 { Err(Error::NotFound) } else { Ok(()) }
        })
        .await
    }

    /// Applies a reader's rules to an article on the shelf, once its words are known or it is known
    /// that it stays a link.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn apply_rules(
        &self,
        reader: ReaderId,
        id: ShelfId,
        now: Timestamp,
    ) -> Result<Applied> {
        self.write(move |tx| apply(tx, reader, id, now)).await
    }
}

fn checked(text: &str) -> Result<String> {
    let parsed = query::parse(text);
    if !parsed.problems.is_empty() {
        return Err(Error::Refused("the query is not understood"));
    }
    if parsed.is_empty() {
        return Err(Error::Refused("a rule needs a query"));
    }
    Ok(text.trim().to_owned())
}

fn json(action: &Action) -> String {
    serde_json::to_string(action).expect("an action is JSON")
}

fn rules(tx: &mut Tx, reader: ReaderId) -> Result<Vec<Rule>> {
    let sql = "SELECT id, query, action FROM rule WHERE reader_id = ?1 ORDER BY id";
    let rows = tx.rows(sql, params![reader])?;
    rows.into_iter()
        .map(|mut row| {
            let action = serde_json::from_str(&row.text(2)?);
            let action = action.map_err(|_| Error::Damaged("a rule's action"))?;
            Ok(Rule { id: RuleId(row.int(0)?), query: row.text(1)?, action })
        })
        .collect()
}

fn apply(tx: &mut Tx, reader: ReaderId, id: ShelfId, now: Timestamp) -> Result<Applied> {
    let rules = rules(tx, reader)?;
    let mut applied = Applied::default();
    let mut change = Change::default();
    for rule in rules {
        if !search::matches(tx, reader, &rule.query, id)? {
            continue;
        }
        applied.rule_count += 1;
        applied.is_left_out |= rule.action.leave_out;
        change.add_tags.extend(rule.action.tags);
        // A folder can have been removed since.
        if let Some(folder) = rule.action.folder
            && crate::folders::check(tx, reader, folder).is_ok()
        {
            change.folder = Some(Some(folder));
        }
        change.is_read = rule.action.mark_read.then_some(true).or(change.is_read);
        change.is_favourite = rule.action.mark_favourite.then_some(true).or(change.is_favourite);
    }
    let clock = shelf::tick(tx, reader, now)?;
    if applied.is_left_out {
        shelf::remove(tx, reader, &[id], clock)?;
    } else if applied.rule_count > 0 {
        shelf::apply(tx, reader, &[id], &change, clock, now)?;
    }
    Ok(applied)
}
