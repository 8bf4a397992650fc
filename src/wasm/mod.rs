//! The JavaScript face: values in, values out. Imports `model`, `blob`, `recommend`.
//!
//! `pkg/index.js` wraps it: it loads files, checks the shape of requests, and turns what is thrown here (objects with
//! `code` and `message`) into `CrossSellError`. Nothing here reads a clock; the seed of an answer comes from the host's
//! random source where the caller gives none.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use js_sys::{Error, Function, Object, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

use crate::blob;
use crate::model::Timestamp;
use crate::recommend::{CartRequest, CategoryRequest, NextRequest, Recommender};

/// A loaded model.
#[wasm_bindgen]
pub struct Shop {
    recommender: Recommender<'static>,
    digest: String,
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
            thrown(code, &error.to_string())
        };
        let model = blob::decode(bytes).map_err(refused)?.into_owned();
        let recommender = Recommender::new(model).map_err(|error| thrown("CORRUPT", &error.to_string()))?;
        let digest = blob::digest(bytes).map(|digest| alloc::format!("{digest:016x}")).unwrap_or_default();
        Ok(Self { recommender, digest })
    }

    /// What goes with a cart. `available`, where given, is asked for each id that might be answered; what it throws is
    /// thrown on.
    ///
    /// # Errors
    /// `BAD_INPUT`.
    pub fn recommend(&self, request: JsValue, available: Option<Function>) -> Result<JsValue, JsValue> {
        let seeded = Reflect::get(&request, &JsValue::from_str("seed")).is_ok_and(|seed| !seed.is_undefined());
        let mut request: CartRequest = read(request)?;
        if !seeded {
            request.seed = random_seed();
        }
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
            None => write(&answer.map_err(bad_input)?),
        }
    }

    /// What is bought again: an array.
    ///
    /// # Errors
    /// `BAD_INPUT`.
    pub fn next(&self, request: JsValue) -> Result<JsValue, JsValue> {
        let request: NextRequest = read(request)?;
        write(&self.recommender.next(&request).map_err(bad_input)?)
    }

    /// Which categories go with a cart or a category: an array.
    ///
    /// # Errors
    /// `BAD_INPUT`.
    #[wasm_bindgen(js_name = complementaryCategories)]
    pub fn complementary_categories(&self, request: JsValue) -> Result<JsValue, JsValue> {
        let request: CategoryRequest = read(request)?;
        write(&self.recommender.complementary_categories(&request).map_err(bad_input)?)
    }

    /// Every reason that speaks for an item given a cart: an array.
    ///
    /// # Errors
    /// `BAD_INPUT`.
    pub fn explain(&self, id: &str, cart: JsValue) -> Result<JsValue, JsValue> {
        let cart: Vec<String> = read(cart)?;
        write(&self.recommender.explain(id, &cart))
    }

    /// What the model is.
    ///
    /// # Errors
    /// None that is known.
    pub fn info(&self) -> Result<JsValue, JsValue> {
        let model = self.recommender.model();
        write(&Info {
            format_version: blob::FORMAT_VERSION,
            mined_through: model.about.mined_through.and_then(Timestamp::from_unix).map(Timestamp::date),
            orders: model.about.orders,
            items: model.items.len(),
            rules: model.rules.len(),
            neighbours: model.neighbours.len(),
            categories: model.categories.len(),
            digest: &self.digest,
            mined_by: &model.about.build,
            build: env!("CARGO_PKG_VERSION"),
        })
    }
}

/// What `info` answers.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Info<'a> {
    format_version: u32,
    mined_through: Option<String>,
    orders: u32,
    items: usize,
    rules: usize,
    neighbours: usize,
    categories: usize,
    digest: &'a str,
    mined_by: &'a str,
    build: &'a str,
}

fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(|error| thrown("BAD_INPUT", &error.to_string()))
}

fn write(value: &impl Serialize) -> Result<JsValue, JsValue> {
    // `null` rather than `undefined` for what is unknown, so that an answer reads like its JSON.
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    value.serialize(&serializer).map_err(|error| thrown("CORRUPT", &error.to_string()))
}

fn bad_input(error: crate::recommend::BadInput) -> JsValue {
    thrown("BAD_INPUT", &error.to_string())
}

/// A JavaScript `Error` with a `code`.
fn thrown(code: &str, message: &str) -> JsValue {
    let error = Error::new(message);
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&error, &JsValue::from_str("code"), &JsValue::from_str(code));
    Object::from(error).into()
}

/// 53 random bits: what a JavaScript number holds exactly. 0 where the host has no random source: an id that is not
/// unique is no reason to give no answer.
fn random_seed() -> u64 {
    getrandom::u64().unwrap_or(0) >> 11
}
