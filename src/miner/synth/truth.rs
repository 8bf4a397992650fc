//! What was planted: the answer key (`truth.json`) that tests and evaluations hold mined results against.

use serde::{Deserialize, Serialize};

/// Everything that the generator put into the orders on purpose. Items are named by their id (SKU).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// The seed, number of orders and number of items that were asked for.
    pub seed: u64,
    /// Orders in the log.
    pub orders: u32,
    /// Products in the catalog.
    pub items: u32,
    /// Registered customers who ordered at least once.
    pub customers: u32,
    /// Orders without a customer.
    pub guest_orders: u32,
    /// First second of the log, ISO 8601.
    pub from: String,
    /// Last second of the log, ISO 8601.
    pub until: String,
    /// Item pairs: who picks the first puts the second into the same order with this probability.
    pub complements: Vec<Complement>,
    /// The same between categories: some item of the second category follows.
    pub category_complements: Vec<CategoryComplement>,
    /// Items that are bought again on a rhythm.
    pub replenishment: Vec<Replenishment>,
    /// Categories whose products last for years: a customer buys one and, gifts aside, never another.
    pub durable_categories: Vec<String>,
    /// Probability that a customer who wants a durable they already own buys another all the same (a gift).
    pub durable_second_purchase: f64,
    /// Categories with a time of the year.
    pub seasons: Vec<Season>,
    /// Which products sell best within each category.
    pub popularity: Popularity,
    /// Kinds of customer and what they buy.
    pub customer_types: Vec<CustomerType>,
}

/// A planted item pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Complement {
    /// The item that is picked first.
    pub antecedent: String,
    /// The item that it pulls into the order.
    pub consequent: String,
    /// Probability of the pull, 0 to 1. Habitual purchases pull nothing, and nobody is pulled to what they buy out of
    /// habit anyway, so the confidence in the log is lower for antecedents that are themselves replenished.
    pub strength: f64,
}

/// A planted category pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CategoryComplement {
    /// The category that is bought first.
    pub antecedent: String,
    /// The category that it pulls into the order.
    pub consequent: String,
    /// Probability that an item of the first category pulls at least one of the second, 0 to 1.
    pub strength: f64,
}

/// The rhythm of a consumable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replenishment {
    /// The item's id.
    pub item: String,
    /// Mean days from one purchase to the next, over all customers with the habit. In the log the median interval lies
    /// some 5 % below it (intervals are skewed, and impatient customers have more of them); the mean is pulled up by
    /// those who come back to the item now and then without a habit.
    pub mean_days: u32,
    /// Standard deviation of those days: customers differ, and so do one customer's intervals.
    pub spread_days: f64,
    /// Probability that a customer who has tried the item and has room for another habit makes it one, 0 to 1.
    pub adoption: f64,
    /// Probability that a habitual purchase is followed by another, 0 to 1 (if the customer stays with the shop).
    pub continuation: f64,
    /// Customers who made the item a habit within the log.
    pub adopters: u32,
    /// Adopters who bought it again within the log at least once; the rest left the shop or the log ended first.
    pub adopters_who_rebought: u32,
    /// Habitual repurchases in the log.
    pub rebuys: u32,
}

/// The time of the year at which a category sells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Season {
    /// The category.
    pub category: String,
    /// Day of the year, 1 to 366, with the highest demand.
    pub peak_day: u16,
    /// Standard deviation of the bell curve around it, in days.
    pub width_days: f64,
    /// Demand far from the peak as a share of demand at the peak, 0 to 1.
    pub off_season: f64,
}

/// Popularity within categories: the weight of the product of rank r is r^-exponent (Zipf 1949).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Popularity {
    /// The exponent.
    pub exponent: f64,
    /// Every product that is drawn by rank. Consumables that fit one device are drawn through the device instead.
    pub ranks: Vec<Rank>,
}

/// One product's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rank {
    /// The item's id.
    pub item: String,
    /// 1 for the category's best seller.
    pub rank: u32,
}

/// A kind of customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerType {
    /// Plain name, such as `pet owner`.
    pub name: String,
    /// Share of all customers, 0 to 1.
    pub share: f64,
    /// Relative wish for each category, averaged over the year; adds up to 1.
    pub preferences: Vec<Preference>,
}

/// How much a kind of customer wants a category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preference {
    /// The category.
    pub category: String,
    /// Share of this customer type's free picks, 0 to 1.
    pub weight: f64,
}
