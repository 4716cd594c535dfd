use room::accounts::view::{
    AccountPage, CodePage, ConfirmPage, ElsewhereLine, ForgotPage, PasskeyLine, SessionLine,
    SignInPage, SignUpPage, Step, TokenLine, Totp,
};
use room::admin::view::{AdminPage, ReaderLine};
use room::layout::Value;
use room::layout::plain::{ErrorPage, KEYS, KeysPage, OfflinePage};
use room::settings::view::SettingsPage;

use super::{inside, outside};

pub(crate) fn settings() -> SettingsPage {
    SettingsPage {
        layout: inside("Settings", "/settings"),
        here: "/settings".to_owned(),
        page_size: 30,
        time_zone: "Europe/Lisbon".to_owned(),
        time_zone_wrong: None,
        zones: vec!["Europe/Berlin".to_owned()],
        archive_at_end: false,
        pictures: true,
        quotes: false,
        letters_to: Some("news+mfrggzdfmztwq2lk@room.example".to_owned()),
        figures: false,
    }
}

pub(crate) fn sign_in() -> SignInPage {
    SignInPage {
        layout: outside("Sign in"),
        next: "/".to_owned(),
        name: String::new(),
        wrong: None,
        has_passkeys: true,
        can_sign_up: true,
        providers: vec![("house".to_owned(), "Sign in with the house’s account".to_owned())],
    }
}

pub(crate) fn sign_in_wrong() -> SignInPage {
    SignInPage {
        name: "mira".to_owned(),
        wrong: Some("Name and password do not match.".to_owned()),
        has_passkeys: false,
        providers: Vec::new(),
        ..sign_in()
    }
}

pub(crate) fn code() -> CodePage {
    CodePage {
        layout: outside("One more step"),
        next: "/".to_owned(),
        ticket: "t".to_owned(),
        wrong: None,
    }
}

pub(crate) fn set_up() -> SignUpPage {
    SignUpPage {
        layout: outside("Set up"),
        heading: "Welcome to your room",
        words: "The first account looks after the room. Everything stays on this machine."
            .to_owned(),
        action: "/set-up",
        button: "Open the room",
        ticket: "t".to_owned(),
        name: String::new(),
        email: String::new(),
        wrong: None,
        is_sign_up: false,
    }
}

pub(crate) fn sign_up() -> SignUpPage {
    SignUpPage {
        heading: "Make an account",
        words: "A shelf of your own in this room.".to_owned(),
        action: "/sign-up",
        button: "Make the account",
        name: "mira".to_owned(),
        wrong: Some("“mira” is taken.".to_owned()),
        is_sign_up: true,
        ..set_up()
    }
}

pub(crate) fn forgot() -> ForgotPage {
    ForgotPage {
        layout: outside("Forgot the password"),
        heading: "A new password",
        words: "We send a link to the address of your account. It works once, for an hour."
            .to_owned(),
        step: Step::Ask,
        wrong: None,
    }
}

pub(crate) fn confirm() -> ConfirmPage {
    ConfirmPage {
        layout: outside("Is it you?"),
        why: "Before something that cannot be taken back we ask for your password again."
            .to_owned(),
        next: "/account".to_owned(),
        wrong: None,
        providers: Vec::new(),
    }
}

pub(crate) fn account() -> AccountPage {
    let session = |agent: &str, is_this| SessionLine {
        key: "k".to_owned(),
        agent: agent.to_owned(),
        created: "3 March".to_owned(),
        seen: "5 minutes ago".to_owned(),
        is_this,
    };
    AccountPage {
        parts: vec![("articles", "articles, tags and feeds"), ("marks", "marks")],
        layout: inside("Account", "/account"),
        name: "mira".to_owned(),
        display_name: "Mira Holt".to_owned(),
        email: "mira@example.org".to_owned(),
        is_email_verified: true,
        has_password: true,
        elsewhere: vec![ElsewhereLine {
            key: "town".to_owned(),
            name: "Town library".to_owned(),
            since: Some("3 March".to_owned()),
        }],
        totp: Totp::On(8),
        recovery_codes: vec![
            "k3f8-22pd".to_owned(),
            "9x1m-vv0q".to_owned(),
            "tt4a-8cde".to_owned(),
        ],
        passkeys: vec![PasskeyLine {
            id: 1,
            name: "Telephone".to_owned(),
            used: "today".to_owned(),
        }],
        tokens: vec![TokenLine {
            id: 1,
            name: "KOReader".to_owned(),
            scopes: "read and change".to_owned(),
            used: "yesterday 22:15".to_owned(),
        }],
        new_app: None,
        sessions: vec![session("Firefox on Linux", true), session("Safari on iPhone", false)],
        membership: Some(super::plans::section()),
    }
}

pub(crate) fn admin() -> AdminPage {
    let option = |value, label, is_chosen| Value { value, label, is_chosen };
    let reader = |id, name: &str, role, is_suspended| ReaderLine {
        id,
        name: name.to_owned(),
        role,
        since: "3 March".to_owned(),
        article_count: 1_284 / id,
        is_suspended,
    };
    AdminPage {
        layout: inside("Administration", "/admin"),
        facts: vec![
            ("Readers", "3".to_owned()),
            ("Articles", "12,408".to_owned()),
            ("Disk", "231 MB".to_owned()),
            ("Version", "0.1".to_owned()),
        ],
        sign_up: vec![
            option("closed", "Nobody: the admin makes accounts", false),
            option("invited", "Whoever has an invitation", true),
            option("open", "Anybody", false),
        ],
        invitation: Some("https://room.example/sign-up?ticket=4fK9…".to_owned()),
        readers: vec![reader(1, "mira", "admin", false), reader(2, "jon", "reader", true)],
        has_plans: true,
    }
}

pub(crate) fn keys() -> KeysPage {
    KeysPage { layout: inside("Keys", "/keys"), groups: KEYS }
}

pub(crate) fn offline() -> OfflinePage {
    OfflinePage { layout: outside("Offline") }
}

pub(crate) fn error() -> ErrorPage {
    ErrorPage {
        layout: inside("Not found", "/nowhere"),
        status: 404,
        heading: "There is nothing here",
        words: "The address may be mistyped, or what it led to was removed from your shelf."
            .to_owned(),
        way_on: ("/", "To the unread list"),
    }
}
