//! What rows of partners have in common, be they items or categories.

use super::{ModelError, Packed, require, starts};

/// Rows of partners: one a member, each partner with the orders that hold both.
pub(super) struct Pairs<'m, 'a> {
    /// Partners in each row.
    pub lengths: &'m Packed<'a>,
    /// Numbers of the partners.
    pub partners: &'m Packed<'a>,
    /// Orders that hold the row's member and the partner.
    pub orders: &'m Packed<'a>,
    /// Orders that hold each member.
    pub alone: &'m Packed<'a>,
}

impl Pairs<'_, '_> {
    /// Checks that the rows fill the table, are ascending, without their own member, and count no pair more often than
    /// its members. `table` is named in errors.
    pub(super) fn check(&self, table: &'static str) -> Result<(), ModelError> {
        let (rows, len) = (self.alone.len(), self.partners.len());
        self.lengths.check(rows, u64::from(u32::MAX), table)?;
        self.partners.check(len, (rows as u64).saturating_sub(1), table)?;
        self.orders.check(len, u64::from(u32::MAX), table)?;
        let starts = starts(self.lengths).unwrap_or_default();
        let filled = starts.last().is_some_and(|end| *end as usize == len);
        require(filled, table, "has rows that do not add up to its entries")?;
        for (member, row) in (0_u32..).zip(starts.windows(2)) {
            let &[start, end] = row else { continue };
            let mut previous = None;
            for at in start as usize..end as usize {
                let partner = self.partners.get_u32(at);
                let ascending = previous < partner && partner != Some(member);
                require(ascending, table, "has a row that is not ascending")?;
                previous = partner;
                let possible = self.orders.get(at).zip(partner).is_some_and(|(both, partner)| {
                    let alone = self.alone.get(partner as usize).min(self.alone.get(member as usize));
                    both > 0 && Some(both) <= alone
                });
                require(possible, table, "counts a pair more often than its members")?;
            }
        }
        Ok(())
    }
}
