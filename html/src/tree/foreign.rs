//! §13.2.6.5 The rules for parsing tokens in foreign content: SVG and MathML.

use crate::dom::Namespace;
use crate::name::{self, Name};
use crate::tokenizer::Token;
use crate::tree::{Builder, Step, sets, spelling};

impl Builder<'_> {
    /// The choice the tree construction dispatcher makes (§13.2.6).
    #[inline]
    pub(super) fn takes_html_rules(&self, token: Token) -> bool {
        let Some(node) = self.adjusted_current() else {
            return true;
        };
        if node.namespace == Namespace::Html {
            return true;
        }
        match token {
            Token::EndOfFile => true,
            Token::Text | Token::Nul => node.is_in(sets::MATHML_TEXT | sets::HTML_POINT),
            Token::StartTag(name) => {
                node.is_in(sets::HTML_POINT)
                    || node.is_in(sets::MATHML_TEXT)
                        && !matches!(name, name::MGLYPH | name::MALIGNMARK)
                    || name == name::SVG
                        && node.name == name::ANNOTATION_XML
                        && node.namespace == Namespace::MathMl
            }
            _ => false,
        }
    }

    pub(super) fn foreign_content(&mut self, token: Token) -> Step {
        match token {
            Token::Nul => {
                let replacement = self.document.store.push_text("\u{FFFD}");
                self.insert_text(replacement);
                Step::Done
            }
            Token::Text => {
                let text = self.tokens.text;
                if self.frameset_ok && !self.is_all_space(text) {
                    self.frameset_ok = false;
                }
                self.insert_text(text);
                Step::Done
            }
            Token::Comment => self.insert_comment(),
            Token::Doctype | Token::EndOfFile => Step::Done,
            Token::StartTag(name) if self.breaks_out(name) => self.break_out(token),
            Token::EndTag(name::BR | name::P) => self.break_out(token),
            Token::StartTag(name) => {
                let namespace = self.adjusted_current().map(|node| node.namespace);
                self.insert_foreign(name, namespace.unwrap_or_default());
                Step::Done
            }
            Token::EndTag(name) => self.end_tag_in_foreign(name, token),
        }
    }

    /// True for start tags that cannot be foreign: the page has forgotten an end tag.
    fn breaks_out(&self, name: Name) -> bool {
        match name {
            name::FONT => [name::COLOR, name::FACE, name::SIZE]
                .iter()
                .any(|&attr| self.tag_attr(attr).is_some()),
            name::B
            | name::BIG
            | name::BLOCKQUOTE
            | name::BODY
            | name::BR
            | name::CENTER
            | name::CODE
            | name::DD
            | name::DIV
            | name::DL
            | name::DT
            | name::EM
            | name::EMBED
            | name::H1
            | name::H2
            | name::H3
            | name::H4
            | name::H5
            | name::H6
            | name::HEAD
            | name::HR
            | name::I
            | name::IMG
            | name::LI
            | name::LISTING
            | name::MENU
            | name::META
            | name::NOBR
            | name::OL
            | name::P
            | name::PRE
            | name::RUBY
            | name::S
            | name::SMALL
            | name::SPAN
            | name::STRONG
            | name::STRIKE
            | name::SUB
            | name::SUP
            | name::TABLE
            | name::TT
            | name::U
            | name::UL
            | name::VAR => true,
            _ => false,
        }
    }

    /// Leaves foreign content and lets the mode in force have the token.
    fn break_out(&mut self, token: Token) -> Step {
        self.pop_until_current(|open| {
            open.namespace == Namespace::Html || open.is_in(sets::MATHML_TEXT | sets::HTML_POINT)
        });
        self.by_mode(token)
    }

    fn end_tag_in_foreign(&mut self, name: Name, token: Token) -> Step {
        let spelled = spelling::svg_element(name);
        // The root is never popped, even where it is the current node of a foreign fragment.
        if self.stack.len() == 1 {
            return Step::Done;
        }
        for index in (1..self.stack.len()).rev() {
            let node = &self.stack.as_slice()[index];
            if index + 1 < self.stack.len() && node.namespace == Namespace::Html {
                return self.by_mode(token);
            }
            if node.name == name || node.name == spelled {
                self.pop_to(index);
                return Step::Done;
            }
        }
        self.by_mode(token)
    }
}
