//! The insertion modes after the body and those of framesets (HTML §13.2.6.4.19 to §13.2.6.4.23).

use crate::dom::Kind;
use crate::name;
use crate::tokenizer::Token;
use crate::tree::{Builder, Mode, Step, is_space};

impl Builder<'_> {
    /// §13.2.6.4.19 The "after body" insertion mode.
    pub(super) fn after_body(&mut self, token: Token) -> Step {
        match token {
            Token::Text => self.text_after_body(),
            Token::Comment => {
                let id = self.document.new_node_with(Kind::Comment, self.tokens.text);
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
            _ => self.switch_to(Mode::InBody),
        }
    }

    /// White space is as in the body; other text goes back there.
    fn text_after_body(&mut self) -> Step {
        let (space, rest) = self.split_space(self.tokens.text);
        if !space.is_empty() {
            self.tokens.text = space;
            self.in_body(Token::Text);
        }
        if rest.is_empty() {
            return Step::Done;
        }
        self.tokens.text = rest;
        self.switch_to(Mode::InBody)
    }

    /// §13.2.6.4.20 The "in frameset" insertion mode.
    pub(super) fn in_frameset(&mut self, token: Token) -> Step {
        match token {
            Token::Text => self.insert_only_space(),
            Token::Comment => self.insert_comment(),
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
            Token::Text => self.insert_only_space(),
            Token::Comment => self.insert_comment(),
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
    pub(super) fn insert_only_space(&mut self) -> Step {
        let kept: String = self
            .text(self.tokens.text)
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
            Token::Comment => self.comment_in_document(),
            Token::Doctype | Token::EndOfFile => Step::Done,
            Token::StartTag(name::HTML) => self.in_body(token),
            Token::Text => self.text_after_body(),
            _ => self.switch_to(Mode::InBody),
        }
    }

    /// §13.2.6.4.23 The "after after frameset" insertion mode.
    pub(super) fn after_after_frameset(&mut self, token: Token) -> Step {
        match token {
            Token::Comment => self.comment_in_document(),
            Token::StartTag(name::HTML) => self.in_body(token),
            Token::StartTag(name::NOFRAMES) => self.in_head(token),
            Token::Text => self.space_after_frameset(),
            _ => Step::Done,
        }
    }

    /// White space after the frameset is handled as in the body: it goes to the current node.
    fn space_after_frameset(&mut self) -> Step {
        if self.text(self.tokens.text).bytes().any(is_space) {
            self.reconstruct_formatting();
        }
        self.insert_only_space()
    }
}
