//! The last rule: a program of the host's own, asked about each comment.
//!
//! It gets a form with the words, signed: `sign` is the HMAC-SHA256, in hexadecimal digits, of all that stands before
//! `&sign=`, under the secret that the host set; `at` is the time, so that an old question can be told. It answers
//! `pass`, `hold` or `refuse` and, after a space, the reason for the author. Where it does not answer, the comment is
//! held.

use ring::hmac;

use super::rules::{Letter, Rules, Verdict};
use crate::App;
use crate::hex;

/// Letters of a reason that are shown.
const REASON: usize = 300;

/// The verdict, after the host's program was asked where there is one.
pub(super) async fn ask(app: &App, rules: &Rules, letter: &Letter<'_>, before: Verdict) -> Verdict {
    if rules.hook.is_empty() || matches!(before, Verdict::Refuse(_)) {
        return before;
    }
    let form = question(letter, app.now().as_second(), &rules.hook_secret);
    let said = match app.client.post_form(&rules.hook, &form, None).await {
        Ok(answer) => answered(&String::from_utf8_lossy(&answer.bytes)),
        Err(error) => {
            tracing::warn!(%error, "the check outside did not answer, so a comment is held");
            Verdict::Hold("The check outside did not answer; a moderator looks first.".to_owned())
        }
    };
    match (before, said) {
        (Verdict::Hold(one), Verdict::Hold(other)) => Verdict::Hold(format!("{one} {other}")),
        (Verdict::Hold(why), Verdict::Pass) => Verdict::Hold(why),
        (_, said) => said,
    }
}

fn question(letter: &Letter, at: i64, secret: &str) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("at", &at.to_string());
    form.append_pair("text", letter.source);
    form.append_pair("links", &letter.link_count.to_string());
    form.append_pair("guest", if letter.is_guest { "1" } else { "0" });
    let form = form.finish();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let sign = hmac::sign(&key, form.as_bytes());
    let sign = hex::written(sign.as_ref());
    format!("{form}&sign={sign}")
}

fn answered(words: &str) -> Verdict {
    let words = words.trim();
    let (verdict, reason) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let reason: String = reason.trim().chars().take(REASON).collect();
    let or =
        |otherwise: &str| if reason.is_empty() { otherwise.to_owned() } else { reason.clone() };
    match verdict {
        "pass" => Verdict::Pass,
        "refuse" => Verdict::Refuse(or("The check outside does not let it through.")),
        _ => Verdict::Hold(or("The check outside wants a moderator to look first.")),
    }
}

#[cfg(test)]
mod tests {
    use super::{answered, question};
    use crate::threads::rules::{Letter, Verdict};

    #[test]
    fn questions_are_signed_and_answers_understood() {
        let letter = Letter { source: "a & b", link_count: 2, ..Letter::default() };
        let form = question(&letter, 7, "secret");
        let (signed, sign) = form.split_once("&sign=").expect("it is signed");
        assert_eq!(signed, "at=7&text=a+%26+b&links=2&guest=0");
        assert_eq!(sign.len(), 64);
        assert_ne!(question(&letter, 7, "other"), form);
        assert_ne!(question(&letter, 8, "secret"), form);
        for (said, expected) in [
            ("pass", Verdict::Pass),
            (" pass\n", Verdict::Pass),
            ("refuse Too loud.", Verdict::Refuse("Too loud.".to_owned())),
            (
                "hold",
                Verdict::Hold("The check outside wants a moderator to look first.".to_owned()),
            ),
            (
                "<html>",
                Verdict::Hold("The check outside wants a moderator to look first.".to_owned()),
            ),
            ("", Verdict::Hold("The check outside wants a moderator to look first.".to_owned())),
        ] {
            assert_eq!(answered(said), expected, "{said:?}");
        }
    }
}
