//! The insertion modes of tables (HTML §13.2.6.4.9 to §13.2.6.4.15).

use crate::name::{self, Name};
use crate::tokenizer::Token;
use crate::tree::{Builder, Mode, Step, sets};

impl Builder<'_> {
    /// §13.2.6.4.9 The "in table" insertion mode.
    pub(super) fn in_table(&mut self, token: Token) -> Step {
        match token {
            Token::Text | Token::Nul if self.takes_table_text() => {
                self.original_mode = self.mode;
                self.switch_to(Mode::InTableText)
            }
            Token::Comment => self.insert_comment(),
            Token::Doctype => Step::Done,
            Token::StartTag(name) => self.start_tag_in_table(name, token),
            Token::EndTag(name::TABLE) => {
                if self.stack.has_in_table_scope(name::TABLE) {
                    self.pop_until(name::TABLE);
                    self.reset_insertion_mode();
                }
                Step::Done
            }
            Token::EndTag(
                name::BODY
                | name::CAPTION
                | name::COL
                | name::COLGROUP
                | name::HTML
                | name::TBODY
                | name::TD
                | name::TFOOT
                | name::TH
                | name::THEAD
                | name::TR,
            ) => Step::Done,
            Token::EndTag(name::TEMPLATE) => self.in_head(token),
            Token::EndOfFile => self.in_body(token),
            _ => self.foster(token),
        }
    }

    fn takes_table_text(&self) -> bool {
        self.stack
            .current()
            .is_some_and(|open| open.is_in(sets::FOSTERING) || open.is(name::TEMPLATE))
    }

    /// What does not belong in a table is handled as in the body, before the table.
    fn foster(&mut self, token: Token) -> Step {
        self.foster_parenting = true;
        let step = self.in_body(token);
        self.foster_parenting = false;
        step
    }

    fn start_tag_in_table(&mut self, name: Name, token: Token) -> Step {
        match name {
            name::CAPTION => {
                self.clear_to_table();
                self.formatting.push_marker();
                self.insert_element(name);
                self.mode = Mode::InCaption;
            }
            name::COLGROUP => {
                self.clear_to_table();
                self.insert_element(name);
                self.mode = Mode::InColumnGroup;
            }
            name::COL => {
                self.clear_to_table();
                self.insert_implied(name::COLGROUP);
                return self.switch_to(Mode::InColumnGroup);
            }
            name::TBODY | name::TFOOT | name::THEAD => {
                self.clear_to_table();
                self.insert_element(name);
                self.mode = Mode::InTableBody;
            }
            name::TD | name::TH | name::TR => {
                self.clear_to_table();
                self.insert_implied(name::TBODY);
                return self.switch_to(Mode::InTableBody);
            }
            name::TABLE => {
                if self.stack.has_in_table_scope(name::TABLE) {
                    self.pop_until(name::TABLE);
                    self.reset_insertion_mode();
                    return Step::Reprocess;
                }
            }
            name::STYLE | name::SCRIPT | name::TEMPLATE => return self.in_head(token),
            name::INPUT if self.is_hidden_input() => {
                self.insert_void(name);
            }
            name::FORM => {
                if self.form.is_none() && !self.stack.has(name::TEMPLATE) {
                    self.form = Some(self.insert_element(name));
                    self.pop();
                }
            }
            _ => return self.foster(token),
        }
        Step::Done
    }

    /// Clear the stack back to a table context.
    fn clear_to_table(&mut self) {
        self.pop_until_current(|open| open.is_in(sets::TABLE_SCOPE));
    }

    /// Clear the stack back to a table body context.
    fn clear_to_table_body(&mut self) {
        self.pop_until_current(|open| {
            open.is(name::TBODY)
                || open.is(name::TFOOT)
                || open.is(name::THEAD)
                || open.is(name::TEMPLATE)
                || open.is(name::HTML)
        });
    }

    /// Clear the stack back to a table row context.
    fn clear_to_table_row(&mut self) {
        self.pop_until_current(|open| {
            open.is(name::TR) || open.is(name::TEMPLATE) || open.is(name::HTML)
        });
    }

    /// §13.2.6.4.10 The "in table text" insertion mode.
    pub(super) fn in_table_text(&mut self, token: Token) -> Step {
        match token {
            Token::Nul => return Step::Done,
            Token::Text => {
                self.pending_table_text.push(self.tokens.text);
                return Step::Done;
            }
            _ => {}
        }
        let pending = std::mem::take(&mut self.pending_table_text);
        if pending.iter().all(|&text| self.is_all_space(text)) {
            for &text in &pending {
                self.insert_text(text);
            }
        } else {
            let text_of_token = self.tokens.text;
            for &text in &pending {
                self.tokens.text = text;
                self.foster(Token::Text);
            }
            self.tokens.text = text_of_token;
        }
        // The vector is kept for the next text.
        self.pending_table_text = pending;
        self.pending_table_text.clear();
        self.switch_to(self.original_mode)
    }

    /// §13.2.6.4.11 The "in caption" insertion mode.
    pub(super) fn in_caption(&mut self, token: Token) -> Step {
        match token {
            Token::EndTag(name::CAPTION) => {
                self.close_caption();
                Step::Done
            }
            Token::StartTag(
                name::CAPTION
                | name::COL
                | name::COLGROUP
                | name::TBODY
                | name::TD
                | name::TFOOT
                | name::TH
                | name::THEAD
                | name::TR,
            )
            | Token::EndTag(name::TABLE) => {
                if self.close_caption() {
                    Step::Reprocess
                } else {
                    Step::Done
                }
            }
            Token::EndTag(
                name::BODY
                | name::COL
                | name::COLGROUP
                | name::HTML
                | name::TBODY
                | name::TD
                | name::TFOOT
                | name::TH
                | name::THEAD
                | name::TR,
            ) => Step::Done,
            _ => self.in_body(token),
        }
    }

    fn close_caption(&mut self) -> bool {
        let is_open = self.stack.has_in_table_scope(name::CAPTION);
        if is_open {
            self.generate_implied_end_tags(Name::NONE);
            self.pop_until(name::CAPTION);
            self.formatting.clear_to_marker();
            self.mode = Mode::InTable;
        }
        is_open
    }

    /// §13.2.6.4.12 The "in column group" insertion mode.
    pub(super) fn in_column_group(&mut self, token: Token) -> Step {
        match token {
            // In a template what is not white space is dropped, one character at a time.
            Token::Text if !self.stack.current_is(name::COLGROUP) => {
                return self.insert_only_space();
            }
            Token::Text if !self.insert_space() => return Step::Done,
            Token::Comment => return self.insert_comment(),
            Token::Doctype => return Step::Done,
            Token::StartTag(name::HTML) | Token::EndOfFile => return self.in_body(token),
            Token::StartTag(name::COL) => {
                self.insert_void(name::COL);
                return Step::Done;
            }
            Token::EndTag(name::COLGROUP) => {
                if self.stack.current_is(name::COLGROUP) {
                    self.pop();
                    self.mode = Mode::InTable;
                }
                return Step::Done;
            }
            Token::EndTag(name::COL) => return Step::Done,
            Token::StartTag(name::TEMPLATE) | Token::EndTag(name::TEMPLATE) => {
                return self.in_head(token);
            }
            _ => {}
        }
        if !self.stack.current_is(name::COLGROUP) {
            return Step::Done;
        }
        self.pop();
        self.switch_to(Mode::InTable)
    }

    /// §13.2.6.4.13 The "in table body" insertion mode.
    pub(super) fn in_table_body(&mut self, token: Token) -> Step {
        match token {
            Token::StartTag(name::TR) => {
                self.clear_to_table_body();
                self.insert_element(name::TR);
                self.mode = Mode::InRow;
                Step::Done
            }
            Token::StartTag(name::TH | name::TD) => {
                self.clear_to_table_body();
                self.insert_implied(name::TR);
                self.switch_to(Mode::InRow)
            }
            Token::EndTag(name @ (name::TBODY | name::TFOOT | name::THEAD)) => {
                if self.stack.has_in_table_scope(name) {
                    self.clear_to_table_body();
                    self.pop();
                    self.mode = Mode::InTable;
                }
                Step::Done
            }
            Token::StartTag(
                name::CAPTION
                | name::COL
                | name::COLGROUP
                | name::TBODY
                | name::TFOOT
                | name::THEAD,
            )
            | Token::EndTag(name::TABLE) => {
                let is_open = self
                    .stack
                    .find_in_scope(sets::TABLE_SCOPE, |open| {
                        open.is(name::TBODY) || open.is(name::TFOOT) || open.is(name::THEAD)
                    })
                    .is_some();
                if !is_open {
                    return Step::Done;
                }
                self.clear_to_table_body();
                self.pop();
                self.switch_to(Mode::InTable)
            }
            Token::EndTag(
                name::BODY
                | name::CAPTION
                | name::COL
                | name::COLGROUP
                | name::HTML
                | name::TD
                | name::TH
                | name::TR,
            ) => Step::Done,
            _ => self.in_table(token),
        }
    }

    /// §13.2.6.4.14 The "in row" insertion mode.
    pub(super) fn in_row(&mut self, token: Token) -> Step {
        match token {
            Token::StartTag(name @ (name::TH | name::TD)) => {
                self.clear_to_table_row();
                self.insert_element(name);
                self.mode = Mode::InCell;
                self.formatting.push_marker();
                Step::Done
            }
            Token::EndTag(name::TR) => {
                self.close_row();
                Step::Done
            }
            Token::StartTag(
                name::CAPTION
                | name::COL
                | name::COLGROUP
                | name::TBODY
                | name::TFOOT
                | name::THEAD
                | name::TR,
            )
            | Token::EndTag(name::TABLE) => {
                if self.close_row() {
                    Step::Reprocess
                } else {
                    Step::Done
                }
            }
            Token::EndTag(name @ (name::TBODY | name::TFOOT | name::THEAD)) => {
                if self.stack.has_in_table_scope(name) && self.close_row() {
                    Step::Reprocess
                } else {
                    Step::Done
                }
            }
            Token::EndTag(
                name::BODY
                | name::CAPTION
                | name::COL
                | name::COLGROUP
                | name::HTML
                | name::TD
                | name::TH,
            ) => Step::Done,
            _ => self.in_table(token),
        }
    }

    fn close_row(&mut self) -> bool {
        let is_open = self.stack.has_in_table_scope(name::TR);
        if is_open {
            self.clear_to_table_row();
            self.pop();
            self.mode = Mode::InTableBody;
        }
        is_open
    }

    /// §13.2.6.4.15 The "in cell" insertion mode.
    pub(super) fn in_cell(&mut self, token: Token) -> Step {
        match token {
            Token::EndTag(name @ (name::TD | name::TH)) => {
                if self.stack.has_in_table_scope(name) {
                    self.generate_implied_end_tags(Name::NONE);
                    self.pop_until(name);
                    self.formatting.clear_to_marker();
                    self.mode = Mode::InRow;
                }
                Step::Done
            }
            Token::StartTag(
                name::CAPTION
                | name::COL
                | name::COLGROUP
                | name::TBODY
                | name::TD
                | name::TFOOT
                | name::TH
                | name::THEAD
                | name::TR,
            ) => {
                if self.close_cell() {
                    Step::Reprocess
                } else {
                    Step::Done
                }
            }
            Token::EndTag(name::BODY | name::CAPTION | name::COL | name::COLGROUP | name::HTML) => {
                Step::Done
            }
            Token::EndTag(
                name @ (name::TABLE | name::TBODY | name::TFOOT | name::THEAD | name::TR),
            ) => {
                if self.stack.has_in_table_scope(name) && self.close_cell() {
                    Step::Reprocess
                } else {
                    Step::Done
                }
            }
            _ => self.in_body(token),
        }
    }

    /// Close the cell; false when there is none.
    fn close_cell(&mut self) -> bool {
        let is_open = self
            .stack
            .find_in_scope(sets::TABLE_SCOPE, |open| open.is(name::TD) || open.is(name::TH))
            .is_some();
        if is_open {
            self.generate_implied_end_tags(Name::NONE);
            self.pop_until_current(|open| open.is(name::TD) || open.is(name::TH));
            self.pop();
            self.formatting.clear_to_marker();
            self.mode = Mode::InRow;
        }
        is_open
    }
}
