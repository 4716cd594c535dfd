//! §13.2.6.4.18 The "in template" insertion mode.

use crate::name;
use crate::tokenizer::Token;
use crate::tree::{Builder, Mode, Step};

impl Builder<'_> {
    pub(super) fn in_template(&mut self, token: Token) -> Step {
        let mode = match token {
            Token::Text | Token::Nul | Token::Comment | Token::Doctype => {
                return self.in_body(token);
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
            )
            | Token::EndTag(name::TEMPLATE) => return self.in_head(token),
            Token::StartTag(
                name::CAPTION | name::COLGROUP | name::TBODY | name::TFOOT | name::THEAD,
            ) => Mode::InTable,
            Token::StartTag(name::COL) => Mode::InColumnGroup,
            Token::StartTag(name::TR) => Mode::InTableBody,
            Token::StartTag(name::TD | name::TH) => Mode::InRow,
            Token::StartTag(_) => Mode::InBody,
            Token::EndTag(_) => return Step::Done,
            Token::EndOfFile => return self.end_of_file_in_template(),
        };
        self.template_modes.pop();
        self.template_modes.push(mode);
        self.switch_to(mode)
    }

    /// Closes the templates still open, then lets the mode outside them have the end of the file.
    pub(super) fn end_of_file_in_template(&mut self) -> Step {
        if !self.stack.has(name::TEMPLATE) {
            return Step::Done;
        }
        self.pop_until(name::TEMPLATE);
        self.formatting.clear_to_marker();
        self.template_modes.pop();
        self.reset_insertion_mode();
        Step::Reprocess
    }
}
