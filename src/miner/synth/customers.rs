//! Kinds of customer: how many there are, how they shop, and what they want on which day of the year.

use super::assortment::Assortment;
use super::blueprint::Category;
use super::calendar::days_apart;
use super::dice::running_sums;
use super::truth::{CustomerType, Preference, Season};

/// A kind of customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Occasional,
    Family,
    PetOwner,
    CoffeeLover,
    Office,
    HomeAndGarden,
    Beauty,
    Photographer,
}

/// How a kind of customer shops.
pub(super) struct Manner {
    pub(super) kind: Kind,
    name: &'static str,
    /// Share of all customers.
    pub(super) share: f64,
    /// Mean visits a year without any need for a refill; single customers differ by a lognormal factor.
    pub(super) visits: f64,
    /// Mean lines beyond the first, before complements.
    pub(super) more_lines: f64,
    /// Mean number of habits that a customer has room for.
    pub(super) habits: f64,
}

/// All kinds.
pub(super) const MANNERS: [Manner; 8] = [
    manner(Kind::Occasional, "occasional", 0.40, 2.0, 1.5, 0.5),
    manner(Kind::Family, "family", 0.16, 4.5, 2.9, 1.6),
    manner(Kind::PetOwner, "pet owner", 0.11, 3.0, 1.8, 1.6),
    manner(Kind::CoffeeLover, "coffee lover", 0.08, 3.0, 1.7, 1.5),
    manner(Kind::Office, "office", 0.07, 7.0, 3.7, 2.2),
    manner(Kind::HomeAndGarden, "home and garden", 0.09, 4.0, 2.3, 0.9),
    manner(Kind::Beauty, "beauty", 0.06, 4.0, 2.1, 1.3),
    manner(Kind::Photographer, "photographer", 0.03, 2.5, 1.6, 0.7),
];

const fn manner(kind: Kind, name: &'static str, share: f64, visits: f64, more_lines: f64, habits: f64) -> Manner {
    Manner { kind, name, share, visits, more_lines, habits }
}

/// What one kind of customer wants, day by day.
pub(super) struct Wishes {
    /// Running sums over the shelves, for each day of the year from 1 (entry 0 repeats day 1).
    by_day: Vec<Vec<f64>>,
    /// The highest daily total.
    busiest: f64,
}

impl Wishes {
    pub(super) fn of(manner: &Manner, stock: &Assortment) -> Self {
        let by_day: Vec<Vec<f64>> = (0..=366)
            .map(|day| running_sums(stock.shelves.iter().map(|shelf| wish(shelf.blueprint, manner.kind, day))))
            .collect();
        let busiest = by_day.iter().filter_map(|sums| sums.last().copied()).fold(0.0, f64::max);
        Self { by_day, busiest }
    }

    /// Weights for drawing a shelf on this day.
    pub(super) fn on(&self, day_of_year: u16) -> &[f64] {
        &self.by_day[usize::from(day_of_year)]
    }

    /// How busy the day is against the busiest, 0 to 1: seasons bring people into the shop.
    pub(super) fn bustle(&self, day_of_year: u16) -> f64 {
        self.on(day_of_year).last().copied().unwrap_or(0.0) / self.busiest
    }

    /// Mean of [`Wishes::bustle`] over the year.
    pub(super) fn mean_bustle(&self) -> f64 {
        (1..=366).map(|day| self.bustle(day)).sum::<f64>() / 366.0
    }
}

fn wish(category: &Category, kind: Kind, day_of_year: u16) -> f64 {
    let taste = category.fans.iter().find(|(fan, _)| *fan == kind).map_or(1.0, |(_, factor)| *factor);
    category.demand * taste * season(category, day_of_year)
}

fn season(category: &Category, day_of_year: u16) -> f64 {
    category.season.as_ref().map_or(1.0, |curve| {
        let distance = f64::from(days_apart(day_of_year, curve.peak_day)) / curve.width_days;
        curve.off_season + (1.0 - curve.off_season) * libm::exp(-0.5 * distance * distance)
    })
}

/// The planted kinds of customer.
pub(super) fn customer_types(stock: &Assortment) -> Vec<CustomerType> {
    MANNERS
        .iter()
        .map(|manner| {
            let wishes: Vec<f64> = stock
                .shelves
                .iter()
                .map(|shelf| (1..=366).map(|day| wish(shelf.blueprint, manner.kind, day)).sum())
                .collect();
            let total: f64 = wishes.iter().sum();
            let preferences = stock.shelves.iter().zip(wishes).map(|(shelf, wish)| Preference {
                category: shelf.blueprint.name.to_owned(),
                weight: libm::round(wish / total * 1e5) / 1e5,
            });
            CustomerType { name: manner.name.to_owned(), share: manner.share, preferences: preferences.collect() }
        })
        .collect()
}

/// The planted seasons of the categories that this shop has.
pub(super) fn seasons(stock: &Assortment) -> Vec<Season> {
    let seasonal = stock.shelves.iter().filter_map(|shelf| {
        shelf.blueprint.season.as_ref().map(|curve| Season {
            category: shelf.blueprint.name.to_owned(),
            peak_day: curve.peak_day,
            width_days: curve.width_days,
            off_season: curve.off_season,
        })
    });
    seasonal.collect()
}
