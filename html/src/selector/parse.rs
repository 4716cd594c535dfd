//! The text of a selector into its compounds.

use super::{COMPOUND_LIMIT, Comparison, Compound, Condition, Named, Relation};
use super::{Selector, SelectorError};

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

pub(super) fn selector(text: &str) -> Result<Selector, SelectorError> {
    let mut parser = Parser { text, at: 0 };
    let mut compounds = Vec::new();
    let mut finals = 0;
    let mut relation = Relation::First;
    loop {
        parser.skip_space();
        compounds.push(Compound { relation, conditions: parser.compound()? });
        if compounds.len() > COMPOUND_LIMIT {
            return Err(parser.error("more than 64 compounds"));
        }
        let had_space = parser.skip_space();
        relation = match parser.peek() {
            None | Some(',') => Relation::First,
            Some('>') => Relation::Child,
            Some(_) if had_space => Relation::Descendant,
            Some(_) => return Err(parser.error("unexpected character")),
        };
        if relation == Relation::First {
            finals |= 1 << (compounds.len() - 1);
        }
        if parser.peek().is_none() {
            return Ok(Selector { compounds, finals });
        }
        if relation != Relation::Descendant {
            parser.at += 1;
        }
    }
}

impl Parser<'_> {
    fn error(&self, reason: &'static str) -> SelectorError {
        SelectorError { at: self.at, reason }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: &str) -> bool {
        let is_there = self.text[self.at..].starts_with(wanted);
        if is_there {
            self.at += wanted.len();
        }
        is_there
    }

    fn skip_space(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0C']);
        self.at += rest.len() - trimmed.len();
        rest.len() != trimmed.len()
    }

    fn compound(&mut self) -> Result<Vec<Condition>, SelectorError> {
        let mut conditions = Vec::new();
        let is_any = self.take("*");
        if !is_any && self.peek().is_some_and(is_name_start) {
            conditions.push(Condition::Tag(Named::new(self.identifier()?)));
        }
        loop {
            if self.take("#") {
                conditions.push(Condition::Id(self.identifier()?.to_string()));
            } else if self.take(".") {
                conditions.push(Condition::Class(self.identifier()?.to_string()));
            } else if self.take("[") {
                conditions.push(self.attribute()?);
            } else if conditions.is_empty() && !is_any {
                return Err(self.error("expected a selector"));
            } else {
                return Ok(conditions);
            }
        }
    }

    fn identifier(&mut self) -> Result<&str, SelectorError> {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|char: char| !is_name_start(char) && !char.is_ascii_digit())
            .unwrap_or(rest.len());
        if length == 0 {
            return Err(self.error("expected a name"));
        }
        self.at += length;
        Ok(&rest[..length])
    }

    /// What follows the `[`.
    fn attribute(&mut self) -> Result<Condition, SelectorError> {
        self.skip_space();
        let name = Named::new(self.identifier()?);
        self.skip_space();
        if self.take("]") {
            return Ok(Condition::Attribute(name, Comparison::Present, String::new()));
        }
        let comparisons = [
            ("=", Comparison::Equal),
            ("~=", Comparison::Word),
            ("^=", Comparison::Prefix),
            ("$=", Comparison::Suffix),
            ("*=", Comparison::Part),
            ("|=", Comparison::Language),
        ];
        let comparison = comparisons.iter().find(|(sign, _)| self.take(sign));
        let Some(&(_, comparison)) = comparison else {
            return Err(self.error("expected a comparison"));
        };
        self.skip_space();
        let value = self.value()?;
        self.skip_space();
        if !self.take("]") {
            return Err(self.error("expected ']'"));
        }
        Ok(Condition::Attribute(name, comparison, value))
    }

    fn value(&mut self) -> Result<String, SelectorError> {
        let Some(quote @ ('"' | '\'')) = self.peek() else {
            return self.identifier().map(str::to_string);
        };
        let rest = &self.text[self.at + 1..];
        let Some(length) = rest.find(quote) else {
            return Err(self.error("expected a closing quote"));
        };
        self.at += length + 2;
        Ok(rest[..length].to_string())
    }
}

fn is_name_start(char: char) -> bool {
    char.is_ascii_alphabetic() || matches!(char, '-' | '_') || !char.is_ascii()
}
