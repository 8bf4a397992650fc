//! How likely a shopper buys an item again: the model that the browser evaluates and the miner fits.
//!
//! The expected number of purchases of an item in the coming [`HORIZON`] days is taken as
//! `exp(coefficients . features)`: the shopper's order rate times the item's share of the shopper's baskets, corrected by
//! how long ago the shopper ordered anything and how due the item is by its own interval. Rates of rare items are shrunk
//! to the category's and the whole shop's (empirical Bayes, gamma and beta priors). With [`SHAPE`] the probability of a
//! purchase within `h` days is `1 - exp(-intensity (h / HORIZON)^SHAPE)`, a Weibull time to the next purchase, so it
//! grows with `h`, and quantiles have a closed form.
//!
//! It is the family of Bhagat, Muralidharan, Lobzhanidze and Vishwanath, "Buy It Again" (KDD 2018), as a proportional
//! intensity, fitted by complementary log-log regression.

use alloc::vec::Vec;

use crate::model::{Habit, Pace, sort};

/// Days that an intensity speaks of.
pub const HORIZON: f64 = 14.0;

/// Below 1: purchases come sooner or much later than an even rate would have them.
const SHAPE: f64 = 0.85;

/// What a basket one place further back counts, relative to the one after it.
const DECAY: f64 = 0.9;

/// Baskets that the shop's rate weighs against a shopper's own.
const OWN: f64 = 4.0;

/// Repeaters that a coarser level's rate weighs against a finer one's.
const SHRINK: f64 = 3.0;

/// Most of a shopper's latest gaps that the order rate looks at.
const RECENT_GAPS: usize = 10;

/// Features of a pair of shopper and item, in the order of [`features`](Shopper::features).
pub const FEATURES: usize = 8;

/// Coefficients for a shop whose log is too short to fit its own, and the centre of the fit's prior.
pub const DEFAULT_COEFFICIENTS: [f64; FEATURES] = [-0.6, 1.0, 1.0, 0.3, 2.0, -2.0, -0.1, -0.1];

/// Repeat rates of an item, a category or a shop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// Probability that a basket after the first purchase brings the second.
    pub repeat: f64,
    /// Mean days from the first purchase to the second.
    pub gap: f64,
    /// Mean of those days squared.
    pub gap_squared: f64,
    /// Orders a day and customer.
    pub order_rate: f64,
    /// Whether any customer ever bought anything again: without, nothing can be said.
    pub known: bool,
}

impl Rates {
    /// The whole shop's rates, with weak priors: 1 repeat in 10 baskets, 30 days, 1 order in 60 days.
    #[must_use]
    pub fn of_shop(habit: Habit, pace: &Pace) -> Self {
        let repeaters = count(habit.repeaters);
        Self {
            repeat: (repeaters + 1.0) / (count(habit.baskets_at_risk) + 10.0),
            gap: (count(habit.gap_days) + 60.0) / (repeaters + 2.0),
            gap_squared: (count(habit.gap_days_squared) + 3600.0) / (repeaters + 2.0),
            order_rate: (count(pace.later_baskets) + 1.0) / (count(pace.customer_days) + 60.0),
            known: habit.repeaters > 0,
        }
    }

    /// A finer level's rates, shrunk to these.
    #[must_use]
    pub fn refine(self, habit: Habit) -> Self {
        let repeaters = count(habit.repeaters);
        let shrink = |sum: u64, coarse: f64| (count(sum) + SHRINK * coarse) / (repeaters + SHRINK);
        Self {
            repeat: (repeaters + SHRINK) / (count(habit.baskets_at_risk) + SHRINK / self.repeat),
            gap: shrink(habit.gap_days, self.gap),
            gap_squared: shrink(habit.gap_days_squared, self.gap_squared),
            ..self
        }
    }

    /// Standard deviation of the days between purchases.
    #[must_use]
    pub fn gap_spread(&self) -> f64 {
        libm::sqrt(f64::max(self.gap_squared - self.gap * self.gap, 0.0))
    }
}

/// Counts are far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn count(value: u64) -> f64 {
    value as f64
}

/// Baskets and days are far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn number(value: usize) -> f64 {
    value as f64
}

/// Days are far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn days(value: i64) -> f64 {
    value as f64
}

/// A shopper's history: the days on which something was ordered, and in which of these baskets each item was.
#[derive(Clone, Debug)]
pub struct Shopper {
    /// Days of the baskets (days since 1970), ascending, distinct.
    days: Vec<i64>,
    /// Purchases: (item, basket), ascending, distinct.
    purchases: Vec<(u32, usize)>,
}

