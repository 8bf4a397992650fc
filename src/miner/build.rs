//! Counts, rules and weights in, model out.

use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};

use super::baskets::{Baskets, Rows};
use super::counts::{self, Partner};
use super::itemsets::{Frequent, Itemsets};
use super::repurchase::Repurchases;
use super::rules::{self, Thresholds};
use super::weights;
use crate::model::{About, Categories, Items, Model, Neighbours, Packed, Repurchase, Rule, Rules, Strings};

/// Most partners that a category keeps, those it shares most orders with.
const CATEGORY_PARTNERS: usize = 100;

/// Category names of a shop, ascending, and each item's place among them.
pub struct CategoryNames<'b> {
    /// The names.
    pub names: Vec<&'b str>,
    /// Each item's category.
    pub of_items: Vec<Option<u32>>,
}

impl<'b> CategoryNames<'b> {
    /// Numbers the categories of `baskets`.
    pub fn of(baskets: &'b Baskets) -> Self {
        let names = baskets.items.iter().filter_map(|item| item.category.as_deref());
        let names: Vec<&str> = names.collect::<BTreeSet<_>>().into_iter().collect();
        let place = |name: &str| names.binary_search(&name).ok().map(|place| place as u32);
        let of_items = baskets.items.iter().map(|item| item.category.as_deref().and_then(place)).collect();
        Self { names, of_items }
    }
}

/// What a model is put together from.
pub struct Parts<'b> {
    /// The orders.
    pub baskets: &'b Baskets,
    /// Their categories.
    pub categories: &'b CategoryNames<'b>,
    /// Frequent itemsets of the orders.
    pub itemsets: &'b Itemsets,
    /// What made them frequent.
    pub frequent: Frequent,
    /// What makes a rule.
    pub thresholds: Thresholds,
    /// Each item's strongest neighbours.
    pub neighbours: &'b [weights::Row],
    /// What is bought again.
    pub repurchases: &'b Repurchases,
    /// Whether the model carries the items' names.
    pub names: bool,
}

/// Each item's strongest neighbours, from counts. A pair of fewer than `min_customers` customers is no neighbour.
pub fn neighbours(baskets: &Baskets, min_customers: u32) -> Vec<weights::Row> {
    let damping = weights::damping(baskets.items.iter().map(|item| item.orders));
    counts::rows(&baskets.orders, &baskets.customers, baskets.items.len(), |item, partners| {
        let orders = baskets.items[item as usize].orders;
        if min_customers < 2 {
            return weights::row(orders, partners, &damping);
        }
        let backed = partners.iter().copied().filter(|partner| partner.customers >= min_customers);
        weights::row(orders, &backed.collect::<Vec<_>>(), &damping)
    })
}

/// Puts a model together, with at most `mean` neighbours an item on average.
///
/// # Errors
/// A table has more entries than the format allows.
pub fn model(parts: &Parts<'_>, mean: usize) -> Result<Model<'static>> {
    let Parts { baskets, itemsets, frequent, thresholds, .. } = parts;
    let times = || baskets.times.iter().flatten().copied();
    let model = Model {
        about: About {
            build: env!("CARGO_PKG_VERSION").to_owned(),
            orders: itemsets.total,
            lines: baskets.orders.entries.len() as u64,
            customers: baskets.customer_count,
            mined_from: times().min(),
            mined_through: times().max(),
            min_orders: frequent.min_orders,
            min_confidence: thresholds.min_confidence,
            min_lift: thresholds.min_lift,
            min_customers: frequent.min_customers,
            max_len: frequent.max_len as u8,
        },
        pace: parts.repurchases.pace(),
        items: items(baskets, parts.categories, parts.names)?,
        categories: categories(baskets, parts.categories, frequent.min_customers)?,
        neighbours: neighbour_columns(parts.neighbours, baskets, mean)?,
        rules: single_rules(itemsets, thresholds)?,
        repurchase: repurchase_columns(parts.repurchases)?,
    };
    model.check().context("the miner built a model that is not well-formed; please report this")?;
    Ok(model)
}

fn pack(values: impl IntoIterator<Item = u64>) -> Result<Packed<'static>> {
    let values: Vec<u64> = values.into_iter().collect();
    Packed::new(&values).context("a table has more than 4,294,967,295 entries; raise the thresholds")
}

fn strings<T: AsRef<str>>(texts: &[T]) -> Result<Strings<'static>> {
    Strings::new(texts).context("the ids or names have more than 4 GiB")
}

