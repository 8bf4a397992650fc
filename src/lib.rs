//! Orders go in at one end, a small static file comes out at the other, and every shopper's browser turns that file,
//! the cart and the shopper's own history into recommendations.
//!
//! ```text
//! orders -> dictionary -> baskets -> counts -> itemsets -> rules -> weights -> model -> blob      (miner, native)
//!                                                                    blob -> model -> score -> rank -> explain      (browser)
//! ```
//!
//! * [`model`] is what a mined shop is: plain, validated columns of counts and weights.
//! * [`blob`] is the same model as bytes that any static host can serve.
//! * [`recommend`] answers: cart and history in, explained recommendations out.
//! * `miner` (feature `miner`) turns order logs into a model; it is the only module that does I/O.
//! * `wasm` (on wasm32 only) is the JavaScript face.
//!
//! `model`, `blob` and `recommend` are compiled into both faces, so what the miner evaluates is what the browser runs,
//! to the last bit.

extern crate alloc;

pub mod blob;
pub mod model;
pub mod recommend;

#[cfg(feature = "miner")]
pub mod miner;

#[cfg(target_arch = "wasm32")]
mod wasm;
