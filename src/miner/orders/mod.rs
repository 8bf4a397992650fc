//! Files of any of the supported formats in, order lines out, each with its place for errors.
//!
//! [`read`] is what the `mine` and `evaluate` verbs call; [`read_catalog`] reads what is known of the items. Inputs are
//! paths, globs or `-` for standard input, plain or compressed with gzip or Zstandard. CSV, TSV, JSON lines, Parquet and
//! plain baskets all end in the same row check, so that one log gives the same lines, and the same messages, in all.

mod baskets;
mod catalog;
mod columns;
mod delimited;
mod error;
mod intake;
mod jsonl;
mod log;
mod parquet;
mod source;
#[cfg(test)]
mod tests;
mod values;

pub use catalog::{CatalogItem, read_catalog, read_catalog_from};
pub use columns::Column;
pub use error::{BadRow, Fault, Place, ReadError};
pub use source::total_bytes;

use crate::model::Timestamp;
use intake::Intake;
use source::Counter;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;

/// One line of an order log: an item in an order. Texts are borrowed from the reader's buffer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrderLine<'a> {
    /// The order's id. Never empty.
    pub order: &'a str,
    /// The item's id. Never empty.
    pub item: &'a str,
    /// The customer's id; empty for a guest.
    pub customer: &'a str,
    /// When it was ordered, where the log says so.
    pub time: Option<Timestamp>,
    /// The item's category; empty where unknown.
    pub category: &'a str,
    /// The price of one piece in hundredths of the currency, where known.
    pub price: Option<u32>,
}

/// How a file is laid out. Compression is told apart from it by the first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Format {
    /// Fields with a comma between (or a semicolon, tab or bar, if the header shows so), the first line names them.
    Csv,
    /// Fields with a tab between, the first line names them.
    Tsv,
    /// One JSON object a line.
    #[value(alias = "jsonl", alias = "ndjson")]
    JsonLines,
    /// Apache Parquet, flat columns.
    Parquet,
    /// One order a line, item ids with blanks between (FIMI).
    #[value(alias = "fimi")]
    Baskets,
}

impl Format {
    /// By a name's ending, after `.gz` or `.zst`.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        match source::ending(name)?.as_str() {
            "csv" => Some(Self::Csv),
            "tsv" | "tab" => Some(Self::Tsv),
            "jsonl" | "ndjson" | "json" => Some(Self::JsonLines),
            "parquet" | "pq" => Some(Self::Parquet),
            "dat" | "basket" | "baskets" | "fimi" => Some(Self::Baskets),
            _ => None,
        }
    }
}

/// What to do about a row that no order line can be made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum OnBadRow {
    /// Stop with an error that names it.
    #[default]
    Fail,
    /// Leave it out and count it.
    Skip,
}

/// How to read. The default finds formats and columns by itself and stops at the first bad row.
#[derive(Clone, Copy, Default)]
pub struct ReadOptions<'a> {
    /// The format of every input; `None`: by name, then by the first bytes.
    pub format: Option<Format>,
    /// The column of the order ids; `None`: by usual names, as in all the following.
    pub order_col: Option<&'a str>,
    /// The column of the item ids.
    pub item_col: Option<&'a str>,
    /// The column of the customer ids.
    pub user_col: Option<&'a str>,
    /// The column of the times.
    pub time_col: Option<&'a str>,
    /// The column of the quantities, which are checked and then of no further use.
    pub quantity_col: Option<&'a str>,
    /// The column of the prices.
    pub price_col: Option<&'a str>,
    /// The column of the categories.
    pub category_col: Option<&'a str>,
    /// What to do about bad rows.
    pub on_bad_row: OnBadRow,
    /// Told every now and then how many bytes were read from the inputs, before decompression, all files together.
    pub on_progress: Option<&'a dyn Fn(u64)>,
}

impl fmt::Debug for ReadOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadOptions")
            .field("format", &self.format)
            .field("order_col", &self.order_col)
            .field("item_col", &self.item_col)
            .field("user_col", &self.user_col)
            .field("time_col", &self.time_col)
            .field("quantity_col", &self.quantity_col)
            .field("price_col", &self.price_col)
            .field("category_col", &self.category_col)
            .field("on_bad_row", &self.on_bad_row)
            .finish_non_exhaustive()
    }
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadSummary {
    /// Files, standard input included.
    pub files: u64,
    /// Lines that the sink took: items in orders, or items of a catalogue.
    pub lines: u64,
    /// Bytes read, before decompression.
    pub bytes: u64,
    /// Lines without anything on them.
    pub blank_lines: u64,
    /// Rows left out, by reason; empty unless bad rows are skipped.
    pub skipped: BTreeMap<String, Skipped>,
}

impl ReadSummary {
    /// All rows left out.
    #[must_use]
    pub fn skipped_rows(&self) -> u64 {
        self.skipped.values().map(|skipped| skipped.count).sum()
    }
}

/// Rows left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// How many.
    pub count: u64,
    /// The first one: `file:line column`.
    pub first: String,
}

/// Reads order logs: `inputs` are paths, globs (read in sorted order) or `-`; each file is read once, even when it is
/// named twice. Every line goes to `sink`.
///
/// # Errors
/// An input is missing, unreadable, damaged, or of no known format; a required or named column is missing; or a row is
/// bad (or refused by `sink`) and [`ReadOptions::on_bad_row`] says to fail.
pub fn read(
    inputs: &[String],
    options: &ReadOptions<'_>,
    sink: &mut dyn FnMut(&OrderLine<'_>) -> Result<(), Fault>,
) -> Result<ReadSummary, ReadError> {
    let inputs = source::expand(inputs)?;
    let counter = Counter::new(options.on_progress);
    let mut table = log::OrderLog::new(options, sink);
    let mut intake = Intake::new(&mut table, &counter, options.on_bad_row);
    for input in &inputs {
        source::read_input(input, options.format, &mut intake)?;
    }
    Ok(intake.finish())
}

/// Reads one order log from `reader`, as [`read`] does; `name` shows in messages, and its ending tells the format.
///
/// # Errors
/// As [`read`].
pub fn read_from(
    reader: impl Read,
    name: &str,
    options: &ReadOptions<'_>,
    sink: &mut dyn FnMut(&OrderLine<'_>) -> Result<(), Fault>,
) -> Result<ReadSummary, ReadError> {
    let counter = Counter::new(options.on_progress);
    let mut table = log::OrderLog::new(options, sink);
    let mut intake = Intake::new(&mut table, &counter, options.on_bad_row);
    source::read_stream(reader, name, None, options.format, &mut intake)?;
    Ok(intake.finish())
}
