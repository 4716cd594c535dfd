//! What readers write: a subset of Markdown, made into HTML once, when it is posted.
//!
//! Nothing of what is written reaches the page but through the list of tags here: HTML in a comment is words like
//! others, a picture is a link, an address that is not of the web is no link.

use std::fmt::Write;

use pulldown_cmark::{Event, Options, Parser, Tag, TextMergeStream};

#[cfg(test)]
mod tests;

/// Names written after "@" that are told; further ones are words.
pub const MENTIONS: usize = 10;
/// Quotes and lists in each other.
const NESTING: usize = 6;
/// Marks above and below one letter: Vietnamese and Hebrew have up to three, defacements hundreds.
const MARKS: usize = 4;

/// A comment made into HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    pub html: String,
    /// In order, each once, lower case.
    pub mentions: Vec<String>,
    /// Hosts that links lead to, in order.
    pub hosts: Vec<String>,
}

/// What was typed, without what cannot be seen or would run over others' lines: control characters, changes of
/// direction, heaps of marks, white space at the ends and empty lines in rows.
pub fn clean(typed: &str) -> String {
    let mut out = String::with_capacity(typed.len());
    let mut marks = 0;
    let mut breaks = 0;
    let mut characters = typed.chars().peekable();
    while let Some(character) = characters.next() {
        let character = match character {
            '\r' if characters.peek() == Some(&'\n') => continue,
            '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
            '\t' | '\n' => character,
            // Isolates and overrides (UAX 9), invisible operators, tags, the byte order mark.
            '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' => continue,
            '\u{e0000}'..='\u{e0fff}' => continue,
            _ if character.is_control() => continue,
            _ => character,
        };
        marks = if is_mark(character) { marks + 1 } else { 0 };
        breaks = if character == '\n' { breaks + 1 } else { 0 };
        if marks <= MARKS && breaks <= 2 {
            out.push(character);
        }
    }
    let kept = out.trim().len();
    let start = out.len() - out.trim_start().len();
    out[start..start + kept].to_owned()
}

/// Combining marks that go with any letter.
fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// The HTML of a comment that was cleaned.
pub fn render(source: &str) -> Rendered {
    let parser = TextMergeStream::new(Parser::new_ext(source, Options::ENABLE_STRIKETHROUGH));
    let mut writer = Writer { out: Rendered::default(), open: Vec::new(), in_link: 0, in_code: 0 };
    for event in parser {
        writer.event(event);
    }
    writer.out
}

struct Writer {
    out: Rendered,
    /// What closes each open tag; nothing, where it is not written.
    open: Vec<&'static str>,
    in_link: usize,
    in_code: usize,
}

impl Writer {
    fn event(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(_) => self.end(),
            Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => {
                self.words(&words)
            }
            Event::Code(words) => {
                self.out.html.push_str("<code>");
                escape(&mut self.out.html, &words);
                self.out.html.push_str("</code>");
            }
            Event::SoftBreak | Event::HardBreak => self.out.html.push_str("<br>"),
            Event::Rule => self.out.html.push_str("<hr>"),
            // Of extensions that are off.
            Event::FootnoteReference(words)
            | Event::InlineMath(words)
            | Event::DisplayMath(words) => {
                self.words(&words);
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag) {
        let is_deep = self
            .open
            .iter()
            .filter(|end| matches!(**end, "</blockquote>" | "</ul>" | "</ol>"))
            .count()
            >= NESTING;
        let (start, end) = match tag {
            Tag::Paragraph | Tag::HtmlBlock => ("<p>", "</p>"),
            // A heading in a comment is a line that is stressed.
            Tag::Heading { .. } => ("<p><strong>", "</strong></p>"),
            Tag::BlockQuote(_) if !is_deep => ("<blockquote>", "</blockquote>"),
            Tag::List(None) if !is_deep => ("<ul>", "</ul>"),
            Tag::List(Some(_)) if !is_deep => ("<ol>", "</ol>"),
            Tag::Item if !is_deep => ("<li>", "</li>"),
            Tag::CodeBlock(_) => {
                self.in_code += 1;
                ("<pre><code>", "</code></pre>")
            }
            Tag::Emphasis => ("<em>", "</em>"),
            Tag::Strong => ("<strong>", "</strong>"),
            Tag::Strikethrough => ("<del>", "</del>"),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } if self.in_link == 0 => {
                match web_address(dest_url) {
                    Some(url) => {
                        self.in_link += 1;
                        self.link(&url);
                        ("", "</a>")
                    }
                    None => ("", ""),
                }
            }
            _ => ("", ""),
        };
        self.out.html.push_str(start);
        self.open.push(end);
    }

