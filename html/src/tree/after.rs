//! The insertion modes after the body and those of framesets (HTML §13.2.6.4.19 to §13.2.6.4.23).

use crate::dom::Kind;
use crate::dom::Span;
use crate::name;
use crate::tokenizer::Token;
use crate::tree::{Builder, Mode, Step, is_space};

impl Builder<'_> {
    /// §13.2.6.4.19 The "after body" insertion mode.
    pub(super) fn after_body(&mut self, token: Token) -> Step {
        match token {
            Token::Text(text) => self.text_after_body(text),
            Token::Comment(text) => {
                let id = self.document.new_node_with(Kind::Comment, text);
                if let Some(root) = self.stack.as_slice().first() {
                    self.document.append_detached(root.id, id);
                }
                Step::Done
            }
            Token::Doctype | Token::EndOfFile => Step::Done,
            Token::StartTag(name::HTML) => self.in_body(token),
            Token::EndTag(name::HTML) => {
                if self.context.is_none() {
                    self.mode = Mode::AfterAfterBody;
                }
                Step::Done
            }
            _ => self.switch_to(Mode::InBody, token),
        }
    }

    /// White space is as in the body; other text goes back there.
    fn text_after_body(&mut self, text: Span) -> Step {
        let (space, rest) = self.split_space(text);
        if !space.is_empty() {
            self.in_body(Token::Text(space));
        }
        if rest.is_empty() {
            return Step::Done;
        }
        self.switch_to(Mode::InBody, Token::Text(rest))
    }

    /// §13.2.6.4.20 The "in frameset" insertion mode.
    pub(super) fn in_frameset(&mut self, token: Token) -> Step {
        match token {
            Token::Text(text) => self.insert_only_space(text),
            Token::Comment(text) => self.insert_comment(text),
            Token::StartTag(name::HTML) => self.in_body(token),
            Token::StartTag(name::FRAMESET) => {
                self.insert_element(name::FRAMESET);
                Step::Done
            }
            Token::EndTag(name::FRAMESET) => {
                if self.stack.len() > 1 {
                    self.pop();
                    if self.context.is_none() && !self.stack.current_is(name::FRAMESET) {
                        self.mode = Mode::AfterFrameset;
                    }
                }
                Step::Done
            }
            Token::StartTag(name::FRAME) => {
                self.insert_void(name::FRAME);
                Step::Done
            }
            Token::StartTag(name::NOFRAMES) => self.in_head(token),
            _ => Step::Done,
        }
    }

    /// §13.2.6.4.21 The "after frameset" insertion mode.
    pub(super) fn after_frameset(&mut self, token: Token) -> Step {
        match token {
            Token::Text(text) => self.insert_only_space(text),
            Token::Comment(text) => self.insert_comment(text),
            Token::StartTag(name::HTML) => self.in_body(token),
            Token::EndTag(name::HTML) => {
                self.mode = Mode::AfterAfterFrameset;
                Step::Done
            }
            Token::StartTag(name::NOFRAMES) => self.in_head(token),
            _ => Step::Done,
        }
    }

    /// Inserts the white space of a text and drops the rest.
    fn insert_only_space(&mut self, text: Span) -> Step {
        let kept: String = self
            .text(text)
            .chars()
            .filter(|&char| u8::try_from(char).is_ok_and(is_space))
            .collect();
        let kept = self.document.store.push_text(&kept);
        self.insert_text(kept);
        Step::Done
    }

    /// §13.2.6.4.22 The "after after body" insertion mode.
    pub(super) fn after_after_body(&mut self, token: Token) -> Step {
        match token {
            Token::Comment(text) => self.comment_in_document(text),
            Token::Doctype | Token::EndOfFile => Step::Done,
            Token::StartTag(name::HTML) => self.in_body(token),
            Token::Text(text) => self.text_after_body(text),
            _ => self.switch_to(Mode::InBody, token),
        }
    }

    /// §13.2.6.4.23 The "after after frameset" insertion mode.
    pub(super) fn after_after_frameset(&mut self, token: Token) -> Step {
        match token {
            Token::Comment(text) => self.comment_in_document(text),
            Token::StartTag(name::HTML) => self.in_body(token),
            Token::StartTag(name::NOFRAMES) => self.in_head(token),
            Token::Text(text) => self.space_after_frameset(text),
            _ => Step::Done,
        }
    }

    /// White space after the frameset is handled as in the body: it goes to the current node.
    fn space_after_frameset(&mut self, text: Span) -> Step {
        self.reconstruct_formatting();
        self.insert_only_space(text)
    }
}
