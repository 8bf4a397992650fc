//! `crosssell mine`: an order log becomes a model, rules, itemsets.

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::wrong_usage;
use crate::blob;
use crate::miner::baskets::{Baskets, Gather};
use crate::miner::build::{self, CategoryNames, Parts};
use crate::miner::itemsets::{self, Frequent, Itemsets};
use crate::miner::orders::{self, Format, OnBadRow, ReadOptions, ReadSummary};
use crate::miner::rules::Thresholds;
use crate::miner::summary::{Progress, Summary};
use crate::miner::{export, files, repurchase, weights};
use crate::model::{Model, Ratio, Timestamp};

/// Most neighbours an item, on average, when no budget says otherwise.
const NEIGHBOURS: usize = 30;

/// Mine an order log: write a model for the browser, and rules or itemsets as tables.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Order logs: CSV, TSV, JSON lines (each also .gz or .zst), Parquet, or plain baskets (.dat: one order a line); files,
    /// globs, or - for standard input
    #[arg(required = true)]
    orders: Vec<String>,
    /// Folder for manifest.json and model.<hash>.xsel
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// What is known of the items: id, name, category, price, variant group (CSV, TSV, JSON lines, Parquet)
    #[arg(long, value_name = "FILE")]
    catalog: Option<String>,
    /// Keep the catalogue's names in the model
    #[arg(long, requires = "catalog")]
    names: bool,

    /// Format of the order logs; by name or first bytes when not given
    #[arg(long)]
    format: Option<Format>,
    /// Column of the order ids; found by its usual names when not given, as are the following
    #[arg(long, value_name = "NAME")]
    order_col: Option<String>,
    /// Column of the item ids
    #[arg(long, value_name = "NAME")]
    item_col: Option<String>,
    /// Column of the customer ids
    #[arg(long, value_name = "NAME")]
    user_col: Option<String>,
    /// Column of the times
    #[arg(long, value_name = "NAME")]
    time_col: Option<String>,
    /// Column of the quantities
    #[arg(long, value_name = "NAME")]
    quantity_col: Option<String>,
    /// Column of the prices
    #[arg(long, value_name = "NAME")]
    price_col: Option<String>,
    /// Column of the categories
    #[arg(long, value_name = "NAME")]
    category_col: Option<String>,
    /// What to do about a row that makes no sense
    #[arg(long, value_enum, default_value_t)]
    on_bad_row: OnBadRow,

    /// Least share of all orders that hold an itemset, above 0 and at most 1
    #[arg(long, value_name = "SHARE", default_value = "0.01", conflicts_with = "min_count")]
    min_support: Ratio,
    /// Fewest orders that hold an itemset, in place of --min-support
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    min_count: Option<u32>,
    /// Least confidence of a rule, 0 to 1
    #[arg(long, value_name = "SHARE", default_value = "0.1")]
    min_confidence: Ratio,
    /// Least lift of a rule
    #[arg(long, value_name = "LIFT", default_value = "1.2")]
    min_lift: Ratio,
    /// Most items in an itemset
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=8))]
    max_len: u8,
    /// Leave out orders of more than N distinct items: no shopper's basket
    #[arg(long, value_name = "N", default_value_t = 5000, value_parser = clap::value_parser!(u32).range(1..))]
    max_basket: u32,
    /// Leave out rules, neighbours and category pairs of fewer than N distinct customers (privacy); a guest's order counts
    /// as one
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    min_customers: u32,
    /// What ranks: weights from co-occurrence counts, or none (rules only)
    #[arg(long, value_enum, default_value_t)]
    weights: Weights,
    /// Largest blob, such as 256KB: fewer neighbours an item until it fits
    #[arg(long, value_name = "SIZE", value_parser = size)]
    blob_budget: Option<usize>,

    /// Write all rules (every split of every frequent itemset) to a .csv, .jsonl or .parquet file
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// Write all frequent itemsets to a .csv, .jsonl or .parquet file
    #[arg(long, value_name = "FILE")]
    itemsets: Option<PathBuf>,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
    /// Threads; all cores when not given
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Weights {
    /// The best that the miner has: counts
    #[default]
    Auto,
    /// Size-weighted conditional probability, damped by popularity
    Counts,
    /// No weights: only `--scorer lift` answers
    None,
}

