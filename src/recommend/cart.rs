//! What goes with a cart: candidates -> score -> filter -> rank -> explain.

use alloc::{format, string::String, vec, vec::Vec};

use super::scores::Scores;
use super::{
    BadInput, CartAnswer, CartRequest, Fallback, Reason, Recommendation, Recommender, Repeat, Scorer, Source, row,
};
use crate::model::{Evidence, FNV_START, fnv1a, sort};

/// Most reasons that come with an answer; `explain` gives all.
const REASONS: usize = 3;

/// With diversity, an answer is chosen among this many times the limit.
const DIVERSITY_POOL: usize = 5;

/// A scored item.
type Candidate = (u32, f64);

impl Recommender<'_> {
    /// The best items for a cart. `available` is asked for the id of each item that might be answered, best first, until
    /// the list is full.
    ///
    /// # Errors
    /// A field of the request has a value that makes no sense. Unknown ids are no error; they come back.
    pub fn recommend(
        &self,
        request: &CartRequest,
        mut available: impl FnMut(&str) -> bool,
    ) -> Result<CartAnswer<'_>, BadInput> {
        request.check()?;
        let (cart, missing_ids) = self.known(&request.cart);
        let fired = self.fired(&cart);
        let scores = match request.scorer {
            Scorer::Weights => self.weights(&cart),
            Scorer::Lift => self.lifts(&fired),
        };
        // Best first, as far as they are asked for: a list of ten does not need hundreds in order.
        let mut heap = scores.into_heap();
        let ranked = core::iter::from_fn(|| heap.pop()).map(|ranked| (ranked.item, ranked.score));
        let ranked = ranked.take_while(|(_, score)| *score >= request.threshold);

        let filter = Filter::new(self, request, &cart);
        let limit = request.limit as usize;
        let mut chosen = Chosen { items: Vec::new(), groups: self.groups(&cart) };
        let together = ranked.filter(|(item, _)| filter.passes(self, *item));
        if request.diversity > 0.0 {
            // One of each product's variants, so that they do not crowd the others out of the pool.
            let mut pool = Chosen { items: Vec::new(), groups: chosen.groups.clone() };
            self.choose(together, &mut available, limit.saturating_mul(DIVERSITY_POOL), &mut pool);
            self.choose_diverse(pool.items, request.diversity, limit, &mut chosen);
        } else {
            self.choose(together, &mut available, limit, &mut chosen);
        }
        let from_cart = chosen.items.len();
        if request.fallback == Fallback::Popular {
            let taken: Vec<u32> = chosen.items.iter().map(|(item, _)| *item).collect();
            let count = u32::try_from(self.model.items.len()).unwrap_or(u32::MAX);
            let popular = (0..count).filter(|item| !taken.contains(item) && filter.passes(self, *item));
            self.choose(
                popular.map(|item| (item, self.popularity(item).support())),
                &mut available,
                limit,
                &mut chosen,
            );
        }

        let items = chosen.items.iter().enumerate().map(|(place, (item, score))| {
            let (source, reasons) = if place < from_cart {
                (Source::Together, self.reasons(&cart, &fired, *item, REASONS))
            } else {
                (Source::Popular, vec![Reason::new(Vec::new(), self.popularity(*item))])
            };
            Recommendation { id: self.id(*item), score: *score, source, reasons }
        });
        let items: Vec<_> = items.collect();
        Ok(CartAnswer { id: self.answer_id(request, &items), items, missing_ids })
    }

    /// All reasons that speak for the item `id` given a cart, strongest first; none for an unknown item.
    #[must_use]
    pub fn explain(&self, id: &str, cart: &[String]) -> Vec<Reason<'_>> {
        let (cart, _) = self.known(cart);
        self.item(id).map(|item| self.reasons(&cart, &self.fired(&cart), item, usize::MAX)).unwrap_or_default()
    }

    /// The known items of `ids`, ascending and distinct, and the unknown ids in their order.
    pub(super) fn known(&self, ids: &[String]) -> (Vec<u32>, Vec<String>) {
        let (mut known, mut missing) = (Vec::new(), Vec::new());
        for id in ids {
            match self.item(id) {
                Some(item) => known.push(item),
                None if missing.contains(id) => {}
                None => missing.push(id.clone()),
            }
        }
        sort(&mut known, u32::cmp);
        known.dedup();
        (known, missing)
    }

    /// The sums of the cart's rows.
    fn weights(&self, cart: &[u32]) -> Scores {
        let neighbours = &self.model.neighbours;
        let mut scores = Scores::default();
        let (mut targets, mut codes) = (Vec::new(), Vec::new());
        for item in cart {
            let (start, end) = row(&self.neighbour_starts, *item).unwrap_or((0, 0));
            let scale = neighbours.scale_of(*item).unwrap_or(0.0);
            neighbours.targets.read(start, end, &mut targets);
            neighbours.codes.read(start, end, &mut codes);
            scores.reserve(targets.len());
            for (target, code) in targets.iter().zip(&codes) {
                scores.add(u32::try_from(*target).unwrap_or(u32::MAX), scale * neighbours.code(*code));
            }
        }
        scores
    }

    fn choose(
        &self,
        candidates: impl Iterator<Item = Candidate>,
        available: &mut impl FnMut(&str) -> bool,
        limit: usize,
        chosen: &mut Chosen,
    ) {
        for candidate in candidates {
            if chosen.items.len() >= limit {
                return;
            }
            let group = self.model.items.group_of(candidate.0);
            if !chosen.has_sibling(group) && available(self.id(candidate.0)) {
                chosen.push(candidate, group);
            }
        }
    }

    /// Takes the best candidate again and again, each one's score lowered by the answers of its category so far.
    fn choose_diverse(&self, mut pool: Vec<Candidate>, diversity: f64, limit: usize, chosen: &mut Chosen) {
        let mut factors = vec![1.0; self.model.categories.len()];
        while chosen.items.len() < limit {
            let factor = |item| {
                let category = self.model.items.category_of(item);
                category.and_then(|category| factors.get(category as usize)).copied().unwrap_or(1.0)
            };
            pool.retain(|(item, _)| !chosen.has_sibling(self.model.items.group_of(*item)));
            // `max_by` keeps the last of equals; reversed, that is the first, which ranks higher.
            let best = pool
                .iter()
                .enumerate()
                .rev()
                .max_by(|(_, a), (_, b)| (a.1 * factor(a.0)).total_cmp(&(b.1 * factor(b.0))));
            let Some((at, candidate)) = best.map(|(at, candidate)| (at, *candidate)) else { return };
            pool.remove(at);
            chosen.push(candidate, self.model.items.group_of(candidate.0));
            let category = self.model.items.category_of(candidate.0);
            if let Some(factor) = category.and_then(|category| factors.get_mut(category as usize)) {
                *factor *= 1.0 - diversity;
            }
        }
    }

    /// The rule from nothing to `item`: its confidence is the item's share of all orders.
    fn popularity(&self, item: u32) -> Evidence {
        let total = self.model.about.orders;
        self.model.evidence(self.model.items.orders_of(item).unwrap_or(0), total, item)
    }

    fn groups(&self, items: &[u32]) -> Vec<u32> {
        items.iter().filter_map(|item| self.model.items.group_of(*item)).collect()
    }

    fn answer_id(&self, request: &CartRequest, items: &[Recommendation<'_>]) -> String {
        let mut hash = fnv1a(fnv1a(FNV_START, &request.seed.to_le_bytes()), &self.model.about.lines.to_le_bytes());
        for id in request.cart.iter().map(String::as_str).chain(items.iter().map(|item| item.id)) {
            hash = fnv1a(fnv1a(hash, id.as_bytes()), &[0]);
        }
        format!("{hash:016x}")
    }
}

