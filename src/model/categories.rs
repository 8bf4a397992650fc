//! Categories and which of them meet in an order.

use serde::{Deserialize, Serialize};

use super::{ModelError, Packed, Strings, pairs::Pairs};

/// Categories by name, with the pairs that share orders.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Categories<'a> {
    /// Names, ascending and distinct; a category's place here is its number.
    #[serde(borrow)]
    pub names: Strings<'a>,
    /// Orders that hold an item of the category.
    #[serde(borrow)]
    pub orders: Packed<'a>,
    /// Partners in each category's row.
    #[serde(borrow)]
    pub lengths: Packed<'a>,
    /// Numbers of the partners, ascending within a row, never the row's own.
    #[serde(borrow)]
    pub partners: Packed<'a>,
    /// Orders that hold both categories.
    #[serde(borrow)]
    pub pair_orders: Packed<'a>,
}

impl Categories<'_> {
    /// Number of categories.
    #[must_use]
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// Whether the shop has no categories.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }

    pub(super) fn check(&self, total: u32) -> Result<(), ModelError> {
        self.names.check(self.len(), "categories.names")?;
        self.orders.check(self.len(), u64::from(total), "categories.orders")?;
        let pairs =
            Pairs { lengths: &self.lengths, partners: &self.partners, orders: &self.pair_orders, alone: &self.orders };
        pairs.check("categories")
    }

    pub(super) fn into_owned(self) -> Categories<'static> {
        Categories {
            names: self.names.into_owned(),
            orders: self.orders.into_owned(),
            lengths: self.lengths.into_owned(),
            partners: self.partners.into_owned(),
            pair_orders: self.pair_orders.into_owned(),
        }
    }
}
