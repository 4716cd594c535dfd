//! A tree back into HTML: the fragment serialisation algorithm (HTML §13.3).

use crate::dom::{Document, Kind, Namespace, NodeId};
use crate::tree::sets;

impl Document<'_> {
    /// The HTML of all nodes below `id`, as `innerHTML` gives it with scripting off.
    pub fn inner_html(&self, id: NodeId) -> String {
        let mut html = String::new();
        if is_void(self, id) {
            return html;
        }
        let mut next = self.first_child(id);
        while let Some(node) = next {
            self.push_html(node, &mut html);
            next = self.next_sibling(node);
        }
        html
    }

    /// The HTML of `id` and all below it, as `outerHTML` gives it with scripting off.
    pub fn outer_html(&self, id: NodeId) -> String {
        let mut html = String::new();
        self.push_html(id, &mut html);
        html
    }

    /// Writes `root` and all below it: down by start tags, up by end tags, no recursion.
    fn push_html(&self, root: NodeId, html: &mut String) {
        let mut node = root;
        loop {
            self.push_start(node, html);
            if let Some(child) = self.first_child(node).filter(|_| !is_void(self, node)) {
                node = child;
                continue;
            }
            loop {
                self.push_end(node, html);
                if node == root {
                    return;
                }
                if let Some(next) = self.next_sibling(node) {
                    node = next;
                    break;
                }
                node = self.parent(node).expect("below the root nodes have parents");
            }
        }
    }

    fn push_start(&self, id: NodeId, html: &mut String) {
        match self.kind(id) {
            Kind::Document | Kind::Template => {}
            Kind::Doctype => {
                html.push_str("<!DOCTYPE ");
                html.push_str(self.text(id));
                html.push('>');
            }
            Kind::Comment => {
                html.push_str("<!--");
                html.push_str(self.text(id));
                html.push_str("-->");
            }
            Kind::Text if self.is_raw(id) => html.push_str(self.text(id)),
            Kind::Text => push_escaped(self.text(id), false, html),
            Kind::Element => self.push_start_tag(id, html),
        }
    }

    fn push_start_tag(&self, id: NodeId, html: &mut String) {
        html.push('<');
        html.push_str(self.name_text(self.name(id)));
        for attr in self.attrs(id) {
            let name = self.name_text(attr.name);
            html.push(' ');
            html.push_str(match attr.namespace {
                Namespace::XLink => "xlink:",
                Namespace::Xml => "xml:",
                Namespace::XmlNs if name != "xmlns" => "xmlns:",
                _ => "",
            });
            html.push_str(name);
            html.push_str("=\"");
            push_escaped(attr.value, true, html);
            html.push('"');
        }
        html.push('>');
    }

    fn push_end(&self, id: NodeId, html: &mut String) {
        if self.kind(id) == Kind::Element && !is_void(self, id) {
            html.push_str("</");
            html.push_str(self.name_text(self.name(id)));
            html.push('>');
        }
    }

    /// True for text of an element whose text is written as it stands.
    fn is_raw(&self, text: NodeId) -> bool {
        self.parent(text).is_some_and(|parent| {
            self.kind(parent) == Kind::Element
                && self.namespace(parent) == Namespace::Html
                && sets::is_html_in(self.name(parent), sets::RAW)
        })
    }
}

/// True for elements without content and end tag.
fn is_void(document: &Document, id: NodeId) -> bool {
    document.kind(id) == Kind::Element
        && document.namespace(id) == Namespace::Html
        && sets::is_html_in(document.name(id), sets::VOID)
}

/// Escaping a string (§13.3): `<` and `>` in attributes too, so that no value can pass for markup
/// where it is read as raw text.
fn push_escaped(text: &str, is_attribute: bool, html: &mut String) {
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        let (escaped, length) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' if is_attribute => ("&quot;", 1),
            0xC2 if text.as_bytes().get(at + 1) == Some(&0xA0) => ("&nbsp;", 2),
            _ => continue,
        };
        html.push_str(&text[copied..at]);
        html.push_str(escaped);
        copied = at + length;
    }
    html.push_str(&text[copied..]);
}

#[cfg(test)]
mod tests {
    use crate::{Limits, NodeId, parse_fragment};

    fn check(input: &str, expect: &str) {
        let document = parse_fragment(input, "div", &Limits::default());
        assert_eq!(document.inner_html(NodeId::DOCUMENT), expect, "{input}");
    }

    #[test]
    fn serialises_as_the_standard_says() {
        check("<p>a<p>b", "<p>a</p><p>b</p>");
        check("a &amp; b &lt; c\u{a0}d", "a &amp; b &lt; c&nbsp;d");
        check("<a title='\"<&>'>x", "<a title=\"&quot;&lt;&amp;&gt;\">x</a>");
        check("<br><img src=x>", "<br><img src=\"x\">");
        check("<script>a < b && c</script>", "<script>a < b && c</script>");
        check("<!-- c --><b>", "<!-- c --><b></b>");
        check("<template><td>x</template>", "<template><td>x</td></template>");
        check(
            "<svg viewbox=1 xlink:href=#a><script>a&lt;b</script><br>",
            "<svg viewBox=\"1\" xlink:href=\"#a\"><script>a&lt;b</script></svg><br>",
        );
    }

    #[test]
    fn outer_html_has_the_element_itself() {
        let document = parse_fragment("<p id=a>x</p>y", "div", &Limits::default());
        let p = document.first_child(NodeId::DOCUMENT).expect("a p");
        assert_eq!(document.outer_html(p), "<p id=\"a\">x</p>");
        assert_eq!(document.inner_html(p), "x");
    }
}
