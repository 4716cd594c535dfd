//! Comments that other programs kept as HTML, as the Markdown this room writes.

use html::{Document, Kind, Limits, NodeId, name};

/// Quotes and lists in each other; what is deeper stands beside.
const NESTING: usize = 8;

/// The Markdown that says what a piece of HTML shows. What Markdown would take for marks is escaped.
pub fn markdown_of(source: &str) -> String {
    if !source.contains(['<', '&']) {
        return escaped_lines(source);
    }
    let document = html::parse_fragment(source, "div", &Limits::default());
    let mut writer =
        Writer { out: String::with_capacity(source.len()), prefix: Vec::new(), is_code: false };
    let mut next = document.first_child(NodeId::DOCUMENT);
    let mut open: Vec<(NodeId, &'static str)> = Vec::new();
    // A walk without recursion: what a comment nests is not ours to decide.
    while let Some(node) = next {
        let is_entered = writer.enter(&document, node, &mut open);
        next = if is_entered { document.first_child(node) } else { None };
        let mut at = node;
        while next.is_none() {
            if open.last().is_some_and(|(of, _)| *of == at) {
                writer.leave(open.pop().map_or("", |(_, end)| end));
            }
            next = document.next_sibling(at);
            match document.parent(at) {
                Some(parent) if next.is_none() && parent != NodeId::DOCUMENT => at = parent,
                _ => break,
            }
        }
    }
    while let Some((_, end)) = open.pop() {
        writer.leave(end);
    }
    writer.out.trim().to_owned()
}

struct Writer {
    out: String,
    /// What stands before each line of the quotes and lists that are open.
    prefix: Vec<&'static str>,
    is_code: bool,
}

/// Ends that are not written but done.
const BLOCK: &str = "\n";
const PREFIX: &str = "\u{0}";
const CODE: &str = "\u{1}";

impl Writer {
    /// Writes what a node begins with; false: nothing of it is shown.
    fn enter(
        &mut self,
        document: &Document,
        node: NodeId,
        open: &mut Vec<(NodeId, &'static str)>,
    ) -> bool {
        if document.kind(node) == Kind::Text {
            self.text(document.text(node));
            return false;
        }
        let end = match document.name(node) {
            name::SCRIPT | name::STYLE | name::TEMPLATE | name::IFRAME | name::OBJECT => {
                return false;
            }
            name::BR => {
                self.line();
                return false;
            }
            name::P
            | name::DIV
            | name::UL
            | name::OL
            | name::H1
            | name::H2
            | name::H3
            | name::H4 => {
                self.block();
                BLOCK
            }
            name::BLOCKQUOTE if self.prefix.len() < NESTING => {
                self.block();
                self.prefix.push("> ");
                self.out.push_str("> ");
                PREFIX
            }
            name::LI if self.prefix.len() < NESTING => {
                self.block();
                self.out.push_str("- ");
                self.prefix.push("  ");
                PREFIX
            }
            name::EM | name::I => self.mark("*"),
            name::STRONG | name::B => self.mark("**"),
            name::PRE => {
                self.block();
                self.out.push_str("```");
                self.is_code = true;
                self.line();
                CODE
            }
            name::A if self.link(document, node) => return false,
            _ => "",
        };
        if !end.is_empty() {
            open.push((node, end));
        }
        true
    }

    /// Writes a link with its words; false where it is to be walked through as words alone.
    fn link(&mut self, document: &Document, node: NodeId) -> bool {
        let href = document.attr(node, name::HREF).unwrap_or("");
        let is_web = crate::markup::web_url(href, None).is_some();
        // Words that are the address themselves become a link by themselves.
        let is_bare = document.first_child(node).is_some_and(|child| document.text(child) == href);
        if !is_web || is_bare || href.contains(['(', ')', '<', '>', ' ']) {
            return false;
        }
        let texts = document.descendants(node).filter(|one| document.kind(*one) == Kind::Text);
        let words: String = texts.map(|one| document.text(one)).collect();
        self.out.push('[');
        self.text(&words);
        self.out.push_str("](");
        self.out.push_str(href);
        self.out.push(')');
        true
    }

    fn mark(&mut self, mark: &'static str) -> &'static str {
        self.out.push_str(mark);
        mark
    }

    fn leave(&mut self, end: &'static str) {
        match end {
            BLOCK => self.block(),
            PREFIX => {
                // Lines that were begun and hold nothing are not of the quote.
                while let Some(at) = self.out.rfind('\n')
                    && self.out[at..].trim_matches(['\n', ' ', '>']).is_empty()
                {
                    self.out.truncate(at);
                }
                self.prefix.pop();
                self.block();
            }
            CODE => {
                self.is_code = false;
                self.line();
                self.out.push_str("```");
                self.block();
            }
            mark => self.out.push_str(mark),
        }
    }

    fn line(&mut self) {
        self.out.push('\n');
        for prefix in &self.prefix {
            self.out.push_str(prefix);
        }
    }

    /// An empty line, unless there is one.
    fn block(&mut self) {
        let is_new = self.out.trim_end_matches([' ', '>']).ends_with("\n")
            || self.out.trim_matches([' ', '>', '-']).is_empty();
        if !is_new {
            self.line();
            self.line();
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_code {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.line();
                }
                self.out.push_str(line);
            }
            return;
        }
        let starts_blank = text.starts_with(char::is_whitespace);
        let mut is_first = true;
        for word in text.split_whitespace() {
            let needs_space = if is_first { starts_blank } else { true };
            if needs_space && !self.out.ends_with([' ', '\n']) && !self.out.is_empty() {
                self.out.push(' ');
            }
            is_first = false;
            escape(&mut self.out, word);
        }
        let is_open = !self.out.is_empty() && !self.out.ends_with([' ', '\n']);
        if text.ends_with(char::is_whitespace) && is_open {
            self.out.push(' ');
        }
    }
}

/// Words that Markdown leaves as they are.
fn escape(out: &mut String, word: &str) {
    // An address is a link by itself, and has marks of its own.
    if word.starts_with("http://") || word.starts_with("https://") {
        out.push_str(word);
        return;
    }
    let is_line_start = out.is_empty() || out.ends_with('\n') || out.ends_with("> ");
    let is_sign = matches!(word, "-" | "+") || word.starts_with(['#', '>', '=', '~']);
    if is_line_start && is_sign {
        out.push('\\');
    }
    let number = word.trim_end_matches(['.', ')']);
    if is_line_start
        && number.len() < word.len()
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        out.push_str(number);
        out.push('\\');
        out.push_str(&word[number.len()..]);
        return;
    }
    for character in word.chars() {
        // A reference ends with a semicolon; an "&" alone is one.
        let is_mark = matches!(character, '*' | '_' | '`' | '[' | ']' | '\\' | '<');
        if is_mark || (character == '&' && word.contains(';')) {
            out.push('\\');
        }
        out.push(character);
    }
}

/// A text without HTML, line by line.
fn escaped_lines(text: &str) -> String {
    let mut writer =
        Writer { out: String::with_capacity(text.len()), prefix: Vec::new(), is_code: false };
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            writer.line();
        }
        writer.text(line.trim());
    }
    writer.out.trim().to_owned()
}