/// Answers so far, and the variant groups that they and the cart have used up.
struct Chosen {
    items: Vec<Candidate>,
    groups: Vec<u32>,
}

impl Chosen {
    fn has_sibling(&self, group: Option<u32>) -> bool {
        group.is_some_and(|group| self.groups.contains(&group))
    }

    fn push(&mut self, candidate: Candidate, group: Option<u32>) {
        self.items.push(candidate);
        self.groups.extend(group);
    }
}

/// What may be answered at all. Decided before the list is cut, so that a filter never shortens it.
struct Filter {
    /// Ascending.
    excluded: Vec<u32>,
    categories: Option<Vec<u32>>,
    price_band: Option<(f64, f64)>,
}

impl Filter {
    fn new(shop: &Recommender<'_>, request: &CartRequest, cart: &[u32]) -> Self {
        let mut excluded = cart.to_vec();
        excluded.extend(request.exclude.iter().filter_map(|id| shop.item(id)));
        if request.repeat == Repeat::Exclude {
            excluded.extend(request.history.iter().filter_map(|purchase| shop.item(&purchase.id)));
        }
        sort(&mut excluded, u32::cmp);
        let named = |names: &Vec<String>| names.iter().filter_map(|name| shop.category(name)).collect();
        Self { excluded, categories: request.categories.as_ref().map(named), price_band: request.price_band }
    }

    fn passes(&self, shop: &Recommender<'_>, item: u32) -> bool {
        let items = &shop.model.items;
        self.excluded.binary_search(&item).is_err()
            && self
                .categories
                .as_ref()
                .is_none_or(|wanted| items.category_of(item).is_some_and(|at| wanted.contains(&at)))
            && self
                .price_band
                .is_none_or(|(low, high)| items.price_of(item).is_some_and(|price| low <= price && price <= high))
    }
}
