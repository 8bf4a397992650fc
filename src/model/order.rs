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

/// Lists up to this length are sorted in place.
const SHORT: usize = 24;

/// `list` sorted by `compare`; equal entries keep their order.
pub fn sort<T: Clone>(list: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let by_place = |list: &[T], a: usize, b: usize| match (list.get(a), list.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    };
    if list.len() > SHORT {
        *list =
            order(list.len(), &|a, b| by_place(list, a, b)).iter().filter_map(|at| list.get(*at)).cloned().collect();
        return;
    }
    for end in 1..list.len() {
        for at in (1..=end).rev() {
            if by_place(list, at - 1, at) != Ordering::Greater {
                break;
            }
            list.swap(at - 1, at);
        }
    }
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
