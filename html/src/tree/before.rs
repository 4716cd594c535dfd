//! The insertion modes up to the body (HTML §13.2.6.4.1 to §13.2.6.4.6) and "text" (§13.2.6.4.8).

use crate::dom::{DoctypeIds, Kind, Quirks};
use crate::name;
use crate::tokenizer::{State, Token};
use crate::tree::{Builder, Mode, Step, quirks};

impl Builder<'_> {
    /// §13.2.6.4.1 The "initial" insertion mode.
    pub(super) fn initial(&mut self, token: Token) -> Step {
        match token {
            Token::Text if !self.skip_space() => Step::Done,
            Token::Comment => self.comment_in_document(),
            Token::Doctype => {
                self.insert_doctype();
                self.mode = Mode::BeforeHtml;
                Step::Done
            }
            _ => {
                self.document.set_quirks(Quirks::Full);
                self.switch_to(Mode::BeforeHtml)
            }
        }
    }

    fn insert_doctype(&mut self) {
        let doctype = std::mem::take(&mut self.tokens.doctype);
        self.document.set_quirks(quirks::of(&doctype));
        let name = doctype.name.unwrap_or_default();
        let id = self.document.new_node(Kind::Doctype, name.into());
        self.document.append_detached(crate::NodeId::DOCUMENT, id);
        self.document.set_doctype_ids(DoctypeIds {
            public: doctype.public.unwrap_or_default(),
            system: doctype.system.unwrap_or_default(),
        });
    }

    /// §13.2.6.4.2 The "before html" insertion mode.
    pub(super) fn before_html(&mut self, token: Token) -> Step {
        match token {
            Token::Doctype => return Step::Done,
            Token::Comment => return self.comment_in_document(),
            Token::Text if !self.skip_space() => return Step::Done,
            Token::StartTag(name::HTML) => {
                self.insert_element(name::HTML);
                self.mode = Mode::BeforeHead;
                return Step::Done;
            }
            Token::EndTag(name::HEAD | name::BODY | name::HTML | name::BR) => {}
            Token::EndTag(_) => return Step::Done,
            _ => {}
        }
        self.insert_root();
        self.switch_to(Mode::BeforeHead)
    }

    /// §13.2.6.4.3 The "before head" insertion mode.
    pub(super) fn before_head(&mut self, token: Token) -> Step {
        match token {
            Token::Text if !self.skip_space() => return Step::Done,
            Token::Comment => return self.insert_comment(),
            Token::Doctype => return Step::Done,
            Token::StartTag(name::HTML) => return self.in_body(token),
            Token::StartTag(name::HEAD) => {
                self.head = Some(self.insert_element(name::HEAD));
                self.mode = Mode::InHead;
                return Step::Done;
            }
            Token::EndTag(name::HEAD | name::BODY | name::HTML | name::BR) => {}
            Token::EndTag(_) => return Step::Done,
            _ => {}
        }
        self.head = Some(self.insert_implied(name::HEAD));
        self.switch_to(Mode::InHead)
    }

    /// §13.2.6.4.4 The "in head" insertion mode.
    pub(super) fn in_head(&mut self, token: Token) -> Step {
        match token {
            Token::Text if !self.insert_space() => return Step::Done,
            Token::Comment => return self.insert_comment(),
            Token::Doctype => return Step::Done,
            Token::StartTag(name::HTML) => return self.in_body(token),
            Token::StartTag(
                name @ (name::BASE | name::BASEFONT | name::BGSOUND | name::LINK | name::META),
            ) => {
                self.insert_void(name);
                return Step::Done;
            }
            Token::StartTag(name::TITLE) => return self.insert_raw(name::TITLE, State::Rcdata),
            Token::StartTag(name::NOSCRIPT) if !self.scripting => {
                self.insert_element(name::NOSCRIPT);
                self.mode = Mode::InHeadNoscript;
                return Step::Done;
            }
            Token::StartTag(name @ (name::NOSCRIPT | name::NOFRAMES | name::STYLE)) => {
                return self.insert_raw(name, State::Rawtext);
            }
            Token::StartTag(name::SCRIPT) => {
                return self.insert_raw(name::SCRIPT, State::ScriptData);
            }
            Token::EndTag(name::HEAD) => {
                self.pop();
                self.mode = Mode::AfterHead;
                return Step::Done;
            }
            Token::StartTag(name::TEMPLATE) => return self.start_template(),
            Token::EndTag(name::TEMPLATE) => return self.end_template(),
            Token::StartTag(name::HEAD) => return Step::Done,
            Token::EndTag(name::BODY | name::HTML | name::BR) => {}
            Token::EndTag(_) => return Step::Done,
            _ => {}
        }
        self.pop();
        self.switch_to(Mode::AfterHead)
    }

    fn start_template(&mut self) -> Step {
        self.insert_template();
        self.formatting.push_marker();
        self.frameset_ok = false;
        self.mode = Mode::InTemplate;
        self.template_modes.push(Mode::InTemplate);
        Step::Done
    }

    fn end_template(&mut self) -> Step {
        if self.stack.has(name::TEMPLATE) {
            self.generate_all_implied_end_tags();
            self.pop_until(name::TEMPLATE);
            self.formatting.clear_to_marker();
            self.template_modes.pop();
            self.reset_insertion_mode();
        }
        Step::Done
    }

    /// §13.2.6.4.5 The "in head noscript" insertion mode.
    pub(super) fn in_head_noscript(&mut self, token: Token) -> Step {
        match token {
            Token::Doctype => return Step::Done,
            Token::StartTag(name::HTML) => return self.in_body(token),
            Token::EndTag(name::NOSCRIPT) => {
                self.pop();
                self.mode = Mode::InHead;
                return Step::Done;
            }
            Token::Text if !self.insert_space() => return Step::Done,
            Token::Comment
            | Token::StartTag(
                name::BASEFONT
                | name::BGSOUND
                | name::LINK
                | name::META
                | name::NOFRAMES
                | name::STYLE,
            ) => return self.in_head(token),
            Token::StartTag(name::HEAD | name::NOSCRIPT) => return Step::Done,
            Token::EndTag(name::BR) => {}
            Token::EndTag(_) => return Step::Done,
            _ => {}
        }
        self.pop();
        self.switch_to(Mode::InHead)
    }

    /// §13.2.6.4.6 The "after head" insertion mode.
    pub(super) fn after_head(&mut self, token: Token) -> Step {
        match token {
            Token::Text if !self.insert_space() => return Step::Done,
            Token::Comment => return self.insert_comment(),
            Token::Doctype => return Step::Done,
            Token::StartTag(name::HTML) => return self.in_body(token),
            Token::StartTag(name::BODY) => {
                self.insert_element(name::BODY);
                self.frameset_ok = false;
                self.mode = Mode::InBody;
                return Step::Done;
            }
            Token::StartTag(name::FRAMESET) => {
                self.insert_element(name::FRAMESET);
                self.mode = Mode::InFrameset;
                return Step::Done;
            }
            Token::StartTag(
                name::BASE
                | name::BASEFONT
                | name::BGSOUND
                | name::LINK
                | name::META
                | name::NOFRAMES
                | name::SCRIPT
                | name::STYLE
                | name::TEMPLATE
                | name::TITLE,
            ) => return self.in_head_again(token),
            Token::EndTag(name::TEMPLATE) => return self.in_head(token),
            Token::EndTag(name::BODY | name::HTML | name::BR) => {}
            Token::StartTag(name::HEAD) | Token::EndTag(_) => return Step::Done,
            _ => {}
        }
        self.insert_implied(name::BODY);
        self.switch_to(Mode::InBody)
    }

    /// What belongs in the head and comes after it goes into it all the same.
    fn in_head_again(&mut self, token: Token) -> Step {
        let Some(head) = self.head else {
            return self.in_head(token);
        };
        let open = crate::tree::stack::Open::new(head, name::HEAD, crate::Namespace::Html);
        self.stack.push(open);
        let step = self.in_head(token);
        if let Some(index) = self.stack.position(head) {
            self.stack.remove(index);
        }
        step
    }

    /// §13.2.6.4.8 The "text" insertion mode.
    pub(super) fn text_mode(&mut self, token: Token) -> Step {
        match token {
            Token::Text => {
                self.insert_text(self.tokens.text);
                Step::Done
            }
            Token::EndOfFile => {
                self.pop();
                self.switch_to(self.original_mode)
            }
            _ => {
                self.pop();
                self.mode = self.original_mode;
                Step::Done
            }
        }
    }
}
