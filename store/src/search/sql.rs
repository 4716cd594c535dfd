//! Statements for a plan. What a reader typed is only ever given to them, never part of their text.

use super::plan::{Condition, Expression, Plan, Row};
use super::query::Flag;
use crate::database::Param;
use crate::{ReaderId, ShelfId};

/// What the rows are taken from, the newest first; all else is asked of each.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Driver {
    Index,
    /// The articles of the tag with this key.
    Tag(String),
    /// The shelf, by the index of a list where a flag has one.
    Shelf,
}

/// What is asked of the rows besides the plan.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Only rows before this.
    pub(super) from: i64,
    pub(super) only: Option<ShelfId>,
    /// Instead of the plan's own expression.
    pub(super) level: Option<Expression>,
}

impl Asked {
    pub(super) const ALL: Self = Self { from: i64::MAX, only: None, level: None };
}

/// A statement in the making, with what is given to it.
pub(super) struct Sql {
    is_postgres: bool,
    given: Vec<Given>,
    /// The column that the rows are in order of.
    pub(super) id: &'static str,
}

enum Given {
    Int(i64),
    Text(String),
}

impl Sql {
    /// For rows of the shelf: ?1 is the reader.
    pub(super) fn new(is_postgres: bool, reader: ReaderId) -> Self {
        Self { is_postgres, given: vec![Given::Int(reader.0)], id: "s.id" }
    }

    /// For the index alone, whose terms say whose they are.
    pub(super) fn of_index(is_postgres: bool) -> Self {
        Self { is_postgres, given: Vec::new(), id: "t.rowid" }
    }

    pub(super) fn given(&mut self, value: i64) -> String {
        self.given.push(Given::Int(value));
        format!("?{}", self.given.len())
    }

    fn given_text(&mut self, value: String) -> String {
        self.given.push(Given::Text(value));
        format!("?{}", self.given.len())
    }

    pub(super) fn parameters(&self) -> Vec<Param<'_>> {
        let param = |given| match given {
            &Given::Int(value) => Param::Int(value),
            Given::Text(value) => Param::Text(value),
        };
        self.given.iter().map(param).collect()
    }

    /// From where the answers come and all that must hold of them.
    pub(super) fn from(&mut self, plan: &Plan, driver: &Driver, asked: &Asked) -> String {
        let index = asked.level.as_ref().or(plan.index.as_ref());
        // Cross joins keep SQLite in the order of the first table.
        let mut from = match (driver, index) {
            (Driver::Index, Some(index)) => {
                self.id = "t.rowid";
                let matches = self.matches("t", index);
                format!("FROM shelf_terms t CROSS JOIN shelf s WHERE {matches} AND s.id = t.rowid")
            }
            (Driver::Tag(key), _) => {
                self.id = "x.shelf_id";
                let key = self.given_text(key.clone());
                format!(
                    "FROM shelf_tag x CROSS JOIN shelf s WHERE s.id = x.shelf_id AND x.tag_id =
                        (SELECT id FROM tag WHERE reader_id = ?1 AND name_key = {key})"
                )
            }
            _ => "FROM shelf s WHERE s.id > 0".to_owned(),
        };
        if plan.needs_article() {
            from =
                from.replacen(" WHERE ", " CROSS JOIN article a WHERE a.id = s.article_id AND ", 1);
        }
        from.push_str(" AND s.reader_id = ?1");
        let before = self.given(asked.from);
        from.push_str(&format!(" AND {} < {before}", self.id));
        if let Some(ShelfId(only)) = asked.only {
            let only = self.given(only);
            from.push_str(&format!(" AND {} = {only}", self.id));
        }
        if let Some(index) = index.filter(|_| *driver != Driver::Index) {
            from.push_str(&format!(" AND {}", self.row(&Row::Index(index.clone()))));
        }
        if let Some(without) = &plan.without {
            from.push_str(&format!(" AND NOT {}", self.row(&Row::Index(without.clone()))));
        }
        for Condition { is_not, any } in &plan.conditions {
            let any: Vec<String> = any.iter().map(|row| self.row(row)).collect();
            let not = if *is_not { "NOT " } else { "" };
            from.push_str(&format!(" AND {not}({})", any.join(" OR ")));
        }
        from
    }

    /// That the row of the index answers an expression.
    pub(super) fn matches(&mut self, table: &str, expression: &Expression) -> String {
        let given = self.given_text(expression.text(self.is_postgres));
        if self.is_postgres {
            format!("{table}.terms @@ CAST(CAST({given} AS TEXT) AS tsquery)")
        } else {
            format!("{table}.shelf_terms MATCH {given}")
        }
    }

    /// The id of the last of so many rows that the driver has, the newest first.
    pub(super) fn newest(&mut self, plan: &Plan, driver: &Driver, count: i64) -> String {
        let rows = match (driver, &plan.index) {
            (Driver::Index, Some(index)) => {
                let matches = self.matches("n", index);
                format!("SELECT n.rowid AS id FROM shelf_terms n WHERE {matches}")
            }
            (Driver::Tag(key), _) => {
                let key = self.given_text(key.clone());
                format!(
                    "SELECT n.shelf_id AS id FROM shelf_tag n WHERE n.tag_id =
                        (SELECT id FROM tag WHERE reader_id = ?1 AND name_key = {key})"
                )
            }
            _ => "SELECT n.id AS id FROM shelf n WHERE n.reader_id = ?1".to_owned(),
        };
        let count = self.given(count);
        format!("(SELECT min(newest.id) FROM ({rows} ORDER BY 1 DESC LIMIT {count}) AS newest)")
    }

    fn row(&mut self, row: &Row) -> String {
        let when = "coalesce(a.published_at, s.saved_at)";
        match row {
            Row::Tag(key) => {
                let key = self.given_text(key.clone());
                format!(
                    "EXISTS (SELECT 1 FROM tag g JOIN shelf_tag x ON x.tag_id = g.id
                        WHERE g.reader_id = ?1 AND g.name_key = {key} AND x.shelf_id = s.id)"
                )
            }
            Row::Is(Flag::Unread) => "s.is_read = 0".to_owned(),
            Row::Is(Flag::Read) => "s.is_read = 1".to_owned(),
            Row::Is(Flag::Favourite) => "s.is_favourite = 1".to_owned(),
            Row::Is(Flag::Link) => "a.state <> 1".to_owned(),
            Row::Is(Flag::Marked) => "EXISTS (SELECT 1 FROM mark m WHERE m.reader_id = ?1
                AND m.article_id = s.article_id)"
                .to_owned(),
            Row::Before(at) => format!("{when} < {}", self.given(*at)),
            Row::After(at) => format!("{when} >= {}", self.given(*at)),
            // One row is looked up in the index: about 20 µs, however long its lists are.
            Row::Index(expression) => {
                let matches = self.matches("i", expression);
                format!("EXISTS (SELECT 1 FROM shelf_terms i WHERE {matches} AND i.rowid = s.id)")
            }
        }
    }
}
