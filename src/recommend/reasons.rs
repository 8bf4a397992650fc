//! Which rules speak for an item, given a cart.

use alloc::{vec, vec::Vec};
use core::ops::Range;

use super::scores::Scores;
use super::{Reason, Recommender, row};
use crate::model::{Evidence, sort};

/// The left side of a rule: one item, or a group of the mined rules (several items). Items come first, then the groups
/// in their order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Because {
    Item(u32),
    Group(u32),
}

impl Recommender<'_> {
    /// The strongest `most` rules from `cart` (ascending items) to `item`: pairs that the neighbours' rows count, and
    /// mined rules. By confidence, then orders, then the shorter antecedent, then its items: a total order.
    pub(super) fn reasons(&self, cart: &[u32], fired: &[u32], item: u32, most: usize) -> Vec<Reason<'_>> {
        let mut found: Vec<(f64, Because, Evidence)> = Vec::new();
        for because in cart {
            if let (Some(orders), Some(alone)) =
                (self.pair_orders(*because, item), self.model.items.orders_of(*because))
            {
                let evidence = self.model.evidence(orders, alone, item);
                found.push((evidence.confidence(), Because::Item(*because), evidence));
            }
        }
        for group in fired {
            let antecedent_orders = self.model.rules.antecedent_orders.get_u32(*group as usize);
            if let (Some(orders), Some(antecedent_orders)) = (self.rule_orders(*group, item), antecedent_orders) {
                let mut antecedent = self.antecedent(*group);
                let because = match (antecedent.next(), antecedent.next()) {
                    (Some(only), None) => Because::Item(only),
                    _ => Because::Group(*group),
                };
                let evidence = self.model.evidence(orders, antecedent_orders, item);
                found.push((evidence.confidence(), because, evidence));
            }
        }
        sort(&mut found, |a, b| b.0.total_cmp(&a.0).then(b.2.orders.cmp(&a.2.orders)).then(a.1.cmp(&b.1)));
        // A pair may be both a neighbour and a rule.
        found.dedup_by(|a, b| a.1 == b.1);
        found.truncate(most);
        let reason = |(_, because, evidence): &(f64, Because, Evidence)| {
            let ids = match because {
                Because::Item(item) => vec![self.id(*item)],
                Because::Group(group) => self.antecedent(*group).map(|item| self.id(item)).collect(),
            };
            Reason::new(ids, *evidence)
        };
        found.iter().map(reason).collect()
    }

    /// The groups of rules whose antecedents lie wholly in `cart` (ascending items), in ascending order.
    pub(super) fn fired(&self, cart: &[u32]) -> Vec<u32> {
        let groups = u32::try_from(self.model.rules.antecedent_lengths.len()).unwrap_or(0);
        let mut fired = Vec::new();
        self.descend(0..groups, 0, cart, &mut fired);
        fired
    }

    /// Follows the groups as one would a prefix tree: all of `groups` share their first `depth` items, which are in the
    /// cart; `rest` is the part of the cart after them. Depth is bounded by the longest antecedent.
    fn descend(&self, groups: Range<u32>, depth: u32, rest: &[u32], fired: &mut Vec<u32>) {
        let mut left = groups;
        for (index, item) in rest.iter().enumerate() {
            let start = self.first_group(left.clone(), depth, *item);
            let end = self.first_group(start..left.end, depth, item.saturating_add(1));
            left.start = end;
            if start == end {
                continue;
            }
            // A shorter antecedent sorts before those that continue it.
            let whole =
                row(&self.antecedent_starts, start).is_some_and(|(from, to)| to.wrapping_sub(from) == depth + 1);
            if whole {
                fired.push(start);
            }
            self.descend(start + u32::from(whole)..end, depth + 1, rest.get(index + 1..).unwrap_or_default(), fired);
        }
    }

    /// The first of `groups` whose antecedent's item at `depth` is `item` or a later one.
    fn first_group(&self, groups: Range<u32>, depth: u32, item: u32) -> u32 {
        first(groups, |group| self.antecedent_item(group, depth).is_some_and(|at| at >= item))
    }

    fn antecedent_item(&self, group: u32, depth: u32) -> Option<u32> {
        let (start, end) = row(&self.antecedent_starts, group)?;
        let at = start.checked_add(depth).filter(|at| *at < end)?;
        self.model.rules.antecedents.get_u32(at as usize)
    }

    fn antecedent(&self, group: u32) -> impl Iterator<Item = u32> {
        (0..).map_while(move |depth| self.antecedent_item(group, depth))
    }

    /// Orders behind the rule from the antecedent of `group` to `item`.
    fn rule_orders(&self, group: u32, item: u32) -> Option<u32> {
        let (start, end) = row(&self.consequent_starts, group)?;
        let rules = &self.model.rules;
        let at = first(start..end, |at| rules.consequents.get_u32(at as usize).is_some_and(|found| found >= item));
        (at < end && rules.consequents.get_u32(at as usize) == Some(item)).then(|| rules.orders.get_u32(at as usize))?
    }

    /// Orders that hold both items, where the row of `item` lists `target`.
    fn pair_orders(&self, item: u32, target: u32) -> Option<u32> {
        let (start, end) = row(&self.neighbour_starts, item)?;
        let neighbours = &self.model.neighbours;
        let at = first(start..end, |at| neighbours.targets.get_u32(at as usize).is_some_and(|found| found >= target));
        let found = at < end && neighbours.targets.get_u32(at as usize) == Some(target);
        found.then(|| neighbours.orders.get_u32(at as usize))?
    }

    /// The sum of the lifts of the fired groups' rules, by consequent.
    pub(super) fn lifts(&self, fired: &[u32]) -> Scores {
        let rules = &self.model.rules;
        let mut scores = Scores::default();
        for group in fired {
            let (start, end) = row(&self.consequent_starts, *group).unwrap_or((0, 0));
            let antecedent_orders = rules.antecedent_orders.get_u32(*group as usize).unwrap_or(0);
            for at in start as usize..end as usize {
                if let (Some(consequent), Some(orders)) = (rules.consequents.get_u32(at), rules.orders.get_u32(at)) {
                    let evidence = self.model.evidence(orders, antecedent_orders, consequent);
                    scores.add(consequent, evidence.lift());
                }
            }
        }
        scores
    }
}

/// The first of `range` for which `holds`, when all after it hold too; the range's end when none does.
fn first(range: Range<u32>, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (range.start, range.end.max(range.start));
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
