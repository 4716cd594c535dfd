//! What an article is recognised by: its URL without what does not name the page.

use sha2::{Digest, Sha256};
use url::Url;

#[cfg(test)]
mod tests;

/// Parameters that tell where a reader came from, not which page it is. A name that ends in `_` or
/// `-` stands for all that start so.
const TRACKING: &[&str] = &[
    "utm_",
    "mtm_",
    "pk_",
    "hsa_",
    "stm_",
    "at_",
    "vero_",
    "mc_",
    "_hs",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "li_fat_id",
    "mkt_tok",
    "oly_anon_id",
    "oly_enc_id",
    "ref_src",
    "ref_url",
    "cmpid",
    "cmp",
    "ocid",
    "ito",
    "icid",
    "ncid",
    "smid",
    "srnd",
    "sh",
    "spm",
    "xtor",
    "wt.mc_id",
    "wt_mc",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "__twitter_impression",
    "share_id",
];

/// The first 16 bytes of the SHA-256 of the normalised URL: nobody can make two pages share one,
/// and it takes a fifth of the room of the address.
pub(crate) fn url_key(url: &Url) -> [u8; 16] {
    let hash: [u8; 32] = Sha256::digest(normalised(url).as_bytes()).into();
    let mut key = [0; 16];
    key.copy_from_slice(&hash[..16]);
    key
}

/// The URL as it is compared: no scheme, `www.`, default port, fragment, final slash or tracking
/// parameters; what is left of the query in order of its names, as sites write it in any.
pub(super) fn normalised(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let mut out = host.strip_prefix("www.").unwrap_or(host).trim_end_matches('.').to_owned();
    if let Some(port) = url.port().filter(|&port| port != 443 && port != 80) {
        out.push_str(&format!(":{port}"));
    }
    out.push_str(url.path().trim_end_matches('/'));
    let mut pairs: Vec<&str> = url.query().unwrap_or_default().split('&').collect();
    pairs.retain(|pair| !pair.is_empty() && !is_tracking(pair));
    // Stable: the order of one name's values can matter.
    pairs.sort_by_key(|pair| pair.split('=').next());
    for (index, pair) in pairs.iter().enumerate() {
        out.push(if index == 0 { '?' } else { '&' });
        out.push_str(pair);
    }
    // A fragment names the page where a program in the browser reads it.
    if let Some(fragment) = url.fragment().filter(|f| f.starts_with('!') || f.starts_with('/')) {
        out.push('#');
        out.push_str(fragment);
    }
    out
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    TRACKING.iter().any(|known| match known.strip_suffix(['_', '-']) {
        Some(_) => name.starts_with(known),
        None => name == *known,
    })
}
