//! The state of the room, and its routes put together.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::middleware;
use axum::routing::get;
use jiff::Timestamp;
use serde::Deserialize;
use store::Store;
use tower_http::catch_panic::CatchPanicLayer;

use crate::accounts::Provider;
use crate::accounts::limit::Limits;
use crate::desk::{Bell, Mail};
use crate::membership::Membership;
use crate::threads::hub::Hub;
use crate::threads::rules::Rules;
use crate::turn::{self, Turns};
use crate::{Error, Result, assets, error, guard, pack};

/// Everything a request may need.
#[derive(Debug)]
pub struct App {
    pub store: Store,
    pub config: Config,
    pub clock: Clock,
    /// What everything from outside is fetched with.
    pub client: wire::Client,
    /// Between requests and the desk.
    pub desk: Bell,
    /// Between those who write in conversations and those who read.
    pub talk: Hub,
    /// Tries at the doors.
    pub(crate) limits: Limits,
    /// The order in which pages are made.
    pub(crate) turns: Turns,
    /// What admins set while the room runs.
    chosen: RwLock<Chosen>,
}

/// What admins set while the room runs; the configuration's words where they did not.
#[derive(Clone, Debug)]
struct Chosen {
    name: String,
    sign_up: SignUp,
    /// Of the conversation.
    rules: Arc<Rules>,
}

/// Where the time comes from: the system, or a test.
#[derive(Clone, Copy, Debug)]
pub struct Clock(pub fn() -> Timestamp);

impl Default for Clock {
    fn default() -> Self {
        Self(Timestamp::now)
    }
}

/// What an operator may set.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// What the room is called, until an admin says otherwise.
    pub name: String,
    /// Where browsers find it: scheme and host, without a slash at the end. Needed behind a proxy.
    pub origin: Option<String>,
    /// Who may make an account, until an admin says otherwise.
    pub sign_up: SignUp,
    /// A header in which the operator's own proxy says where a request is from, such as
    /// X-Forwarded-For; only where no request can come past the proxy.
    pub client_address_header: Option<String>,
    /// Where readers may have accounts to sign in by: OpenID Connect, under a key for addresses.
    pub providers: BTreeMap<String, Provider>,
    /// How letters leave the room; none: it sends none.
    pub mail: Option<Mail>,
    /// Where the host's mail server takes letters for readers, such as news@example.org; each has an address of
    /// their own there, news+SECRET@example.org. None: letters are taken for nobody.
    pub letters_to: Option<String>,
    /// Plans, and how they are paid for.
    pub membership: Membership,
    /// What fetching may do, and how much of it.
    pub fetch: wire::Config,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            name: "Dateline".to_owned(),
            origin: None,
            sign_up: SignUp::Invited,
            client_address_header: None,
            providers: BTreeMap::new(),
            mail: None,
            letters_to: None,
            membership: Membership::default(),
            fetch: wire::Config::default(),
        }
    }
}

/// Who may make an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignUp {
    Open,
    Invited,
    Closed,
}

impl SignUp {
    pub(crate) const ALL: [Self; 3] = [Self::Open, Self::Invited, Self::Closed];

    /// For forms and the store.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invited => "invited",
            Self::Closed => "closed",
        }
    }

    /// For people.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Open => "Everybody who finds the room",
            Self::Invited => "Who has an invitation",
            Self::Closed => "Nobody",
        }
    }

    /// The one of that name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

impl App {
    /// The room over an open store.
    ///
    /// # Errors
    /// When the store fails, a provider of accounts is badly named, or the system has no usable certificates.
    pub async fn open(store: Store, config: Config) -> Result<Self> {
        for (key, provider) in &config.providers {
            if let Some(why) = provider.objection(key, config.fetch.allow_private) {
                return Err(Error::Broken(why));
            }
        }
        config.membership.check().map_err(Error::Broken)?;
        let client = wire::Client::new(config.fetch.clone());
        let client = client.map_err(|error| Error::Broken(error.to_string()))?;
        let rules = Arc::default();
        let chosen = Chosen { name: config.name.clone(), sign_up: config.sign_up, rules };
        let app = Self {
            store,
            config,
            clock: Clock::default(),
            client,
            desk: Bell::default(),
            talk: Hub::default(),
            limits: Limits::default(),
            turns: Turns::default(),
            chosen: RwLock::new(chosen),
        };
        app.look_up_choices().await?;
        Ok(app)
    }

