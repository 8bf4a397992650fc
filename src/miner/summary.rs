//! What a run did, on one screen or as JSON, and the progress while it runs.

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Instant;

/// What `mine` did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Input files.
    pub files: u64,
    /// Order lines read.
    pub lines: u64,
    /// Blank lines in baskets files.
    pub blank_lines: u64,
    /// Rows left out, by reason, each with the place of the first.
    pub skipped: BTreeMap<String, (u64, String)>,
    /// Order lines that repeat an item of their order: counted once.
    pub repeated_lines: u64,
    /// Orders left out because they hold more than `--max-basket` distinct items.
    pub oversized_orders: u32,
    /// Orders counted.
    pub orders: u32,
    /// Distinct items.
    pub items: usize,
    /// Distinct known customers.
    pub customers: u32,
    /// First and last order, as ISO 8601.
    pub from: Option<String>,
    /// The last order.
    pub through: Option<String>,
    /// Fewest orders of a frequent itemset.
    pub min_orders: u32,
    /// Frequent itemsets.
    pub itemsets: usize,
    /// Rules written by `--rules`.
    pub rules_written: Option<u64>,
    /// Rules in the model.
    pub rules: Option<usize>,
    /// Neighbours in the model.
    pub neighbours: Option<usize>,
    /// Pairs of customer and item that the repurchase model was fitted on.
    pub repurchase_pairs: Option<usize>,
    /// Size of the blob.
    pub blob_bytes: Option<usize>,
    /// Where the blob lies.
    pub model: Option<String>,
    /// Seconds of each stage, in order.
    pub stages: Vec<(String, f64)>,
    /// Seconds in all.
    pub seconds: f64,
    /// Most memory held, in bytes, where the system tells.
    pub peak_memory: Option<u64>,
}

impl Summary {
    /// The summary for people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        let mut say = |what: &str, value: String| lines.push(format!("{what:>14}  {value}"));
        say(
            "read",
            format!("{} lines from {} file{}", number(self.lines), self.files, if self.files == 1 { "" } else { "s" }),
        );
        for (reason, (count, first)) in &self.skipped {
            say("skipped", format!("{} rows: {reason} (the first: {first})", number(*count)));
        }
        if self.repeated_lines > 0 {
            say("", format!("{} of them repeat an item of their order and count once", number(self.repeated_lines)));
        }
        if self.blank_lines > 0 {
            say("skipped", format!("{} blank lines", number(self.blank_lines)));
        }
        if self.oversized_orders > 0 {
            say("skipped", format!("{} orders of more items than --max-basket", number(self.oversized_orders.into())));
        }
        let span = match (&self.from, &self.through) {
            (Some(from), Some(through)) => format!(", {from} to {through}"),
            _ => String::new(),
        };
        say("orders", format!("{}{span}", number(self.orders.into())));
        say("items", number(self.items as u64));
        if self.customers > 0 {
            say("customers", number(self.customers.into()));
        }
        say(
            "itemsets",
            format!("{} in {} orders or more", number(self.itemsets as u64), number(self.min_orders.into())),
        );
        if let Some(rules) = self.rules_written {
            say("rules", format!("{} written", number(rules)));
        }
        if let Some(rules) = self.rules {
            say("rules", format!("{} with one consequent in the model", number(rules as u64)));
        }
        if let Some(neighbours) = self.neighbours {
            say("neighbours", number(neighbours as u64));
        }
        match self.repurchase_pairs {
            Some(0) => say("repurchase", "too little history to fit; defaults".to_owned()),
            Some(pairs) => say("repurchase", format!("fitted on {} purchases", number(pairs as u64))),
            None => {}
        }
        if let (Some(bytes), Some(path)) = (self.blob_bytes, &self.model) {
            say("model", format!("{} bytes in {path}", number(bytes as u64)));
        }
        let stages: Vec<String> = self.stages.iter().map(|(stage, seconds)| format!("{stage} {seconds:.2}")).collect();
        say("seconds", format!("{:.2} ({})", self.seconds, stages.join(", ")));
        if let Some(bytes) = self.peak_memory {
            say("peak memory", format!("{} MB", number(bytes / 1_000_000)));
        }
        lines.join("\n")
    }
}

/// With commas between the thousands.
#[must_use]
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Times stages and shows them: a bar or a spinner, on a terminal only.
pub struct Progress {
    start: Instant,
    stage: Option<(String, Instant)>,
    done: Vec<(String, f64)>,
    bar: ProgressBar,
}

impl Progress {
    /// Nothing begun yet.
    #[must_use]
    pub fn new() -> Self {
        Self { start: Instant::now(), stage: None, done: Vec::new(), bar: ProgressBar::hidden() }
    }

    /// Ends the stage before and begins one; with `bytes` it has a bar, else a spinner.
    pub fn stage(&mut self, name: &str, bytes: Option<u64>) -> ProgressBar {
        self.end();
        self.stage = Some((name.to_owned(), Instant::now()));
        // indicatif draws nothing where standard error is no terminal.
        self.bar = bytes.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let template = if bytes.is_some() {
            "{msg:>10} {bar:30} {bytes}/{total_bytes} {binary_bytes_per_sec} {eta} left"
        } else {
            "{msg:>10} {spinner} {elapsed}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_message(name.to_owned());
        self.bar.enable_steady_tick(std::time::Duration::from_millis(100));
        self.bar.clone()
    }

    fn end(&mut self) {
        self.bar.finish_and_clear();
        if let Some((name, since)) = self.stage.take() {
            self.done.push((name, since.elapsed().as_secs_f64()));
        }
    }

    /// Ends the last stage and writes the times into `summary`.
    pub fn finish(mut self, summary: &mut Summary) {
        self.end();
        summary.stages = self.done;
        summary.seconds = self.start.elapsed().as_secs_f64();
        summary.peak_memory = peak_memory();
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}

/// The most memory that this process held, where the system tells (Linux).
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
