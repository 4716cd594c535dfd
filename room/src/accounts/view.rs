//! What the pages of signing in and of the account show.

use askama::Template;

use crate::layout::Layout;
use crate::membership::view::Section;

/// Name and password.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/sign-in.html")]
pub struct SignInPage {
    pub layout: Layout,
    /// Where to go then: a path in this room.
    pub next: String,
    pub name: String,
    pub wrong: Option<String>,
    pub has_passkeys: bool,
    pub can_sign_up: bool,
    /// Key and button's words of each OIDC provider.
    pub providers: Vec<(String, String)>,
}

/// The code of an authenticator.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/code.html")]
pub struct CodePage {
    pub layout: Layout,
    pub next: String,
    pub ticket: String,
    pub wrong: Option<String>,
}

/// A new account: open, by invitation, or the first one of a room.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/sign-up.html")]
pub struct SignUpPage {
    pub layout: Layout,
    pub heading: &'static str,
    pub words: String,
    /// Where the form goes: `/sign-up` or `/set-up`.
    pub action: &'static str,
    pub button: &'static str,
    pub ticket: String,
    pub name: String,
    pub email: String,
    pub wrong: Option<String>,
    pub is_sign_up: bool,
}

/// A forgotten password.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/forgot.html")]
pub struct ForgotPage {
    pub layout: Layout,
    pub heading: &'static str,
    pub words: String,
    pub step: Step,
    pub wrong: Option<String>,
}

/// How far a reset has come.
#[derive(Clone, Debug)]
pub enum Step {
    Ask,
    /// With the ticket of the link.
    Choose(String),
    Done,
}

/// The link of a letter about an address.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/verify.html")]
pub struct VerifyPage {
    pub layout: Layout,
    pub ticket: String,
}

/// The password again, before something dangerous.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/confirm.html")]
pub struct ConfirmPage {
    pub layout: Layout,
    pub why: String,
    pub next: String,
    pub wrong: Option<String>,
    /// As of [`SignInPage`]: for who has no password.
    pub providers: Vec<(String, String)>,
}

/// On the way to a provider of accounts.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/depart.html")]
pub struct DepartPage {
    pub layout: Layout,
    pub name: String,
    pub href: String,
}

/// Everything about one's account.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/account.html")]
pub struct AccountPage {
    pub layout: Layout,
    pub name: String,
    pub display_name: String,
    pub email: String,
    pub is_email_verified: bool,
    pub has_password: bool,
    /// Providers of accounts.
    pub elsewhere: Vec<ElsewhereLine>,
    pub totp: Totp,
    /// Shown once, right after they were made.
    pub recovery_codes: Vec<String>,
    pub passkeys: Vec<PasskeyLine>,
    pub tokens: Vec<TokenLine>,
    /// Parts of the room that an app password may be for: word and name.
    pub parts: Vec<(&'static str, &'static str)>,
    /// An app password just made.
    pub new_app: Option<NewApp>,
    pub sessions: Vec<SessionLine>,
    /// `None` where there are no plans.
    pub membership: Option<Section>,
}

/// A provider of accounts.
#[derive(Clone, Debug)]
pub struct ElsewhereLine {
    pub key: String,
    pub name: String,
    /// When an account there was tied to this one; `None`: none is.
    pub since: Option<String>,
}

/// The second step of signing in.
#[derive(Clone, Debug)]
pub enum Totp {
    Off,
    /// The secret, and the code to photograph as SVG of our making.
    Starting(String, String),
    /// How many recovery codes are left.
    On(usize),
}

/// A passkey.
#[derive(Clone, Debug)]
pub struct PasskeyLine {
    pub id: i64,
    pub name: String,
    pub used: String,
}

/// What an app is to be given: shown once.
#[derive(Clone, Debug)]
pub struct NewApp {
    pub secret: String,
    /// Id and secret by which wallabag's apps name themselves; none for Fever's.
    pub client: Option<(String, String)>,
    /// Of the room.
    pub address: String,
}

/// An app password.
#[derive(Clone, Debug)]
pub struct TokenLine {
    pub id: i64,
    pub name: String,
    pub scopes: String,
    pub used: String,
}

/// A browser that is signed in.
#[derive(Clone, Debug)]
pub struct SessionLine {
    /// What the address names it by; not its token.
    pub key: String,
    pub agent: String,
    pub created: String,
    pub seen: String,
    pub is_this: bool,
}