    /// The time a request is answered at.
    pub fn now(&self) -> Timestamp {
        (self.clock.0)()
    }

    /// What the room is called.
    pub fn name(&self) -> String {
        self.chosen.read().unwrap_or_else(PoisonError::into_inner).name.clone()
    }

    /// Who may make an account.
    pub(crate) fn sign_up(&self) -> SignUp {
        self.chosen.read().unwrap_or_else(PoisonError::into_inner).sign_up
    }

    /// The rules of the conversation.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.chosen.read().unwrap_or_else(PoisonError::into_inner).rules)
    }

    /// Scheme and host of the room.
    pub fn origin(&self) -> &str {
        self.config.origin.as_deref().unwrap_or("http://localhost")
    }

    pub(crate) fn is_https(&self) -> bool {
        self.origin().starts_with("https://")
    }

    /// Takes up what admins have set, here or in another process.
    pub(crate) async fn look_up_choices(&self) -> Result<()> {
        let name = self.store.setting("name").await?;
        let sign_up = self.store.setting("sign_up").await?;
        let rules = self.store.setting(RULES).await?;
        let mut chosen = self.chosen.write().unwrap_or_else(PoisonError::into_inner);
        chosen.name = name.unwrap_or_else(|| self.config.name.clone());
        chosen.sign_up = sign_up.as_deref().and_then(SignUp::of).unwrap_or(self.config.sign_up);
        let rules = rules.and_then(|json| serde_json::from_str(&json).ok());
        chosen.rules = Arc::new(rules.unwrap_or_default());
        Ok(())
    }
}

/// The setting in which the rules of the conversation are kept.
pub(crate) const RULES: &str = "talk_rules";

/// All routes of the room.
pub fn router(app: Arc<App>) -> Router {
    let panicked = |_: Box<dyn std::any::Any + Send>| {
        use axum::response::IntoResponse;
        Error::Broken("a request panicked".to_owned()).into_response()
    };
    let in_turn = Router::new()
        .merge(crate::shelf::routes())
        .merge(crate::article::routes())
        .merge(crate::compare::routes())
        .merge(crate::search::routes())
        .merge(crate::marks::routes())
        .merge(crate::tags::routes())
        .merge(crate::stories::routes())
        .merge(crate::statements::routes())
        .route_layer(middleware::from_fn_with_state(Arc::clone(&app), turn::take));
    let pages = in_turn
        .merge(crate::membership::routes())
        .merge(crate::settings::routes())
        .merge(crate::offline::routes())
        .merge(crate::accounts::routes())
        .merge(crate::admin::routes())
        .merge(crate::export::routes())
        .merge(crate::feeds::routes())
        .merge(crate::import::routes())
        .merge(crate::intake::routes())
        .merge(crate::pictures::routes())
        .merge(crate::files::routes())
        .merge(crate::threads::routes())
        .merge(crate::people::routes())
        .merge(crate::notices::routes())
        .merge(crate::moderation::routes())
        .merge(crate::reprints::routes())
        .merge(crate::watches::routes())
        .merge(crate::webhooks::routes())
        .route("/assets/{file}", get(assets::serve))
        .route("/healthz", get(async || "ok\n"))
        .fallback(error::nowhere)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::same_origin));
    // Apps show tokens, never a cookie of a session: the guard would only be in their way.
    let all = pages
        .merge(crate::api::routes())
        .layer(middleware::from_fn(pack::pack))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(guard::headers))
        .with_state(app);
    // Around all of it, as addresses must be in order before a route is looked for.
    Router::new().fallback_service(all).layer(middleware::map_request(crate::api::canonical))
}
