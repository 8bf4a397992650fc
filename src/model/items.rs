//! The items of a shop: external ids, how often each was ordered, and what the catalogue says of them.

use serde::{Deserialize, Serialize};

use super::{ModelError, Packed, Strings, require};

/// One entry an item, most often ordered first (ties by id), so that common items have small numbers. An item's place
/// here is its internal number everywhere else in the model.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Items<'a> {
    /// External ids (SKUs), distinct.
    #[serde(borrow)]
    pub ids: Strings<'a>,
    /// Readable names, where the miner was asked to keep them.
    #[serde(borrow)]
    pub names: Option<Strings<'a>>,
    /// Orders that hold the item; descending, at least 1.
    #[serde(borrow)]
    pub orders: Packed<'a>,
    /// Category number plus 1; 0 where unknown.
    #[serde(borrow)]
    pub categories: Packed<'a>,
    /// Price in hundredths plus 1; 0 where unknown.
    #[serde(borrow)]
    pub prices: Packed<'a>,
    /// Variant group number plus 1; 0 for an item without variants.
    #[serde(borrow)]
    pub groups: Packed<'a>,
}

impl Items<'_> {
    /// Number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// Whether there is no item.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }

    /// Orders that hold `item`.
    #[must_use]
    pub fn orders_of(&self, item: u32) -> Option<u32> {
        self.orders.get_u32(item as usize)
    }

    /// The category's number, if the item has one.
    #[must_use]
    pub fn category_of(&self, item: u32) -> Option<u32> {
        self.categories.get_u32(item as usize)?.checked_sub(1)
    }

    /// The price in units of the currency, if known.
    #[must_use]
    pub fn price_of(&self, item: u32) -> Option<f64> {
        Some(f64::from(self.prices.get_u32(item as usize)?.checked_sub(1)?) / 100.0)
    }

    /// The variant group's number, if the item has variants.
    #[must_use]
    pub fn group_of(&self, item: u32) -> Option<u32> {
        self.groups.get_u32(item as usize)?.checked_sub(1)
    }

    pub(super) fn check(&self, total: u32, categories: usize) -> Result<(), ModelError> {
        let len = self.len();
        self.ids.check(len, "items.ids")?;
        if let Some(names) = &self.names {
            names.check(len, "items.names")?;
        }
        self.orders.check(len, u64::from(total), "items.orders")?;
        require(self.orders.iter().all(|orders| orders > 0), "items.orders", "has an item that was never ordered")?;
        require(self.orders.iter().is_sorted_by(|a, b| a >= b), "items.orders", "is not in descending order")?;
        self.categories.check(len, categories as u64, "items.categories")?;
        self.prices.check(len, u64::from(u32::MAX), "items.prices")?;
        self.groups.check(len, len as u64, "items.groups")
    }

    pub(super) fn into_owned(self) -> Items<'static> {
        Items {
            ids: self.ids.into_owned(),
            names: self.names.map(Strings::into_owned),
            orders: self.orders.into_owned(),
            categories: self.categories.into_owned(),
            prices: self.prices.into_owned(),
            groups: self.groups.into_owned(),
        }
    }
}
