//! Small random shops, and the pipeline from their orders to a model: what several test files share.
#![allow(dead_code, unreachable_pub)]

use crosssell_wasm::miner::baskets::{Baskets, Gather};
use crosssell_wasm::miner::build::{self, CategoryNames, Parts};
use crosssell_wasm::miner::itemsets::{self, Frequent};
use crosssell_wasm::miner::orders::{CatalogItem, OrderLine};
use crosssell_wasm::miner::repurchase;
use crosssell_wasm::miner::rules::Thresholds;
use crosssell_wasm::model::{DAY, Model, Ratio, Timestamp};
use crosssell_wasm::recommend::Moment;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// 2024-01-01, the day on which every random shop opens.
pub const OPENING: i64 = 19_723;

/// One order of a random shop.
#[derive(Clone, Debug)]
pub struct Order {
    /// `None` for a guest.
    pub customer: Option<u8>,
    /// Days after [`OPENING`].
    pub day: u16,
    /// Numbers of products; one may stand here twice.
    pub items: Vec<u8>,
}

/// One product of a random shop.
#[derive(Clone, Debug)]
pub struct Product {
    pub category: Option<u8>,
    pub cents: Option<u32>,
    pub group: Option<u8>,
}

/// A random shop.
#[derive(Clone, Debug)]
pub struct Shop {
    pub orders: Vec<Order>,
    pub products: Vec<Product>,
}

/// One line of an order log, owned.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub order: String,
    pub item: String,
    pub customer: String,
    pub time: i64,
    pub category: String,
    pub price: Option<u32>,
}

/// What the miner is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub min_orders: u32,
    pub min_customers: u32,
    pub max_len: usize,
    pub min_confidence: Ratio,
    pub min_lift: Ratio,
    pub neighbours: usize,
}

pub const SETTINGS: Settings = Settings {
    min_orders: 2,
    min_customers: 1,
    max_len: 3,
    min_confidence: Ratio { numerator: 1, denominator: 10 },
    min_lift: Ratio { numerator: 1, denominator: 1 },
    neighbours: 30,
};

/// Some ids are not ASCII, so that lengths in bytes and characters differ.
pub fn item_id(number: u8) -> String {
    if number % 5 == 4 { format!("tea é{number:02}") } else { format!("i{number:02}") }
}

pub fn category_name(number: u8) -> String {
    format!("category {number}")
}

impl Order {
    pub fn set(&self) -> BTreeSet<String> {
        self.items.iter().map(|item| item_id(*item)).collect()
    }

    /// Who stands behind the order; every guest's order is its own customer.
    pub fn backer(&self, place: usize) -> String {
        self.customer.map_or_else(|| format!("guest {place}"), |customer| format!("c{customer}"))
    }
}

impl Shop {
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for (place, order) in self.orders.iter().enumerate() {
            for item in &order.items {
                lines.push(Line {
                    order: format!("o{place}"),
                    item: item_id(*item),
                    customer: order.customer.map(|customer| format!("c{customer}")).unwrap_or_default(),
                    time: (OPENING + i64::from(order.day)) * DAY + 3600,
                    category: String::new(),
                    price: None,
                });
            }
        }
        lines
    }

    pub fn catalog(&self) -> Vec<CatalogItem> {
        let describe = |(number, product): (usize, &Product)| CatalogItem {
            id: item_id(u8::try_from(number).unwrap()),
            name: format!("Product {number}"),
            category: product.category.map(category_name).unwrap_or_default(),
            price: product.cents,
            variant_group: product.group.map(|group| format!("g{group}")).unwrap_or_default(),
        };
        self.products.iter().enumerate().map(describe).collect()
    }

    pub fn baskets(&self) -> Baskets {
        gather(&self.lines(), self.catalog())
    }

    pub fn model(&self, settings: &Settings) -> Model<'static> {
        model(&self.baskets(), settings)
    }

    /// The day after the last order.
    pub fn end(&self) -> i64 {
        OPENING + self.orders.iter().map(|order| i64::from(order.day)).max().unwrap_or(0) + 1
    }
}

