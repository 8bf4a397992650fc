//! `crosssell rules`: the rules that a model carries.

use anyhow::{Context, Result};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use crate::blob;
use crate::miner::export::{RuleRow, TableFormat, write_rule_rows};
use crate::miner::files::{read_model, write_whole};
use crate::recommend::Recommender;

/// Print the rules that a model carries (those with one consequent).
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A .xsel file, a manifest.json, or the folder of one
    model: PathBuf,
    /// How to write them
    #[arg(long, value_enum, default_value = "csv")]
    format: TableFormat,
    /// Where to; standard output when not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the verb.
///
/// # Errors
/// The model cannot be read, or the output not be written.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let bytes = read_model(&arguments.model)?;
    let model = blob::decode(&bytes).with_context(|| arguments.model.display().to_string())?;
    let shop = Recommender::new(model)?;
    let rules: Vec<_> = shop.model().rules.iter().collect();
    let rows = rules.iter().map(|rule| {
        let antecedents = rule.antecedent.iter().map(|item| shop.id(*item)).collect();
        let evidence = shop.model().evidence(rule.orders, rule.antecedent_orders, rule.consequent);
        RuleRow::new(antecedents, vec![shop.id(rule.consequent)], &evidence)
    });
    if let Some(path) = &arguments.output {
        return write_whole(path, |file| write_rule_rows(arguments.format, file, rows));
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    write_rule_rows(arguments.format, &mut out, rows)?;
    Ok(out.flush()?)
}
