//! Association rules with one consequent: what explains.

use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use super::{Items, ModelError, Packed, require, starts};

/// Rules grouped by antecedent. Groups are in ascending lexicographic order of their antecedents, each antecedent in
/// ascending item order, a group's consequents in ascending order: rules are found by binary search.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rules<'a> {
    /// Items in each group's antecedent, at least 1.
    #[serde(borrow)]
    pub antecedent_lengths: Packed<'a>,
    /// The antecedents' items, group after group.
    #[serde(borrow)]
    pub antecedents: Packed<'a>,
    /// Orders that hold each group's antecedent.
    #[serde(borrow)]
    pub antecedent_orders: Packed<'a>,
    /// Rules in each group, at least 1.
    #[serde(borrow)]
    pub consequent_lengths: Packed<'a>,
    /// The rules' consequents, group after group.
    #[serde(borrow)]
    pub consequents: Packed<'a>,
    /// Orders that hold antecedent and consequent.
    #[serde(borrow)]
    pub orders: Packed<'a>,
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
        let not_empty = self.antecedent_lengths.iter().chain(self.consequent_lengths.iter()).all(|length| length > 0);
        require(not_empty, "rules", "has an empty group")?;
        let sums = |lengths, filled: usize| {
            starts(lengths).and_then(|starts| starts.last().copied()).is_some_and(|end| end as usize == filled)
        };
        let antecedents = sums(&self.antecedent_lengths, self.antecedents.len());
        require(antecedents, "rules.antecedent_lengths", "does not add up to the antecedents")?;
        require(sums(&self.consequent_lengths, len), "rules.consequent_lengths", "does not add up to the rules")?;
        let mut previous: Option<Rule> = None;
        for rule in self.iter() {
            let ascending = rule.antecedent.is_sorted_by(|a, b| a < b);
            require(ascending, "rules.antecedents", "has an antecedent that is not ascending")?;
            let apart = !rule.antecedent.contains(&rule.consequent);
            require(apart, "rules.consequents", "has a rule with an item on both sides")?;
            let after = previous
                .as_ref()
                .is_none_or(|before| (&before.antecedent, before.consequent) < (&rule.antecedent, rule.consequent));
            require(after, "rules", "are not in ascending order")?;
            let most = rule.antecedent.iter().filter_map(|item| items.orders_of(*item)).min().unwrap_or(0);
            let consequent = items.orders_of(rule.consequent).unwrap_or(0);
            let possible = rule.orders > 0
                && rule.orders <= rule.antecedent_orders.min(consequent)
                && rule.antecedent_orders <= most;
            require(possible, "rules.orders", "has a count that its items do not allow")?;
            previous = Some(rule);
        }
        Ok(())
    }

    pub(super) fn into_owned(self) -> Rules<'static> {
        Rules {
            antecedent_lengths: self.antecedent_lengths.into_owned(),
            antecedents: self.antecedents.into_owned(),
            antecedent_orders: self.antecedent_orders.into_owned(),
            consequent_lengths: self.consequent_lengths.into_owned(),
            consequents: self.consequents.into_owned(),
            orders: self.orders.into_owned(),
        }
    }
}