/// `256KB`, `1MB`, `300000`.
fn size(text: &str) -> Result<usize, String> {
    let upper = text.trim().to_ascii_uppercase();
    let units = [("KIB", 1 << 10), ("MIB", 1 << 20), ("KB", 1000), ("MB", 1_000_000), ("B", 1), ("", 1)];
    let unit = units.iter().find_map(|(unit, bytes)| Some((upper.strip_suffix(unit)?, *bytes)));
    let parsed = unit.and_then(|(digits, bytes)| digits.trim().parse::<usize>().ok()?.checked_mul(bytes));
    parsed.filter(|bytes| *bytes > 0).ok_or_else(|| "write a size such as 256KB or 1MB".to_owned())
}

/// Runs the verb.
///
/// # Errors
/// Wrong usage, unreadable input, no orders, or an output that cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    arguments.check()?;
    if let Some(threads) = arguments.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("cannot start the threads")?;
    }
    let mut progress = Progress::new();
    let mut summary = Summary::default();
    let baskets = read(arguments, &mut progress, &mut summary)?;

    progress.stage("itemsets", None);
    let frequent = arguments.frequent(baskets.orders.len() as u32)?;
    let itemsets = itemsets::mine(&baskets, frequent);
    summary.min_orders = frequent.min_orders;
    summary.itemsets = itemsets.len();
    write_tables(arguments, &baskets, &itemsets, &mut progress, &mut summary)?;

    if let Some(dir) = &arguments.output {
        write_model(arguments, &baskets, &itemsets, frequent, dir, &mut progress, &mut summary)?;
    }
    progress.finish(&mut summary);
    if arguments.json {
        writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&summary)?)?;
    } else {
        writeln!(std::io::stdout(), "{}", summary.text())?;
    }
    Ok(())
}

impl Arguments {
    fn check(&self) -> Result<()> {
        if self.output.is_none() && self.rules.is_none() && self.itemsets.is_none() {
            return Err(wrong_usage("give at least one output: -o DIR for a model, --rules FILE, or --itemsets FILE"));
        }
        for path in [&self.rules, &self.itemsets].into_iter().flatten() {
            export::TableFormat::of_path(path).map_err(|error| wrong_usage(&error.to_string()))?;
        }
        let share = |option: &str, ratio: Ratio, zero: bool| {
            if ratio.numerator > ratio.denominator || (ratio.numerator == 0 && !zero) {
                let least = if zero { "from 0" } else { "above 0" };
                return Err(wrong_usage(&format!(
                    "{option} {ratio} is no share; it must lie {least} to 1, such as 0.01"
                )));
            }
            Ok(())
        };
        share("--min-support", self.min_support, false)?;
        share("--min-confidence", self.min_confidence, true)
    }

    fn frequent(&self, orders: u32) -> Result<Frequent> {
        let counted = self.min_count.map_or(self.min_support.smallest_count(orders), u64::from);
        let min_orders =
            u32::try_from(counted.max(1)).context("the minimum support is more than 4,294,967,295 orders")?;
        Ok(Frequent { min_orders, min_customers: self.min_customers, max_len: usize::from(self.max_len) })
    }

    fn thresholds(&self) -> Thresholds {
        Thresholds { min_confidence: self.min_confidence, min_lift: self.min_lift }
    }
}

/// Reads orders and catalogue.
fn read(arguments: &Arguments, progress: &mut Progress, summary: &mut Summary) -> Result<Baskets> {
    let bar = progress.stage("read", orders::total_bytes(&arguments.orders));
    let show = |bytes| bar.set_position(bytes);
    let options = ReadOptions {
        format: arguments.format,
        order_col: arguments.order_col.as_deref(),
        item_col: arguments.item_col.as_deref(),
        user_col: arguments.user_col.as_deref(),
        time_col: arguments.time_col.as_deref(),
        quantity_col: arguments.quantity_col.as_deref(),
        price_col: arguments.price_col.as_deref(),
        category_col: arguments.category_col.as_deref(),
        on_bad_row: arguments.on_bad_row,
        on_progress: Some(&show),
    };
    let mut gather = Gather::default();
    let report = orders::read(&arguments.orders, &options, &mut |line| gather.push(line))?;
    summary.files = report.files;
    summary.lines = report.lines;
    summary.blank_lines = report.blank_lines;
    add_skipped(summary, "", &report);
    let mut catalog = Vec::new();
    if let Some(path) = &arguments.catalog {
        let (items, report) = orders::read_catalog(path, arguments.on_bad_row)?;
        add_skipped(summary, "catalogue: ", &report);
        catalog = items;
    }

    progress.stage("group", None);
    let baskets = gather.finish(catalog, arguments.max_basket);
    let lines = baskets.orders.entries.len() as u64;
    // With orders left out, their lines cannot be told from repeated ones.
    summary.repeated_lines = if baskets.oversized == 0 { report.lines.saturating_sub(lines) } else { 0 };
    summary.oversized_orders = baskets.oversized;
    summary.orders = baskets.orders.len() as u32;
    summary.items = baskets.items.len();
    summary.customers = baskets.customer_count;
    let times = || baskets.times.iter().flatten().copied();
    let text = |time: Option<i64>| time.and_then(Timestamp::from_unix).map(|time| time.to_string());
    (summary.from, summary.through) = (text(times().min()), text(times().max()));
    if baskets.orders.is_empty() {
        let names = arguments.orders.join(", ");
        match baskets.oversized {
            0 => bail!("{names}: there is no order in it; a log needs at least one line with an order and an item"),
            count => {
                bail!("{names}: all {count} orders have more than {} items; raise --max-basket", arguments.max_basket)
            }
        }
    }
    Ok(baskets)
}

