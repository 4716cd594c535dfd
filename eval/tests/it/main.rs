//! Tests of the crate as a whole, on gold data where there is any.

mod agree;
