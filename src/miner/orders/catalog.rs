//! The catalogue: what is known of the items beside the orders.

use super::columns::{self, Column, Field};
use super::error::{Fault, ReadError};
use super::intake::{Intake, Table};
use super::source::{self, Counter};
use super::values::{self, Value};
use super::{OnBadRow, ReadSummary};
use std::collections::BTreeSet;
use std::io::Read;

/// One item of a catalogue. Texts are empty where unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogItem {
    /// The item's id as in the orders. Never empty, never twice.
    pub id: String,
    /// What shoppers call it.
    pub name: String,
    /// Its category.
    pub category: String,
    /// Its price in hundredths of the currency.
    pub price: Option<u32>,
    /// What the variants (sizes, colours) of one product have in common.
    pub variant_group: String,
}

struct Catalog {
    fields: [Field; 5],
    seen: BTreeSet<String>,
    items: Vec<CatalogItem>,
    scratch: [String; 4],
}

impl Catalog {
    fn new() -> Self {
        let field = |column, required, usual| Field {
            column,
            required,
            explicit: None,
            usual,
            option: "a header such as id, item_id or sku",
        };
        Self {
            fields: [
                field(Column::Item, true, columns::CATALOG_ITEM_NAMES),
                field(Column::Name, false, columns::NAME_NAMES),
                field(Column::Category, false, columns::CATEGORY_NAMES),
                field(Column::Price, false, columns::PRICE_NAMES),
                field(Column::VariantGroup, false, columns::VARIANT_NAMES),
            ],
            seen: BTreeSet::new(),
            items: Vec::new(),
            scratch: Default::default(),
        }
    }
}

impl Table for Catalog {
    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn begin(&mut self, _present: &[bool]) {}

    fn accept(&mut self, values: &[Value<'_>]) -> Result<(), Fault> {
        let &[id, name, category, price, variant_group] = values else {
            return Err(Fault::row("has not the five values of a catalogue item"));
        };
        let [a, b, c, d] = &mut self.scratch;
        let id = values::id(&id, a, Column::Item)?;
        let name = values::text(&name, b, Column::Name)?;
        let category = values::optional_id(&category, c, Column::Category)?;
        let price = values::price(&price)?;
        let variant_group = values::optional_id(&variant_group, d, Column::VariantGroup)?;
        if !self.seen.insert(id.to_owned()) {
            return Err(Fault::of(Column::Item, "already given by an earlier line of the catalogue"));
        }
        self.items.push(CatalogItem {
            id: id.to_owned(),
            name: name.to_owned(),
            category: category.to_owned(),
            price,
            variant_group: variant_group.to_owned(),
        });
        Ok(())
    }
}

/// Reads a catalogue from a CSV, TSV, JSON lines or Parquet file (a path, a glob, or `-`), in the file's order. Only
/// the id is required.
///
/// # Errors
/// As [`super::read`]; an id that stands there twice is a bad row.
pub fn read_catalog(path: &str, on_bad_row: OnBadRow) -> Result<(Vec<CatalogItem>, ReadSummary), ReadError> {
    let inputs = source::expand(&[path.to_owned()])?;
    let counter = Counter::new(None);
    let mut catalog = Catalog::new();
    let mut intake = Intake::new(&mut catalog, &counter, on_bad_row);
    for input in &inputs {
        source::read_input(input, None, &mut intake)?;
    }
    let summary = intake.finish();
    Ok((catalog.items, summary))
}

/// Reads a catalogue from `reader`; `name` shows in messages, and its ending tells the format.
///
/// # Errors
/// As [`read_catalog`].
pub fn read_catalog_from(
    reader: impl Read,
    name: &str,
    on_bad_row: OnBadRow,
) -> Result<(Vec<CatalogItem>, ReadSummary), ReadError> {
    let counter = Counter::new(None);
    let mut catalog = Catalog::new();
    let mut intake = Intake::new(&mut catalog, &counter, on_bad_row);
    source::read_stream(reader, name, None, None, &mut intake)?;
    let summary = intake.finish();
    Ok((catalog.items, summary))
}
