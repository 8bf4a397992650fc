//! Order lines in, baskets out: one sorted set of items an order, orders grouped by customer.

use super::dictionary::Dictionary;
use super::orders::{CatalogItem, Column, Fault, OrderLine};

/// The customer of a guest's order.
pub const GUEST: u32 = u32::MAX;

/// Rows of ascending numbers, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Start of each row, and the end of the last.
    pub starts: Vec<usize>,
    /// The rows' entries.
    pub entries: Vec<u32>,
}

impl Rows {
    /// No rows yet.
    pub fn new() -> Self {
        Self { starts: vec![0], entries: Vec::new() }
    }

    /// Appends a row.
    pub fn push(&mut self, row: impl IntoIterator<Item = u32>) {
        self.entries.extend(row);
        self.starts.push(self.entries.len());
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries of a row.
    pub fn row(&self, row: usize) -> &[u32] {
        &self.entries[self.starts[row]..self.starts[row + 1]]
    }

    /// The rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.starts.windows(2).map(|ends| &self.entries[ends[0]..ends[1]])
    }

    /// For each number below `numbers` the rows that hold it, ascending.
    pub fn transposed(&self, numbers: usize) -> Self {
        let mut starts = vec![0; numbers + 1];
        for entry in &self.entries {
            starts[*entry as usize + 1] += 1;
        }
        for number in 0..numbers {
            starts[number + 1] += starts[number];
        }
        let mut at = starts.clone();
        let mut entries = vec![0; self.entries.len()];
        for (number, row) in self.iter().enumerate() {
            for entry in row {
                entries[at[*entry as usize]] = number as u32;
                at[*entry as usize] += 1;
            }
        }
        Self { starts, entries }
    }
}

/// What the log and the catalogue say of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// External id.
    pub id: String,
    /// Name, from the catalogue.
    pub name: Option<String>,
    /// Category: the catalogue's, else that of the latest order line that has one.
    pub category: Option<String>,
    /// Price in hundredths: the catalogue's, else that of the latest order line that has one.
    pub price: Option<u32>,
    /// Variant group, from the catalogue.
    pub group: Option<String>,
    /// Orders that hold it.
    pub orders: u32,
}

/// A whole order log, ready to be counted. It does not depend on the order of the log's lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Baskets {
    /// Items by falling number of orders, ties by id. An item's place is its number.
    pub items: Vec<Item>,
    /// Items of each order. Orders of one customer stand together, in time; guests' orders come last.
    pub orders: Rows,
    /// Customer of each order, or [`GUEST`].
    pub customers: Vec<u32>,
    /// Time of each order's first line, in Unix seconds.
    pub times: Vec<Option<i64>>,
    /// Distinct known customers.
    pub customer_count: u32,
    /// Orders left out because they hold more items than allowed.
    pub oversized: u32,
}

/// Gathers order lines.
#[derive(Default)]
pub struct Gather {
    orders: Dictionary,
    items: Dictionary,
    customers: Dictionary,
    categories: Dictionary,
    /// Order and item of each line.
    lines: Vec<(u32, u32)>,
    order_customers: Vec<u32>,
    order_times: Vec<Option<i64>>,
    /// Latest (time, price) and (time, category) of each item.
    prices: Vec<Option<(Option<i64>, u32)>>,
    item_categories: Vec<Option<(Option<i64>, u32)>>,
}