fn add_skipped(summary: &mut Summary, prefix: &str, report: &ReadSummary) {
    for (reason, skipped) in &report.skipped {
        summary.skipped.insert(format!("{prefix}{reason}"), (skipped.count, skipped.first.clone()));
    }
}

/// Writes what `--rules` and `--itemsets` ask for.
fn write_tables(
    arguments: &Arguments,
    baskets: &Baskets,
    itemsets: &Itemsets,
    progress: &mut Progress,
    summary: &mut Summary,
) -> Result<()> {
    let id = |item: u32| baskets.items[item as usize].id.clone();
    if let Some(path) = &arguments.itemsets {
        progress.stage("write itemsets", None);
        export::write_itemsets(path, itemsets, id)?;
    }
    if let Some(path) = &arguments.rules {
        progress.stage("write rules", None);
        summary.rules_written = Some(export::write_rules(path, itemsets, &arguments.thresholds(), id)?);
    }
    Ok(())
}

/// Learns what the model needs beyond itemsets, builds it within the budget, writes it.
fn write_model(
    arguments: &Arguments,
    baskets: &Baskets,
    itemsets: &Itemsets,
    frequent: Frequent,
    dir: &Path,
    progress: &mut Progress,
    summary: &mut Summary,
) -> Result<()> {
    progress.stage("weights", None);
    let mean = if arguments.weights == Weights::None { 0 } else { NEIGHBOURS };
    let neighbours = match mean {
        0 => vec![weights::Row::default(); baskets.items.len()],
        _ => build::neighbours(baskets, arguments.min_customers),
    };
    progress.stage("repurchase", None);
    let categories = CategoryNames::of(baskets);
    let repurchases = repurchase::learn(baskets, &categories.of_items);
    progress.stage("build", None);
    let parts = Parts {
        baskets,
        categories: &categories,
        itemsets,
        frequent,
        thresholds: arguments.thresholds(),
        neighbours: &neighbours,
        repurchases: &repurchases,
        names: arguments.names,
    };
    let (model, bytes) = within_budget(&parts, mean, arguments.blob_budget)?;
    let path = files::write_model(&model, &bytes, dir)?;
    summary.rules = Some(model.rules.len());
    summary.neighbours = Some(model.neighbours.len());
    summary.repurchase_pairs = Some(repurchases.pairs);
    summary.blob_bytes = Some(bytes.len());
    summary.model = Some(path.display().to_string());
    Ok(())
}

/// The model with as many neighbours an item on average, up to `mean`, as `budget` allows, and its blob.
fn within_budget(parts: &Parts<'_>, mean: usize, budget: Option<usize>) -> Result<(Model<'static>, Vec<u8>)> {
    let build = |neighbours| {
        let model = build::model(parts, neighbours)?;
        let bytes = blob::encode(&model).context("cannot encode the model")?;
        Ok::<_, anyhow::Error>((model, bytes))
    };
    let full = build(mean)?;
    let Some(budget) = budget.filter(|budget| full.1.len() > *budget) else { return Ok(full) };
    let mut smallest = full.1.len();
    for neighbours in (1..mean).rev() {
        let smaller = build(neighbours)?;
        smallest = smaller.1.len();
        if smallest <= budget {
            return Ok(smaller);
        }
    }
    bail!(
        "the model takes {smallest} bytes with as few neighbours as can be, more than --blob-budget {budget}; raise it, or raise --min-support or --min-count so that there are fewer rules"
    )
}
