//! What a golden page asks for by hand, so that blessing cannot hide a fault.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// `must.json` of a golden page.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Must {
    /// Strings the text holds, in this order.
    keep: Vec<String>,
    /// Strings the text does not hold.
    drop: Vec<String>,
    /// Strings the text holds exactly once.
    once: Vec<String>,
    /// Strings the sanitised body holds.
    html_keep: Vec<String>,
    /// Strings the sanitised body does not hold.
    html_drop: Vec<String>,
    /// Fields of the article with exactly this value.
    fields: BTreeMap<String, Value>,
    /// The text is empty.
    no_text: bool,
}

impl Must {
    /// True when nothing is asked for.
    pub(crate) fn is_idle(&self) -> bool {
        let strings = [&self.keep, &self.drop, &self.once, &self.html_keep, &self.html_drop];
        strings.iter().all(|list| list.is_empty()) && self.fields.is_empty() && !self.no_text
    }

    /// Everything in which an answer is not as asked.
    pub(crate) fn broken(&self, html: &str, fields: &Value) -> Vec<String> {
        let text = fields["text"].as_str().unwrap_or("");
        let mut broken = out_of_order(&self.keep, text);
        let mut check = |list: &[String], is_right: &dyn Fn(&str) -> bool, what: &str| {
            let wrong = list.iter().filter(|words| !is_right(words));
            broken.extend(wrong.map(|words| format!("{what} {words:?}")));
        };
        check(&self.drop, &|words| !text.contains(words), "text holds");
        check(&self.once, &|words| text.matches(words).count() == 1, "text does not hold once");
        check(&self.html_keep, &|words| html.contains(words), "body lacks");
        check(&self.html_drop, &|words| !html.contains(words), "body holds");
        for (name, wanted) in &self.fields {
            let is = fields.get(name).unwrap_or(&Value::Null);
            if is != wanted {
                broken.push(format!("{name} is {is}, not {wanted}"));
            }
        }
        if self.no_text && !text.is_empty() {
            let start: String = text.chars().take(60).collect();
            broken.push(format!("there is text: {start:?}"));
        }
        broken
    }
}

/// The strings that do not follow in the text after those before them.
fn out_of_order(keep: &[String], text: &str) -> Vec<String> {
    let (mut broken, mut at) = (Vec::new(), 0);
    for words in keep {
        match text[at..].find(words.as_str()) {
            Some(found) => at += found + words.len(),
            None if text.contains(words.as_str()) => {
                broken.push(format!("text holds out of order {words:?}"));
            }
            None => broken.push(format!("text lacks {words:?}")),
        }
    }
    broken
}
