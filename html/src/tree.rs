//! The tree builder (HTML §13.2.6): tokens in, tree out. Each insertion mode is a function of its
//! own, named as in the standard.

use crate::dom::{Document, Namespace, NodeId, Span};
use crate::limits::Limits;
use crate::name::{self, Name};
use crate::tokenizer::{State, Token, Tokenizer};
use crate::tree::formatting::Formatting;
use crate::tree::limited::Overflow;
use crate::tree::select::SelectedContent;
use crate::tree::stack::{Open, Stack};

mod after;
mod before;
mod body;
mod body_end;
mod foreign;
mod formatting;
mod insert;
mod limited;
mod quirks;
mod select;
pub(crate) mod sets;
mod spelling;
mod stack;
mod table;
mod template;

/// The insertion modes (§13.2.4.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    Initial,
    BeforeHtml,
    BeforeHead,
    InHead,
    InHeadNoscript,
    AfterHead,
    InBody,
    Text,
    InTable,
    InTableText,
    InCaption,
    InColumnGroup,
    InTableBody,
    InRow,
    InCell,
    InTemplate,
    AfterBody,
    InFrameset,
    AfterFrameset,
    AfterAfterBody,
    AfterAfterFrameset,
}

/// What is to happen after a rule was applied.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    /// The token is used up.
    Done,
    /// The token, or what is left of it, goes to the mode now in force.
    Reprocess,
}

/// A parse under way.
#[derive(Debug)]
pub(crate) struct Builder<'s> {
    tokens: Tokenizer<'s>,
    document: Document<'static>,
    limits: Limits,
    node_limit: usize,
    overflow: Overflow,
    /// The scripting flag.
    scripting: bool,
    mode: Mode,
    original_mode: Mode,
    template_modes: Vec<Mode>,
    stack: Stack,
    formatting: Formatting,
    head: Option<NodeId>,
    form: Option<NodeId>,
    /// The context element of a fragment, not part of its tree.
    context: Option<Open>,
    frameset_ok: bool,
    foster_parenting: bool,
    /// A line feed right after `<pre>`, `<listing>` or `<textarea>` is not part of it.
    skip_line_feed: bool,
    /// The attributes of the start tag at hand went to an element.
    took_attrs: bool,
    pending_table_text: Vec<Span>,
    selected_content: Option<SelectedContent>,
}

impl<'s> Builder<'s> {
    pub(crate) fn new(input: &'s str, limits: &Limits, scripting: bool) -> Self {
        let node_limit = limits.nodes_for(input.len());
        // Measured on news pages: a node for 45 bytes and an attribute for 110, so that most pages
        // need no second allocation.
        let nodes = (input.len() / 32 + 64).min(node_limit);
        Builder {
            tokens: Tokenizer::new(input, limits),
            document: Document::with_capacity(nodes, node_limit, input.len() / 64),
            limits: *limits,
            node_limit,
            overflow: Overflow::default(),
            scripting,
            mode: Mode::Initial,
            original_mode: Mode::Initial,
            template_modes: Vec::new(),
            stack: Stack::default(),
            formatting: Formatting::default(),
            head: None,
            form: None,
            context: None,
            frameset_ok: true,
            foster_parenting: false,
            skip_line_feed: false,
            took_attrs: false,
            pending_table_text: Vec::new(),
            selected_content: None,
        }
    }

    /// Sets up the fragment case (§13.4): `context` is the element the fragment stands in.
    pub(crate) fn set_context(&mut self, name: Name, namespace: Namespace) {
        let id = self.document.new_element_with(name, namespace, (0, 0));
        let context = Open::new(id, name, namespace);
        if namespace == Namespace::Html {
            self.tokens.state = match name {
                name::TITLE | name::TEXTAREA => State::Rcdata,
                name::STYLE | name::XMP | name::IFRAME | name::NOEMBED | name::NOFRAMES => {
                    State::Rawtext
                }
                name::SCRIPT => State::ScriptData,
                name::NOSCRIPT if self.scripting => State::Rawtext,
                name::PLAINTEXT => State::Plaintext,
                _ => State::Data,
            };
        }
        self.context = Some(context);
        self.insert_root();
        if context.is(name::TEMPLATE) {
            self.template_modes.push(Mode::InTemplate);
        }
        if context.is(name::FORM) {
            self.form = Some(id);
        }
        self.reset_insertion_mode();
    }

    pub(crate) fn intern(&mut self, text: &str) -> Name {
        self.document.intern(text)
    }

