//! What a query asks of the index, what of the rows, and what of the words themselves.

use std::fmt::Write;

use super::index::{Place, stored};
use super::query::{Flag, Leaf, Part, Query};
use crate::ReaderId;

/// An expression over the lists of the index.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Expression {
    Term(String),
    Prefix(String),
    All(Vec<Expression>),
    Any(Vec<Expression>),
    /// The first without those of the second.
    Without(Box<Expression>, Box<Expression>),
}

/// A query, divided.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// `None`: the index is not asked, as nothing positive is in it.
    pub(super) index: Option<Expression>,
    /// Not to be in the index's answer; only where `index` is `None`.
    pub(super) without: Option<Expression>,
    /// Of `shelf s` and `article a`, with [`Given`] for what stands in them.
    pub(super) conditions: Vec<Condition>,
    /// Words that must, or must not, follow each other in the text.
    pub(super) phrases: Vec<(bool, Vec<String>)>,
    /// Terms asked for by themselves: what best-first goes by.
    pub(super) terms: Vec<String>,
}

/// A condition on a row, or one of several that must hold.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) is_not: bool,
    pub(super) any: Vec<Row>,
}

#[derive(Debug)]
pub(super) enum Row {
    Tag(String),
    Is(Flag),
    Before(i64),
    After(i64),
    Index(Expression),
}

pub(super) fn plan(reader: ReaderId, query: &Query) -> Plan {
    let mut plan = Plan::default();
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for part in &query.parts {
        if let [Leaf::Phrase { words, terms }] = part.any.as_slice() {
            plan.phrases.push((!part.is_not, words.clone()));
            if !part.is_not {
                with.push(all_terms(reader, Place::Word, terms));
                plan.add_terms(terms);
            }
        } else if let Some(any) = index_only(reader, part) {
            if part.is_not { &mut without } else { &mut with }.push(any);
            if let [Leaf::Terms(Place::Word, terms)] = part.any.as_slice()
                && !part.is_not
            {
                plan.add_terms(terms);
            }
        } else {
            let any = part.any.iter().map(|leaf| row(reader, leaf)).collect();
            plan.conditions.push(Condition { is_not: part.is_not, any });
        }
    }
    let without = one(without, Expression::Any);
    match one(with, Expression::All) {
        Some(with) => plan.index = Some(less(with, without)),
        None => plan.without = without,
    }
    plan
}

impl Plan {
    fn add_terms(&mut self, terms: &[String]) {
        for term in terms {
            if !self.terms.contains(term) {
                self.terms.push(term.clone());
            }
        }
    }

    /// Whether the index is not asked at all.
    pub(super) fn is_without_index(&self) -> bool {
        self.index.is_none() && self.without.is_none()
    }

    /// Whether a condition speaks of the article's own row.
    pub(super) fn needs_article(&self) -> bool {
        let is_of_article =
            |row: &Row| matches!(row, Row::Before(_) | Row::After(_) | Row::Is(Flag::Link));
        self.conditions.iter().flat_map(|condition| &condition.any).any(is_of_article)
    }

    /// The single term that the query is, if it is no more than that.
    pub(super) fn single_term(&self) -> Option<&str> {
        match (self.terms.as_slice(), &self.index) {
            ([term], Some(Expression::Term(_)))
                if self.conditions.is_empty() && self.phrases.is_empty() =>
            {
                Some(term)
            }
            _ => None,
        }
    }
}

