//! How a request or an answer crosses between JavaScript and wasm: as one text and one list of numbers.
//!
//! A value is read off the front in the order in which it was put in; of a text the numbers hold the length in UTF-16
//! units and the text holds the letters. Two crossings a call, however long a history is: reading it property by
//! property takes more time than the answer, and the code for it more bytes than the scoring. `pkg/src/packet.js` is the
//! other side; the order of fields is in `request.rs` / `pkg/src/request.js` and `answer.rs` / `pkg/src/answer.js`.

use alloc::string::String;
use alloc::vec::Vec;
use js_sys::{Array, Float64Array};
use wasm_bindgen::JsValue;

/// Takes values off a packet. What is missing reads as 0 or as the empty text.
pub(super) struct Reader<'p> {
    text: &'p str,
    numbers: &'p [f64],
}

impl<'p> Reader<'p> {
    pub(super) fn new(text: &'p str, numbers: &'p [f64]) -> Self {
        Self { text, numbers }
    }

    pub(super) fn number(&mut self) -> f64 {
        let Some((first, rest)) = self.numbers.split_first() else { return 0.0 };
        self.numbers = rest;
        *first
    }

    /// A whole number, 0 or more. `as` saturates, and NaN becomes 0.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub(super) fn whole(&mut self) -> u64 {
        self.number() as u64
    }

    /// How many entries follow: never more than there can be.
    pub(super) fn count(&mut self) -> usize {
        usize::try_from(self.whole()).unwrap_or(usize::MAX).min(self.numbers.len())
    }

    pub(super) fn text(&mut self) -> String {
        let mut units = self.whole();
        let unit = |letter: char| if letter.len_utf16() == 1 { 1 } else { 2 };
        let end = self.text.char_indices().find(|(_, letter)| {
            let over = units == 0;
            units = units.saturating_sub(unit(*letter));
            over
        });
        let (text, rest) = self.text.split_at_checked(end.map_or(self.text.len(), |(at, _)| at)).unwrap_or_default();
        self.text = rest;
        text.into()
    }

    pub(super) fn texts(&mut self) -> Vec<String> {
        (0..self.count()).map(|_| self.text()).collect()
    }
}

/// Puts values into a packet.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    numbers: Vec<f64>,
}

impl Writer {
    pub(super) fn number(&mut self, number: f64) {
        self.numbers.push(number);
    }

    /// A length or a place: far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn count(&mut self, count: usize) {
        self.numbers.push(count as f64);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.count(text.encode_utf16().count());
        self.text.push_str(text);
    }

    pub(super) fn texts<'t>(&mut self, texts: impl ExactSizeIterator<Item = &'t str>) {
        self.count(texts.len());
        texts.for_each(|text| self.text(text));
    }

    /// `[text, numbers]`.
    pub(super) fn finish(self) -> Array {
        Array::of2(&JsValue::from_str(&self.text), &Float64Array::from(self.numbers.as_slice()))
    }
}
