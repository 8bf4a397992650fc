//! Item -> item weights with the counts behind them: what ranks.

use super::{Items, ModelError, Packed, pairs::Pairs, require, table::table};

table! {
    /// For each item a row of its strongest neighbours. A weight is its row's scale times a signed 8-bit code; where it came
    /// from (a count, a learned model) is no business of whoever reads it.
    pub struct Neighbours {
        /// Entries in each item's row.
        pub lengths: Packed,
        /// Each row's scale: the bits of a finite, non-negative f32.
        pub scales: Packed,
        /// Internal numbers of the neighbours, ascending within a row, never the row's own item.
        pub targets: Packed,
        /// Weight codes plus 128, so -127 to 127.
        pub codes: Packed,
        /// Orders that hold both items, at least 1: the evidence.
        pub orders: Packed,
    }
}

/// One entry of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Internal number of the neighbour.
    pub target: u32,
    /// What the row's item adds to the neighbour's score.
    pub weight: f64,
    /// Orders that hold both.
    pub orders: u32,
}

impl Neighbours<'_> {
    /// The entry at `at` of all rows, in a row of this scale.
    #[must_use]
    #[inline]
    pub fn entry(&self, scale: f64, at: usize) -> Option<Neighbour> {
        let (target, orders) = (self.targets.get_u32(at)?, self.orders.get_u32(at)?);
        Some(Neighbour { target, weight: scale * self.code(self.codes.get(at)?), orders })
    }

    /// What a stored code stands for, in units of its row's scale: -127 to 127.
    #[must_use]
    pub fn code(&self, stored: u64) -> f64 {
        f64::from(u8::try_from(stored).unwrap_or(128)) - 128.0
    }

    /// The scale of the row of `item`.
    #[must_use]
    pub fn scale_of(&self, item: u32) -> Option<f64> {
        self.scales.get_u32(item as usize).map(|bits| f64::from(f32::from_bits(bits)))
    }

    /// Entries in all rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether no item has a neighbour.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    pub(super) fn check(&self, items: &Items<'_>) -> Result<(), ModelError> {
        let rows = items.len();
        let pairs =
            Pairs { lengths: &self.lengths, partners: &self.targets, orders: &self.orders, alone: &items.orders };
        pairs.check("neighbours")?;
        self.scales.check(rows, u64::from(u32::MAX), "neighbours.scales")?;
        let finite = (0_u32..)
            .take(rows)
            .all(|item| self.scale_of(item).is_some_and(|scale| scale.is_finite() && scale.is_sign_positive()));
        require(finite, "neighbours.scales", "has a scale that is no weight")?;
        self.codes.check(self.len(), 255, "neighbours.codes")?;
        require(self.codes.iter().all(|code| code > 0), "neighbours.codes", "has a code out of range")
    }
}
