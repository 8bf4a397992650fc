//! Repurchase counts from baskets, and the shop's coefficients fitted to what customers did next.

use super::baskets::{Baskets, GUEST};
use crate::model::{DAY, Habit, Pace};
use crate::recommend::repurchase::{DEFAULT_COEFFICIENTS, FEATURES, HORIZON, Rates, Shopper};

/// How many days before the log's end the fit stands and looks ahead.
const CUTS: [i64; 3] = [14, 28, 42];

/// Days of log that must lie before a cut.
const RUN_UP: i64 = 28;

/// Customers who ordered nothing for so many days are not asked about.
const ACTIVE: i64 = 60;

/// Most pairs of customer and item that the fit looks at; beyond, every n-th customer is taken.
const MOST_PAIRS: usize = 2_000_000;

/// Precision of the prior on each coefficient, centred on [`DEFAULT_COEFFICIENTS`].
const PRIOR: f64 = 5.0;

/// Bounds that keep a fit to a small log sensible.
const LOWEST: [f64; FEATURES] = [-20.0, 0.2, 0.2, 0.0, -5.0, -9.0, -2.0, -9.0];
const HIGHEST: [f64; FEATURES] = [20.0, 3.0, 3.0, 3.0, 9.0, 0.0, 2.0, 0.0];

/// Repurchase counts of a log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// Counts of each item.
    pub items: Vec<Habit>,
    /// How often the customers come back. The coefficients are not known yet.
    pub pace: Pace,
}

impl Counts {
    /// Counts `customers` on the day `end`, the first after the log.
    fn of<'c>(customers: impl Iterator<Item = &'c Shopper>, items: usize, end: i64) -> Self {
        let mut counts = Self { items: vec![Habit::default(); items], ..Self::default() };
        for customer in customers {
            let Some(last) = customer.days().len().checked_sub(1) else { continue };
            counts.pace.later_baskets += last as u64;
            counts.pace.customer_days += (end - customer.day(0)).max(0) as u64;
            for bought in customer.items() {
                let habit = &mut counts.items[bought.item as usize];
                habit.customers += 1;
                let Some((_, second)) = bought.purchases.get(1) else {
                    habit.baskets_at_risk += (last - bought.first) as u64;
                    continue;
                };
                let days = (customer.day(*second) - customer.day(bought.first)) as u64;
                habit.repeaters += 1;
                habit.baskets_at_risk += (second - bought.first) as u64;
                habit.gap_days += days;
                habit.gap_days_squared += days * days;
            }
        }
        counts
    }

    /// Every item's rates, shrunk to its category's and the shop's.
    fn rates(&self, categories: &[Option<u32>]) -> (Rates, Vec<Rates>) {
        let mut shop = Habit::default();
        let mut by_category =
            vec![Habit::default(); categories.iter().flatten().max().map_or(0, |most| *most as usize + 1)];
        for (habit, category) in self.items.iter().zip(categories) {
            shop += *habit;
            if let Some(category) = category {
                by_category[*category as usize] += *habit;
            }
        }
        let shop = Rates::of_shop(shop, &self.pace);
        let coarse: Vec<Rates> = by_category.into_iter().map(|habit| shop.refine(habit)).collect();
        let fine = |(habit, category): (&Habit, &Option<u32>)| {
            category.map_or(shop, |category| coarse[category as usize]).refine(*habit)
        };
        (shop, self.items.iter().zip(categories).map(fine).collect())
    }
}

/// What a log says of buying again.
#[derive(Clone, Debug, PartialEq)]
pub struct Repurchases {
    /// The counts.
    pub counts: Counts,
    /// The fitted coefficients.
    pub coefficients: [f64; FEATURES],
    /// Pairs of customer and item that the fit saw; 0 when the log is too short and the defaults stand.
    pub pairs: usize,
}

impl Repurchases {
    /// The counts' pace with the fitted coefficients.
    #[must_use]
    pub fn pace(&self) -> Pace {
        Pace { coefficients: self.coefficients.to_vec(), ..self.counts.pace.clone() }
    }
}

/// Counts, and fits the coefficients on the last weeks of the log. `categories` has each item's category.
///
/// The fit stands at three days before the log's end, knows what was bought before, and is asked which items of each
/// active customer's history are bought within the next [`HORIZON`] days. No count that it uses has seen those days.
pub fn learn(baskets: &Baskets, categories: &[Option<u32>]) -> Repurchases {
    let histories = histories(baskets);
    let all: Vec<Shopper> = histories.iter().map(|lines| Shopper::new(lines)).collect();
    let end = all.iter().filter_map(|customer| customer.days().last()).max().map_or(0, |last| last + 1);
    let start = all.iter().filter_map(|customer| customer.days().first()).min().copied().unwrap_or(end);
    let items = baskets.items.len();

    let mut rows = Vec::new();
    let pairs: usize = histories.iter().map(Vec::len).sum::<usize>() * CUTS.len();
    let step = pairs.div_ceil(MOST_PAIRS).max(1);
    for cut in CUTS.iter().map(|days| end - days).filter(|cut| cut - start >= RUN_UP) {
        let before = |lines: &Vec<(u32, i64)>| {
            let past: Vec<_> = lines.iter().copied().filter(|(_, day)| *day < cut).collect();
            Shopper::new(&past)
        };
        let past: Vec<Shopper> = histories.iter().map(before).collect();
        let (shop, rates) = Counts::of(past.iter(), items, cut).rates(categories);
        for (customer, lines) in past.iter().zip(&histories).step_by(step) {
            if customer.days().last().is_none_or(|last| cut - last > ACTIVE) {
                continue;
            }
            let soon = |day: i64| (cut..cut + HORIZON as i64).contains(&day);
            let mut bought: Vec<u32> = lines.iter().filter(|(_, day)| soon(*day)).map(|(item, _)| *item).collect();
            bought.sort_unstable();
            customer.features(
                cut,
                &shop,
                |item| rates[item as usize],
                |item, _, features| {
                    rows.push((features, bought.binary_search(&item.item).is_ok()));
                },
            );
        }
    }
    Repurchases { counts: Counts::of(all.iter(), items, end), coefficients: fit(&rows), pairs: rows.len() }
}

