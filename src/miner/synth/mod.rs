//! A sample shop with planted structure, from a seed: for trying the miner out, for tests and for benchmarks.
//!
//! [`SynthOptions`] go in; [`generate`] gives a [`Shop`]: products, two years of order lines, and the answer key of what
//! was planted. [`write()`] makes files of it. The verb `synth`, the tests and the benchmarks call it. Nothing in it is
//! a real customer, brand or product.
//!
//! # The model
//! * **Assortment.** Up to 39 categories, fewer in shops below 156 items. Prices run from 0.89 to some 1,500, mostly
//!   around the middle of their category. Many products come in two to four variants (colours, sizes) that share a
//!   group; an order never holds two of them. Within a category demand follows Zipf's law, exponent 0.8.
//! * **Customers.** Eight kinds (office, family, pet owner, ...), each with its own taste. They join over three years,
//!   the first of which is lived through but not written down; they stay 330 days on average (exponential), and their
//!   urge to visit differs by a lognormal factor (sigma 0.9), so that some order a hundred times. Registered customers
//!   place about 8 orders on average. One order in four is a guest's, who has no user id and no history.
//! * **Baskets.** 1 + geometric lines that are picked freely, by taste and season; about 3.5 lines on average with what
//!   they pull along. Now and then an office orders up to 40 lines.
//! * **Complements.** What is picked freely pulls others into the same order: a printer its toner (45 %), a camera a
//!   memory card (50 %), pasta a sauce (35 %); probabilities run from 6 % to 50 % between categories. A device pulls the
//!   consumables that fit it; other items have up to three partners of their own.
//! * **Replenishment.** Consumables have a mean interval (about 12 to 130 days). Who tries one makes it a habit with
//!   a probability of 0.4 to 0.8, if there is room for another. Customers differ in their own mean (lognormal, sigma
//!   0.18) and from purchase to purchase (0.15). What is due brings the customer into the shop or joins an order up to
//!   four days early. After each purchase the habit ends with 8 %. Half of the devices that are sold without their
//!   consumable start the same rhythm one interval later.
//! * **Durables.** Who owns a printer, camera, razor, ... buys no second one, except as a gift (2 % of the times that
//!   they think of it).
//! * **Seasons.** Garden, school, Christmas, toys, ... follow a bell curve around a day of the year and bring more
//!   people into the shop.
//!
//! The same options give the same bytes on every machine. Time and memory grow linearly with the number of orders
//! (some 100 bytes an order).

mod assortment;
mod blueprint;
mod calendar;
mod customers;
mod dice;
mod orders;
#[cfg(test)]
mod tests;
mod truth;
mod write;

pub use assortment::Product;
pub use orders::Line;
pub use truth::{
    CategoryComplement, Complement, CustomerType, Popularity, Preference, Rank, Replenishment, Season, Truth,
};
pub use write::write;

use assortment::Assortment;
use dice::Dice;
use orders::Tally;

/// How large the sample shop is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynthOptions {
    /// Orders in the log, exactly: 1 to 100,000,000. A million take some 100 MB of memory.
    pub orders: u32,
    /// Products in the catalog, exactly: 20 to 1,000,000. Few products make strong rules, many a long tail.
    pub items: u32,
    /// Any number. The same seed gives the same shop, another seed another one of the same kind.
    pub seed: u64,
}

impl Default for SynthOptions {
    fn default() -> Self {
        Self { orders: 100_000, items: 2_000, seed: 1 }
    }
}

/// A sample shop.
#[derive(Clone, Debug, PartialEq)]
pub struct Shop {
    /// The catalog, category by category.
    pub products: Vec<Product>,
    /// The order log by time; lines of one order stand together.
    pub lines: Vec<Line>,
    /// What was planted.
    pub truth: Truth,
}

/// Options that make no shop.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SynthError {
    /// Too few or too many products.
    #[error("a sample shop cannot have {given} items; ask for {} to {}", ITEMS.0, ITEMS.1)]
    Items {
        /// What was asked for.
        given: u32,
    },
    /// Too few or too many orders.
    #[error("a sample shop cannot have {given} orders; ask for {} to {}", ORDERS.0, ORDERS.1)]
    Orders {
        /// What was asked for.
        given: u32,
    },
}

const ITEMS: (u32, u32) = (20, 1_000_000);
const ORDERS: (u32, u32) = (1, 100_000_000);

/// Makes a sample shop.
///
/// # Errors
/// The number of orders or items is out of range.
pub fn generate(options: &SynthOptions) -> Result<Shop, SynthError> {
    if !(ITEMS.0..=ITEMS.1).contains(&options.items) {
        return Err(SynthError::Items { given: options.items });
    }
    if !(ORDERS.0..=ORDERS.1).contains(&options.orders) {
        return Err(SynthError::Orders { given: options.orders });
    }
    let stock = Assortment::stock(options.items, &mut Dice::new(options.seed, 1));
    let (lines, tally) = orders::simulate(&stock, options.orders, Dice::new(options.seed, 2));
    let truth = answer_key(options, &stock, &tally);
    Ok(Shop { products: stock.products, lines, truth })
}

fn answer_key(options: &SynthOptions, stock: &Assortment, tally: &Tally) -> Truth {
    let (from, until) = calendar::span();
    Truth {
        seed: options.seed,
        orders: options.orders,
        items: options.items,
        customers: tally.customers,
        guest_orders: tally.guest_orders,
        from: from.to_string(),
        until: until.to_string(),
        complements: stock.complements(),
        category_complements: stock.category_complements(),
        replenishment: replenishment(stock, tally),
        durable_categories: assortment::durable_categories(stock),
        durable_second_purchase: orders::GIFT,
        seasons: customers::seasons(stock),
        popularity: stock.popularity(),
        customer_types: customers::customer_types(stock),
    }
}

fn replenishment(stock: &Assortment, tally: &Tally) -> Vec<Replenishment> {
    // The variance of a product of independent lognormals of mean 1.
    let square = |sigma: f64| sigma * sigma;
    let variance = libm::exp(square(orders::BETWEEN_CUSTOMERS) + square(orders::WITHIN_CUSTOMER)) - 1.0;
    let spread = libm::sqrt(variance);
    let rhythms = stock.rhythm.iter().enumerate().filter_map(|(item, rhythm)| rhythm.map(|rhythm| (item, rhythm)));
    rhythms
        .map(|(item, rhythm)| Replenishment {
            item: stock.products[item].id.clone(),
            mean_days: rhythm.mean_days,
            spread_days: libm::round(f64::from(rhythm.mean_days) * spread * 10.0) / 10.0,
            adoption: rhythm.adoption,
            continuation: orders::CONTINUATION,
            adopters: tally.adopters[item],
            adopters_who_rebought: tally.adopters_who_rebought[item],
            rebuys: tally.rebuys[item],
        })
        .collect()
}
