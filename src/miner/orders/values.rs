//! Single values: what a format found in a field, and the rules that make an id, a number, a price or a time of it.
//! Every format goes through here, so the same log gives the same lines and the same messages in all of them.

use super::columns::Column;
use super::error::Fault;
use crate::model::Timestamp;
use std::fmt::Write as _;

/// A field's content as its format has it. Texts are still bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// No such column, null, or nothing between two delimiters.
    Empty,
    Text(&'a [u8]),
    Integer(i128),
    Float(f64),
    /// A typed moment, in Unix seconds.
    Seconds(i64),
    Uuid([u8; 16]),
    /// Something that no column can use; the text names it.
    Other(&'static str),
}

/// The longest id in bytes.
pub(super) const LONGEST_ID: usize = 1_000;
/// The highest price: its hundredths must fit a `u32`.
pub(super) const HIGHEST_PRICE: f64 = 40_000_000.0;
/// Whole numbers below this are exact in an `f64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

pub(super) const NOT_UTF8: &str = "not UTF-8 text (save the file as UTF-8)";
const EMPTY: &str = "empty";
const TOO_LONG: &str = "longer than 1,000 bytes, too long for an id";
const NO_ID: &str = "not an id: a text, or a whole number of at most 15 digits";
const NO_TIME: &str =
    "not a time: write ISO 8601 (2024-05-31, 2024-05-31T08:30:00+02:00) or Unix seconds or milliseconds";
const EMPTY_TIME: &str = "empty, and every line needs a time where there is a column for it";
const BAD_QUANTITY: &str = "not a number above 0 (leave returns out of the log)";
const BAD_PRICE: &str = "not a number from 0 to 40,000,000";

impl Value<'_> {
    /// For a message: at most 40 characters; `None` when empty.
    pub(super) fn shown(&self) -> Option<String> {
        match self {
            Value::Empty => None,
            Value::Text(bytes) => shorten(bytes),
            Value::Integer(number) => Some(number.to_string()),
            Value::Float(number) => Some(number.to_string()).map(|text| text.chars().take(40).collect()),
            Value::Seconds(seconds) => Some(match Timestamp::from_unix(*seconds) {
                Some(time) => time.to_string(),
                None => format!("{seconds} s"),
            }),
            Value::Uuid(bytes) => Some(uuid(bytes)),
            Value::Other(what) => Some((*what).to_owned()),
        }
    }
}

/// The first characters of a text; `None` when it is blank.
pub(super) fn shorten(bytes: &[u8]) -> Option<String> {
    // Four bytes a character at most, so this always holds the forty.
    let head = bytes.trim_ascii();
    let head = head.get(..200).unwrap_or(head);
    if head.is_empty() {
        return None;
    }
    let text = String::from_utf8_lossy(head);
    let mut short: String = text.chars().take(40).collect();
    if text.chars().nth(40).is_some() {
        short.push_str("...");
    }
    Some(short)
}

