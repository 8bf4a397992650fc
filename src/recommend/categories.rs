//! Which categories go with a cart, or with a category.

use alloc::{vec, vec::Vec};

use super::{BadInput, CategoryRecommendation, CategoryRequest, Reason, Recommender, row};
use crate::model::{Evidence, sort};

/// Orders that stand against a confidence from few orders.
const SHRINK: f64 = 20.0;

impl Recommender<'_> {
    /// Categories that are bought together with those of the cart (and with `category`), without these themselves: the
    /// shrunk confidence of each pair, divided by the root of the partner's orders so that the largest category does not
    /// go with everything, summed. Only pairs that meet more often than by chance count.
    ///
    /// # Errors
    /// Neither a cart nor a category is given.
    pub fn complementary_categories(
        &self,
        request: &CategoryRequest,
    ) -> Result<Vec<CategoryRecommendation<'_>>, BadInput> {
        if request.cart.is_empty() && request.category.is_none() {
            return Err(BadInput::new("cart", "is empty and no category is given; give one of them"));
        }
        let (cart, _) = self.known(&request.cart);
        let mut from: Vec<u32> = cart.iter().filter_map(|item| self.model.items.category_of(*item)).collect();
        from.extend(request.category.as_ref().and_then(|name| self.category(name)));
        sort(&mut from, u32::cmp);
        from.dedup();

        let categories = &self.model.categories;
        let mut found: Vec<(u32, f64, Reason<'_>)> = Vec::new();
        for category in &from {
            let Some((start, end)) = row(&self.partner_starts, *category) else { continue };
            for at in start as usize..end as usize {
                let (Some(partner), Some(orders)) =
                    (categories.partners.get_u32(at), categories.pair_orders.get_u32(at))
                else {
                    continue;
                };
                let orders_of = |category: u32| categories.orders.get_u32(category as usize).unwrap_or(0);
                let evidence = Evidence {
                    orders,
                    antecedent_orders: orders_of(*category),
                    consequent_orders: orders_of(partner),
                    total: self.model.about.orders,
                };
                if from.binary_search(&partner).is_ok() || evidence.lift() <= 1.0 {
                    continue;
                }
                let confidence = f64::from(orders) / (f64::from(evidence.antecedent_orders) + SHRINK);
                let score = confidence / libm::sqrt(f64::from(evidence.consequent_orders));
                found.push((partner, score, Reason::new(vec![self.category_name(*category)], evidence)));
            }
        }
        sort(&mut found, |a, b| a.0.cmp(&b.0));
        let mut answers: Vec<_> = found
            .chunk_by(|a, b| a.0 == b.0)
            .filter_map(|rows| {
                let (partner, ..) = rows.first()?;
                let mut reasons: Vec<_> = rows.iter().map(|(.., reason)| reason.clone()).collect();
                sort(&mut reasons, |a: &Reason<'_>, b| {
                    let stronger = b.confidence.total_cmp(&a.confidence).then(b.orders.cmp(&a.orders));
                    stronger.then_with(|| a.because.cmp(&b.because))
                });
                let score = rows.iter().fold(0.0, |sum, (_, score, _)| sum + score);
                Some(CategoryRecommendation { category: self.category_name(*partner), score, reasons })
            })
            .collect();
        sort(&mut answers, |a, b| b.score.total_cmp(&a.score).then(a.category.cmp(b.category)));
        answers.truncate(request.limit as usize);
        Ok(answers)
    }
}