impl Shopper {
    /// From (item, day) lines in any order. Items are whatever numbers tell them apart.
    #[must_use]
    pub fn new(lines: &[(u32, i64)]) -> Self {
        let mut days: Vec<i64> = lines.iter().map(|(_, day)| *day).collect();
        sort(&mut days, i64::cmp);
        days.dedup();
        let place = |day: &i64| days.binary_search(day).unwrap_or(0);
        let mut purchases: Vec<_> = lines.iter().map(|(item, day)| (*item, place(day))).collect();
        sort(&mut purchases, |a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
        purchases.dedup();
        Self { days, purchases }
    }

    /// The days of the baskets, ascending.
    #[must_use]
    pub fn days(&self) -> &[i64] {
        &self.days
    }

    /// Each item with the baskets that held it, ascending.
    pub fn items(&self) -> impl Iterator<Item = Bought<'_>> {
        self.purchases.chunk_by(|a, b| a.0 == b.0).filter_map(|purchases| {
            let ((item, first), (_, last)) = (*purchases.first()?, *purchases.last()?);
            Some(Bought { item, first, last, purchases })
        })
    }

    /// The day of a basket.
    #[must_use]
    pub fn day(&self, basket: usize) -> i64 {
        self.days.get(basket).copied().unwrap_or(0)
    }

    /// Calls `each` with every item of the history, its rates and its features on the day `now`.
    pub fn features(
        &self,
        now: i64,
        shop: &Rates,
        rates_of: impl Fn(u32) -> Rates,
        mut each: impl FnMut(Bought<'_>, &Rates, [f64; FEATURES]),
    ) {
        let Some(last) = self.days.len().checked_sub(1) else { return };
        let since = days((now - self.day(last)).max(0));
        // The shopper's order rate from the latest gaps, with half an order at the shop's rate as prior.
        let gaps = last.min(RECENT_GAPS);
        let span = days((now - self.day(last - gaps)).max(0));
        let rate = (number(gaps) + 0.5) / (span + 0.5 / shop.order_rate);
        // How much more often than others this shopper repeats.
        let (repeats, chances) = self.items().fold((0.0, 0.0), |(repeats, chances), bought| {
            (repeats + number(bought.purchases.len() - 1), chances + number(last - bought.first))
        });
        let tendency = libm::log((repeats + 10.0 * shop.repeat) / (chances + 10.0) / shop.repeat);
        let pace = libm::log(HORIZON * rate);
        let absence = libm::log(1.0 + since * rate);
        for bought in self.items() {
            let rates = rates_of(bought.item);
            let repeated = bought.purchases.iter().skip(1).fold(0.0, |sum, (_, basket)| sum + power(last - basket));
            let possible = (1.0 - power(last - bought.first)) / (1.0 - DECAY);
            let share = libm::log((repeated + OWN * rates.repeat) / (possible + OWN));
            let interval = self.interval(&bought, &rates);
            let waited = days((now - self.day(bought.last)).max(0));
            let due = libm::log((waited + 1.0) / (interval + 1.0));
            each(bought, &rates, [1.0, share, pace, tendency, absence, absence * absence, due, due * due]);
        }
    }

    /// Days that usually pass between two purchases: the shopper's own mean, shrunk to the item's by two gaps.
    #[must_use]
    pub fn interval(&self, bought: &Bought<'_>, rates: &Rates) -> f64 {
        let span = days(self.day(bought.last) - self.day(bought.first));
        (span + 2.0 * rates.gap) / (number(bought.purchases.len() - 1) + 2.0)
    }
}

/// One item of a history.
#[derive(Clone, Copy, Debug)]
pub struct Bought<'a> {
    /// The item.
    pub item: u32,
    /// The first basket that held it.
    pub first: usize,
    /// The last basket that held it.
    pub last: usize,
    /// (item, basket) of every purchase.
    pub purchases: &'a [(u32, usize)],
}

/// `DECAY` to the power of a number of baskets.
fn power(baskets: usize) -> f64 {
    libm::pow(DECAY, number(baskets))
}

/// Expected purchases in the coming [`HORIZON`] days.
#[must_use]
pub fn intensity(coefficients: &[f64], features: &[f64; FEATURES]) -> f64 {
    let sum = coefficients.iter().zip(features).fold(0.0, |sum, (c, x)| sum + c * x);
    libm::exp(sum.clamp(-30.0, 3.0))
}

/// Probability of a purchase within `horizon` days, 0 to 1.
#[must_use]
pub fn probability(intensity: f64, horizon: f64) -> f64 {
    1.0 - libm::exp(-intensity * libm::pow(horizon / HORIZON, SHAPE))
}

/// Days from now by which a purchase has happened with the probability `share`.
#[must_use]
pub fn days_until(intensity: f64, share: f64) -> f64 {
    HORIZON * libm::pow(-libm::log(1.0 - share) / intensity, 1.0 / SHAPE)
}