fn uuid(bytes: &[u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Trimmed text of a value, numbers in their plain form; empty where there is none.
pub(super) fn text<'a>(value: &Value<'a>, scratch: &'a mut String, column: Column) -> Result<&'a str, Fault> {
    scratch.clear();
    match value {
        Value::Empty => return Ok(""),
        Value::Text(bytes) => {
            return core::str::from_utf8(bytes).map(str::trim).map_err(|_| Fault::of(column, NOT_UTF8));
        }
        Value::Integer(number) => {
            let _ = write!(scratch, "{number}");
        }
        // Data frames hold a column of whole numbers with gaps as floats, and a gap as NaN.
        Value::Float(number) if number.is_nan() => {}
        Value::Float(number) if number.trunc() == *number && number.abs() < EXACT => {
            let _ = write!(scratch, "{}", *number as i64);
        }
        Value::Uuid(bytes) => scratch.push_str(&uuid(bytes)),
        Value::Float(_) | Value::Seconds(_) | Value::Other(_) => return Err(Fault::of(column, NO_ID)),
    }
    Ok(scratch.as_str())
}

/// An id, which may be empty.
pub(super) fn optional_id<'a>(value: &Value<'a>, scratch: &'a mut String, column: Column) -> Result<&'a str, Fault> {
    let id = text(value, scratch, column)?;
    if id.len() > LONGEST_ID { Err(Fault::of(column, TOO_LONG)) } else { Ok(id) }
}

/// An id, which may not be empty.
pub(super) fn id<'a>(value: &Value<'a>, scratch: &'a mut String, column: Column) -> Result<&'a str, Fault> {
    let id = optional_id(value, scratch, column)?;
    if id.is_empty() { Err(Fault::of(column, EMPTY)) } else { Ok(id) }
}

/// A number; `None` where there is none, `Err(())` where there is something else.
fn number(value: &Value<'_>, column: Column) -> Result<Result<Option<f64>, ()>, Fault> {
    Ok(match value {
        Value::Empty => Ok(None),
        Value::Text(bytes) => {
            let text = core::str::from_utf8(bytes).map_err(|_| Fault::of(column, NOT_UTF8))?.trim();
            if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| ()) }
        }
        Value::Integer(number) => Ok(Some(*number as f64)),
        Value::Float(number) => Ok(Some(*number)),
        Value::Seconds(_) | Value::Uuid(_) | Value::Other(_) => Err(()),
    })
}

/// Pieces: a finite number above 0, 1 where nothing is said.
pub(super) fn quantity(value: &Value<'_>) -> Result<f64, Fault> {
    match number(value, Column::Quantity)? {
        Ok(None) => Ok(1.0),
        Ok(Some(number)) if number > 0.0 && number.is_finite() => Ok(number),
        _ => Err(Fault::of(Column::Quantity, BAD_QUANTITY)),
    }
}

/// A price in hundredths, rounded; `None` where nothing is said.
pub(super) fn price(value: &Value<'_>) -> Result<Option<u32>, Fault> {
    match number(value, Column::Price)? {
        Ok(None) => Ok(None),
        Ok(Some(number)) if (0.0..=HIGHEST_PRICE).contains(&number) => Ok(Some((number * 100.0).round() as u32)),
        _ => Err(Fault::of(Column::Price, BAD_PRICE)),
    }
}

/// The last text that was read as a time: the lines of an order stand together and share theirs.
#[derive(Debug, Default)]
pub(super) struct LastTime {
    text: Vec<u8>,
    time: Option<Timestamp>,
}

/// A moment. Numbers go through the same reader as texts, so a log has the same times in every format.
pub(super) fn time(value: &Value<'_>, scratch: &mut String, last: &mut LastTime) -> Result<Timestamp, Fault> {
    scratch.clear();
    let bytes = match value {
        Value::Empty => return Err(Fault::of(Column::Time, EMPTY_TIME)),
        Value::Seconds(seconds) => {
            return Timestamp::from_unix(*seconds).ok_or_else(|| Fault::of(Column::Time, NO_TIME));
        }
        Value::Text(bytes) => *bytes,
        Value::Integer(number) => {
            let _ = write!(scratch, "{number}");
            scratch.as_bytes()
        }
        Value::Float(number) => {
            let _ = write!(scratch, "{number}");
            scratch.as_bytes()
        }
        Value::Uuid(_) | Value::Other(_) => return Err(Fault::of(Column::Time, NO_TIME)),
    };
    if let Some(time) = last.time.filter(|_| last.text == bytes) {
        return Ok(time);
    }
    let text = core::str::from_utf8(bytes).map_err(|_| Fault::of(Column::Time, NOT_UTF8))?;
    if text.trim().is_empty() {
        return Err(Fault::of(Column::Time, EMPTY_TIME));
    }
    let time = Timestamp::parse(text).map_err(|_| Fault::of(Column::Time, NO_TIME))?;
    last.text.clear();
    last.text.extend_from_slice(bytes);
    last.time = Some(time);
    Ok(time)
}
