//! The JavaScript face: packets in, packets out. Imports `model`, `blob`, `recommend`.
//!
//! `pkg/src/shop.js` wraps it: it checks the shape of requests, packs them, unpacks answers, and turns what is thrown here
//! (a text: the code, a blank, the message) into `CrossSellError`. Nothing here reads a clock; the seed of an answer
//! comes from the host's random source where the caller gives none.

mod answer;
mod packet;
mod request;

use alloc::format;
use alloc::string::String;
use core::cell::Cell;
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use crate::blob;
use crate::model::Timestamp;
use crate::recommend::{BadInput, Recommender};
use packet::{Reader, Writer};

/// A loaded model.
#[wasm_bindgen]
pub struct Shop {
    recommender: Recommender<'static>,
    digest: String,
    /// The next answer's seed, where the caller gives none.
    seed: Cell<u64>,
}

#[wasm_bindgen]
impl Shop {
    /// Decodes a blob.
    ///
    /// # Errors
    /// `NOT_A_BLOB`, `UNSUPPORTED_VERSION` or `CORRUPT`.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<Shop, JsValue> {
        let refused = |error: blob::DecodeError| {
            let code = match error {
                blob::DecodeError::NotABlob { .. } => "NOT_A_BLOB",
                blob::DecodeError::UnsupportedVersion { .. } => "UNSUPPORTED_VERSION",
                _ => "CORRUPT",
            };
            JsValue::from_str(&format!("{code} {error}"))
        };
        let model = blob::decode_owned(bytes).map_err(refused)?;
        let corrupt = |error| JsValue::from_str(&format!("CORRUPT {error}"));
        let recommender = Recommender::new(model).map_err(corrupt)?;
        let digest = blob::digest(bytes).map(|digest| format!("{digest:016x}")).unwrap_or_default();
        // 53 random bits: what a JavaScript number holds exactly. 0 where the host has no random source: ids that repeat
        // are no reason to give no answer.
        let seed = Cell::new(getrandom::u64().unwrap_or(0) >> 11);
        Ok(Self { recommender, digest, seed })
    }

    /// What goes with a cart. `available`, where given, is asked for each id that might be answered; what it throws is
    /// thrown on.
    ///
    /// # Errors
    /// `BAD_INPUT`.
    pub fn recommend(&self, text: &str, numbers: &[f64], available: Option<Function>) -> Result<Array, JsValue> {
        // Asking the host's random source each time would take longer than the answer.
        let next = || self.seed.replace(self.seed.get().wrapping_add(1));
        let request = request::cart(Reader::new(text, numbers), next);
        let mut failure = None;
        let answer = self.recommender.recommend(&request, |id| {
            let Some(available) = &available else { return true };
            if failure.is_some() {
                return false;
            }
            let said = available.call1(&JsValue::UNDEFINED, &JsValue::from_str(id));
            said.map(|said| said.is_truthy()).unwrap_or_else(|error| {
                failure = Some(error);
                false
            })
        });
        match failure {
            Some(error) => Err(error),
            None => Ok(answer::cart(&answer.map_err(bad_input)?)),
        }
    }

    /// What is bought again.
    ///
    /// # Errors
    /// `BAD_INPUT`.
    pub fn next(&self, text: &str, numbers: &[f64]) -> Result<Array, JsValue> {
        let request = request::next(Reader::new(text, numbers));
        Ok(answer::next(&self.recommender.next(&request).map_err(bad_input)?))
    }

    /// Which categories go with a cart or a category.
    ///
    /// # Errors
    /// `BAD_INPUT`.
    #[wasm_bindgen(js_name = complementaryCategories)]
    pub fn complementary_categories(&self, text: &str, numbers: &[f64]) -> Result<Array, JsValue> {
        let request = request::category(Reader::new(text, numbers));
        Ok(answer::categories(&self.recommender.complementary_categories(&request).map_err(bad_input)?))
    }

    /// Every reason that speaks for an item given a cart.
    #[must_use]
    pub fn explain(&self, text: &str, numbers: &[f64]) -> Array {
        let mut packet = Reader::new(text, numbers);
        let (id, cart) = (packet.text(), packet.texts());
        answer::reasons(&self.recommender.explain(&id, &cart))
    }

    /// What the model is.
    #[must_use]
    pub fn info(&self) -> Array {
        let model = self.recommender.model();
        let mined_through = model.about.mined_through.and_then(Timestamp::from_unix).map(Timestamp::date);
        let mut packet = Writer::default();
        packet.number(f64::from(blob::FORMAT_VERSION));
        packet.text(&mined_through.unwrap_or_default());
        packet.number(f64::from(model.about.orders));
        packet.count(model.items.len());
        packet.count(model.rules.len());
        packet.count(model.neighbours.len());
        packet.count(model.categories.len());
        packet.text(&self.digest);
        packet.text(&model.about.build);
        packet.text(env!("CARGO_PKG_VERSION"));
        packet.finish()
    }
}

fn bad_input(error: BadInput) -> JsValue {
    JsValue::from_str(&format!("BAD_INPUT {error}"))
}
