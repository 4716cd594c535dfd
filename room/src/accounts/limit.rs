//! How often a door may be tried: by name and by where from, in this process.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::Error;

#[cfg(test)]
mod tests;

/// Tries for one name: ten at once, then one in half a minute. A guesser of passwords gets 2,900 a day, of
/// codes with six digits the same: two years for an even chance.
const OF_A_NAME: (u32, u64) = (10, 30);
/// Tries from one place, where many readers may sit behind one address: sixty at once, then one in
/// five seconds.
const FROM_A_PLACE: (u32, u64) = (60, 5);
/// Keys kept at most before those without effect are dropped.
const KEPT: usize = 10_000;

/// The tries there have been.
#[derive(Debug)]
pub(crate) struct Limits {
    names: DefaultKeyedRateLimiter<String>,
    places: DefaultKeyedRateLimiter<IpAddr>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            names: RateLimiter::keyed(quota(OF_A_NAME)),
            places: RateLimiter::keyed(quota(FROM_A_PLACE)),
        }
    }
}

fn quota((burst, seconds): (u32, u64)) -> Quota {
    let burst = NonZeroU32::new(burst).expect("the numbers above are not zero");
    Quota::with_period(Duration::from_secs(seconds))
        .expect("the numbers above are not zero")
        .allow_burst(burst)
}

impl Limits {
    /// Counts a try.
    ///
    /// # Errors
    /// `TooOften`, with the seconds to wait.
    pub(crate) fn count(&self, name: &str, from: Option<IpAddr>) -> Result<(), Error> {
        if self.names.len() + self.places.len() > KEPT {
            self.names.retain_recent();
            self.places.retain_recent();
        }
        let now = DefaultClock::default().now();
        let wait =
            |until: governor::NotUntil<_>| Error::TooOften(until.wait_time_from(now).as_secs() + 1);
        if let Some(from) = from {
            self.places.check_key(&network(from)).map_err(wait)?;
        }
        self.names.check_key(&name.to_lowercase()).map_err(wait)
    }
}

/// The address, or of IPv6 the network that one household has.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::from(address) & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from(network))
        }
        address => address,
    }
}
