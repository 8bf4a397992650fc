//! When items are bought again: additive counts an item, and the shop's fitted coefficients.

use alloc::vec::Vec;
use core::ops::AddAssign;
use serde::{Deserialize, Serialize};

use super::{ModelError, Packed, require, table::table};

table! {
    /// Repurchase counts of every item. A *basket* is one day on which a customer ordered; guests are not counted. Only
    /// a customer's first repeat of an item counts, so that a few heavy buyers do not speak for everybody.
    pub struct Repurchase {
        /// Known customers who bought the item.
        pub customers: Packed,
        /// Those of them who bought it again on a later day.
        pub repeaters: Packed,
        /// Baskets after the first purchase up to the second one, or to the customer's last: the chances to buy it again.
        pub baskets_at_risk: Packed,
        /// Days from the first purchase to the second, summed over the repeaters.
        pub gap_days: Packed,
        /// The same days squared and summed.
        pub gap_days_squared: Packed,
    }
}

/// What a whole shop's customers do, and the coefficients fitted to it.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Pace {
    /// Baskets of all customers beyond their first.
    pub later_baskets: u64,
    /// Days from each customer's first order to the end of the log, summed.
    pub customer_days: u64,
    /// Coefficients of the shop's purchase intensity, in the order of `recommend`'s features.
    pub coefficients: Vec<f64>,
}

/// Repurchase counts of an item, a category or a whole shop: they add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Habit {
    /// Known customers who bought it.
    pub customers: u64,
    /// Those who bought it again on a later day.
    pub repeaters: u64,
    /// Baskets after the first purchase up to the second one, or to the customer's last.
    pub baskets_at_risk: u64,
    /// Days from the first purchase to the second, summed.
    pub gap_days: u64,
    /// The same days squared and summed.
    pub gap_days_squared: u64,
}

impl AddAssign for Habit {
    fn add_assign(&mut self, other: Self) {
        self.customers = self.customers.saturating_add(other.customers);
        self.repeaters = self.repeaters.saturating_add(other.repeaters);
        self.baskets_at_risk = self.baskets_at_risk.saturating_add(other.baskets_at_risk);
        self.gap_days = self.gap_days.saturating_add(other.gap_days);
        self.gap_days_squared = self.gap_days_squared.saturating_add(other.gap_days_squared);
    }
}

impl Repurchase<'_> {
    /// The counts of `item`; zeros for an item that is not in the model.
    #[must_use]
    pub fn habit_of(&self, item: u32) -> Habit {
        let count = |column: &Packed<'_>| column.get(item as usize).unwrap_or(0);
        Habit {
            customers: count(&self.customers),
            repeaters: count(&self.repeaters),
            baskets_at_risk: count(&self.baskets_at_risk),
            gap_days: count(&self.gap_days),
            gap_days_squared: count(&self.gap_days_squared),
        }
    }

    pub(super) fn check(&self, items: usize) -> Result<(), ModelError> {
        for (column, name) in [
            (&self.customers, "repurchase.customers"),
            (&self.repeaters, "repurchase.repeaters"),
            (&self.baskets_at_risk, "repurchase.baskets_at_risk"),
            (&self.gap_days, "repurchase.gap_days"),
            (&self.gap_days_squared, "repurchase.gap_days_squared"),
        ] {
            column.check(items, u64::MAX, name)?;
        }
        let possible = self.customers.iter().zip(self.repeaters.iter()).all(|(customers, again)| again <= customers);
        require(possible, "repurchase.repeaters", "counts more repeaters than customers")
    }
}
