//! Rules and itemsets as files: CSV, JSON lines, Parquet.

use anyhow::{Context, Result, bail};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde::Serialize;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use super::files::write_whole;
use super::itemsets::Itemsets;
use super::rules::{self, Thresholds};
use crate::model::Evidence;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum TableFormat {
    /// A header line, then one rule a line; lists of ids are JSON arrays.
    Csv,
    /// One JSON object a line.
    #[value(alias = "jsonl")]
    Json,
    /// Apache Parquet.
    Parquet,
}

impl TableFormat {
    /// By a file's ending.
    ///
    /// # Errors
    /// The ending is none of `.csv`, `.jsonl`, `.json`, `.parquet`.
    pub fn of_path(path: &Path) -> Result<Self> {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => Ok(Self::Csv),
            Some("jsonl" | "ndjson" | "json") => Ok(Self::Json),
            Some("parquet" | "pq") => Ok(Self::Parquet),
            _ => bail!("cannot tell the format of {}; let it end in .csv, .jsonl or .parquet", path.display()),
        }
    }
}

/// A rule as it is written: ids, counts and measures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleRow<'a> {
    antecedents: Vec<&'a str>,
    consequents: Vec<&'a str>,
    orders: u32,
    antecedent_orders: u32,
    consequent_orders: u32,
    support: f64,
    confidence: f64,
    lift: f64,
    leverage: f64,
    /// `None` where infinite.
    conviction: Option<f64>,
    zhangs_metric: f64,
}

impl<'a> RuleRow<'a> {
    /// All measures of a rule.
    #[must_use]
    pub fn new(antecedents: Vec<&'a str>, consequents: Vec<&'a str>, evidence: &Evidence) -> Self {
        Self {
            antecedents,
            consequents,
            orders: evidence.orders,
            antecedent_orders: evidence.antecedent_orders,
            consequent_orders: evidence.consequent_orders,
            support: evidence.support(),
            confidence: evidence.confidence(),
            lift: evidence.lift(),
            leverage: evidence.leverage(),
            conviction: Some(evidence.conviction()).filter(|conviction| conviction.is_finite()),
            zhangs_metric: evidence.zhangs_metric(),
        }
    }
}

/// An itemset as it is written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ItemsetRow<'a> {
    items: Vec<&'a str>,
    orders: u32,
    support: f64,
}

/// A value of a table.
enum Value {
    Ids(Vec<u8>, Vec<usize>),
    Count(u32),
    Number(f64),
    Missing,
}

/// A row of a table that can be written in any format.
trait Row: Serialize {
    /// Column names with their Parquet types.
    const COLUMNS: &'static [(&'static str, Kind)];
    /// The row's values, in the columns' order.
    fn values(&self) -> Vec<Value>;
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ids,
    Count,
    Number,
    MaybeNumber,
}

fn ids(list: &[&str]) -> Value {
    let text = list.concat().into_bytes();
    Value::Ids(text, list.iter().map(|id| id.len()).collect())
}

impl Row for RuleRow<'_> {
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("antecedents", Kind::Ids),
        ("consequents", Kind::Ids),
        ("orders", Kind::Count),
        ("antecedent_orders", Kind::Count),
        ("consequent_orders", Kind::Count),
        ("support", Kind::Number),
        ("confidence", Kind::Number),
        ("lift", Kind::Number),
        ("leverage", Kind::Number),
        ("conviction", Kind::MaybeNumber),
        ("zhangs_metric", Kind::Number),
    ];

    fn values(&self) -> Vec<Value> {
        vec![
            ids(&self.antecedents),
            ids(&self.consequents),
            Value::Count(self.orders),
            Value::Count(self.antecedent_orders),
            Value::Count(self.consequent_orders),
            Value::Number(self.support),
            Value::Number(self.confidence),
            Value::Number(self.lift),
            Value::Number(self.leverage),
            self.conviction.map_or(Value::Missing, Value::Number),
            Value::Number(self.zhangs_metric),
        ]
    }
}

impl Row for ItemsetRow<'_> {
    const COLUMNS: &'static [(&'static str, Kind)] =
        &[("items", Kind::Ids), ("orders", Kind::Count), ("support", Kind::Number)];

    fn values(&self) -> Vec<Value> {
        vec![ids(&self.items), Value::Count(self.orders), Value::Number(self.support)]
    }
}

/// Writes all rules to `path`, in the format of its ending. Gives their number.
///
/// # Errors
/// The file cannot be written; then it is as it was.
pub fn write_rules(
    path: &Path,
    itemsets: &Itemsets,
    thresholds: &Thresholds,
    id: impl Fn(u32) -> String,
) -> Result<u64> {
    let format = TableFormat::of_path(path)?;
    let mut count = 0;
    write_whole(path, |file| {
        let mut table = Table::<RuleRow<'_>>::new(format, file)?;
        let names: Vec<String> = itemsets.levels.first().map_or(Vec::new(), |level| {
            let mut names = vec![String::new(); level.items.last().map_or(0, |last| *last as usize + 1)];
            level.items.iter().for_each(|item| names[*item as usize] = id(*item));
            names
        });
        let ids = |items: &[u32]| items.iter().map(|item| names[*item as usize].as_str()).collect();
        rules::generate(itemsets, thresholds, |rule| {
            count += 1;
            table.write(&RuleRow::new(ids(rule.antecedents), ids(rule.consequents), &rule.evidence))
        })?;
        table.finish()
    })?;
    Ok(count)
}

