//! The single place where an error becomes a status and a page.

use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};

use crate::layout::plain::ErrorPage;
use crate::layout::{Layout, page};

/// What can go wrong on the way to a page, named for what the reader can do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in: first sign in, then come back to this path.
    #[error("not signed in")]
    SignIn(String),
    /// There is no such thing, or it is not this reader's: the two look the same.
    #[error("not found")]
    NotFound,
    /// The password is to be given again, then back to this path.
    #[error("not confirmed")]
    Confirm(&'static str),
    /// Not allowed; why, as a sentence for the reader.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// What was sent cannot be understood; why, as a sentence for the reader.
    #[error("bad request: {0}")]
    Bad(String),
    /// More than is taken at once; as a sentence for the reader.
    #[error("too large: {0}")]
    TooLarge(&'static str),
    /// Not part of the reader's plan; why, as a sentence for the reader.
    #[error("not of the plan: {0}")]
    Plan(String),
    /// Another server that this needs does not answer; as a sentence for the reader.
    #[error("away: {0}")]
    Away(&'static str),
    /// Too often; seconds to wait.
    #[error("too often, wait {0} s")]
    TooOften(u64),
    /// The store failed.
    #[error("store")]
    Store(#[source] store::Error),
    /// Anything else that is our fault.
    #[error("{0}")]
    Broken(String),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Error::NotFound,
            store::Error::Full => Error::Plan(crate::membership::FULL.to_owned()),
            store::Error::Refused(why) => Error::Bad(sentence(why)),
            store::Error::Taken(what) => {
                Error::Bad(format!("There is one of that {what} already."))
            }
            error => Error::Store(error),
        }
    }
}

impl Error {
    /// What was sent cannot be understood; why, as a sentence for the reader.
    pub(crate) fn bad(why: &str) -> Self {
        Self::Bad(why.to_owned())
    }

    /// Our fault: where.
    pub(crate) fn broken(what: &str) -> Self {
        Self::Broken(what.to_owned())
    }

    pub(crate) fn status(&self) -> StatusCode {
        use store::Error::{DiskFull, GivenUp, Unavailable};
        match self {
            Error::SignIn(_) | Error::Confirm(_) => StatusCode::SEE_OTHER,
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::Refused(_) | Error::Plan(_) => StatusCode::FORBIDDEN,
            Error::Away(_) => StatusCode::BAD_GATEWAY,
            Error::Bad(_) => StatusCode::BAD_REQUEST,
            Error::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Error::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Error::Store(DiskFull) => StatusCode::INSUFFICIENT_STORAGE,
            Error::Store(Unavailable(_) | GivenUp) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Store(_) | Error::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// For the operator, once, by whoever makes an answer of it.
    pub(crate) fn log(&self) {
        let cause = std::error::Error::source(self).map(ToString::to_string);
        let status = self.status().as_u16();
        tracing::error!(error = %self, cause, status, "a request failed");
    }

    /// Heading and words: never the inner text of an error.
    pub(crate) fn words(&self) -> (&'static str, String) {
        use store::Error::{DiskFull, GivenUp, Unavailable};
        let said = |heading, words: &str| (heading, words.to_owned());
        match self {
            Error::SignIn(_) | Error::Confirm(_) => said("Sign in", ""),
            Error::NotFound => said(
                "There is nothing here",
                "The address may be mistyped, or what it led to was removed from your shelf.",
            ),
            Error::Refused(why) => said("Not allowed", why),
            Error::Plan(why) => ("Not part of your plan", why.clone()),
            Error::Away(why) => said("No answer", why),
            Error::Bad(why) => ("This did not work", why.clone()),
            Error::TooLarge(why) => said("Too large", why),
            Error::TooOften(seconds) => {
                ("Too often", format!("Wait {seconds} seconds, then try again."))
            }
            Error::Store(DiskFull) => said(
                "The disk is full",
                "Nothing was lost, but nothing new can be kept until there is space. What is on \
                 the shelf can be read.",
            ),
            Error::Store(Unavailable(_) | GivenUp) => said(
                "The database does not answer",
                "What you did last may not have been kept. Try again in a moment.",
            ),
            Error::Store(_) | Error::Broken(_) => said(
                "Something broke",
                "It is our fault, and it was written down. What you did last may not have been \
                 kept.",
            ),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Error::SignIn(path) = &self {
            return Redirect::to(&sign_in(path)).into_response();
        }
        if let Error::Confirm(path) = &self {
            return Redirect::to(&format!("/confirm?next={path}")).into_response();
        }
        let status = self.status();
        if status.is_server_error() {
            self.log();
        }
        let (heading, words) = self.words();
        let way_on = match self {
            Error::Plan(_) => ("/plans", "See the plans"),
            _ => ("/", "To the unread list"),
        };
        let error = ErrorPage {
            layout: Layout::bare(heading),
            status: status.as_u16(),
            heading,
            words,
            way_on,
        };
        let mut response = (status, page(&error)).into_response();
        if let Error::TooOften(seconds) = self {
            response.headers_mut().insert(axum::http::header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// The sign-in page that leads back to `path`.
fn sign_in(path: &str) -> String {
    let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
    if path == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={next}") }
}

/// "a mark needs words" as a sentence.
pub(crate) fn sentence(words: &str) -> String {
    let mut characters = words.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), characters.as_str())
}

/// What no route knows.
pub(crate) async fn nowhere(_: Uri) -> Error {
    Error::NotFound
}
