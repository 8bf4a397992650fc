//! The items of a shop: external ids, how often each was ordered, and what the catalogue says of them.

use super::{ModelError, Packed, Strings, require, table::table};

table! {
    /// One entry an item, most often ordered first (ties by id), so that common items have small numbers. An item's place
    /// here is its internal number everywhere else in the model.
    pub struct Items {
        /// External ids (SKUs), distinct.
        pub ids: Strings,
        /// Readable names, where the miner was asked to keep them; else no entry.
        pub names: Strings,
        /// Orders that hold the item; descending, at least 1.
        pub orders: Packed,
        /// Category number plus 1; 0 where unknown.
        pub categories: Packed,
        /// Price in hundredths plus 1; 0 where unknown.
        pub prices: Packed,
        /// Variant group number plus 1; 0 for an item without variants.
        pub groups: Packed,
    }
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
        self.names.check(if self.names.is_empty() { 0 } else { len }, "items.names")?;
        self.orders.check(len, u64::from(total), "items.orders")?;
        require(self.orders.iter().all(|orders| orders > 0), "items.orders", "has an item that was never ordered")?;
        require(self.orders.iter().is_sorted_by(|a, b| a >= b), "items.orders", "is not in descending order")?;
        self.categories.check(len, categories as u64, "items.categories")?;
        self.prices.check(len, u64::from(u32::MAX), "items.prices")?;
        self.groups.check(len, len as u64, "items.groups")
    }
}
