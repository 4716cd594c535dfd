//! EPUB 3.3 of one article or many: a chapter for each, no pictures, nothing fetched.
//!
//! Parts are in a fixed order, times in the archive are all the same, and the book's own time is that of
//! its newest saving: the same articles give the same bytes.

use std::io::{Cursor, Write};

use page::Body;
use store::shelf::Full;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{author, stated_day, title};
use crate::{Error, Result};

#[cfg(test)]
pub(super) mod tests;

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\
    <rootfiles><rootfile full-path=\"book/content.opf\" media-type=\"application/oebps-package+xml\"/>\
    </rootfiles></container>\n";
const STYLE: &str = "body{line-height:1.45}h1{font-size:1.5em;line-height:1.2}\
    .about{font-size:.85em}blockquote{margin:1em 0 1em 1.5em}pre{white-space:pre-wrap}\n";

/// A book of these articles. One is called as the article is, whatever `name` says.
pub(super) fn book(name: &str, articles: &[Full]) -> Result<Vec<u8>> {
    let name = match articles {
        [one] => title(one),
        _ => name,
    };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The type comes first and as it is, so that programs know it by its first bytes.
    part(&mut zip, "mimetype", "application/epub+zip", CompressionMethod::Stored)?;
    let deflated = CompressionMethod::Deflated;
    part(&mut zip, "META-INF/container.xml", CONTAINER, deflated)?;
    part(&mut zip, "book/content.opf", &package(name, articles), deflated)?;
    part(&mut zip, "book/nav.xhtml", &navigation(name, articles), deflated)?;
    part(&mut zip, "book/style.css", STYLE, deflated)?;
    for (number, full) in (1..).zip(articles) {
        part(&mut zip, &format!("book/a{number}.xhtml"), &chapter(full), deflated)?;
    }
    let bytes = zip.finish().map_err(|error| Error::Broken(error.to_string()))?;
    Ok(bytes.into_inner())
}

/// Puts a text into an archive, with the first moment that archives know.
pub(super) fn part(
    zip: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    text: &str,
    method: CompressionMethod,
) -> Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let broken = |error: String| Error::Broken(error);
    zip.start_file(name, options).map_err(|error| broken(error.to_string()))?;
    zip.write_all(text.as_bytes()).map_err(|error| broken(error.to_string()))
}

fn package(name: &str, articles: &[Full]) -> String {
    let newest = articles.iter().map(|full| full.item.saved_at).max().unwrap_or_default();
    let (id, language) = match articles {
        [one] => (one.item.url.clone(), one.item.language.as_deref().unwrap_or("und")),
        _ => {
            let ids: Vec<String> = articles.iter().map(|one| one.item.id.to_string()).collect();
            (format!("urn:dateline:articles:{}", ids.join("-")), "und")
        }
    };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package version=\"3.0\" \
         unique-identifier=\"id\" xmlns=\"http://www.idpf.org/2007/opf\">\
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
         <dc:identifier id=\"id\">{}</dc:identifier><dc:title>{}</dc:title>\
         <dc:language>{}</dc:language>",
        escaped(&id),
        escaped(name),
        escaped(language)
    );
    if let [one] = articles {
        let author = author(&one.item);
        if !author.is_empty() {
            out += &format!("<dc:creator>{}</dc:creator>", escaped(&author));
        }
        if let Some(outlet) = &one.item.outlet {
            out += &format!("<dc:publisher>{}</dc:publisher>", escaped(outlet));
        }
        if let Some(at) = one.item.published_at {
            out += &format!("<dc:date>{}</dc:date>", stated_day(at));
        }
        out += &format!("<dc:source>{}</dc:source>", escaped(&one.item.url));
    }
    out += &format!(
        "<meta property=\"dcterms:modified\">{}</meta></metadata><manifest>\
         <item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\
         <item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>",
        newest.strftime("%Y-%m-%dT%H:%M:%SZ")
    );
    let mut spine = String::new();
    for number in 1..=articles.len() {
        out += &format!(
            "<item id=\"a{number}\" href=\"a{number}.xhtml\" media-type=\"application/xhtml+xml\"/>"
        );
        spine += &format!("<itemref idref=\"a{number}\"/>");
    }
    // A book needs something to read, also where nothing was chosen.
    if articles.is_empty() {
        spine += "<itemref idref=\"nav\"/>";
    }
    out + "</manifest><spine>" + &spine + "</spine></package>\n"
}

fn navigation(name: &str, articles: &[Full]) -> String {
    let mut list = String::new();
    for (number, full) in (1..).zip(articles) {
        list += &format!("<li><a href=\"a{number}.xhtml\">{}</a></li>", escaped(title(full)));
    }
    if articles.is_empty() {
        list += "<li><a href=\"nav.xhtml\">Nothing</a></li>";
    }
    format!(
        "{}<nav epub:type=\"toc\" id=\"toc\"><h1>{}</h1><ol>{list}</ol></nav></body></html>\n",
        head(name, "und"),
        escaped(name)
    )
}

fn head(title: &str, language: &str) -> String {
    let language = escaped(language);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" \
         lang=\"{language}\" xml:lang=\"{language}\"><head><title>{}</title>\
         <link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head><body>",
        escaped(title)
    )
}

fn chapter(full: &Full) -> String {
    let item = &full.item;
    let language = item.language.as_deref().unwrap_or("und");
    let mut out = head(title(full), language);
    out += &format!("<h1>{}</h1>", escaped(title(full)));
    if let Some(standfirst) = item.standfirst.as_deref().filter(|words| !words.is_empty()) {
        out += &format!("<p><strong>{}</strong></p>", escaped(standfirst));
    }
    let day = item.published_at.map(stated_day);
    let about: Vec<String> =
        [Some(author(item)).filter(|name| !name.is_empty()), item.outlet.clone(), day]
            .into_iter()
            .flatten()
            .collect();
    let url = escaped(&item.url);
    out += &format!(
        "<p class=\"about\">{}</p><p class=\"about\"><a href=\"{url}\">{url}</a></p>",
        escaped(&about.join(" · "))
    );
    out += "<div>";
    if full.html.is_empty() {
        let why = item.reason.as_deref().unwrap_or("there is no text");
        out += &format!("<p>Kept as a link: {}.</p>", escaped(why));
    } else {
        out += &Body::of_html(&full.html).xhtml();
    }
    out + "</div></body></html>\n"
}

/// For XML, without the characters it cannot hold.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    page::escape(&mut out, text);
    out
}
