//! `crosssell synth`: a sample shop to try everything on.

use anyhow::Result;
use std::io::Write;
use std::path::PathBuf;

use crate::miner::summary::number;
use crate::miner::synth::{self, SynthOptions};

/// Write a sample shop: DIR/orders.csv, DIR/catalog.jsonl, and DIR/truth.json with what was planted.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Orders
    #[arg(long, default_value_t = SynthOptions::default().orders)]
    orders: u32,
    /// Items
    #[arg(long, default_value_t = SynthOptions::default().items)]
    items: u32,
    /// Chooses one shop out of many; the same seed gives the same shop everywhere
    #[arg(long, default_value_t = SynthOptions::default().seed)]
    seed: u64,
    /// Folder to write to
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
}

/// Runs the verb.
///
/// # Errors
/// The options make no shop, or the folder cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let options = SynthOptions { orders: arguments.orders, items: arguments.items, seed: arguments.seed };
    let shop = synth::generate(&options)?;
    let dir = &arguments.output;
    synth::write(&shop, dir)?;
    writeln!(
        std::io::stdout(),
        "{} orders with {} lines, {} items in {}",
        number(options.orders.into()),
        number(shop.lines.len() as u64),
        number(shop.products.len() as u64),
        dir.display()
    )?;
    Ok(())
}