/// A point in time as a request writes it.
pub fn moment(time: Timestamp) -> Moment {
    Moment::Text(time.to_string())
}

pub fn gather(lines: &[Line], catalog: Vec<CatalogItem>) -> Baskets {
    let mut gather = Gather::default();
    for line in lines {
        let line = OrderLine {
            order: &line.order,
            item: &line.item,
            customer: &line.customer,
            time: Timestamp::from_unix(line.time),
            category: &line.category,
            price: line.price,
        };
        gather.push(&line).unwrap();
    }
    gather.finish(catalog, 5000)
}

pub fn model(baskets: &Baskets, settings: &Settings) -> Model<'static> {
    let frequent =
        Frequent { min_orders: settings.min_orders, min_customers: settings.min_customers, max_len: settings.max_len };
    let itemsets = itemsets::mine(baskets, frequent);
    let categories = CategoryNames::of(baskets);
    let neighbours = build::neighbours(baskets, settings.min_customers);
    let repurchases = repurchase::learn(baskets, &categories.of_items);
    let thresholds = Thresholds { min_confidence: settings.min_confidence, min_lift: settings.min_lift };
    let parts = Parts {
        baskets,
        categories: &categories,
        itemsets: &itemsets,
        frequent,
        thresholds,
        neighbours: &neighbours,
        repurchases: &repurchases,
        names: true,
    };
    build::model(&parts, settings.neighbours).unwrap()
}

fn product() -> impl Strategy<Value = Product> {
    let maybe = |most: u8| prop_oneof![1 => Just(None), 3 => (0..most).prop_map(Some)];
    let cents = prop_oneof![1 => Just(None), 4 => (0..3_000_u32).prop_map(Some)];
    (maybe(4), cents, prop_oneof![2 => Just(None), 1 => (0..3_u8).prop_map(Some)])
        .prop_map(|(category, cents, group)| Product { category, cents, group })
}

/// Shops of 2 to `items` products and 1 to `orders` orders. Low product numbers are bought more often, so that there
/// are frequent itemsets of several lengths.
pub fn shop(items: u8, orders: usize) -> impl Strategy<Value = Shop> {
    (2..=items).prop_flat_map(move |items| {
        let item = (0..items, 0..items).prop_map(|(a, b)| a.min(b));
        let customer = prop_oneof![1 => Just(None), 3 => (0..6_u8).prop_map(Some)];
        let order = (customer, 0..200_u16, prop::collection::vec(item, 1..7))
            .prop_map(|(customer, day, items)| Order { customer, day, items });
        (prop::collection::vec(order, 1..=orders), prop::collection::vec(product(), usize::from(items)))
            .prop_map(|(orders, products)| Shop { orders, products })
    })
}

/// A fixed shop with rules, categories, variants and repeated purchases.
pub fn fixed_shop() -> Shop {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut dice = move |sides: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u8::try_from(state % sides).unwrap()
    };
    let orders = (0..120_u16).map(|place| {
        let mut items: Vec<u8> = (0..=dice(4)).map(|_| dice(12).min(dice(12))).collect();
        if items.contains(&0) && dice(3) > 0 {
            items.push(5);
        }
        // So that every product is sold.
        items.extend((place % 40 == 7).then_some(10));
        let customer = if dice(5) == 0 { None } else { Some(dice(9)) };
        Order { customer, day: place * 2 + u16::from(dice(2)), items }
    });
    let orders = orders.collect();
    let product = |number: u8| Product {
        category: (number % 6 != 5).then_some(number % 4),
        cents: (number % 7 != 6).then_some(u32::from(number) * 125 + 99),
        group: (number >= 8).then_some(number / 2),
    };
    Shop { orders, products: (0..12).map(product).collect() }
}
