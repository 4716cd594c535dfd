//! Conversations as pages that need no room: one HTML file each, with its style in it, no script, nothing fetched.
//!
//! Comments come one after the other in order of threads and paths, as the store hands them over, so that a page is
//! written while it is read. What was typed is escaped; a comment's HTML was made safe when it was written, and the
//! page's own policy lets nothing run all the same.

use std::fmt::Write;

use store::threads::{Exported, Kind, Status};

use super::markdown::escape;
use super::piece::{name, time};
use super::shortened;

/// Levels that stand further in than those above.
const LEVELS: usize = 12;

const HEAD: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
    <style>body{font:1rem/1.5 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}\
    article{border-top:1px solid #ddd;padding:.5rem 0;margin-left:calc(var(--level)*1.25rem)}\
    header,footer,.gone,.by{font:.85rem/1.4 system-ui,sans-serif;color:#555}blockquote{margin:.5rem 0;padding-left:1rem;\
    border-left:3px solid #ccc}pre{overflow:auto}.words{overflow-wrap:anywhere}h1{font-size:1.5rem}\
    @media (prefers-color-scheme:dark){body{color:#ddd;background:#161616}header,footer,.gone,.by{color:#aaa}\
    article{border-color:#333}a{color:#8ab4f8}}</style>\n";

/// What every page ends with.
pub const END: &str = "</main></body></html>\n";

/// The name of a thread's file.
pub fn file(thread: store::ThreadId) -> String {
    format!("{thread}.html")
}

/// A page up to its first comment, which says what it is about; `origin` is where links within the room lead.
pub fn begin(first: &Exported, origin: Option<&str>) -> String {
    let mut out = String::from(HEAD);
    if let Some(origin) = origin {
        out.push_str("<base href=\"");
        escape(&mut out, origin);
        out.push_str("/\">\n");
    }
    out.push_str("<title>");
    escape(&mut out, &shortened(&first.title, 120));
    out.push_str("</title></head><body><main>\n<h1 dir=\"auto\">");
    escape(&mut out, &first.title);
    out.push_str("</h1>\n<p class=\"by\">");
    out.push_str(match first.kind {
        Kind::Article => "Conversation about an article",
        Kind::Passage => "Conversation about a passage",
        Kind::Story => "Conversation about a story",
        Kind::Claim => "Conversation about a claim",
    });
    let web = |url: &&str| url.starts_with("https://") || url.starts_with("http://");
    if let Some(url) = first.url.as_deref().filter(web) {
        out.push_str(": <a rel=\"noopener noreferrer nofollow\" href=\"");
        escape(&mut out, url);
        out.push_str("\">");
        escape(&mut out, &shortened(url, 90));
        out.push_str("</a>");
    }
    out.push_str("</p>\n");
    if let Some(passage) = &first.passage {
        out.push_str("<blockquote dir=\"auto\">");
        escape(&mut out, &passage.quote);
        out.push_str("</blockquote>\n");
    }
    out
}

/// A comment on its page; `None` where others are not to see it.
pub fn comment(exported: &Exported) -> Option<String> {
    let comment = &exported.comment;
    if comment.status == Status::Held {
        return None;
    }
    let mut out = String::with_capacity(comment.html.len() + 300);
    let level = comment.depth.min(LEVELS);
    let _ = write!(out, "<article id=\"c{}\" style=\"--level:{level}\"><header>", comment.id);
    if comment.status == Status::Shown {
        out.push_str("<b>");
        escape(&mut out, name(&comment.author));
        out.push_str("</b> ");
    }
    time(&mut out, comment.created_at);
    if comment.edited_at.is_some() && comment.status == Status::Shown {
        out.push_str(" (changed)");
    }
    out.push_str("</header>");
    match comment.status {
        Status::Shown | Status::Held => {
            let _ = write!(out, "<div class=\"words\" dir=\"auto\">{}</div>", comment.html);
        }
        Status::Removed => {
            out.push_str("<p class=\"gone\">Removed by a moderator. ");
            escape(&mut out, comment.reason.as_deref().unwrap_or(""));
            out.push_str("</p>");
        }
        Status::Deleted => out.push_str("<p class=\"gone\">Deleted by its author.</p>"),
    }
    if comment.status == Status::Shown && comment.up > 0 {
        let _ = write!(out, "<footer>Recommended by {}</footer>", comment.up);
    }
    out.push_str("</article>\n");
    Some(out)
}

/// The list of all pages: file, title, and how many comments are shown there.
pub fn index(pages: &[(String, String, u64)]) -> String {
    let mut out = format!(
        "{HEAD}<title>Conversations</title></head><body><main>\n<h1>Conversations</h1>\n<ul>\n"
    );
    for (file, title, count) in pages {
        let _ = write!(out, "<li><a href=\"{file}\" dir=\"auto\">");
        escape(&mut out, title);
        let _ = writeln!(out, "</a> ({})</li>", super::comments(*count as i64));
    }
    out.push_str("</ul>\n");
    out.push_str(END);
    out
}

#[cfg(test)]
mod tests;
