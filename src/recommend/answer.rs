//! Answers, in the shape that JavaScript and the command line's JSON lines share.

use alloc::{string::String, vec::Vec};
use serde::Serialize;

use crate::model::Evidence;

/// What goes with a cart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CartAnswer<'a> {
    /// Names this answer in events: the same model, request and seed give the same id.
    pub id: String,
    /// Best first; never an item of the cart, a variant of one, or two variants of the same product.
    pub items: Vec<Recommendation<'a>>,
    /// Ids of the cart that the model does not know.
    pub missing_ids: Vec<String>,
}

/// One recommended item.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recommendation<'a> {
    /// The item.
    pub id: &'a str,
    /// Ranks answers of one model and source; it has no unit.
    pub score: f64,
    /// Where the answer comes from.
    pub source: Source,
    /// The evidence, strongest first.
    pub reasons: Vec<Reason<'a>>,
}

/// Where an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// It is bought together with what is in the cart.
    Together,
    /// It is popular: the fallback that was asked for.
    Popular,
}

/// An association rule that speaks for an answer, or, with an empty `because`, the item's popularity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason<'a> {
    /// What the shopper has that the answer goes with (ids of the cart, or names of its categories).
    pub because: Vec<&'a str>,
    /// Orders that hold all of it and the answer.
    pub orders: u32,
    /// Share of the orders with `because` that hold the answer too, 0 to 1.
    pub confidence: f64,
    /// How many times as often as by chance.
    pub lift: f64,
}

impl<'a> Reason<'a> {
    pub(super) fn new(because: Vec<&'a str>, evidence: Evidence) -> Self {
        Self { because, orders: evidence.orders, confidence: evidence.confidence(), lift: evidence.lift() }
    }
}

/// A category that goes with a cart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CategoryRecommendation<'a> {
    /// The category's name.
    pub category: &'a str,
    /// Ranks answers of one model; it has no unit.
    pub score: f64,
    /// The evidence, strongest first.
    pub reasons: Vec<Reason<'a>>,
}

/// An item that the shopper may buy again.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Due<'a> {
    /// The item.
    pub id: &'a str,
    /// Probability that it is bought again within the days asked for, 0 to 1.
    pub probability: f64,
    /// The day by which it is bought again with a probability of one half, as `2024-05-31`.
    pub due_date: String,
    /// The day by which it is bought again with a probability of one quarter.
    pub due_from: String,
    /// The day by which it is bought again with a probability of three quarters.
    pub due_until: String,
    /// The day of the last purchase.
    pub last_bought: String,
    /// Days that usually pass between two purchases: the shopper's own, shrunk to the item's, the category's, the shop's.
    pub interval_days: f64,
    /// Standard deviation of those days among the shop's customers.
    pub interval_spread_days: f64,
    /// Days on which the shopper bought it.
    pub times_bought: u32,
}
