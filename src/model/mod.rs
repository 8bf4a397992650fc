//! What a mined shop is: plain, immutable columns of counts and weights. Imports nothing else of this crate.
//!
//! A [`Model`] is read straight from a blob's bytes (its columns borrow them) or built by the miner. Each number that a
//! person may see (support, confidence, lift, an interval in days) is computed from integer counts when it is asked for.
//! [`Model::check`] is the one place that says what a well-formed model is; whoever makes or decodes a model calls it.

mod categories;
mod column;
mod evidence;
mod hash;
mod items;
mod neighbours;
mod order;
mod pairs;
mod ratio;
mod repurchase;
mod rules;
mod table;
mod time;

pub use categories::Categories;
pub use column::{Bytes, Packed, Strings, starts};
pub use evidence::Evidence;
pub use hash::{FNV_START, fnv1a};
pub use items::Items;
pub use neighbours::{Neighbour, Neighbours};
pub use order::{order, sort};
pub use ratio::{ParseRatioError, Ratio};
pub use repurchase::{Habit, Pace, Repurchase};
pub use rules::{Rule, Rules};
pub use time::{DAY, ParseTimestampError, Timestamp};

use alloc::{string::String, vec::Vec};
use core::fmt;
use serde::{Deserialize, Serialize};
use table::Columns;

/// A mined shop: everything that a browser needs to answer.
///
/// It travels as [`About`], [`Pace`] and one list of columns, in the order of the fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Model<'a> {
    /// Where the model comes from: totals and the miner's parameters.
    pub about: About,
    /// How often the shop's customers come back.
    pub pace: Pace,
    /// The catalogue as far as it was ever ordered, most popular item first.
    pub items: Items<'a>,
    /// Categories and which of them are bought together.
    pub categories: Categories<'a>,
    /// What ranks: each item's strongest neighbours with their weights.
    pub neighbours: Neighbours<'a>,
    /// What explains: association rules with one consequent.
    pub rules: Rules<'a>,
    /// When items are bought again.
    pub repurchase: Repurchase<'a>,
}

/// A model as it is encoded.
#[derive(Serialize, Deserialize)]
pub struct Encoded<'a> {
    about: About,
    pace: Pace,
    #[serde(borrow)]
    columns: Vec<Packed<'a>>,
}

/// Columns of a model.
const COLUMNS: usize = 30;

impl<'a> Model<'a> {
    /// Takes the model apart, to be encoded.
    #[must_use]
    pub fn into_encoded(self) -> Encoded<'a> {
        let mut columns = Vec::with_capacity(COLUMNS);
        self.items.put_into(&mut columns);
        self.categories.put_into(&mut columns);
        self.neighbours.put_into(&mut columns);
        self.rules.put_into(&mut columns);
        self.repurchase.put_into(&mut columns);
        Encoded { about: self.about, pace: self.pace, columns }
    }

    /// Puts a model together from its parts and checks it.
    ///
    /// # Errors
    /// It is not well-formed.
    pub fn from_encoded(encoded: Encoded<'a>) -> Result<Self, ModelError> {
        require(encoded.columns.len() == COLUMNS, "list", "has more or fewer columns than this format")?;
        // A column of zeros takes no bytes, so it could claim any length. Every table has a column that does take some.
        let bytes: usize = encoded.columns.iter().map(Packed::size).fold(0, usize::saturating_add);
        let fits = encoded.columns.iter().all(|column| column.len() <= bytes);
        require(fits, "list", "claims more entries than it has bytes")?;
        let columns = &mut encoded.columns.into_iter();
        // The fields are evaluated in the order in which they are written here.
        let model = Self {
            about: encoded.about,
            pace: encoded.pace,
            items: Items::take_from(columns),
            categories: Categories::take_from(columns),
            neighbours: Neighbours::take_from(columns),
            rules: Rules::take_from(columns),
            repurchase: Repurchase::take_from(columns),
        };
        model.check()?;
        Ok(model)
    }
}

impl Encoded<'_> {
    /// The same with its columns copied, so that the model outlives the bytes it was read from.
    #[must_use]
    pub fn into_owned(self) -> Encoded<'static> {
        let columns = self.columns.into_iter().map(Packed::into_owned).collect();
        Encoded { about: self.about, pace: self.pace, columns }
    }
}

/// Totals of the log that was mined, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Version of the miner that wrote this.
    pub build: String,
    /// Orders counted.
    pub orders: u32,
    /// Distinct order-item pairs counted.
    pub lines: u64,
    /// Distinct known customers.
    pub customers: u32,
    /// Time of the first order, in Unix seconds; `None` when the log has no times.
    pub mined_from: Option<i64>,
    /// Time of the last order, in Unix seconds; `None` when the log has no times.
    pub mined_through: Option<i64>,
    /// Fewest orders that an itemset behind a rule has.
    pub min_orders: u32,
    /// Least confidence of a rule.
    pub min_confidence: Ratio,
    /// Least lift of a rule.
    pub min_lift: Ratio,
    /// Fewest distinct customers behind a rule or a neighbour (each guest order counts as one).
    pub min_customers: u32,
    /// Most items in an itemset behind a rule.
    pub max_len: u8,
}

/// What is wrong with a model that does not pass [`Model::check`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError {
    /// The column at fault.
    pub column: &'static str,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column, self.problem)
    }
}

impl core::error::Error for ModelError {}

/// `Ok` when `holds`, else an error about `column`.
fn require(holds: bool, column: &'static str, problem: &'static str) -> Result<(), ModelError> {
    if holds { Ok(()) } else { Err(ModelError { column, problem }) }
}

impl Model<'_> {
    /// Checks everything that the rest of the crate relies on: equal column lengths, ids in range, orders of rows,
    /// counts that are possible.
    ///
    /// # Errors
    /// The first column that is not well-formed, and how.
    pub fn check(&self) -> Result<(), ModelError> {
        let orders = self.about.orders;
        for ratio in [self.about.min_confidence, self.about.min_lift] {
            require(ratio.denominator > 0, "about", "a threshold has the denominator 0")?;
        }
        for time in [self.about.mined_from, self.about.mined_through].into_iter().flatten() {
            require(Timestamp::from_unix(time).is_some(), "about", "a time is out of range")?;
        }
        self.items.check(orders, self.categories.len())?;
        self.categories.check(orders)?;
        self.neighbours.check(&self.items)?;
        self.rules.check(&self.items)?;
        let finite = self.pace.coefficients.iter().all(|coefficient| coefficient.is_finite());
        require(finite, "pace.coefficients", "has one that is no number")?;
        self.repurchase.check(self.items.len())
    }

    /// The evidence for "who buys `antecedent_orders`' items also buys `consequent`", from its counts.
    #[must_use]
    pub fn evidence(&self, orders: u32, antecedent_orders: u32, consequent: u32) -> Evidence {
        let consequent_orders = self.items.orders_of(consequent).unwrap_or(0);
        Evidence { orders, antecedent_orders, consequent_orders, total: self.about.orders }
    }
}
