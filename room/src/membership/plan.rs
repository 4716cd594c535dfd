//! Plans as the host writes them into `dateline.toml`.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::stripe::Stripe;

/// What the host offers. Nothing written: every reader has everything, and no page speaks of plans.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Membership {
    /// The first is what every reader has without being given anything; later ones rank higher. Default: none.
    pub plans: Vec<Plan>,
    /// How plans are paid for. Default: they are not.
    pub stripe: Option<Stripe>,
}

/// One plan: rights, and limits on what new can be added. A limit that is left out is none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What grants name it by: small letters, digits, hyphens. It stays when the name changes.
    pub slug: String,
    /// What readers call it.
    pub name: String,
    /// A sentence below the name.
    #[serde(default)]
    pub summary: String,
    /// What its readers may do. Default: everything.
    #[serde(default = "Right::all")]
    pub rights: BTreeSet<Right>,
    /// Articles saved by hand; what feeds bring is not counted.
    pub saved_articles: Option<u32>,
    /// Feeds followed.
    pub feeds: Option<u32>,
    /// The meter: articles opened in a month, each counted once.
    pub articles_per_month: Option<u32>,
    /// Requests of apps in a minute.
    pub api_per_minute: Option<u32>,
    /// What it costs; none: it is only given.
    #[serde(default)]
    pub prices: Vec<Price>,
    /// For how many days each reader may try it, once.
    pub trial_days: Option<u16>,
}

/// A price that was made in Stripe's dashboard.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Stripe's name of it: "price_…".
    pub id: String,
    /// For people: "5 € a month".
    pub words: String,
}

/// What a plan may allow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Right {
    /// Saving articles, by hand and by import.
    Save,
    /// Following feeds.
    Feeds,
    /// Marks and notes.
    Mark,
    /// Comparing articles.
    Compare,
    Comment,
    /// Following readers, threads, stories and sources.
    Follow,
    /// Apps, by app passwords.
    Api,
}

impl Right {
    pub(crate) const ALL: [Self; 7] = [
        Self::Save,
        Self::Feeds,
        Self::Mark,
        Self::Compare,
        Self::Comment,
        Self::Follow,
        Self::Api,
    ];

    fn all() -> BTreeSet<Self> {
        Self::ALL.into()
    }

    /// As a sentence begins.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Save => "Saving articles",
            Self::Feeds => "Following feeds",
            Self::Mark => "Marks and notes",
            Self::Compare => "Comparing articles",
            Self::Comment => "Joining the conversation",
            Self::Follow => "Following readers and stories",
            Self::Api => "Reading with other apps",
        }
    }
}

/// How much of what may be added; `None`: as much as one likes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Limits {
    pub saved_articles: Option<i64>,
    pub feeds: Option<i64>,
    pub articles_per_month: Option<i64>,
    pub api_per_minute: Option<i64>,
}

impl Limits {
    /// Of each the larger.
    pub(crate) fn or(self, other: Self) -> Self {
        let larger = |a: Option<i64>, b: Option<i64>| Some(a?.max(b?));
        Self {
            saved_articles: larger(self.saved_articles, other.saved_articles),
            feeds: larger(self.feeds, other.feeds),
            articles_per_month: larger(self.articles_per_month, other.articles_per_month),
            api_per_minute: larger(self.api_per_minute, other.api_per_minute),
        }
    }

    /// For people, those that are set.
    pub(crate) fn words(&self) -> Vec<String> {
        let line = |limit: Option<i64>, one: &str, many: &str| {
            limit.map(|limit| match limit {
                1 => format!("One {one}"),
                limit => format!("{} {many}", crate::layout::grouped(limit)),
            })
        };
        [
            line(self.saved_articles, "saved article", "saved articles"),
            line(self.feeds, "feed", "feeds"),
            line(self.articles_per_month, "article to read a month", "articles to read a month"),
            line(self.api_per_minute, "request of apps a minute", "requests of apps a minute"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Plan {
    /// Its limits.
    pub fn limits(&self) -> Limits {
        Limits {
            saved_articles: self.saved_articles.map(i64::from),
            feeds: self.feeds.map(i64::from),
            articles_per_month: self.articles_per_month.map(i64::from),
            api_per_minute: self.api_per_minute.map(i64::from),
        }
    }
}

impl Membership {
    /// Whether readers hear of plans at all.
    pub fn is_on(&self) -> bool {
        !self.plans.is_empty()
    }

    /// The plan of that slug.
    pub fn plan(&self, slug: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.slug == slug)
    }

    /// The plan that Stripe's price is for.
    pub(crate) fn plan_of_price(&self, price: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.prices.iter().any(|one| one.id == price))
    }

    /// What is wrong with the host's words, in one sentence.
    ///
    /// # Errors
    /// That sentence.
    pub fn check(&self) -> Result<(), String> {
        let mut slugs = BTreeSet::new();
        let mut prices = BTreeSet::new();
        for plan in &self.plans {
            let slug = &plan.slug;
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if slug.is_empty() || !slug.chars().all(is_plain) {
                return Err(format!(
                    "the slug {slug:?} of a plan has other letters than a-z, 0-9 and -"
                ));
            }
            if !slugs.insert(slug) {
                return Err(format!("two plans have the slug {slug:?}"));
            }
            if plan.name.trim().is_empty() {
                return Err(format!("the plan {slug:?} has no name"));
            }
            if let Some(price) = plan.prices.iter().find(|price| !prices.insert(&price.id)) {
                return Err(format!("the price {:?} stands twice", price.id));
            }
            if !plan.prices.is_empty() && self.stripe.is_none() {
                return Err(format!(
                    "the plan {slug:?} has a price, and there is no [room.membership.stripe]"
                ));
            }
        }
        let first = self.plans.first();
        if first.is_some_and(|plan| !plan.prices.is_empty() || plan.trial_days.is_some()) {
            return Err("the first plan is every reader's: it has no price and no trial".to_owned());
        }
        match &self.stripe {
            Some(stripe) => stripe.check(),
            None => Ok(()),
        }
    }
}