impl Gather {
    /// Adds a line.
    ///
    /// # Errors
    /// The order already belongs to another customer, or there are more than 2^32 distinct ids.
    pub fn push(&mut self, line: &OrderLine<'_>) -> Result<(), Fault> {
        let full = |column| Fault::of(column, "there are more than 4,294,967,294 distinct ids");
        let order = self.orders.number(line.order).ok_or_else(|| full(Column::Order))?;
        let item = self.items.number(line.item).ok_or_else(|| full(Column::Item))?;
        // Before the line can be refused: a number once given keeps its place.
        if item as usize == self.prices.len() {
            self.prices.push(None);
            self.item_categories.push(None);
        }
        let customer = match line.customer {
            "" => GUEST,
            id => self.customers.number(id).ok_or_else(|| full(Column::Customer))?,
        };
        let time = line.time.map(crate::model::Timestamp::unix);
        if order as usize == self.order_customers.len() {
            self.order_customers.push(customer);
            self.order_times.push(time);
        } else {
            let known = &mut self.order_customers[order as usize];
            if *known != customer && *known != GUEST && customer != GUEST {
                // Without the ids, so that skipped rows are counted under one reason; the reader adds the value.
                return Err(Fault::of(
                    Column::Customer,
                    "another customer than on an earlier line of the order; order ids must be unique across customers",
                ));
            }
            *known = (*known).min(customer);
            let first = &mut self.order_times[order as usize];
            *first = match (*first, time) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        if let Some(price) = line.price {
            let latest = &mut self.prices[item as usize];
            *latest = (*latest).max(Some((time, price)));
        }
        if !line.category.is_empty() {
            let category = self.categories.number(line.category).ok_or_else(|| full(Column::Category))?;
            let latest = &mut self.item_categories[item as usize];
            // Of two at the same time the one whose name sorts first, so that the lines' order does not matter.
            let name = |number| self.categories.text(number);
            let newer = |(when, known)| time > when || (time == when && name(category) < name(known));
            if latest.is_none_or(newer) {
                *latest = Some((time, category));
            }
        }
        self.lines.push((order, item));
        Ok(())
    }

    /// Lines gathered.
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// Groups the lines into baskets. Orders with more than `max_basket` distinct items are left out and counted.
    pub fn finish(mut self, catalog: Vec<CatalogItem>, max_basket: u32) -> Baskets {
        self.lines.sort_unstable();
        self.lines.dedup();
        let size_of = |rows: &&[(u32, u32)]| rows.len() <= max_basket as usize;
        let all = self.lines.chunk_by(|a, b| a.0 == b.0);
        let mut kept: Vec<&[(u32, u32)]> = all.clone().filter(size_of).collect();
        let oversized = (all.count() - kept.len()) as u32;

        let mut counts = vec![0_u32; self.items.len()];
        for (_, item) in kept.iter().copied().flatten() {
            counts[*item as usize] += 1;
        }
        let by_text = self.items.sorted();
        let mut by_orders: Vec<u32> = by_text.into_iter().filter(|item| counts[*item as usize] > 0).collect();
        by_orders.sort_by_key(|item| std::cmp::Reverse(counts[*item as usize]));
        let mut number = vec![0; self.items.len()];
        for (place, item) in by_orders.iter().enumerate() {
            number[*item as usize] = place as u32;
        }

        let customers = ranks(&self.customers);
        let orders_by_text = ranks(&self.orders);
        let rank_of = |order: u32| match self.order_customers[order as usize] {
            GUEST => GUEST,
            customer => customers[customer as usize],
        };
        kept.sort_unstable_by_key(|rows| {
            let order = rows[0].0;
            (rank_of(order), self.order_times[order as usize], orders_by_text[order as usize])
        });

        let mut orders = Rows::new();
        for rows in &kept {
            orders.push(rows.iter().map(|(_, item)| number[*item as usize]));
            let start = orders.starts[orders.len() - 1];
            orders.entries[start..].sort_unstable();
        }
        let customers: Vec<u32> = kept.iter().map(|rows| rank_of(rows[0].0)).collect();
        let known = customers.iter().filter(|customer| **customer != GUEST);
        Baskets {
            items: self.describe(&by_orders, &counts, catalog),
            orders,
            customer_count: known.collect::<std::collections::BTreeSet<_>>().len() as u32,
            customers,
            times: kept.iter().map(|rows| self.order_times[rows[0].0 as usize]).collect(),
            oversized,
        }
    }

    fn describe(&self, by_orders: &[u32], counts: &[u32], catalog: Vec<CatalogItem>) -> Vec<Item> {
        let mut described: Vec<Option<CatalogItem>> = vec![None; self.items.len()];
        for entry in catalog {
            if let Some(item) = self.items.find(&entry.id) {
                described[item as usize] = Some(entry);
            }
        }
        let describe = |item: &u32| {
            let at = *item as usize;
            let entry = described[at].take();
            let price = entry.as_ref().and_then(|entry| entry.price);
            let (name, category, group) = entry.map_or((None, None, None), |entry| {
                let given = |text: String| Some(text).filter(|text| !text.is_empty());
                (given(entry.name), given(entry.category), given(entry.variant_group))
            });
            let seen = || self.item_categories[at].map(|(_, category)| self.categories.text(category).to_owned());
            Item {
                id: self.items.text(*item).to_owned(),
                name,
                category: category.or_else(seen),
                price: price.or(self.prices[at].map(|(_, price)| price)),
                group,
                orders: counts[at],
            }
        };
        by_orders.iter().map(describe).collect()
    }
}

/// The place of each number among the sorted texts.
fn ranks(dictionary: &Dictionary) -> Vec<u32> {
    let mut ranks = vec![0; dictionary.len()];
    for (rank, number) in dictionary.sorted().into_iter().enumerate() {
        ranks[number as usize] = rank as u32;
    }
    ranks
}