    /// Reads all of the input.
    pub(crate) fn run(mut self) -> Document<'static> {
        loop {
            let in_foreign =
                self.adjusted_current().is_some_and(|node| node.namespace != Namespace::Html);
            let token = self.tokens.next(&mut self.document.store, in_foreign);
            match token {
                Token::Text if self.skip_line_feed => {
                    self.skip_line_feed = false;
                    self.tokens.text = self.without_line_feed(self.tokens.text);
                    if !self.tokens.text.is_empty() {
                        self.token(token);
                    }
                }
                Token::StartTag(_) => {
                    self.skip_line_feed = false;
                    self.took_attrs = false;
                    self.token(token);
                    if !self.took_attrs {
                        let (first, _) = self.tokens.tag.attrs;
                        self.document.store.attrs.truncate(first as usize);
                    }
                }
                _ => {
                    self.skip_line_feed = false;
                    self.token(token);
                }
            }
            if token == Token::EndOfFile {
                return self.finish();
            }
        }
    }

    fn finish(mut self) -> Document<'static> {
        // "Stop parsing" pops all open elements, which is when the last option counts.
        while self.pop().is_some() {}
        let hit = &mut self.document.limits_hit;
        hit.attributes |= self.tokens.hit_attribute_limit;
        hit.value_bytes |= self.tokens.hit_value_limit;
        self.document
    }

    #[inline]
    fn token(&mut self, token: Token) {
        if self.is_limited(token) && self.limited_token(token) {
            return;
        }
        while self.dispatch(token) == Step::Reprocess {}
    }

    /// The tree construction dispatcher (§13.2.6).
    #[inline]
    fn dispatch(&mut self, token: Token) -> Step {
        if self.takes_html_rules(token) { self.by_mode(token) } else { self.foreign_content(token) }
    }

    fn by_mode(&mut self, token: Token) -> Step {
        match self.mode {
            Mode::Initial => self.initial(token),
            Mode::BeforeHtml => self.before_html(token),
            Mode::BeforeHead => self.before_head(token),
            Mode::InHead => self.in_head(token),
            Mode::InHeadNoscript => self.in_head_noscript(token),
            Mode::AfterHead => self.after_head(token),
            Mode::InBody => self.in_body(token),
            Mode::Text => self.text_mode(token),
            Mode::InTable => self.in_table(token),
            Mode::InTableText => self.in_table_text(token),
            Mode::InCaption => self.in_caption(token),
            Mode::InColumnGroup => self.in_column_group(token),
            Mode::InTableBody => self.in_table_body(token),
            Mode::InRow => self.in_row(token),
            Mode::InCell => self.in_cell(token),
            Mode::InTemplate => self.in_template(token),
            Mode::AfterBody => self.after_body(token),
            Mode::InFrameset => self.in_frameset(token),
            Mode::AfterFrameset => self.after_frameset(token),
            Mode::AfterAfterBody => self.after_after_body(token),
            Mode::AfterAfterFrameset => self.after_after_frameset(token),
        }
    }

    /// The adjusted current node: in a fragment the context stands for the root.
    #[inline]
    fn adjusted_current(&self) -> Option<&Open> {
        match &self.context {
            Some(context) if self.stack.len() == 1 => Some(context),
            _ => self.stack.current(),
        }
    }

    /// Lets another mode have the token.
    fn switch_to(&mut self, mode: Mode) -> Step {
        self.mode = mode;
        Step::Reprocess
    }

    /// The text of a span, of the input or not.
    fn text(&self, span: Span) -> &str {
        self.document.store.text(self.tokens.input(), span)
    }

    /// White space at the start of a text, and the rest.
    fn split_space(&self, span: Span) -> (Span, Span) {
        let text = self.text(span).as_bytes();
        let length = text.iter().position(|&byte| !is_space(byte));
        span.split(length.unwrap_or(text.len()))
    }

    /// Drops white space at the start of the text at hand; false when nothing is left.
    fn skip_space(&mut self) -> bool {
        let (_, rest) = self.split_space(self.tokens.text);
        self.tokens.text = rest;
        !rest.is_empty()
    }

    /// Inserts white space at the start of the text at hand; false when nothing is left.
    fn insert_space(&mut self) -> bool {
        let (space, rest) = self.split_space(self.tokens.text);
        self.insert_text(space);
        self.tokens.text = rest;
        !rest.is_empty()
    }

    fn is_all_space(&self, span: Span) -> bool {
        self.text(span).bytes().all(is_space)
    }

    fn without_line_feed(&self, span: Span) -> Span {
        let skipped = usize::from(self.text(span).starts_with('\n'));
        span.split(skipped).1
    }

    /// The value of an attribute of the start tag at hand.
    fn tag_attr(&self, name: Name) -> Option<&str> {
        let (first, count) = self.tokens.tag.attrs;
        self.document.store.attrs[first as usize..][..count as usize]
            .iter()
            .find(|attr| attr.name == name)
            .map(|attr| self.text(attr.value))
    }

    /// Reset the insertion mode appropriately (§13.2.4.1).
    fn reset_insertion_mode(&mut self) {
        let mode = self.stack.as_slice().iter().enumerate().rev().find_map(|(index, open)| {
            let is_last = index == 0;
            let node = match &self.context {
                Some(context) if is_last => context,
                _ => open,
            };
            self.mode_inside(node, is_last)
        });
        self.mode = mode.unwrap_or(Mode::InBody);
    }

    fn mode_inside(&self, node: &Open, is_last: bool) -> Option<Mode> {
        if node.namespace != Namespace::Html {
            return None;
        }
        match node.name {
            name::TD | name::TH if !is_last => Some(Mode::InCell),
            name::TR => Some(Mode::InRow),
            name::TBODY | name::THEAD | name::TFOOT => Some(Mode::InTableBody),
            name::CAPTION => Some(Mode::InCaption),
            name::COLGROUP => Some(Mode::InColumnGroup),
            name::TABLE => Some(Mode::InTable),
            name::TEMPLATE => self.template_modes.last().copied(),
            name::HEAD if !is_last => Some(Mode::InHead),
            name::BODY => Some(Mode::InBody),
            name::FRAMESET => Some(Mode::InFrameset),
            name::HTML if self.head.is_none() => Some(Mode::BeforeHead),
            name::HTML => Some(Mode::AfterHead),
            _ => None,
        }
    }
}

/// White space between tokens; CR can come from a character reference.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\x0C' | b'\r')
}
