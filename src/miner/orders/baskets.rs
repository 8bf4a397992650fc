//! Plain baskets, as the FIMI repository keeps them: one order a line, item ids with blanks between. There are no order
//! ids; file number and line number make one, so that no two lines are ever one order.

use super::columns::{Column, MOST_FIELDS};
use super::error::{Fault, Place, ReadError};
use super::intake::Intake;
use super::source::{Lines, Text};
use super::values::{NOT_UTF8, Value, shorten};
use std::fmt::Write as _;

/// Reads baskets; an item that stands in one twice is two lines of the order.
pub(super) fn read(text: Text<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let fields = intake.table.fields();
    let place_of = |column| fields.iter().position(|field| field.column == column);
    let (Some(order_at), Some(item_at)) = (place_of(Column::Order), place_of(Column::Item)) else {
        return Err(ReadError::BasketCatalog { file: intake.file.clone() });
    };
    if let Some(field) = fields.iter().find(|field| field.explicit.is_some()) {
        return Err(ReadError::NamedColumnAbsent {
            file: intake.file.clone(),
            name: field.explicit.clone().unwrap_or_default(),
            columns: "none (plain baskets hold item ids only)".to_owned(),
            option: field.option,
        });
    }
    let width = fields.len();
    let mut names = vec![None; width];
    names[order_at] = Some(Column::Order.what().to_owned());
    names[item_at] = Some(Column::Item.what().to_owned());
    intake.columns(names);

    let file = intake.number;
    let mut lines = Lines::new(text);
    let mut order = String::new();
    loop {
        let reached = lines.number;
        let line = match lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(()),
            Err(source) => {
                return Err(ReadError::Read { file: intake.file.clone(), place: Place::Line(reached), source });
            }
        };
        let place = Place::Line(reached + 1);
        if line.is_empty() {
            intake.blank(1);
            continue;
        }
        if core::str::from_utf8(line).is_err() {
            intake.bad(place, Fault::of(Column::Item, NOT_UTF8), shorten(line), None)?;
            continue;
        }
        order.clear();
        let _ = write!(order, "{file}:{}", reached + 1);
        for item in line.split(u8::is_ascii_whitespace).filter(|item| !item.is_empty()) {
            let mut values = [Value::Empty; MOST_FIELDS];
            values[order_at] = Value::Text(order.as_bytes());
            values[item_at] = Value::Text(item);
            intake.row(place, &values[..width])?;
        }
    }
}