fn one(mut all: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Option<Expression> {
    match all.len() {
        0 => None,
        1 => all.pop(),
        _ => Some(join(all)),
    }
}

pub(super) fn less(with: Expression, without: Option<Expression>) -> Expression {
    match without {
        Some(without) => Expression::Without(Box::new(with), Box::new(without)),
        None => with,
    }
}

/// The part as an expression, where the index alone can answer it.
fn index_only(reader: ReaderId, part: &Part) -> Option<Expression> {
    let any = part.any.iter().map(|leaf| expression(reader, leaf)).collect::<Option<Vec<_>>>()?;
    one(any, Expression::Any)
}

fn expression(reader: ReaderId, leaf: &Leaf) -> Option<Expression> {
    match leaf {
        Leaf::Terms(place, terms) => Some(all_terms(reader, *place, terms)),
        Leaf::Prefix(start) => Some(Expression::Prefix(stored(reader, Place::Word, start))),
        // Beside OR the words are looked for wherever they stand.
        Leaf::Phrase { terms, .. } => Some(all_terms(reader, Place::Word, terms)),
        Leaf::Tag(_) | Leaf::Is(_) | Leaf::Before(_) | Leaf::After(_) => None,
    }
}

fn all_terms(reader: ReaderId, place: Place, terms: &[String]) -> Expression {
    let all = terms.iter().map(|term| Expression::Term(stored(reader, place, term))).collect();
    one(all, Expression::All).unwrap_or(Expression::Any(Vec::new()))
}

fn row(reader: ReaderId, leaf: &Leaf) -> Row {
    match leaf {
        Leaf::Tag(key) => Row::Tag(key.clone()),
        Leaf::Is(flag) => Row::Is(*flag),
        Leaf::Before(at) => Row::Before(at.as_microsecond()),
        Leaf::After(at) => Row::After(at.as_microsecond()),
        Leaf::Terms(..) | Leaf::Prefix(_) | Leaf::Phrase { .. } => {
            Row::Index(expression(reader, leaf).unwrap_or(Expression::Any(Vec::new())))
        }
    }
}

/// What the rows must have for each level of best-first, the best first. The last asks for nothing.
pub(super) fn levels(reader: ReaderId, terms: &[String]) -> Vec<Option<Expression>> {
    // Words that say little decide only where there are no others.
    let telling: Vec<&String> = terms.iter().filter(|t| !super::terms::is_stop(t)).collect();
    let telling = if telling.is_empty() { terms.iter().collect() } else { telling };
    if telling.is_empty() {
        return vec![None];
    }
    let at = |place, join: fn(Vec<Expression>) -> Expression| {
        let all = telling.iter().map(|term| Expression::Term(stored(reader, place, term)));
        one(all.collect(), join)
    };
    let mut levels = vec![at(Place::Title, Expression::All), at(Place::Strong, Expression::All)];
    if telling.len() > 1 {
        levels.push(at(Place::Title, Expression::Any));
        levels.push(at(Place::Strong, Expression::Any));
    }
    levels.push(None);
    levels
}

impl Expression {
    /// In the words of the database. Terms are letters and digits, so quoting them is enough.
    pub(super) fn text(&self, is_postgres: bool) -> String {
        let mut out = String::new();
        self.write(is_postgres, &mut out);
        out
    }

    fn write(&self, is_postgres: bool, out: &mut String) {
        let (all, any) = if is_postgres { (" & ", " | ") } else { (" AND ", " OR ") };
        let _ = match self {
            Self::Term(term) if is_postgres => write!(out, "'{term}'"),
            Self::Term(term) => write!(out, "\"{term}\""),
            Self::Prefix(start) if is_postgres => write!(out, "'{start}':*"),
            Self::Prefix(start) => write!(out, "\"{start}\" *"),
            Self::All(list) => join(list, all, is_postgres, out),
            Self::Any(list) => join(list, any, is_postgres, out),
            Self::Without(with, without) => {
                out.push('(');
                with.write(is_postgres, out);
                out.push_str(if is_postgres { " & !" } else { " NOT " });
                out.push('(');
                without.write(is_postgres, out);
                out.push_str("))");
                Ok(())
            }
        };
    }
}

fn join(
    list: &[Expression],
    between: &str,
    is_postgres: bool,
    out: &mut String,
) -> std::fmt::Result {
    out.push('(');
    for (index, expression) in list.iter().enumerate() {
        if index > 0 {
            out.push_str(between);
        }
        expression.write(is_postgres, out);
    }
    out.push(')');
    Ok(())
}
