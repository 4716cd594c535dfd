//! Keeps a defect met on one input from stopping the others.

use std::panic::{self, AssertUnwindSafe};

/// Runs `read` so that a defect met on one page costs that page only.
pub(crate) fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err("defect in Dateline met on this page, please report it".into()))
}

/// A caught panic is reported in the page's line; the place helps whoever reports it.
pub(crate) fn quiet_panics() {
    panic::set_hook(Box::new(|info| {
        if let Some(place) = info.location() {
            eprintln!("dateline: defect at {}:{}", place.file(), place.line());
        }
    }));
}
