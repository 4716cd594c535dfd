//! One binary for the integration tests of `record`.

mod rivals;
