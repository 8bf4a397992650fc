//! The measures of an association rule, from its four counts.

/// How often the two sides of a rule were bought, alone and together, in how many orders. Each measure is one division
/// of integers in f64, so it has the same bits everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Orders with both sides.
    pub orders: u32,
    /// Orders with the antecedent.
    pub antecedent_orders: u32,
    /// Orders with the consequent.
    pub consequent_orders: u32,
    /// All orders.
    pub total: u32,
}

impl Evidence {
    /// Share of all orders that have both sides, 0 to 1.
    #[must_use]
    pub fn support(&self) -> f64 {
        f64::from(self.orders) / f64::from(self.total)
    }

    /// Share of the antecedent's orders that have the consequent too, 0 to 1.
    #[must_use]
    pub fn confidence(&self) -> f64 {
        f64::from(self.orders) / f64::from(self.antecedent_orders)
    }

    /// How many times as often both sides meet as if they were independent; 1 says independent.
    #[must_use]
    pub fn lift(&self) -> f64 {
        (f64::from(self.orders) * f64::from(self.total))
            / (f64::from(self.antecedent_orders) * f64::from(self.consequent_orders))
    }

    /// Support less that of independent sides, -0.25 to 0.25 (Piatetsky-Shapiro 1991).
    #[must_use]
    pub fn leverage(&self) -> f64 {
        self.support() - self.independent()
    }

    /// How many times as often the rule would be wrong if its sides were independent; infinite for a rule that is never
    /// wrong (Brin et al. 1997).
    #[must_use]
    pub fn conviction(&self) -> f64 {
        let wrong = self.antecedent_orders.saturating_sub(self.orders);
        if wrong == 0 {
            return f64::INFINITY;
        }
        let without = self.total.saturating_sub(self.consequent_orders);
        (f64::from(self.antecedent_orders) * f64::from(without)) / (f64::from(self.total) * f64::from(wrong))
    }

    /// Zhang's metric, -1 (never together) over 0 (independent) to 1 (always together) (Zhang 2000). 0 where it is not
    /// defined: when a side is in every order.
    #[must_use]
    pub fn zhangs_metric(&self) -> f64 {
        let support = self.support();
        let antecedent = f64::from(self.antecedent_orders) / f64::from(self.total);
        let consequent = f64::from(self.consequent_orders) / f64::from(self.total);
        let largest = f64::max(support * (1.0 - antecedent), antecedent * (consequent - support));
        if largest == 0.0 { 0.0 } else { self.leverage() / largest }
    }

    fn independent(&self) -> f64 {
        (f64::from(self.antecedent_orders) * f64::from(self.consequent_orders))
            / (f64::from(self.total) * f64::from(self.total))
    }
}
