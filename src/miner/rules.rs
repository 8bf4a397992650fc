//! Association rules: every split of every frequent itemset that passes the thresholds.

use super::itemsets::Itemsets;
use crate::model::{Evidence, Ratio};

/// What a rule must reach. Decided in integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Least confidence.
    pub min_confidence: Ratio,
    /// Least lift.
    pub min_lift: Ratio,
}

impl Thresholds {
    /// Whether a rule with these counts passes.
    pub fn pass(&self, evidence: &Evidence) -> bool {
        let count = u128::from;
        self.min_confidence.is_met_by(count(evidence.orders), count(evidence.antecedent_orders))
            && self.min_lift.is_met_by(
                count(evidence.orders) * count(evidence.total),
                count(evidence.antecedent_orders) * count(evidence.consequent_orders),
            )
    }
}

/// A rule: items of both sides, ascending, and its counts.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'a> {
    /// Who buys these ...
    pub antecedents: &'a [u32],
    /// ... also buys these.
    pub consequents: &'a [u32],
    /// How often.
    pub evidence: Evidence,
}

/// Calls `each` with every rule: by itemset (shorter first, then in order), then by antecedent.
///
/// # Errors
/// The first error of `each`.
pub fn generate<E>(
    itemsets: &Itemsets,
    thresholds: &Thresholds,
    mut each: impl FnMut(Rule<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let (mut antecedents, mut consequents) = (Vec::new(), Vec::new());
    for level in itemsets.levels.iter().skip(1) {
        for (set, orders) in level.iter() {
            // Each bit pattern but the empty and the full one puts its items on the left.
            for split in 1..(1_u32 << set.len()) - 1 {
                antecedents.clear();
                consequents.clear();
                for (place, item) in set.iter().enumerate() {
                    if split >> place & 1 == 1 { antecedents.push(*item) } else { consequents.push(*item) }
                }
                // Every part of a frequent set is frequent.
                let (Some(antecedent_orders), Some(consequent_orders)) =
                    (itemsets.orders_of(&antecedents), itemsets.orders_of(&consequents))
                else {
                    continue;
                };
                let evidence = Evidence { orders, antecedent_orders, consequent_orders, total: itemsets.total };
                if thresholds.pass(&evidence) {
                    each(Rule { antecedents: &antecedents, consequents: &consequents, evidence })?;
                }
            }
        }
    }
    Ok(())
}
