//! Orders in, model out. Everything native lives here: files, threads, progress, the sample shop.
//!
//! The pipeline, left to right: [`orders`] -> baskets -> counts -> itemsets -> rules -> weights -> model.

// The miner reads data that it made itself; it may index and cast. It still never unwraps.
#![allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc
)]

pub mod orders;
pub mod synth;
