//! Association rules with one consequent: what explains.

use super::{Items, ModelError, Packed, require, starts, table::table};
use alloc::vec::Vec;

table! {
    /// Rules grouped by antecedent. Groups are in ascending lexicographic order of their antecedents, each antecedent in
    /// ascending item order, a group's consequents in ascending order: rules are found by binary search.
    pub struct Rules {
        /// Items in each group's antecedent, at least 1.
        pub antecedent_lengths: Packed,
        /// The antecedents' items, group after group.
        pub antecedents: Packed,
        /// Orders that hold each group's antecedent.
        pub antecedent_orders: Packed,
        /// Rules in each group, at least 1.
        pub consequent_lengths: Packed,
        /// The rules' consequents, group after group.
        pub consequents: Packed,
        /// Orders that hold antecedent and consequent.
        pub orders: Packed,
    }
}

/// One rule, as the miner puts it in and `crosssell rules` takes it out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// Items of the antecedent, ascending.
    pub antecedent: Vec<u32>,
    /// The one item of the consequent.
    pub consequent: u32,
    /// Orders that hold the antecedent.
    pub antecedent_orders: u32,
    /// Orders that hold both sides.
    pub orders: u32,
}

impl Rules<'static> {
    /// Packs `rules`, in whatever order they come; `None` for more than `u32::MAX` entries in a column.
    #[must_use]
    pub fn new(mut rules: Vec<Rule>) -> Option<Self> {
        rules.sort_unstable();
        let mut columns: [Vec<u64>; 6] = Default::default();
        let [antecedent_lengths, antecedents, antecedent_orders, consequent_lengths, consequents, orders] =
            &mut columns;
        for group in rules.chunk_by(|a, b| a.antecedent == b.antecedent) {
            let Some(first) = group.first() else { continue };
            antecedent_lengths.push(first.antecedent.len() as u64);
            antecedents.extend(first.antecedent.iter().map(|item| u64::from(*item)));
            antecedent_orders.push(u64::from(first.antecedent_orders));
            consequent_lengths.push(group.len() as u64);
            consequents.extend(group.iter().map(|rule| u64::from(rule.consequent)));
            orders.extend(group.iter().map(|rule| u64::from(rule.orders)));
        }
        Some(Self {
            antecedent_lengths: Packed::new(antecedent_lengths)?,
            antecedents: Packed::new(antecedents)?,
            antecedent_orders: Packed::new(antecedent_orders)?,
            consequent_lengths: Packed::new(consequent_lengths)?,
            consequents: Packed::new(consequents)?,
            orders: Packed::new(orders)?,
        })
    }
}

impl Rules<'_> {
    /// Most items in an antecedent: matching a cart recurses this deep.
    pub const LONGEST_ANTECEDENT: u64 = 7;

    /// Number of rules.
    #[must_use]
    pub fn len(&self) -> usize {
        self.consequents.len()
    }

    /// Whether there is no rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.consequents.is_empty()
    }

    /// All rules, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Rule> {
        let mut antecedents = self.antecedents.iter();
        let mut pairs = self.consequents.iter().zip(self.orders.iter());
        let heads =
            self.antecedent_lengths.iter().zip(self.antecedent_orders.iter()).zip(self.consequent_lengths.iter());
        heads.flat_map(move |((items, antecedent_orders), consequents)| {
            let number = |value| u32::try_from(value).unwrap_or(u32::MAX);
            let antecedent: Vec<u32> = antecedents.by_ref().take(number(items) as usize).map(number).collect();
            let rules: Vec<Rule> = pairs
                .by_ref()
                .take(number(consequents) as usize)
                .map(|(consequent, orders)| Rule {
                    antecedent: antecedent.clone(),
                    consequent: number(consequent),
                    antecedent_orders: number(antecedent_orders),
                    orders: number(orders),
                })
                .collect();
            rules
        })
    }

    pub(super) fn check(&self, items: &Items<'_>) -> Result<(), ModelError> {
        let (groups, len) = (self.antecedent_lengths.len(), self.len());
        let (largest, count) = ((items.len() as u64).saturating_sub(1), u64::from(u32::MAX));
        self.antecedent_lengths.check(groups, Self::LONGEST_ANTECEDENT, "rules.antecedent_lengths")?;
        self.antecedents.check(self.antecedents.len(), largest, "rules.antecedents")?;
        self.antecedent_orders.check(groups, count, "rules.antecedent_orders")?;
        self.consequent_lengths.check(groups, count, "rules.consequent_lengths")?;
        self.consequents.check(len, largest, "rules.consequents")?;
        self.orders.check(len, count, "rules.orders")?;
        let antecedents = rows(&self.antecedent_lengths, self.antecedents.len(), "rules.antecedent_lengths")?;
        let consequents = rows(&self.consequent_lengths, len, "rules.consequent_lengths")?;
        let (mut antecedent, mut previous, mut group_consequents) = (Vec::new(), Vec::new(), Vec::new());
        for (group, (left, right)) in antecedents.windows(2).zip(consequents.windows(2)).enumerate() {
            let &[start, end] = left else { continue };
            self.antecedents.read(start, end, &mut antecedent);
            require(ascends(&antecedent), "rules.antecedents", "has an antecedent that is not ascending")?;
            require(previous < antecedent, "rules.antecedents", "are not in ascending order")?;
            let orders_of = |item: &u64| items.orders.get(usize::try_from(*item).ok()?);
            let with = self.antecedent_orders.get(group);
            let possible = with <= antecedent.iter().filter_map(orders_of).min();
            require(possible, "rules.antecedent_orders", "has a count that its items do not allow")?;
            let &[first, end] = right else { continue };
            self.consequents.read(first, end, &mut group_consequents);
            require(ascends(&group_consequents), "rules.consequents", "has a group that is not ascending")?;
            for (place, consequent) in group_consequents.iter().enumerate() {
                let apart = !antecedent.contains(consequent);
                require(apart, "rules.consequents", "has a rule with an item on both sides")?;
                let orders = self.orders.get(first as usize + place);
                let possible = orders > Some(0) && orders <= with.min(orders_of(consequent));
                require(possible, "rules.orders", "has a count that its items do not allow")?;
            }
            core::mem::swap(&mut previous, &mut antecedent);
        }
        Ok(())
    }
}

/// Where each of the rows of `lengths` starts, checked to hold at least one entry each and `filled` in all.
fn rows(lengths: &Packed<'_>, filled: usize, column: &'static str) -> Result<Vec<u32>, ModelError> {
    let starts = starts(lengths).unwrap_or_default();
    require(starts.is_sorted_by(|a, b| a < b), column, "has an empty group")?;
    require(starts.last().is_some_and(|end| *end as usize == filled), column, "does not add up to the entries")?;
    Ok(starts)
}

fn ascends(numbers: &[u64]) -> bool {
    numbers.is_sorted_by(|a, b| a < b)
}
