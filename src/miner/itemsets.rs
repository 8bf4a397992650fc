//! Frequent itemsets: every set of items that enough orders hold.
//!
//! Depth first over projected baskets (the pattern growth of Han, Pei and Yin 2000, on arrays): a set is grown by items
//! that stand before its last one, counted in only those orders that hold the set. Items are numbered by popularity, so
//! the rare ones, whose orders are few, come first in every set that is grown.

use rayon::prelude::*;

use super::baskets::{Baskets, Rows};
use super::counts::Counters;

/// All frequent itemsets of one length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// Items in each set.
    pub len: usize,
    /// The sets, one after the other, in ascending lexicographic order; each ascending.
    pub items: Vec<u32>,
    /// Orders that hold each set.
    pub orders: Vec<u32>,
}

impl Level {
    /// Every set with its orders.
    pub fn iter(&self) -> impl Iterator<Item = (&[u32], u32)> {
        self.items.chunks_exact(self.len).zip(self.orders.iter().copied())
    }

    /// Orders that hold `set` (ascending), if it is frequent.
    pub fn orders_of(&self, set: &[u32]) -> Option<u32> {
        let (mut low, mut high) = (0, self.orders.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.items[middle * self.len..(middle + 1) * self.len].cmp(set) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(self.orders[middle]),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

/// All frequent itemsets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Itemsets {
    /// Sets of 1, 2, ... items.
    pub levels: Vec<Level>,
    /// Orders in all.
    pub total: u32,
}

impl Itemsets {
    /// Number of sets of any length.
    pub fn len(&self) -> usize {
        self.levels.iter().map(|level| level.orders.len()).sum()
    }

    /// Whether no set is frequent.
    pub fn is_empty(&self) -> bool {
        self.levels.iter().all(|level| level.orders.is_empty())
    }

    /// Orders that hold `set` (ascending), if it is frequent.
    pub fn orders_of(&self, set: &[u32]) -> Option<u32> {
        self.levels.get(set.len().checked_sub(1)?)?.orders_of(set)
    }
}

/// What makes an itemset frequent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frequent {
    /// Fewest orders that hold it; at least 1.
    pub min_orders: u32,
    /// Fewest distinct customers behind these orders; a guest's order counts as a customer of its own.
    pub min_customers: u32,
    /// Most items in a set.
    pub max_len: usize,
}

/// Finds all frequent itemsets.
pub fn mine(baskets: &Baskets, frequent: Frequent) -> Itemsets {
    let total = baskets.orders.len() as u32;
    let mut levels: Vec<Level> = (1..=frequent.max_len).map(|len| Level { len, ..Level::default() }).collect();

    let mut counters = Counters::new(baskets.items.len());
    for (order, customer) in baskets.orders.iter().zip(&baskets.customers) {
        counters.count(order, *customer, 0);
    }
    let mut row = Vec::new();
    counters.take(&mut row);
    row.retain(|single| single.orders >= frequent.min_orders && single.customers >= frequent.min_customers);
    let labels: Vec<u32> = row.iter().map(|single| single.item).collect();
    if let Some(first) = levels.first_mut() {
        first.items.clone_from(&labels);
        first.orders = row.iter().map(|single| single.orders).collect();
    }
    let root = Node { labels, orders: Rows::new(), customers: Vec::new() };
    let root = root.filled(baskets.orders.iter().zip(baskets.customers.iter().copied()));
    let holders = root.orders.transposed(root.labels.len());
    let found: Vec<Vec<Found>> = (0..root.labels.len())
        .into_par_iter()
        .map_init(
            || Counters::new(root.labels.len()),
            |counters, item| {
                let mut found = Vec::new();
                root.grow(item as u32, &holders, &[], &frequent, counters, &mut found);
                found
            },
        )
        .collect();

    for set in found.into_iter().flatten() {
        let level = &mut levels[set.items.len() - 1];
        level.items.extend(&set.items);
        level.orders.push(set.orders);
    }
    levels.iter_mut().for_each(sort);
    while levels.last().is_some_and(|level| level.orders.is_empty()) {
        levels.pop();
    }
    Itemsets { levels, total }
}

/// A set as it was found: ascending.
struct Found {
    items: Vec<u32>,
    orders: u32,
}

/// The orders that hold some set, cut down to the items that may extend it, under local numbers.
struct Node {
    /// The item behind each local number, ascending.
    labels: Vec<u32>,
    orders: Rows,
    customers: Vec<u32>,
}

impl Node {
    /// With `orders` cut down to the node's items; those with fewer than two of them extend nothing.
    fn filled<'o>(mut self, orders: impl Iterator<Item = (&'o [u32], u32)>) -> Self {
        let width = self.labels.last().map_or(0, |last| *last as usize + 1);
        let mut local = vec![u32::MAX; width];
        for (number, label) in self.labels.iter().enumerate() {
            local[*label as usize] = number as u32;
        }
        let mut kept: Vec<u32> = Vec::new();
        for (order, customer) in orders {
            kept.clear();
            kept.extend(
                order.iter().filter_map(|item| local.get(*item as usize)).filter(|number| **number != u32::MAX),
            );
            if kept.len() > 1 {
                self.orders.push(kept.iter().copied());
                self.customers.push(customer);
            }
        }
        self
    }

    /// Grows `set` + `item` by every item before it. `holders` is the transpose of the node's orders.
    fn grow(
        &self,
        item: u32,
        holders: &Rows,
        set: &[u32],
        frequent: &Frequent,
        counters: &mut Counters,
        found: &mut Vec<Found>,
    ) {
        if set.len() + 2 > frequent.max_len {
            return;
        }
        let before = |order: &u32| {
            let basket = self.orders.row(*order as usize);
            let at = basket.partition_point(|other| *other < item);
            (&basket[..at], self.customers[*order as usize])
        };
        for (items, customer) in holders.row(item as usize).iter().map(before) {
            counters.count(items, customer, 0);
        }
        let mut row = Vec::new();
        counters.take(&mut row);
        row.retain(|partner| partner.orders >= frequent.min_orders && partner.customers >= frequent.min_customers);
        let mut grown = vec![self.labels[item as usize]];
        grown.extend(set);
        for partner in &row {
            let mut items = vec![self.labels[partner.item as usize]];
            items.extend(&grown);
            found.push(Found { items, orders: partner.orders });
        }
        if grown.len() + 2 > frequent.max_len || row.len() < 2 {
            return;
        }
        let local = Self {
            labels: row.iter().map(|partner| partner.item).collect(),
            orders: Rows::new(),
            customers: Vec::new(),
        };
        let mut local = local.filled(holders.row(item as usize).iter().map(before));
        local.labels.iter_mut().for_each(|label| *label = self.labels[*label as usize]);
        let holders = local.orders.transposed(local.labels.len());
        for next in 0..local.labels.len() as u32 {
            local.grow(next, &holders, &grown, frequent, counters, found);
        }
    }
}

/// Puts a level's sets in ascending order.
fn sort(level: &mut Level) {
    let mut places: Vec<usize> = (0..level.orders.len()).collect();
    let set = |place: usize| &level.items[place * level.len..(place + 1) * level.len];
    places.sort_unstable_by(|a, b| set(*a).cmp(set(*b)));
    let items = places.iter().flat_map(|place| set(*place)).copied().collect();
    level.orders = places.iter().map(|place| level.orders[*place]).collect();
    level.items = items;
}
