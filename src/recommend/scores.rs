//! Sums by item, and the best of them first.

use alloc::collections::BinaryHeap;
use alloc::{vec, vec::Vec};
use core::cmp::Ordering;

/// A small hash table of sums: open addressing, linear probing, at most half full.
#[derive(Default)]
pub(super) struct Scores {
    sums: Vec<Ranked>,
    /// Place in `sums` plus 1; 0 marks a free slot. The length is a power of two, or 0.
    slots: Vec<u32>,
}

/// A scored item; greater is better: a higher score, or the lower item of two equal ones. A total order.
#[derive(Clone, Copy)]
pub(super) struct Ranked {
    pub(super) item: u32,
    pub(super) score: f64,
}

impl Scores {
    /// With room for `entries` more without growing.
    pub(super) fn reserve(&mut self, entries: usize) {
        let slots = (self.sums.len().saturating_add(entries)).saturating_mul(2).next_power_of_two();
        if slots <= self.slots.len() {
            return;
        }
        self.slots = vec![0; slots];
        for place in 0..self.sums.len() {
            let item = self.sums.get(place).map_or(0, |sum| sum.item);
            let free = self.slot(item);
            if let Some(slot) = self.slots.get_mut(free) {
                *slot = number(place + 1);
            }
        }
    }

    /// Adds to an item's sum. An item's sums run in the order of the calls, so they have the same bits everywhere.
    pub(super) fn add(&mut self, item: u32, score: f64) {
        if self.slots.len() < (self.sums.len() + 1) * 2 {
            self.reserve(1);
        }
        let slot = self.slot(item);
        if let Some(sum) = self.sum_at(slot).and_then(|place| self.sums.get_mut(place)) {
            sum.score += score;
            return;
        }
        self.sums.push(Ranked { item, score });
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = number(self.sums.len());
        }
    }

    /// The place of the sum that a slot points to.
    fn sum_at(&self, slot: usize) -> Option<usize> {
        (*self.slots.get(slot)? as usize).checked_sub(1)
    }

    /// The item's slot, or the free one that it would take.
    fn slot(&self, item: u32) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        // Fibonacci hashing: the high bits of the product are well mixed.
        let mut at = (item.wrapping_mul(0x9e37_79b9) >> 8) as usize & mask;
        // At least half of the slots are free, so this ends.
        while self.sum_at(at).and_then(|place| self.sums.get(place)).is_some_and(|sum| sum.item != item) {
            at = (at + 1) & mask;
        }
        at
    }

    /// The items of positive sums; the heap gives the best first.
    pub(super) fn into_heap(self) -> BinaryHeap<Ranked> {
        let mut sums = self.sums;
        sums.retain(|sum| sum.score > 0.0);
        sums.into()
    }
}

/// A place: there are fewer sums than items.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then(other.item.cmp(&self.item))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeMap;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_and_ranks_as_a_map_does(entries in prop::collection::vec((0_u32..700, -4_i8..9), 0..2_000)) {
            let (mut scores, mut sums) = (Scores::default(), BTreeMap::<u32, f64>::new());
            for (item, score) in entries {
                scores.add(item, score.into());
                *sums.entry(item).or_default() += f64::from(score);
            }
            let mut wanted: Vec<_> = sums.into_iter().filter(|(_, sum)| *sum > 0.0).collect();
            wanted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let mut heap = scores.into_heap();
            let found: Vec<_> = core::iter::from_fn(|| heap.pop()).map(|best| (best.item, best.score)).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
