//! Sums by item, and the best of them first.

use alloc::collections::BinaryHeap;
use alloc::{vec, vec::Vec};
use core::cmp::Ordering;

/// A small hash table of sums: open addressing, linear probing, at most half full.
#[derive(Default)]
pub(super) struct Scores {
    /// Item plus 1, and its sum; 0 marks a free slot. The length is a power of two, or 0.
    slots: Vec<(u64, f64)>,
    used: usize,
}

/// A scored item; greater is better: a higher score, or the lower item of two equal ones. A total order.
pub(super) struct Ranked {
    pub(super) item: u32,
    pub(super) score: f64,
}

impl Scores {
    /// Adds to an item's sum. An item's sums run in the order of the calls, so they have the same bits everywhere.
    pub(super) fn add(&mut self, item: u64, score: f64) {
        if self.used * 2 >= self.slots.len() {
            self.grow();
        }
        if let Some(slot) = self.slot(item) {
            slot.1 += score;
        }
    }

    /// The item's slot, a free one made its own if it had none.
    fn slot(&mut self, item: u64) -> Option<&mut (u64, f64)> {
        let key = item.wrapping_add(1);
        let mask = self.slots.len().checked_sub(1)?;
        // Fibonacci hashing: the high bits of the product are well mixed.
        let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let mut at = usize::try_from(hash).unwrap_or(0) & mask;
        // At least half of the slots are free, so this ends.
        while self.slots.get(at).is_some_and(|slot| slot.0 != key && slot.0 != 0) {
            at = (at + 1) & mask;
        }
        let slot = self.slots.get_mut(at)?;
        if slot.0 == 0 {
            slot.0 = key;
            self.used += 1;
        }
        Some(slot)
    }

    fn grow(&mut self) {
        let room = self.slots.len().saturating_mul(4).max(256);
        let before = core::mem::replace(&mut self.slots, vec![(0, 0.0); room]);
        self.used = 0;
        for (key, score) in before.into_iter().filter(|slot| slot.0 != 0) {
            if let Some(slot) = self.slot(key.wrapping_sub(1)) {
                slot.1 = score;
            }
        }
    }

    /// The items of positive sums; the heap gives the best first.
    pub(super) fn into_heap(self) -> BinaryHeap<Ranked> {
        let positive = self.slots.into_iter().filter(|(key, score)| *key != 0 && *score > 0.0);
        let ranked =
            positive.map(|(key, score)| Ranked { item: u32::try_from(key.wrapping_sub(1)).unwrap_or(0), score });
        ranked.collect::<Vec<_>>().into()
    }
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
                scores.add(item.into(), score.into());
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