/// Writes all itemsets to `path`, in the format of its ending.
///
/// # Errors
/// The file cannot be written; then it is as it was.
pub fn write_itemsets(path: &Path, itemsets: &Itemsets, id: impl Fn(u32) -> String) -> Result<()> {
    let format = TableFormat::of_path(path)?;
    write_whole(path, |file| {
        let mut table = Table::<ItemsetRow<'_>>::new(format, file)?;
        for (set, orders) in itemsets.levels.iter().flat_map(super::itemsets::Level::iter) {
            let names: Vec<String> = set.iter().map(|item| id(*item)).collect();
            let support = f64::from(orders) / f64::from(itemsets.total);
            table.write(&ItemsetRow { items: names.iter().map(String::as_str).collect(), orders, support })?;
        }
        table.finish()
    })
}

/// Writes `rows` to `out`.
///
/// # Errors
/// `out` cannot be written.
pub fn write_rule_rows<'a>(
    format: TableFormat,
    out: &mut dyn Write,
    rows: impl Iterator<Item = RuleRow<'a>>,
) -> Result<()> {
    let mut table = Table::<RuleRow<'_>>::new(format, out)?;
    for row in rows {
        table.write(&row)?;
    }
    table.finish()
}

/// A table that is being written.
struct Table<'w, R> {
    sink: Sink<'w>,
    rows: std::marker::PhantomData<R>,
}

enum Sink<'w> {
    Csv(Box<csv::Writer<&'w mut dyn Write>>),
    Json(&'w mut dyn Write),
    Parquet(&'w mut dyn Write, Vec<Vec<Value>>),
}

impl<'w, R: Row> Table<'w, R> {
    fn new(format: TableFormat, out: &'w mut dyn Write) -> Result<Self> {
        let sink = match format {
            TableFormat::Csv => {
                let mut csv = csv::Writer::from_writer(out);
                csv.write_record(R::COLUMNS.iter().map(|(name, _)| *name))?;
                Sink::Csv(Box::new(csv))
            }
            TableFormat::Json => Sink::Json(out),
            TableFormat::Parquet => Sink::Parquet(out, Vec::new()),
        };
        Ok(Self { sink, rows: std::marker::PhantomData })
    }

    fn write(&mut self, row: &impl Row) -> Result<()> {
        match &mut self.sink {
            Sink::Csv(csv) => csv.write_record(row.values().iter().map(text))?,
            Sink::Json(out) => {
                serde_json::to_writer(&mut **out, row)?;
                out.write_all(b"\n")?;
            }
            Sink::Parquet(_, rows) => rows.push(row.values()),
        }
        Ok(())
    }

    fn finish(self) -> Result<()> {
        match self.sink {
            Sink::Csv(mut csv) => Ok(csv.flush()?),
            Sink::Json(out) => Ok(out.flush()?),
            Sink::Parquet(out, rows) => write_parquet(out, R::COLUMNS, &rows),
        }
    }
}

/// A value as a CSV field.
fn text(value: &Value) -> String {
    match value {
        Value::Ids(text, lengths) => {
            let list: Vec<_> = pieces(text, lengths).map(String::from_utf8_lossy).collect();
            serde_json::to_string(&list).unwrap_or_default()
        }
        Value::Count(count) => count.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Missing => String::new(),
    }
}

fn pieces<'t>(text: &'t [u8], lengths: &'t [usize]) -> impl Iterator<Item = &'t [u8]> {
    let mut rest = text;
    lengths.iter().map(move |length| {
        let (piece, tail) = rest.split_at(*length);
        rest = tail;
        piece
    })
}

/// Writes a whole table as one row group a million rows.
fn write_parquet(out: &mut dyn Write, columns: &[(&str, Kind)], rows: &[Vec<Value>]) -> Result<()> {
    let fields: String = columns
        .iter()
        .map(|(name, kind)| match kind {
            Kind::Ids => format!(
                "required group {name} (LIST) {{ repeated group list {{ required binary element (STRING); }} }} "
            ),
            Kind::Count => format!("required int64 {name}; "),
            Kind::Number => format!("required double {name}; "),
            Kind::MaybeNumber => format!("optional double {name}; "),
        })
        .collect();
    let schema = Arc::new(parse_message_type(&format!("message table {{ {fields} }}"))?);
    let mut plain = Vec::new();
    let mut file = SerializedFileWriter::new(&mut plain, schema, Arc::new(WriterProperties::default()))?;
    for rows in rows.chunks(1_000_000) {
        let mut group = file.next_row_group()?;
        for place in 0..columns.len() {
            let mut column = group.next_column()?.context("the Parquet schema has fewer columns than the table")?;
            write_column(column.untyped(), rows.iter().map(|row| &row[place]))?;
            column.close()?;
        }
        group.close()?;
    }
    file.close()?;
    Ok(out.write_all(&plain)?)
}

fn write_column<'v>(column: &mut ColumnWriter<'_>, values: impl Iterator<Item = &'v Value>) -> Result<()> {
    let (mut texts, mut counts, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    let (mut definitions, mut repetitions) = (Vec::new(), Vec::new());
    for value in values {
        match value {
            Value::Ids(text, lengths) => {
                for (place, piece) in pieces(text, lengths).enumerate() {
                    texts.push(ByteArray::from(piece.to_vec()));
                    definitions.push(1);
                    repetitions.push(i16::from(place > 0));
                }
            }
            Value::Count(count) => counts.push(i64::from(*count)),
            Value::Number(number) => {
                numbers.push(*number);
                definitions.push(1);
            }
            Value::Missing => definitions.push(0),
        }
    }
    match column {
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            writer.write_batch(&texts, Some(&definitions), Some(&repetitions))?
        }
        ColumnWriter::Int64ColumnWriter(writer) => writer.write_batch(&counts, None, None)?,
        ColumnWriter::DoubleColumnWriter(writer) => writer.write_batch(&numbers, Some(&definitions), None)?,
        _ => bail!("the Parquet schema has a column of an unexpected type"),
    };
    Ok(())
}
