//! CSV and its kin: a header, then a row a line (or several, where a quoted field holds line breaks).

use super::columns::{self, Field, MOST_FIELDS};
use super::error::{Fault, Place, ReadError};
use super::intake::Intake;
use super::source::Text;
use super::values::Value;
use std::io::Read;

/// The delimiter with which the first line has the wanted columns; `None` when there is none. Commas go first.
pub(super) fn delimiter(head: &[u8], fields: &[Field]) -> Option<u8> {
    let line = head.trim_ascii_start().split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    [b',', b'\t', b';', b'|'].into_iter().find(|delimiter| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(*delimiter).from_reader(line);
        let mut record = csv::ByteRecord::new();
        reader.read_byte_record(&mut record).is_ok_and(|any| any)
            && record.len() > 1
            && columns::fits(fields, &header(&record))
    })
}

fn header(record: &csv::ByteRecord) -> Vec<String> {
    record.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect()
}

/// Reads rows, the columns found by the first of them.
pub(super) fn read(text: Text<'_>, delimiter: u8, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    // Before 2001, Macintosh ended lines with a carriage return alone. With line feeds, a carriage return before one is
    // white space to trim, and a row ends just behind its line feed, which is what the line numbers count on.
    let old_macintosh = text.head().contains(&b'\r') && !text.head().contains(&b'\n');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .terminator(if old_macintosh { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
        .buffer_capacity(128 * 1024)
        // So that the last line ends as all others do.
        .from_reader(text.chain(&b"\n"[..]));
    let mut record = csv::ByteRecord::new();
    let mut rows = 0_u64;
    let mut wanted: Option<(Vec<Option<usize>>, usize)> = None;
    loop {
        let before = reader.position().line();
        let more = reader.read_byte_record(&mut record).map_err(|error| broken(error, before - 1, &intake.file))?;
        let after = reader.position().line();
        if !more {
            // Where the file ends with a line feed, the one that was added makes a blank line of its own.
            intake.blank((after - before).saturating_sub(1));
            break;
        }
        rows += 1;
        let (start, within) = if old_macintosh { (rows, 0) } else { span(before, after, &record) };
        intake.blank(start - if old_macintosh { rows } else { before });
        if record.len() == 1 && record.get(0).is_some_and(|field| field.trim_ascii().is_empty()) {
            intake.blank(1);
            continue;
        }
        let Some((columns, width)) = &wanted else {
            let header = header(&record);
            let found = columns::find(intake.table.fields(), &header, &intake.file)?;
            intake.columns(found.iter().map(|at| at.and_then(|at| header.get(at).cloned())).collect());
            wanted = Some((found, record.len()));
            continue;
        };
        if record.len() != *width {
            let reason = if within > 0 {
                "not as many fields as the header, and a quoted field with line breaks in it; is a quote not closed?"
            } else {
                "not as many fields as the header"
            };
            let detail = format!("{} instead of {width}", record.len());
            intake.bad(Place::Line(start), Fault::row(reason), None, Some(detail))?;
            continue;
        }
        let mut values = [Value::Empty; MOST_FIELDS];
        for (value, at) in values.iter_mut().zip(columns) {
            if let Some(bytes) = at.and_then(|at| record.get(at)).filter(|bytes| !bytes.is_empty()) {
                *value = Value::Text(bytes);
            }
        }
        intake.row(Place::Line(start), &values[..columns.len()])?;
    }
    if wanted.is_none() {
        return Err(ReadError::Empty { file: intake.file.clone() });
    }
    Ok(())
}

/// The line on which a record begins, blank ones before it left behind, and the line breaks within it.
fn span(before: u64, after: u64, record: &csv::ByteRecord) -> (u64, u64) {
    if after - before <= 1 {
        return (before, 0);
    }
    let within = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
    // A quote that is never closed swallows the last line feed, too.
    ((after - 1).saturating_sub(within).max(before), within)
}

fn broken(error: csv::Error, line: u64, file: &str) -> ReadError {
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        // With bytes and rows of any length there is no other kind.
        other => std::io::Error::other(format!("{other:?}")),
    };
    ReadError::Read { file: file.to_owned(), place: Place::Line(line), source }
}
