//! §13.2.6.4.7 The "in body" insertion mode: end tags.

use crate::name::{self, Name};
use crate::tokenizer::Token;
use crate::tree::{Builder, Mode, Step, sets};

impl Builder<'_> {
    pub(super) fn end_tag_in_body(&mut self, name: Name, token: Token) -> Step {
        match name {
            name::ADDRESS
            | name::ARTICLE
            | name::ASIDE
            | name::BLOCKQUOTE
            | name::BUTTON
            | name::CENTER
            | name::DETAILS
            | name::DIALOG
            | name::DIR
            | name::DIV
            | name::DL
            | name::FIELDSET
            | name::FIGCAPTION
            | name::FIGURE
            | name::FOOTER
            | name::HEADER
            | name::HGROUP
            | name::LISTING
            | name::MAIN
            | name::MENU
            | name::NAV
            | name::OL
            | name::PRE
            | name::SEARCH
            | name::SECTION
            | name::SELECT
            | name::SUMMARY
            | name::UL => self.end_block(name),
            name::A
            | name::B
            | name::BIG
            | name::CODE
            | name::EM
            | name::FONT
            | name::I
            | name::NOBR
            | name::S
            | name::SMALL
            | name::STRIKE
            | name::STRONG
            | name::TT
            | name::U => self.end_formatting(name),
            name::LI => self.end_item(name, sets::SCOPE | sets::LIST_SCOPE),
            name::DD | name::DT => self.end_item(name, sets::SCOPE),
            name::P => self.end_p(),
            name::H1 | name::H2 | name::H3 | name::H4 | name::H5 | name::H6 => self.end_heading(),
            name::FORM => self.end_form(),
            name::APPLET | name::MARQUEE | name::OBJECT => {
                if self.end_block(name) {
                    self.formatting.clear_to_marker();
                }
                return Step::Done;
            }
            name::BODY | name::HTML => return self.end_of_body(name),
            name::BR => self.end_br(),
            name::TEMPLATE => return self.in_head(token),
            _ => self.any_other_end_tag(name),
        };
        Step::Done
    }

    /// Closes the element of that name in scope, with all in it; false when there is none.
    fn end_block(&mut self, name: Name) -> bool {
        let is_open = self.stack.has_in_scope(name);
        if is_open {
            self.generate_implied_end_tags(Name::NONE);
            self.pop_until(name);
        }
        is_open
    }

    fn end_formatting(&mut self, name: Name) -> bool {
        self.adoption_agency(name) || self.any_other_end_tag(name)
    }

    fn end_item(&mut self, name: Name, boundaries: sets::Set) -> bool {
        let is_open = self.stack.find_in_scope(boundaries, |open| open.is(name)).is_some();
        if is_open {
            self.generate_implied_end_tags(name);
            self.pop_until(name);
        }
        is_open
    }

    fn end_p(&mut self) -> bool {
        if !self.stack.has_p_in_button_scope() {
            self.insert_implied(name::P);
        }
        self.close_p();
        true
    }

    fn end_heading(&mut self) -> bool {
        let is_open =
            self.stack.find_in_scope(sets::SCOPE, |open| open.is_in(sets::HEADING)).is_some();
        if is_open {
            self.generate_implied_end_tags(Name::NONE);
            self.pop_until_current(|open| open.is_in(sets::HEADING));
            self.pop();
        }
        is_open
    }

    fn end_form(&mut self) -> bool {
        if self.stack.has(name::TEMPLATE) {
            return self.end_block(name::FORM);
        }
        let Some(form) = self.form.take() else {
            return false;
        };
        let in_scope = self.stack.find_in_scope(sets::SCOPE, |open| open.id == form).is_some();
        if in_scope {
            self.generate_implied_end_tags(Name::NONE);
            if let Some(index) = self.stack.position(form) {
                self.stack.remove(index);
            }
        }
        in_scope
    }

    fn end_of_body(&mut self, name: Name) -> Step {
        if !self.stack.has_in_scope(name::BODY) {
            return Step::Done;
        }
        self.mode = Mode::AfterBody;
        match name {
            name::HTML => Step::Reprocess,
            _ => Step::Done,
        }
    }

    /// `</br>` stands for `<br>`.
    fn end_br(&mut self) -> bool {
        self.reconstruct_formatting();
        self.insert_implied(name::BR);
        self.pop();
        self.frameset_ok = false;
        true
    }

    /// Any other end tag: closes the nearest element of that name unless a special one is nearer.
    pub(super) fn any_other_end_tag(&mut self, name: Name) -> bool {
        for index in (0..self.stack.len()).rev() {
            let open = &self.stack.as_slice()[index];
            if open.is(name) {
                self.generate_implied_end_tags(name);
                self.pop_to(index);
                return true;
            }
            if open.is_in(sets::SPECIAL) {
                return false;
            }
        }
        false
    }

    /// Generate all implied end tags thoroughly (§13.2.6.3).
    pub(super) fn generate_all_implied_end_tags(&mut self) {
        self.pop_until_current(|open| !open.is_in(sets::IMPLIED_THOROUGHLY));
    }
}
