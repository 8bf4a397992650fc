//! Orders in, model out. Everything native lives here: files, threads, progress, the sample shop.
//!
//! The pipeline, left to right: [`orders`] -> [`dictionary`] -> [`baskets`] -> [`counts`] -> [`itemsets`] -> [`rules`],
//! [`weights`], [`repurchase`] -> [`build`] -> [`files`]. [`export`] writes tables, [`synth`] makes a sample shop,
//! [`summary`] reports, and [`cli`] has the verbs that put all this together.

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

pub mod baskets;
pub mod build;
pub mod cli;
pub mod counts;
pub mod dictionary;
pub mod export;
pub mod files;
pub mod itemsets;
pub mod orders;
pub mod repurchase;
pub mod rules;
pub mod summary;
pub mod synth;
pub mod weights;