    fn end(&mut self) {
        let end = self.open.pop().unwrap_or_default();
        self.out.html.push_str(end);
        self.in_link -= usize::from(end == "</a>");
        self.in_code -= usize::from(end == "</code></pre>");
    }

    fn link(&mut self, url: &url::Url) {
        self.out.html.push_str("<a href=\"");
        escape(&mut self.out.html, url.as_str());
        self.out.html.push_str("\" rel=\"nofollow ugc noopener noreferrer\">");
        self.out.hosts.extend(url.host_str().map(str::to_owned));
    }

    /// Words, with addresses and names in them as links.
    fn words(&mut self, words: &str) {
        if self.in_link > 0 || self.in_code > 0 {
            return escape(&mut self.out.html, words);
        }
        let mut rest = words;
        let mut before = None;
        while let Some(at) = rest.find(['@', 'h']) {
            let (plain, from) = rest.split_at(at);
            escape(&mut self.out.html, plain);
            let before_it = plain.chars().next_back().or(before);
            let is_start = before_it
                .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '@' | '.' | '_'));
            let taken = if is_start { self.special(from) } else { 0 };
            let taken = if taken == 0 {
                escape(&mut self.out.html, &from[..1]);
                1
            } else {
                taken
            };
            before = from[..taken].chars().next_back();
            rest = &from[taken..];
        }
        escape(&mut self.out.html, rest);
    }

    /// Writes the address or the name that `from` starts with; gives its bytes, 0 where it starts with none.
    fn special(&mut self, from: &str) -> usize {
        if let Some(name) = from.strip_prefix('@') {
            let length = name.find(|c: char| !is_of_name(c)).unwrap_or(name.len());
            let name = name[..length].trim_end_matches('-');
            let lower = name.to_lowercase();
            let is_known = self.out.mentions.contains(&lower);
            if !(2..=32).contains(&name.len()) || (!is_known && self.out.mentions.len() >= MENTIONS)
            {
                return 0;
            }
            let _ = write!(self.out.html, "<a href=\"/@{lower}\">@{name}</a>");
            if !is_known {
                self.out.mentions.push(lower);
            }
            return 1 + name.len();
        }
        if !from.starts_with("https://") && !from.starts_with("http://") {
            return 0;
        }
        let end = from
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
            .unwrap_or(from.len());
        let mut address =
            from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '”', '*', '_']);
        if address.ends_with(')') && !address.contains('(') {
            address = &address[..address.len() - 1];
        }
        let Some(url) = web_address(address) else { return 0 };
        self.link(&url);
        escape(&mut self.out.html, address);
        self.out.html.push_str("</a>");
        address.len()
    }
}

/// As `accounts` allows names.
fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
}

/// Addresses of the web alone; not those that hide their host behind a name and a password.
fn web_address(text: &str) -> Option<url::Url> {
    let url = url::Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    (is_web && url.username().is_empty() && url.password().is_none() && text.len() <= 2_048)
        .then_some(url)
}

/// Words as HTML shows them.
pub(crate) fn escape(out: &mut String, words: &str) {
    let mut rest = words;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
