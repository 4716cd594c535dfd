//! §13.2.6.4.7 The "in body" insertion mode: text and start tags. End tags are in `body_end`.

use crate::dom::Namespace;
use crate::name::{self, Name};
use crate::tokenizer::{State, Token};
use crate::tree::{Builder, Mode, Step, sets};

impl Builder<'_> {
    pub(super) fn in_body(&mut self, token: Token) -> Step {
        match token {
            Token::Text => self.text_in_body(),
            Token::StartTag(name) => self.start_tag_in_body(name, token),
            Token::EndTag(name) => self.end_tag_in_body(name, token),
            Token::Comment => self.insert_comment(),
            Token::Nul | Token::Doctype => Step::Done,
            Token::EndOfFile if self.template_modes.is_empty() => Step::Done,
            Token::EndOfFile => self.end_of_file_in_template(),
        }
    }

    #[inline]
    fn text_in_body(&mut self) -> Step {
        let text = self.tokens.text;
        self.reconstruct_formatting();
        if self.frameset_ok && !self.is_all_space(text) {
            self.frameset_ok = false;
        }
        self.insert_text(text);
        Step::Done
    }

    fn start_tag_in_body(&mut self, name: Name, token: Token) -> Step {
        match name {
            name::ADDRESS
            | name::ARTICLE
            | name::ASIDE
            | name::BLOCKQUOTE
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
            | name::MAIN
            | name::MENU
            | name::NAV
            | name::OL
            | name::P
            | name::SEARCH
            | name::SECTION
            | name::SUMMARY
            | name::UL => {
                self.close_p_in_button_scope();
                self.insert_element(name);
            }
            name::LI => self.start_list_item(name, |open| open == name::LI),
            name::A => self.start_a(),
            name::AREA | name::BR | name::EMBED | name::IMG | name::KEYGEN | name::WBR => {
                self.reconstruct_formatting();
                self.insert_void(name);
                self.frameset_ok = false;
            }
            name::B
            | name::BIG
            | name::CODE
            | name::EM
            | name::FONT
            | name::I
            | name::S
            | name::SMALL
            | name::STRIKE
            | name::STRONG
            | name::TT
            | name::U => {
                self.reconstruct_formatting();
                self.insert_formatting(name);
            }
            name::SVG => self.start_foreign(name, Namespace::Svg),
            name::MATH => self.start_foreign(name, Namespace::MathMl),
            name::H1 | name::H2 | name::H3 | name::H4 | name::H5 | name::H6 => {
                self.close_p_in_button_scope();
                if self.stack.current().is_some_and(|open| open.is_in(sets::HEADING)) {
                    self.pop();
                }
                self.insert_element(name);
            }
            name::BASE
            | name::BASEFONT
            | name::BGSOUND
            | name::LINK
            | name::META
            | name::NOFRAMES
            | name::SCRIPT
            | name::STYLE
            | name::TEMPLATE
            | name::TITLE => return self.in_head(token),
            name::BUTTON => self.start_button(),
            name::INPUT => self.start_input(),
            name::PARAM | name::SOURCE | name::TRACK => {
                self.insert_void(name);
            }
            name::PRE | name::LISTING => {
                self.close_p_in_button_scope();
                self.insert_element(name);
                self.skip_line_feed = true;
                self.frameset_ok = false;
            }
            name::DD | name::DT => {
                self.start_list_item(name, |open| matches!(open, name::DD | name::DT));
            }
            name::TABLE => self.start_table(),
            name::HR => self.start_hr(),
            name::CAPTION
            | name::COL
            | name::COLGROUP
            | name::FRAME
            | name::HEAD
            | name::TBODY
            | name::TD
            | name::TFOOT
            | name::TH
            | name::THEAD
            | name::TR => {}
            name::IFRAME | name::NOEMBED | name::XMP | name::TEXTAREA => {
                return self.start_raw_in_body(name);
            }
            name::NOSCRIPT if self.scripting => return self.insert_raw(name, State::Rawtext),
            _ => self.start_rare_tag_in_body(name),
        }
        Step::Done
    }

    /// Start tags few pages have, and any other.
    fn start_rare_tag_in_body(&mut self, name: Name) {
        match name {
            name::FORM => self.start_form(),
            name::SELECT => self.start_select(),
            name::OPTION | name::OPTGROUP => self.start_option(name),
            name::NOBR => self.start_nobr(),
            name::APPLET | name::MARQUEE | name::OBJECT => {
                self.reconstruct_formatting();
                self.insert_element(name);
                self.formatting.push_marker();
                self.frameset_ok = false;
            }
            name::RB | name::RTC => self.start_ruby_part(name, Name::NONE),
            name::RP | name::RT => self.start_ruby_part(name, name::RTC),
            name::PLAINTEXT => {
                self.close_p_in_button_scope();
                self.insert_element(name);
                self.tokens.state = State::Plaintext;
            }
            name::IMAGE => {
                self.reconstruct_formatting();
                self.insert_void(name::IMG);
                self.frameset_ok = false;
            }
            name::HTML => {
                if !self.stack.has(name::TEMPLATE)
                    && let Some(&root) = self.stack.as_slice().first()
                {
                    self.add_missing_attrs(root.id);
                }
            }
            name::BODY => self.second_body(),
            name::FRAMESET => self.start_frameset(),
            name::SELECTEDCONTENT => {
                self.reconstruct_formatting();
                let id = self.insert_element(name);
                self.selectedcontent_inserted(id);
            }
            _ => {
                self.reconstruct_formatting();
                self.insert_element(name);
            }
        }
    }

    fn second_body(&mut self) {
        if let Some(&body) = self.stack.as_slice().get(1)
            && body.is(name::BODY)
            && !self.stack.has(name::TEMPLATE)
        {
            self.frameset_ok = false;
            self.add_missing_attrs(body.id);
        }
    }

    fn start_frameset(&mut self) {
        if let Some(&body) = self.stack.as_slice().get(1)
            && body.is(name::BODY)
            && self.frameset_ok
        {
            self.document.detach(body.id);
            self.pop_to(1);
            self.insert_element(name::FRAMESET);
            self.mode = Mode::InFrameset;
        }
    }

    fn start_form(&mut self) {
        let in_template = self.stack.has(name::TEMPLATE);
        if self.form.is_some() && !in_template {
            return;
        }
        self.close_p_in_button_scope();
        let id = self.insert_element(name::FORM);
        if !in_template {
            self.form = Some(id);
        }
    }

    /// `<li>`, `<dd>`, `<dt>`: closes the item before.
    fn start_list_item(&mut self, name: Name, closes: impl Fn(Name) -> bool) {
        self.frameset_ok = false;
        for index in (0..self.stack.len()).rev() {
            let open = self.stack.as_slice()[index];
            if open.namespace == Namespace::Html && closes(open.name) {
                self.generate_implied_end_tags(open.name);
                self.pop_until(open.name);
                break;
            }
            let stops = open.is_in(sets::SPECIAL)
                && !(open.is(name::ADDRESS) || open.is(name::DIV) || open.is(name::P));
            if stops {
                break;
            }
        }
        self.close_p_in_button_scope();
        self.insert_element(name);
    }

    fn start_button(&mut self) {
        if self.stack.has_in_scope(name::BUTTON) {
            self.generate_implied_end_tags(Name::NONE);
            self.pop_until(name::BUTTON);
        }
        self.reconstruct_formatting();
        self.insert_element(name::BUTTON);
        self.frameset_ok = false;
    }

    /// `<a>` closes the `<a>` before.
    fn start_a(&mut self) {
        if let Some(id) = self.formatting.find(name::A) {
            if !self.adoption_agency(name::A) {
                self.any_other_end_tag(name::A);
            }
            self.formatting.remove(id);
            if let Some(index) = self.stack.position(id) {
                self.stack.remove(index);
            }
        }
        self.reconstruct_formatting();
        self.insert_formatting(name::A);
    }

    fn start_nobr(&mut self) {
        self.reconstruct_formatting();
        if self.stack.has_in_scope(name::NOBR) {
            if !self.adoption_agency(name::NOBR) {
                self.any_other_end_tag(name::NOBR);
            }
            self.reconstruct_formatting();
        }
        self.insert_formatting(name::NOBR);
    }

    fn start_table(&mut self) {
        if self.document.quirks() != crate::Quirks::Full {
            self.close_p_in_button_scope();
        }
        self.insert_element(name::TABLE);
        self.frameset_ok = false;
        self.mode = Mode::InTable;
    }

    /// True when the fragment being parsed is the content of a `<select>`.
    fn context_is_select(&self) -> bool {
        self.context.is_some_and(|context| context.is(name::SELECT))
    }

    fn start_input(&mut self) {
        if self.stack.has_in_scope(name::SELECT) {
            self.pop_until(name::SELECT);
        }
        if self.context_is_select() {
            return;
        }
        self.reconstruct_formatting();
        if !self.is_hidden_input() {
            self.frameset_ok = false;
        }
        self.insert_void(name::INPUT);
    }

    pub(super) fn is_hidden_input(&self) -> bool {
        self.tag_attr(name::TYPE).is_some_and(|kind| kind.eq_ignore_ascii_case("hidden"))
    }

    fn start_hr(&mut self) {
        self.close_p_in_button_scope();
        if self.stack.has_in_scope(name::SELECT) {
            self.generate_implied_end_tags(Name::NONE);
        }
        self.insert_void(name::HR);
        self.frameset_ok = false;
    }

    fn start_raw_in_body(&mut self, name: Name) -> Step {
        if name == name::XMP {
            self.close_p_in_button_scope();
            self.reconstruct_formatting();
        }
        if name != name::NOEMBED {
            self.frameset_ok = false;
        }
        if name == name::TEXTAREA {
            self.skip_line_feed = true;
            return self.insert_raw(name, State::Rcdata);
        }
        self.insert_raw(name, State::Rawtext)
    }

    fn start_select(&mut self) {
        if self.context_is_select() {
            return;
        }
        if self.stack.has_in_scope(name::SELECT) {
            self.pop_until(name::SELECT);
            return;
        }
        self.reconstruct_formatting();
        self.insert_element(name::SELECT);
        self.frameset_ok = false;
    }

    fn start_option(&mut self, name: Name) {
        if self.stack.has_in_scope(name::SELECT) {
            let except = match name {
                name::OPTION => name::OPTGROUP,
                _ => Name::NONE,
            };
            self.generate_implied_end_tags(except);
        } else if self.stack.current_is(name::OPTION) {
            self.pop();
        }
        self.reconstruct_formatting();
        self.insert_element(name);
    }

    fn start_ruby_part(&mut self, name: Name, except: Name) {
        if self.stack.has_in_scope(name::RUBY) {
            self.generate_implied_end_tags(except);
        }
        self.insert_element(name);
    }

    fn start_foreign(&mut self, name: Name, namespace: Namespace) {
        self.reconstruct_formatting();
        self.insert_foreign(name, namespace);
    }
}
