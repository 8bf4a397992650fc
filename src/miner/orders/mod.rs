//! Files of any of the supported formats in, order lines out, each with its place for errors.

use crate::model::Timestamp;

/// One line of an order log: an item in an order. Texts are borrowed from the reader's buffer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrderLine<'a> {
    /// The order's id. Never empty.
    pub order: &'a str,
    /// The item's id. Never empty.
    pub item: &'a str,
    /// The customer's id; empty for a guest.
    pub customer: &'a str,
    /// When it was ordered, where the log says so.
    pub time: Option<Timestamp>,
    /// The item's category; empty where unknown.
    pub category: &'a str,
    /// The price of one piece in hundredths of the currency, where known.
    pub price: Option<u32>,
}
