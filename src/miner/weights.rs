//! Item -> item weights from co-occurrence counts.

use super::counts::Partner;

/// Orders that stand against a conditional probability from few orders.
const SHRINK: f64 = 20.0;

/// How far popular neighbours are held back: their weight is divided by orders^DAMPING.
const DAMPING: f64 = 0.3;

/// In the row of an item with more orders than this, a partner met only once says nothing.
const FEW_ORDERS: u32 = 10;

/// Longest row.
const LONGEST: usize = 255;

/// Entries that a row keeps however weak they are.
const LEAST: usize = 10;

/// How far a frequent item's entries come first: their weight is multiplied by orders^0.25.
const PRECEDENCE: f64 = 0.25;

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

/// The strongest neighbours of an item with `orders` orders: the conditional probability of the neighbour, each
/// order weighted by 1 / sqrt(size - 1), shrunk by 20 orders, and damped by the neighbour's popularity.
pub fn row(orders: u32, partners: &[Partner], damping: &[f64]) -> Row {
    let telling = |partner: &&Partner| partner.orders > 1 || orders <= FEW_ORDERS;
    // Unless hardly any would be left: a weak neighbour is better than none.
    let all = partners.iter().filter(telling).count() < LEAST;
    let weigh = |partner: &Partner| {
        let conditional = partner.weight as f64 / (f64::from(orders) + SHRINK);
        (conditional / damping[partner.item as usize], *partner)
    };
    let mut weighed: Vec<(f64, Partner)> =
        partners.iter().filter(|partner| all || telling(partner)).map(weigh).collect();
    let stronger = |a: &(f64, Partner), b: &(f64, Partner)| b.0.total_cmp(&a.0).then(a.1.item.cmp(&b.1.item));
    if weighed.len() > LONGEST {
        weighed.select_nth_unstable_by(LONGEST - 1, stronger);
    }
    weighed.truncate(LONGEST);
    weighed.sort_unstable_by(stronger);
    let Some((strongest, _)) = weighed.first() else { return Row::default() };
    // Weights are in units of 2^-24, like the counts they come from.
    let scale = (*strongest / CODES) as f32;
    // A weight that rounds to nothing is left out: raised to the smallest code, many of them would drown the strong ones.
    let quantised = weighed.iter().filter_map(|(weight, partner)| {
        let code = libm::round(weight / f64::from(scale)).min(CODES) as i8;
        (code > 0).then_some(Entry { item: partner.item, code, orders: partner.orders })
    });
    Row { scale: scale / (1 << 24) as f32, entries: quantised.collect() }
}

/// How many entries each row keeps when there is room for `mean` an item: its strongest few, then what is strongest of
/// all rows. A frequent item's row is asked for often and has many partners worth keeping; a rare item's has few.
pub fn kept(rows: &[Row], orders: impl Iterator<Item = u32>, mean: usize) -> Vec<usize> {
    let least = LEAST.min(mean);
    let mut kept: Vec<usize> = rows.iter().map(|row| row.entries.len().min(least)).collect();
    let room = (mean * rows.len()).saturating_sub(kept.iter().sum());
    let mut rest: Vec<(f64, usize)> = Vec::new();
    for (at, (row, orders)) in rows.iter().zip(orders).enumerate() {
        let unit = f64::from(row.scale) * libm::pow(f64::from(orders), PRECEDENCE);
        rest.extend(row.entries.iter().skip(least).map(|entry| (unit * f64::from(entry.code), at)));
    }
    if rest.len() > room {
        rest.select_nth_unstable_by(room, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        rest.truncate(room);
    }
    for (_, at) in rest {
        kept[at] += 1;
    }
    kept
}
