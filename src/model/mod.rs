//! What a mined model is: plain, immutable types. Imports nothing else of this crate.

mod time;

pub use time::{DAY, ParseTimestampError, Timestamp};
