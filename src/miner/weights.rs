//! Item -> item weights from co-occurrence counts.

use super::counts::Partner;

/// Orders that stand against a conditional probability from few orders.
const SHRINK: f64 = 20.0;

/// How far popular neighbours are held back: their weight is divided by orders^DAMPING.
const DAMPING: f64 = 0.3;

/// Largest code of a weight.
const CODES: f64 = 127.0;

/// An item's strongest neighbours, quantised.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Scale of the codes.
    pub scale: f32,
    /// Neighbours with their codes and pair counts, strongest first, ties by item.
    pub entries: Vec<Entry>,
}

/// One neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The neighbour.
    pub item: u32,
    /// Its weight in units of the row's scale, 1 to 127.
    pub code: i8,
    /// Orders that hold both.
    pub orders: u32,
}

/// What each item's weight as a neighbour is divided by, given the items' orders: orders^0.3.
pub fn damping(orders: impl Iterator<Item = u32>) -> Vec<f64> {
    orders.map(|orders| libm::pow(f64::from(orders), DAMPING)).collect()
}

/// The `most` strongest neighbours of an item with `orders` orders: the conditional probability of the neighbour, each
/// order weighted by 1 / sqrt(size - 1), shrunk by 20 orders, and damped by the neighbour's popularity.
pub fn row(orders: u32, partners: &[Partner], damping: &[f64], most: usize) -> Row {
    let weigh = |partner: &Partner| {
        let conditional = partner.weight as f64 / (f64::from(orders) + SHRINK);
        (conditional / damping[partner.item as usize], *partner)
    };
    let mut weighed: Vec<(f64, Partner)> = partners.iter().map(weigh).collect();
    let stronger = |a: &(f64, Partner), b: &(f64, Partner)| b.0.total_cmp(&a.0).then(a.1.item.cmp(&b.1.item));
    if weighed.len() > most && most > 0 {
        weighed.select_nth_unstable_by(most - 1, stronger);
    }
    weighed.truncate(most);
    weighed.sort_unstable_by(stronger);
    let Some((strongest, _)) = weighed.first() else { return Row::default() };
    // Weights are in units of 2^-24, like the counts they come from.
    let scale = (*strongest / CODES) as f32;
    // A weight that rounds to nothing is left out: raised to the smallest code, many of them would drown the strong ones.
    let quantised = weighed.iter().filter_map(|(weight, partner)| {
        let code = libm::round(weight / f64::from(scale)).min(CODES) as i8;
        (code > 0).then_some(Entry { item: partner.item, code, orders: partner.orders })
    });
    let entries = quantised;
    Row { scale: scale / (1 << 24) as f32, entries: entries.collect() }
}