/// (item, day) lines of each known customer whose orders have times.
fn histories(baskets: &Baskets) -> Vec<Vec<(u32, i64)>> {
    let mut histories: Vec<Vec<(u32, i64)>> = Vec::new();
    let mut current = GUEST;
    for ((order, customer), time) in baskets.orders.iter().zip(&baskets.customers).zip(&baskets.times) {
        let (Some(time), false) = (time, *customer == GUEST) else { continue };
        if *customer != current {
            histories.push(Vec::new());
            current = *customer;
        }
        if let Some(history) = histories.last_mut() {
            history.extend(order.iter().map(|item| (*item, time.div_euclid(DAY))));
        }
    }
    histories
}

/// Complementary log-log regression (bought or not, given an intensity) with a normal prior, by Newton's method. A
/// coefficient that leaves its bounds is fixed there, and the others are fitted again.
fn fit(rows: &[([f64; FEATURES], bool)]) -> [f64; FEATURES] {
    let mut coefficients = DEFAULT_COEFFICIENTS;
    if rows.is_empty() {
        return coefficients;
    }
    let mut free = [true; FEATURES];
    for _ in 0..=FEATURES {
        for _ in 0..50 {
            let step = newton_step(rows, &coefficients, &free);
            let longest = step.iter().fold(0.0, |most: f64, change| most.max(change.abs()));
            let scale = if longest > 2.0 { 2.0 / longest } else { 1.0 };
            coefficients.iter_mut().zip(step).for_each(|(coefficient, change)| *coefficient += change * scale);
            if longest < 1e-6 {
                break;
            }
        }
        let mut inside = true;
        for at in 0..FEATURES {
            let bounded = coefficients[at].clamp(LOWEST[at], HIGHEST[at]);
            if free[at] && bounded.to_bits() != coefficients[at].to_bits() {
                (coefficients[at], free[at], inside) = (bounded, false, false);
            }
        }
        if inside {
            break;
        }
    }
    coefficients
}

fn newton_step(
    rows: &[([f64; FEATURES], bool)],
    coefficients: &[f64; FEATURES],
    free: &[bool; FEATURES],
) -> [f64; FEATURES] {
    let mut gradient = [0.0; FEATURES];
    let mut curvature = [[0.0; FEATURES]; FEATURES];
    for (features, bought) in rows {
        let rate = crate::recommend::repurchase::intensity(coefficients, features);
        let (slope, bend) = if *bought {
            let none = libm::exp(-rate);
            let odds = none / f64::max(1.0 - none, 1e-12);
            (rate * odds, rate * odds * (rate * (1.0 + odds) - 1.0))
        } else {
            (-rate, rate)
        };
        let bend = bend.max(1e-9);
        for row in 0..FEATURES {
            gradient[row] += slope * features[row];
            for column in 0..=row {
                curvature[row][column] += bend * features[row] * features[column];
            }
        }
    }
    for row in 0..FEATURES {
        gradient[row] -= PRIOR * (coefficients[row] - DEFAULT_COEFFICIENTS[row]);
        curvature[row][row] += PRIOR;
        if !free[row] {
            // A fixed coefficient: its equation becomes "no step".
            gradient[row] = 0.0;
        }
    }
    // Only the lower half is filled, and only that is read.
    for row in 0..FEATURES {
        for column in 0..=row {
            if !(free[row] && free[column]) {
                curvature[row][column] = f64::from(u8::from(row == column));
            }
        }
    }
    solve(curvature, gradient)
}

/// Solves a symmetric positive definite system, given its lower half, by Cholesky's decomposition.
fn solve(mut matrix: [[f64; FEATURES]; FEATURES], mut right: [f64; FEATURES]) -> [f64; FEATURES] {
    for column in 0..FEATURES {
        for row in column..FEATURES {
            let inner: f64 = (0..column).map(|at| matrix[row][at] * matrix[column][at]).sum();
            let rest = matrix[row][column] - inner;
            // The prior keeps the diagonal positive.
            matrix[row][column] =
                if row == column { libm::sqrt(rest.max(1e-12)) } else { rest / matrix[column][column] };
        }
    }
    for row in 0..FEATURES {
        let inner: f64 = (0..row).map(|at| matrix[row][at] * right[at]).sum();
        right[row] = (right[row] - inner) / matrix[row][row];
    }
    for row in (0..FEATURES).rev() {
        let inner: f64 = (row + 1..FEATURES).map(|at| matrix[at][row] * right[at]).sum();
        right[row] = (right[row] - inner) / matrix[row][row];
    }
    right
}
