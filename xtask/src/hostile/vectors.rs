//! Script-injection vectors, each put into a small article where its kind would be met.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Page;

#[derive(Deserialize)]
struct Vector {
    id: String,
    /// `html`, `svg`, `md`, `feed`: markup; `url`; `field`: a title or a name; `jsonld`.
    ctx: String,
    payload: String,
}

/// Writes a page for every vector in the folder's `xss/vectors.jsonl`, beside it.
pub(super) fn pages(folder: &Path) -> Result<Vec<Page>> {
    let file = folder.join("xss/vectors.jsonl");
    let lines = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let mut pages = Vec::new();
    for line in lines.lines() {
        let vector: Vector =
            serde_json::from_str(line).with_context(|| format!("in {}", file.display()))?;
        let path = folder.join(format!("{}.html", vector.id));
        fs::write(&path, page(&vector.ctx, &vector.payload))?;
        pages.push(Page { id: format!("{}-{}", vector.id, vector.ctx), path, is_case: false });
    }
    Ok(pages)
}

/// An article long enough to be taken for one, with the payload in its middle.
fn page(context: &str, payload: &str) -> String {
    let quoted = escaped(payload);
    let (title, head, middle) = match context {
        "url" => (
            String::new(),
            format!(
                "<link rel=canonical href=\"{quoted}\"><meta property=og:image content=\"{quoted}\">"
            ),
            format!(
                "<p><a href=\"{quoted}\">A link in a sentence</a> about the river road.</p><img src=\"{quoted}\" srcset=\"{quoted} 2x\" alt=a>"
            ),
        ),
        "field" => (
            quoted.clone(),
            format!(
                "<meta name=author content=\"{quoted}\"><meta name=description content=\"{quoted}\">"
            ),
            format!(
                "<figure><img src=/a.jpg alt=\"{quoted}\" title=\"{quoted}\"><figcaption>{quoted}</figcaption></figure>"
            ),
        ),
        "jsonld" => {
            let string = serde_json::Value::from(payload);
            let data = format!(
                r#"{{"@type":"NewsArticle","headline":{string},"author":{{"name":{string}}},"articleBody":{string}}}"#
            );
            (
                String::new(),
                format!("<script type=application/ld+json>{data}</script>"),
                String::new(),
            )
        }
        _ => (String::new(), String::new(), payload.to_owned()),
    };
    format!(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Crossings reopen {title}</title>{head}</head><body>\
         <article><h1>Crossings reopen {title}</h1>\
         <p>The Bridges Office of Norland said on Tuesday that 48 crossings had been reopened, 9 of them in Aldmoor.</p>\
         <p>The river road will not be closed again, the director of the office said in a statement after the repairs.</p>\
         {middle}\
         <p>The Southland Rail Union put the number of reopened crossings at 31 of 112 and said the rest were unsafe.</p>\
         <p>Spending on repairs would rise to 5 per cent of the budget after a second collapse in January, it added.</p>\
         </article></body></html>"
    )
}

fn escaped(payload: &str) -> String {
    payload.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn a_payload_stands_where_its_kind_is_met() {
        let check = |context, payload, part: &str| {
            assert!(page(context, payload).contains(part), "{context} {payload}")
        };
        check("html", "<b onclick=x>", "repairs.</p><b onclick=x><p>");
        check("url", "javascript:x\"", "href=\"javascript:x&quot;\"");
        check("field", "<i>&", "<title>Crossings reopen &lt;i>&amp;</title>");
        check("jsonld", "</script>\"", "\"headline\":\"</script>\\\"\"");
    }
}
