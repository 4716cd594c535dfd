//! What happens past the limits of depth and of nodes: text is kept, markup dropped.

use crate::dom::{Kind, Namespace, NodeId};
use crate::name::{self, Name};
use crate::tokenizer::{State, Token};
use crate::tree::{Builder, Mode, sets, spelling};

/// The start tags past the depth limit, whose elements were inserted but not opened. Their end
/// tags are looked up here, so that they do not close what lies above the limit.
#[derive(Debug, Default)]
pub(super) struct Overflow {
    names: Vec<Name>,
}

/// How far down [`Overflow`] an end tag is looked for; further would cost time with depth.
const OVERFLOW_REACH: usize = 32;

impl Builder<'_> {
    /// True when no further element should be opened. A template is two nodes deep.
    #[inline]
    pub(super) fn is_at_depth_limit(&self) -> bool {
        self.stack.len() + self.template_modes.len() >= self.limits.depth
    }

    /// True when a limit may have a say in this token.
    #[inline]
    pub(super) fn is_limited(&self, token: Token) -> bool {
        self.document.len() >= self.node_limit
            || match token {
                Token::StartTag(_) => self.is_at_depth_limit(),
                Token::EndTag(_) => !self.overflow.names.is_empty(),
                _ => false,
            }
    }

    /// Handles a token past a limit; false when the usual rules may have it.
    #[cold]
    pub(super) fn limited_token(&mut self, token: Token) -> bool {
        if self.mode == Mode::Text || token == Token::EndOfFile {
            return false;
        }
        if self.document.len() >= self.node_limit {
            self.document.limits_hit.nodes = true;
            self.token_past_nodes(token);
            return true;
        }
        match token {
            Token::StartTag(name) => {
                self.document.limits_hit.depth = true;
                self.start_past_depth(name)
            }
            Token::EndTag(name) => self.end_past_depth(name),
            _ => false,
        }
    }

    fn token_past_nodes(&mut self, token: Token) {
        match token {
            // The text of scripts and styles is markup too.
            Token::Text if matches!(self.tokens.state, State::ScriptData | State::Rawtext) => {}
            Token::Text => {
                let text = self.tokens.text;
                let parent = self.stack.current().map(|open| open.target);
                let Some(parent) = parent else { return };
                let last = self.document.last_child(parent);
                match last.filter(|&id| self.document.kind(id) == Kind::Text) {
                    Some(id) => self.document.extend_text_with(self.tokens.input(), id, text),
                    None => {
                        let id = self.document.new_node_with(Kind::Text, text);
                        self.document.append_detached(parent, id);
                    }
                }
            }
            Token::StartTag(name) => {
                if let Some(state) = raw_state(name) {
                    self.tokens.state = state;
                }
            }
            _ => {}
        }
    }

    /// A start tag past the depth limit: its element becomes a sibling of what follows it.
    fn start_past_depth(&mut self, name: Name) -> bool {
        let Some(&current) = self.stack.current() else {
            return false;
        };
        let namespace = match self.takes_html_rules(Token::StartTag(name)) {
            true => Namespace::Html,
            false => current.namespace,
        };
        if namespace == Namespace::Html {
            if raw_state(name).is_some() || sets::is_html_in(name, sets::VOID) {
                return false;
            }
            if matches!(name, name::HTML | name::HEAD | name::BODY | name::FRAMESET | name::IMAGE) {
                return false;
            }
            if matches!(name, name::SVG | name::MATH) {
                return self.insert_past_depth(name, namespace_of_root(name));
            }
        }
        self.insert_past_depth(name, namespace)
    }

    fn insert_past_depth(&mut self, name: Name, namespace: Namespace) -> bool {
        let (first, count) = self.take_attrs();
        let mut spelled = name;
        if namespace != Namespace::Html {
            let attrs = &mut self.document.store.attrs[first as usize..][..count as usize];
            spelling::adjust(attrs, namespace);
            if namespace == Namespace::Svg {
                spelled = spelling::svg_element(name);
            }
        }
        let id = self.document.new_element_with(spelled, namespace, (first, count));
        let parent = self.stack.current().map_or(NodeId::DOCUMENT, |open| open.target);
        self.document.append_detached(parent, id);
        let is_closed = namespace != Namespace::Html && self.tokens.tag.is_self_closing;
        // A `<p>` or `<li>` in a row of them closes the one before.
        let is_implied =
            sets::is_html_in(name, sets::IMPLIED) && self.overflow.names.last() == Some(&name);
        if !is_closed && !is_implied {
            self.overflow.names.push(name);
        }
        true
    }

    /// An end tag while there are start tags past the depth limit.
    fn end_past_depth(&mut self, name: Name) -> bool {
        let names = &mut self.overflow.names;
        let reach = names.len().saturating_sub(OVERFLOW_REACH);
        if let Some(offset) = names[reach..].iter().rposition(|&open| open == name) {
            names.truncate(reach + offset);
            return true;
        }
        let is_open = self.stack.as_slice().iter().any(|open| open.name == name);
        if is_open {
            names.clear();
        }
        !is_open
    }
}

fn namespace_of_root(name: Name) -> Namespace {
    match name {
        name::SVG => Namespace::Svg,
        _ => Namespace::MathMl,
    }
}

/// The tokenizer state for the text of an element that holds no markup.
fn raw_state(name: Name) -> Option<State> {
    Some(match name {
        name::SCRIPT => State::ScriptData,
        name::STYLE | name::XMP | name::IFRAME | name::NOEMBED | name::NOFRAMES => State::Rawtext,
        name::TITLE | name::TEXTAREA => State::Rcdata,
        name::PLAINTEXT => State::Plaintext,
        _ => return None,
    })
}
