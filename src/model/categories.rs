//! Categories and which of them meet in an order.

use super::{ModelError, Packed, Strings, pairs::Pairs, table::table};

table! {
    /// Categories by name, with the pairs that share orders.
    pub struct Categories {
        /// Names, ascending and distinct; a category's place here is its number.
        pub names: Strings,
        /// Orders that hold an item of the category.
        pub orders: Packed,
        /// Partners in each category's row.
        pub lengths: Packed,
        /// Numbers of the partners, ascending within a row, never the row's own.
        pub partners: Packed,
        /// Orders that hold both categories.
        pub pair_orders: Packed,
    }
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
}
