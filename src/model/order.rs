//! One sort for the whole runtime.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// The places 0 to `len` in the order that `compare` gives them, ties by place: a stable sort of anything.
///
/// The standard library's sorts are compiled anew for each type and comparison, some 3 KB each; the runtime sorts short
/// lists in a dozen places, so all of them share this one.
#[must_use]
pub fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_unstable_by(|a, b| compare(*a, *b).then(a.cmp(b)));
    places
}

/// `list` sorted by `compare`; equal entries keep their order.
pub fn sort<T: Clone>(list: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let sorted: Vec<T> = {
        let by_place = |a: usize, b: usize| match (list.get(a), list.get(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        };
        order(list.len(), &by_place).into_iter().filter_map(|place| list.get(place).cloned()).collect()
    };
    *list = sorted;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn is_a_stable_sort(mut list in prop::collection::vec((0_u8..4, any::<u8>()), 0..40)) {
            let mut wanted = list.clone();
            wanted.sort_by_key(|(key, _)| *key);
            sort(&mut list, |a, b| a.0.cmp(&b.0));
            prop_assert_eq!(list, wanted);
        }
    }
}
