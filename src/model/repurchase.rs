//! When items are bought again: additive counts an item, and the shop's fitted coefficients.

use core::ops::AddAssign;
use serde::{Deserialize, Serialize};

use super::{ModelError, Packed, require};

/// Repurchase counts of every item. A *basket* is one day on which a customer ordered; guests are not counted. Only a
/// customer's first repeat of an item counts, so that a few heavy buyers do not speak for everybody.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Repurchase<'a> {
    /// Known customers who bought the item.
    #[serde(borrow)]
    pub customers: Packed<'a>,
    /// Those of them who bought it again on a later day.
    #[serde(borrow)]
    pub repeaters: Packed<'a>,
    /// Baskets after the first purchase up to the second one, or to the customer's last: the chances to buy it again.
    #[serde(borrow)]
    pub baskets_at_risk: Packed<'a>,
    /// Days from the first purchase to the second, summed over the repeaters.
    #[serde(borrow)]
    pub gap_days: Packed<'a>,
    /// The same days squared and summed.
    #[serde(borrow)]
    pub gap_days_squared: Packed<'a>,
    /// Baskets of all customers beyond their first.
    pub later_baskets: u64,
    /// Days from each customer's first order to the end of the log, summed.
    pub customer_days: u64,
    /// Coefficients of the shop's purchase intensity, in the order of `recommend`'s features.
    pub coefficients: [f64; 8],
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
        require(possible, "repurchase.repeaters", "counts more repeaters than customers")?;
        let finite = self.coefficients.iter().all(|coefficient| coefficient.is_finite());
        require(finite, "repurchase.coefficients", "has one that is no number")
    }

    pub(super) fn into_owned(self) -> Repurchase<'static> {
        Repurchase {
            customers: self.customers.into_owned(),
            repeaters: self.repeaters.into_owned(),
            baskets_at_risk: self.baskets_at_risk.into_owned(),
            gap_days: self.gap_days.into_owned(),
            gap_days_squared: self.gap_days_squared.into_owned(),
            later_baskets: self.later_baskets,
            customer_days: self.customer_days,
            coefficients: self.coefficients,
        }
    }
}
