//! Questions, in the shape that JavaScript and the command line's JSON lines share.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;
use serde::{Deserialize, Deserializer, de};

use super::BadInput;
use crate::model::Timestamp;

/// What goes with this cart?
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct CartRequest {
    /// Ids in the cart, in any order.
    pub cart: Vec<String>,
    /// What the shopper bought before. Dates are not needed here.
    pub history: Vec<Purchase>,
    /// The present. Not needed here; accepted so that one request serves all questions.
    pub now: Option<Moment>,
    /// Most answers wanted; 10 if not given.
    pub limit: u32,
    /// Least score of an answer; 0 if not given.
    pub threshold: f64,
    /// Ids that must not be answered.
    pub exclude: Vec<String>,
    /// Categories to choose from; all if not given.
    pub categories: Option<Vec<String>>,
    /// Lowest and highest price of an answer. Items without a known price are left out when it is given.
    pub price_band: Option<(f64, f64)>,
    /// Whether items of the history may be answered.
    pub repeat: Repeat,
    /// 0 ranks by score alone; up to 1, each further answer of one category counts for less: its score is multiplied by
    /// `(1 - diversity)^n` when `n` of that category stand before it.
    pub diversity: f64,
    /// What fills up a list that is too short.
    pub fallback: Fallback,
    /// How candidates are scored.
    pub scorer: Scorer,
    /// Distinguishes the ids of otherwise equal answers. A host gives a random one.
    pub seed: u64,
}

impl Default for CartRequest {
    fn default() -> Self {
        Self {
            cart: Vec::new(),
            history: Vec::new(),
            now: None,
            limit: 10,
            threshold: 0.0,
            exclude: Vec::new(),
            categories: None,
            price_band: None,
            repeat: Repeat::Exclude,
            diversity: 0.0,
            fallback: Fallback::None,
            scorer: Scorer::Weights,
            seed: 0,
        }
    }
}

/// Whether items that the shopper bought before may be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Repeat {
    /// Leave them out: true cross-sell.
    Exclude,
    /// Let them compete.
    Include,
}

/// What fills up a list that is too short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fallback {
    /// Nothing: fewer good answers than asked for are fewer answers.
    None,
    /// The most popular items that pass the filters, labelled as such.
    Popular,
}

/// How candidates are scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scorer {
    /// The sum of the cart items' weights.
    Weights,
    /// The sum of the lifts of the rules that fire: the textbook's way, for comparison.
    Lift,
}

/// One line of a shopper's history.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purchase {
    /// The item.
    pub id: String,
    /// When; `next` needs it.
    #[serde(default)]
    pub date: Option<Moment>,
    /// How many pieces. Not used yet; accepted so that a shop can hand over its order lines.
    #[serde(default)]
    pub quantity: Option<f64>,
}

/// What will this shopper buy again?
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct NextRequest {
    /// What the shopper bought before, with dates, in any order. Purchases after `now` are not seen.
    pub history: Vec<Purchase>,
    /// The present.
    pub now: Option<Moment>,
    /// Horizon of the probability in days, above 0 and at most 3,650; 14 if not given.
    pub within_days: f64,
    /// Most answers wanted; 10 if not given.
    pub limit: u32,
    /// Least probability of an answer; 0.001 if not given: a durable bought yesterday is not 'buy again'.
    pub threshold: f64,
    /// Ids that must not be answered.
    pub exclude: Vec<String>,
}

impl Default for NextRequest {
    fn default() -> Self {
        Self { history: Vec::new(), now: None, within_days: 14.0, limit: 10, threshold: 0.001, exclude: Vec::new() }
    }
}

/// Which categories go with this cart, or with this category?
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CategoryRequest {
    /// Ids in the cart.
    pub cart: Vec<String>,
    /// A category by name, in addition to those of the cart.
    pub category: Option<String>,
    /// Most answers wanted; 5 if not given.
    pub limit: u32,
}

impl Default for CategoryRequest {
    fn default() -> Self {
        Self { cart: Vec::new(), category: None, limit: 5 }
    }
}

/// A point in time as a request writes it: an ISO 8601 text, or a Unix number in seconds or milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub enum Moment {
    /// A text, not read yet.
    Text(String),
    /// A number, not looked at yet.
    Number(f64),
}

impl Moment {
    /// The moment itself.
    ///
    /// # Errors
    /// It is none; `field` names it in the error.
    pub(super) fn timestamp(&self, field: impl FnOnce() -> String) -> Result<Timestamp, BadInput> {
        let read = match self {
            Self::Text(text) => Timestamp::parse(text),
            Self::Number(number) => Timestamp::from_number(*number),
        };
        read.map_err(|error| BadInput::new(field(), error.to_string()))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl de::Visitor<'_> for Read {
            type Value = Moment;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an ISO 8601 date, or a Unix time in seconds or milliseconds")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Moment, E> {
                Ok(Moment::Text(text.into()))
            }
            fn visit_string<E: de::Error>(self, text: String) -> Result<Moment, E> {
                Ok(Moment::Text(text))
            }
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Moment, E> {
                Ok(Moment::Number(number))
            }
            // Beyond 2^53 a number is no date of the supported years, so its last digits may go.
            #[allow(clippy::cast_precision_loss)]
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Moment, E> {
                Ok(Moment::Number(number as f64))
            }
            #[allow(clippy::cast_precision_loss)]
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Moment, E> {
                Ok(Moment::Number(number as f64))
            }
        }
        deserializer.deserialize_any(Read)
    }
}

impl Purchase {
    /// When it was bought, if the line says so; `place` is the line's in the history.
    ///
    /// # Errors
    /// The date is none.
    pub(super) fn timestamp(&self, place: usize) -> Result<Option<Timestamp>, BadInput> {
        self.date.as_ref().map(|date| date.timestamp(|| format!("history[{place}].date"))).transpose()
    }
}

impl CartRequest {
    /// # Errors
    /// The first field whose value makes no sense.
    pub(super) fn check(&self) -> Result<(), BadInput> {
        finite("threshold", self.threshold)?;
        if let Some(now) = &self.now {
            now.timestamp(|| "now".into())?;
        }
        for (place, purchase) in self.history.iter().enumerate() {
            purchase.timestamp(place)?;
        }
        if !(0.0..=1.0).contains(&self.diversity) {
            return Err(BadInput::new("diversity", "must lie between 0 and 1"));
        }
        let Some((low, high)) = self.price_band else { return Ok(()) };
        // Also false for NaN.
        if low <= high {
            return Ok(());
        }
        Err(BadInput::new("priceBand", "must be [lowest, highest]"))
    }
}

impl NextRequest {
    /// # Errors
    /// The first field whose value makes no sense.
    pub(super) fn check(&self) -> Result<(), BadInput> {
        finite("threshold", self.threshold)?;
        if self.within_days > 0.0 && self.within_days <= 3650.0 {
            return Ok(());
        }
        Err(BadInput::new("withinDays", "must be above 0 and at most 3650 days"))
    }
}

fn finite(field: &str, value: f64) -> Result<(), BadInput> {
    if value.is_finite() { Ok(()) } else { Err(BadInput::new(field, "must be a finite number")) }
}
