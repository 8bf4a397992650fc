//! Cart and history in, explained recommendations out. Imports `model` only; no clock, no randomness, no I/O.
//!
//! * `cart`: cart -> candidates -> score -> filter -> rank -> explain
//! * `categories`: which categories go with a cart or a category
//! * `next`: what a shopper buys again, by the model of `repurchase`
//!
//! Same model and same request, same answer, natively and in wasm: sums run in one order, ties break on the item's
//! number (popularity, then id), and transcendental functions come from `libm`.

mod answer;
mod cart;
mod categories;
mod error;
mod next;
mod reasons;
pub mod repurchase;
mod request;
mod scores;

pub use answer::{CartAnswer, CategoryRecommendation, Due, Reason, Recommendation, Source};
pub use error::BadInput;
pub use request::{CartRequest, CategoryRequest, Fallback, Moment, NextRequest, Purchase, Repeat, Scorer};

use alloc::{vec, vec::Vec};

use crate::model::{self, Habit, Model, ModelError, Neighbour};
use repurchase::Rates;

/// A model made ready to answer: where its rows start, and its ids in order. Building one is a pass over the items.
#[derive(Debug)]
pub struct Recommender<'a> {
    model: Model<'a>,
    id_starts: Vec<u32>,
    name_starts: Vec<u32>,
    /// Items in ascending order of their ids.
    by_id: Vec<u32>,
    category_starts: Vec<u32>,
    neighbour_starts: Vec<u32>,
    antecedent_starts: Vec<u32>,
    consequent_starts: Vec<u32>,
    partner_starts: Vec<u32>,
    category_habits: Vec<Habit>,
    shop_rates: Rates,
}

impl<'a> Recommender<'a> {
    /// Makes `model` ready.
    ///
    /// # Errors
    /// The model is not well-formed (a decoded one always is), or two of its items share an id.
    pub fn new(model: Model<'a>) -> Result<Self, ModelError> {
        let too_long = |column| ModelError { column, problem: "has more than 2^32 entries" };
        let starts = |lengths, column| model::starts(lengths).ok_or_else(|| too_long(column));
        let mut category_habits = vec![Habit::default(); model.categories.len()];
        let mut shop = Habit::default();
        let items = u32::try_from(model.items.len()).map_err(|_| too_long("items"))?;
        for item in 0..items {
            let habit = model.repurchase.habit_of(item);
            shop += habit;
            let category =
                model.items.category_of(item).and_then(|category| category_habits.get_mut(category as usize));
            if let Some(category) = category {
                *category += habit;
            }
        }
        let mut this = Self {
            id_starts: starts(&model.items.ids.lengths, "items.ids")?,
            name_starts: starts(&model.items.names.lengths, "items.names")?,
            by_id: Vec::new(),
            category_starts: starts(&model.categories.names.lengths, "categories.names")?,
            neighbour_starts: starts(&model.neighbours.lengths, "neighbours.lengths")?,
            antecedent_starts: starts(&model.rules.antecedent_lengths, "rules.antecedent_lengths")?,
            consequent_starts: starts(&model.rules.consequent_lengths, "rules.consequent_lengths")?,
            partner_starts: starts(&model.categories.lengths, "categories.lengths")?,
            category_habits,
            shop_rates: Rates::of_shop(shop, &model.pace),
            model,
        };
        let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let by_id = model::order(items as usize, &|a, b| this.id(number(a)).cmp(this.id(number(b))));
        let by_id: Vec<u32> = by_id.into_iter().map(number).collect();
        if !by_id.is_sorted_by(|a, b| this.id(*a) < this.id(*b)) {
            return Err(ModelError { column: "items.ids", problem: "has two items of the same id" });
        }
        this.by_id = by_id;
        Ok(this)
    }

    /// The model behind the answers.
    #[must_use]
    pub fn model(&self) -> &Model<'a> {
        &self.model
    }

    /// The external id of `item`; empty for a number that is no item.
    #[must_use]
    pub fn id(&self, item: u32) -> &str {
        row(&self.id_starts, item).and_then(|(start, end)| self.model.items.ids.slice(start, end)).unwrap_or_default()
    }

    /// The internal number of the item with this external id.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<u32> {
        // UTF-8 sorts as its bytes do.
        let bytes = |item| row(&self.id_starts, item).and_then(|(start, end)| self.model.items.ids.bytes(start, end));
        let at = self.by_id.binary_search_by(|item| bytes(*item).cmp(&Some(id.as_bytes()))).ok()?;
        self.by_id.get(at).copied()
    }

    /// The name of `item`, where the model carries names.
    #[must_use]
    pub fn name(&self, item: u32) -> Option<&str> {
        let (start, end) = row(&self.name_starts, item)?;
        self.model.items.names.slice(start, end)
    }

    /// The neighbours of `item`, ascending.
    #[must_use]
    pub fn neighbours(&self, item: u32) -> Vec<Neighbour> {
        let scale = self.model.neighbours.scale_of(item).unwrap_or(0.0);
        let (start, end) = row(&self.neighbour_starts, item).unwrap_or((0, 0));
        (start as usize..end as usize).filter_map(|at| self.model.neighbours.entry(scale, at)).collect()
    }

    /// The name of a category; empty for a number that is none.
    #[must_use]
    pub fn category_name(&self, category: u32) -> &str {
        let row = row(&self.category_starts, category);
        row.and_then(|(start, end)| self.model.categories.names.slice(start, end)).unwrap_or_default()
    }

    /// The number of the category of this name.
    #[must_use]
    pub fn category(&self, name: &str) -> Option<u32> {
        let count = u32::try_from(self.model.categories.len()).ok()?;
        (0..count).find(|category| self.category_name(*category) == name)
    }
}

/// Start and end of row `index`.
fn row(starts: &[u32], index: u32) -> Option<(u32, u32)> {
    let index = index as usize;
    Some((*starts.get(index)?, *starts.get(index.checked_add(1)?)?))
}
