//! How often items meet: the co-occurrence matrix, row by row.

use rayon::prelude::*;

use super::baskets::{GUEST, Rows};

/// One partner in the row of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The partner.
    pub item: u32,
    /// Orders that hold both.
    pub orders: u32,
    /// Distinct customers of these orders; a guest's order counts as a customer of its own.
    pub customers: u32,
    /// Sum of 1 / sqrt(size - 1) over these orders, in units of 2^-24: an order for two items says more of them than
    /// one for fifty. In integers, so that the sum is the same in any order.
    pub weight: u64,
}

/// One thread's counters, all zero between rows.
pub struct Counters {
    orders: Vec<u32>,
    customers: Vec<u32>,
    weights: Vec<u64>,
    /// The customer that an item was last counted for.
    last: Vec<u32>,
    touched: Vec<u32>,
}

impl Counters {
    /// Counters for items below `items`.
    pub fn new(items: usize) -> Self {
        Self {
            orders: vec![0; items],
            customers: vec![0; items],
            weights: vec![0; items],
            last: vec![GUEST; items],
            touched: Vec::new(),
        }
    }

    /// Counts an order's items. Orders of one customer must come one after the other.
    pub fn count(&mut self, items: &[u32], customer: u32, weight: u64) {
        for item in items {
            let at = *item as usize;
            if self.orders[at] == 0 {
                self.touched.push(*item);
            }
            self.orders[at] += 1;
            self.weights[at] += weight;
            let again = customer != GUEST && self.last[at] == customer;
            self.customers[at] += u32::from(!again);
            self.last[at] = customer;
        }
    }

    /// What was counted, by ascending item; the counters are zero again.
    pub fn take(&mut self, row: &mut Vec<Partner>) {
        row.clear();
        self.touched.sort_unstable();
        for item in self.touched.drain(..) {
            let at = item as usize;
            row.push(Partner {
                item,
                orders: self.orders[at],
                customers: self.customers[at],
                weight: self.weights[at],
            });
            (self.orders[at], self.customers[at], self.weights[at], self.last[at]) = (0, 0, 0, GUEST);
        }
    }
}

/// What an order of `size` items weighs: 2^24 / sqrt(size - 1).
fn weight(size: usize) -> u64 {
    libm::round(f64::from(1 << 24) / libm::sqrt((size.max(2) - 1) as f64)) as u64
}

/// Calls `each` with every item and the row of its partners, on all threads; gives the results in the items' order.
/// Memory is one row a thread, whatever the size of the matrix.
pub fn rows<R: Send>(
    orders: &Rows,
    customers: &[u32],
    items: usize,
    each: impl Fn(u32, &[Partner]) -> R + Sync,
) -> Vec<R> {
    let holders = orders.transposed(items);
    let fresh = || (Counters::new(items), Vec::new());
    (0..items as u32)
        .into_par_iter()
        .map_init(fresh, |(counters, row), item| {
            for order in holders.row(item as usize) {
                let basket = orders.row(*order as usize);
                let weight = weight(basket.len());
                let at = basket.partition_point(|other| *other < item);
                counters.count(&basket[..at], customers[*order as usize], weight);
                counters.count(&basket[at + 1..], customers[*order as usize], weight);
            }
            counters.take(row);
            each(item, row)
        })
        .collect()
}
