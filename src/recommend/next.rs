//! What a shopper buys again, when, and with what probability.

use alloc::{format, vec::Vec};

use super::{
    BadInput, Due, NextRequest, Recommender,
    repurchase::{Rates, Shopper, days_until, intensity, probability},
};
use crate::model::{DAY, Timestamp, sort};

impl Recommender<'_> {
    /// The items of the history that are likely to be bought again, likeliest first. The order does not depend on the
    /// horizon. Empty when the log that was mined has no customer who ever bought anything again.
    ///
    /// # Errors
    /// `now` or a date of the history is missing, or a field has a value that makes no sense.
    pub fn next(&self, request: &NextRequest) -> Result<Vec<Due<'_>>, BadInput> {
        request.check()?;
        let now = request.now.as_ref().ok_or_else(|| BadInput::new("now", "is missing; give the present date"))?;
        let now = now.timestamp(|| "now".into())?;
        let mut lines = Vec::with_capacity(request.history.len());
        let mut unknown: Vec<&str> = Vec::new();
        for (place, purchase) in request.history.iter().enumerate() {
            let missing =
                || BadInput::new(format!("history[{place}].date"), "is missing; give the day of the purchase");
            let date = purchase.timestamp(place)?.ok_or_else(missing)?;
            let item = self.item(&purchase.id).unwrap_or_else(|| {
                // Unknown items count as part of the shopper's baskets; they get numbers beyond the model's.
                let place = unknown.iter().position(|id| *id == purchase.id).unwrap_or_else(|| {
                    unknown.push(&purchase.id);
                    unknown.len() - 1
                });
                u32::try_from(self.model.items.len().saturating_add(place)).unwrap_or(u32::MAX)
            });
            if date <= now {
                lines.push((item, date.day()));
            }
        }
        if !self.shop_rates.known {
            return Ok(Vec::new());
        }
        let shopper = Shopper::new(&lines);
        let mut due = Vec::new();
        let (shop, coefficients) = (&self.shop_rates, &self.model.pace.coefficients);
        shopper.features(
            now.day(),
            shop,
            |item| self.rates_of(item),
            |bought, rates, features| {
                let known = (bought.item as usize) < self.model.items.len();
                let intensity = intensity(coefficients, &features);
                let probability = probability(intensity, request.within_days);
                if known && probability >= request.threshold {
                    due.push((
                        intensity,
                        bought.item,
                        Due {
                            id: self.id(bought.item),
                            probability,
                            due_date: now.plus_days(days_until(intensity, 0.5)).date(),
                            due_from: now.plus_days(days_until(intensity, 0.25)).date(),
                            due_until: now.plus_days(days_until(intensity, 0.75)).date(),
                            last_bought: date(shopper.day(bought.last)),
                            interval_days: shopper.interval(&bought, rates),
                            interval_spread_days: rates.gap_spread(),
                            times_bought: u32::try_from(bought.purchases.len()).unwrap_or(u32::MAX),
                        },
                    ));
                }
            },
        );
        due.retain(|(.., due)| !request.exclude.iter().any(|id| id == due.id));
        sort(&mut due, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        Ok(due.into_iter().map(|(.., due)| due).take(request.limit as usize).collect())
    }

    /// The item's rates, shrunk to its category's, shrunk to the shop's.
    #[must_use]
    pub fn rates_of(&self, item: u32) -> Rates {
        let category = self.model.items.category_of(item);
        let habit = category.and_then(|category| self.category_habits.get(category as usize));
        let coarse = habit.map_or(self.shop_rates, |habit| self.shop_rates.refine(*habit));
        coarse.refine(self.model.repurchase.habit_of(item))
    }
}

fn date(day: i64) -> alloc::string::String {
    Timestamp::from_unix(day.saturating_mul(DAY)).map(Timestamp::date).unwrap_or_default()
}
