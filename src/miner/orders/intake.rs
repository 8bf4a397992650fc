//! The one door through which rows of every format pass: a table takes a row or finds a fault in it; the intake puts
//! file and line to the fault, and stops or counts as the caller chose.

use super::columns::Field;
use super::error::{BadRow, Fault, Place, ReadError};
use super::source::Counter;
use super::values::{Value, shorten};
use super::{OnBadRow, ReadSummary, Skipped};

/// What rows are read into: an order log or a catalogue.
pub(super) trait Table {
    /// The columns it looks for, at most [`super::columns::MOST_FIELDS`], in the order of a row's values.
    fn fields(&self) -> &[Field];
    /// Says which of the fields the current file has.
    fn begin(&mut self, present: &[bool]);
    /// Checks a row and takes it.
    fn accept(&mut self, values: &[Value<'_>]) -> Result<(), Fault>;
}

/// Rows in, a summary out.
pub(super) struct Intake<'a> {
    pub(super) table: &'a mut dyn Table,
    pub(super) counter: &'a Counter<'a>,
    pub(super) summary: ReadSummary,
    on_bad_row: OnBadRow,
    /// The current file.
    pub(super) file: String,
    /// Its number, from 1.
    pub(super) number: u64,
    /// What the current file calls each field.
    names: Vec<Option<String>>,
}

impl<'a> Intake<'a> {
    pub(super) fn new(table: &'a mut dyn Table, counter: &'a Counter<'a>, on_bad_row: OnBadRow) -> Self {
        let summary = ReadSummary::default();
        Self { table, counter, summary, on_bad_row, file: String::new(), number: 0, names: Vec::new() }
    }

    /// A new file; its columns follow.
    pub(super) fn open(&mut self, file: &str) {
        file.clone_into(&mut self.file);
        self.number += 1;
        self.summary.files += 1;
        self.names.clear();
    }

    /// The current file's name of each field, `None` where it has no such column.
    pub(super) fn columns(&mut self, names: Vec<Option<String>>) {
        let present: Vec<bool> = names.iter().map(Option::is_some).collect();
        self.names = names;
        self.table.begin(&present);
    }

    /// One row.
    #[inline]
    pub(super) fn row(&mut self, place: Place, values: &[Value<'_>]) -> Result<(), ReadError> {
        match self.table.accept(values) {
            Ok(()) => {
                self.summary.lines += 1;
                Ok(())
            }
            Err(fault) => self.refuse(place, fault, values),
        }
    }

    #[cold]
    fn refuse(&mut self, place: Place, fault: Fault, values: &[Value<'_>]) -> Result<(), ReadError> {
        let at = self.table.fields().iter().position(|field| Some(field.column) == fault.column);
        let value = at.and_then(|at| values.get(at)).and_then(Value::shown);
        self.bad(place, fault, value, None)
    }

    /// A row that is not even one: not the right number of fields, no JSON.
    #[cold]
    pub(super) fn bad(
        &mut self,
        place: Place,
        fault: Fault,
        value: Option<String>,
        detail: Option<String>,
    ) -> Result<(), ReadError> {
        let at = self.table.fields().iter().position(|field| Some(field.column) == fault.column);
        let named = at.and_then(|at| self.names.get(at)).cloned().flatten();
        let column = named.or_else(|| fault.column.map(|column| column.what().to_owned()));
        match self.on_bad_row {
            OnBadRow::Fail => {
                let value = value.and_then(|text| shorten(text.as_bytes()));
                let (file, reason) = (self.file.clone(), fault.reason);
                Err(ReadError::BadRow(Box::new(BadRow { file, place, column, value, reason, detail })))
            }
            OnBadRow::Skip => {
                let class = match fault.column {
                    Some(column) => format!("{column}: {}", fault.reason),
                    None => fault.reason,
                };
                let (file, number) = (&self.file, place.number());
                self.summary
                    .skipped
                    .entry(class)
                    .or_insert_with(|| Skipped {
                        count: 0,
                        first: match column {
                            Some(column) => format!("{file}:{number} {column}"),
                            None => format!("{file}:{number}"),
                        },
                    })
                    .count += 1;
                Ok(())
            }
        }
    }

    /// A line without anything on it.
    pub(super) fn blank(&mut self, count: u64) {
        self.summary.blank_lines += count;
    }

    /// The summary, after the last file.
    pub(super) fn finish(self) -> ReadSummary {
        ReadSummary { bytes: self.counter.bytes(), ..self.summary }
    }
}