fn items(baskets: &Baskets, categories: &CategoryNames<'_>, names: bool) -> Result<Items<'static>> {
    let ids: Vec<&str> = baskets.items.iter().map(|item| item.id.as_str()).collect();
    let named: Vec<&str> = baskets.items.iter().map(|item| item.name.as_deref().unwrap_or_default()).collect();
    let mut sizes: BTreeMap<&str, u32> = BTreeMap::new();
    for group in baskets.items.iter().filter_map(|item| item.group.as_deref()) {
        *sizes.entry(group).or_default() += 1;
    }
    // A variant without siblings is no variant.
    sizes.retain(|_, size| *size > 1);
    let numbers: BTreeMap<&str, u64> = sizes.into_keys().zip(1..).collect();
    let group = |name: &String| numbers.get(name.as_str()).copied();
    Ok(Items {
        ids: strings(&ids)?,
        names: strings(if names { &named } else { &[] })?,
        orders: pack(baskets.items.iter().map(|item| u64::from(item.orders)))?,
        categories: pack(categories.of_items.iter().map(|category| category.map_or(0, |at| u64::from(at) + 1)))?,
        prices: pack(baskets.items.iter().map(|item| item.price.map_or(0, |price| u64::from(price) + 1)))?,
        groups: pack(baskets.items.iter().map(|item| item.group.as_ref().and_then(group).unwrap_or(0)))?,
    })
}

fn categories(baskets: &Baskets, categories: &CategoryNames<'_>, min_customers: u32) -> Result<Categories<'static>> {
    let mut orders = Rows::new();
    for order in baskets.orders.iter() {
        let mut held: Vec<u32> = order.iter().filter_map(|item| categories.of_items[*item as usize]).collect();
        held.sort_unstable();
        held.dedup();
        orders.push(held);
    }
    let count = categories.names.len();
    let holders = orders.transposed(count);
    let rows = counts::rows(&orders, &baskets.customers, count, |_, partners| {
        let backed = partners.iter().copied().filter(|partner| partner.customers >= min_customers);
        let mut best: Vec<Partner> = backed.collect();
        best.sort_unstable_by_key(|partner: &Partner| (std::cmp::Reverse(partner.orders), partner.item));
        best.truncate(CATEGORY_PARTNERS);
        best.sort_unstable_by_key(|partner| partner.item);
        best
    });
    Ok(Categories {
        names: strings(&categories.names)?,
        orders: pack(holders.iter().map(|orders| orders.len() as u64))?,
        lengths: pack(rows.iter().map(|row| row.len() as u64))?,
        partners: pack(rows.iter().flatten().map(|partner| u64::from(partner.item)))?,
        pair_orders: pack(rows.iter().flatten().map(|partner| u64::from(partner.orders)))?,
    })
}

fn neighbour_columns(rows: &[weights::Row], baskets: &Baskets, mean: usize) -> Result<Neighbours<'static>> {
    let lengths = weights::kept(rows, baskets.items.iter().map(|item| item.orders), mean);
    let cut = |(row, length): (&weights::Row, usize)| {
        let mut entries = row.entries[..length].to_vec();
        entries.sort_unstable_by_key(|entry| entry.item);
        entries
    };
    let kept: Vec<_> = rows.iter().zip(lengths).map(cut).collect();
    let entries = || kept.iter().flatten();
    Ok(Neighbours {
        lengths: pack(kept.iter().map(|entries| entries.len() as u64))?,
        scales: pack(rows.iter().map(|row| u64::from(row.scale.to_bits())))?,
        targets: pack(entries().map(|entry| u64::from(entry.item)))?,
        codes: pack(entries().map(|entry| (i64::from(entry.code) + 128) as u64))?,
        orders: pack(entries().map(|entry| u64::from(entry.orders)))?,
    })
}

/// The rules with one consequent.
fn single_rules(itemsets: &Itemsets, thresholds: &Thresholds) -> Result<Rules<'static>> {
    let mut single = Vec::new();
    rules::generate(itemsets, thresholds, |rule| {
        if let [consequent] = rule.consequents {
            single.push(Rule {
                antecedent: rule.antecedents.to_vec(),
                consequent: *consequent,
                antecedent_orders: rule.evidence.antecedent_orders,
                orders: rule.evidence.orders,
            });
        }
        Ok::<_, anyhow::Error>(())
    })?;
    Rules::new(single).context("there are more than 4,294,967,295 rules; raise the thresholds")
}

fn repurchase_columns(repurchases: &Repurchases) -> Result<Repurchase<'static>> {
    let items = &repurchases.counts.items;
    Ok(Repurchase {
        customers: pack(items.iter().map(|habit| habit.customers))?,
        repeaters: pack(items.iter().map(|habit| habit.repeaters))?,
        baskets_at_risk: pack(items.iter().map(|habit| habit.baskets_at_risk))?,
        gap_days: pack(items.iter().map(|habit| habit.gap_days))?,
        gap_days_squared: pack(items.iter().map(|habit| habit.gap_days_squared))?,
    })
}
