//! What can go wrong while orders or a catalogue are read: what happened, where, and what to do about it.

use super::columns::Column;
use std::fmt;

/// Why a sink refuses a line; the reader adds the file and the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The column at fault, if it is one.
    pub column: Option<Column>,
    /// What is wrong and what should be there. Skipped rows are counted by this text, so it holds no value of the row.
    pub reason: String,
}

impl Fault {
    /// A fault of `column`.
    #[must_use]
    pub fn of(column: Column, reason: impl Into<String>) -> Self {
        Self { column: Some(column), reason: reason.into() }
    }

    /// A fault of the whole row.
    #[must_use]
    pub fn row(reason: impl Into<String>) -> Self {
        Self { column: None, reason: reason.into() }
    }
}

/// A place in a file: a line of a text, a row of a Parquet table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A line, counted from 1; the header is line 1.
    Line(u64),
    /// A row of a Parquet file, counted from 1.
    Row(u64),
}

impl Place {
    /// The bare number.
    #[must_use]
    pub fn number(self) -> u64 {
        match self {
            Self::Line(number) | Self::Row(number) => number,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number) => write!(f, "line {number}"),
            Self::Row(number) => write!(f, "row {number}"),
        }
    }
}

/// A row that no order line can be made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The file's name as it was given or found.
    pub file: String,
    /// Where in the file.
    pub place: Place,
    /// The column's name in this file.
    pub column: Option<String>,
    /// The offending value, shortened.
    pub value: Option<String>,
    /// What is wrong.
    pub reason: String,
    /// More about this one case, such as a parser's own words.
    pub detail: Option<String>,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.file, self.place)?;
        if let Some(column) = &self.column {
            write!(f, ", column {column:?}")?;
        }
        if let Some(value) = &self.value {
            write!(f, ", value {value:?}")?;
        }
        write!(f, ": {}", self.reason)?;
        if let Some(detail) = &self.detail {
            write!(f, " ({detail})")?;
        }
        f.write_str("; correct the row, or leave out all such rows with --on-bad-row skip")
    }
}

/// Why reading stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Nothing to read was named.
    #[error("no order log was given; name a file, a quoted glob such as 'orders/*.csv', or - for standard input")]
    NoInput,
    /// A path that does not exist.
    #[error("{file} does not exist; check the path, or quote a glob such as 'orders/*.csv'")]
    NotFound {
        /// As given.
        file: String,
    },
    /// A path that is a directory.
    #[error("{file} is a directory; name its files with a glob such as '{file}/*.csv'")]
    Directory {
        /// As given.
        file: String,
    },
    /// A glob that cannot be read as one.
    #[error("{pattern:?} is no glob: {source}")]
    Glob {
        /// As given.
        pattern: String,
        /// What the glob's parser says.
        source: glob::PatternError,
    },
    /// A glob without a match.
    #[error("no file matches {pattern:?}; check the folder and the extension")]
    GlobEmpty {
        /// As given.
        pattern: String,
    },
    /// A file that cannot be opened.
    #[error("{file} could not be opened: {source}; check that it may be read")]
    Open {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Reading or decompressing broke off.
    #[error(
        "{file} could not be read past {place}: {source}; if it is compressed, it may be cut short or damaged: fetch it again"
    )]
    Read {
        /// The file.
        file: String,
        /// The last place that was read; number 0 when there was none.
        place: Place,
        /// What the system or the decompressor says.
        source: std::io::Error,
    },
    /// A name that promises a compression that the bytes do not have.
    #[error(
        "{file} does not begin as {expected} data does; fetch it again, or rename it without that ending if it is not compressed"
    )]
    NotCompressed {
        /// The file.
        file: String,
        /// `gzip` or `Zstandard`.
        expected: &'static str,
    },
    /// A binary file where text was expected.
    #[error(
        "{file} is not a text file (byte {byte} is NUL); export it as CSV in UTF-8, or name its format with --format"
    )]
    NotText {
        /// The file.
        file: String,
        /// Where the NUL is, counted from 0 after decompression.
        byte: usize,
    },
    /// Neither the name nor the first bytes tell the format.
    #[error(
        "the format of {file} shows neither in its name nor in its first line; name it with --format csv, tsv, json-lines, parquet or baskets"
    )]
    UnknownFormat {
        /// The file.
        file: String,
    },
    /// A file without a single row, where a header is needed.
    #[error("{file} is empty; its first line must name the columns")]
    Empty {
        /// The file.
        file: String,
    },
    /// One JSON array instead of JSON lines.
    #[error("{file} is one JSON array; write one object a line instead, for example with: jq -c '.[]'")]
    JsonArray {
        /// The file.
        file: String,
    },
    /// An order with its items inside.
    #[error(
        "{file}, {place}: {key:?} holds a list or an object; nested orders are not supported: write one line for each item of an order"
    )]
    Nested {
        /// The file.
        file: String,
        /// Where in the file.
        place: Place,
        /// The key or column.
        key: String,
    },
    /// No column under any usual name.
    #[error(
        "{file} has no column for the {what} under a usual name; its columns are: {columns}. Name the right one with {option}, and make sure that the first line names the columns"
    )]
    NoColumn {
        /// The file.
        file: String,
        /// What is looked for.
        what: &'static str,
        /// The columns that there are.
        columns: String,
        /// The option that names it.
        option: &'static str,
    },
    /// A column that was named is not there.
    #[error("{file} has no column {name:?} (given by {option}); its columns are: {columns}")]
    NamedColumnAbsent {
        /// The file.
        file: String,
        /// The name given.
        name: String,
        /// The columns that there are.
        columns: String,
        /// The option that named it.
        option: &'static str,
    },
    /// Two options name one column.
    #[error("{first} and {second} both name the column {name:?}; each needs a column of its own")]
    SameColumn {
        /// The column.
        name: String,
        /// One option.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// Parquet that is damaged or of an unknown kind.
    #[error("{file} could not be read as Parquet past {place}: {reason}; write it again, or export it as CSV")]
    Parquet {
        /// The file.
        file: String,
        /// The last row read.
        place: Place,
        /// What the decoder says.
        reason: String,
    },
    /// A catalogue given as plain baskets, which have no columns.
    #[error("{file} is given as plain baskets, which hold no catalogue; give a CSV, TSV, JSON lines or Parquet file")]
    BasketCatalog {
        /// The file.
        file: String,
    },
    /// Standard input could not be put aside.
    #[error(
        "{file} could not be copied to a temporary file, which Parquet needs: {source}; save it as a plain .parquet file and name that"
    )]
    Spool {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A bad row, where bad rows are errors.
    #[error("{0}")]
    BadRow(Box<BadRow>),
}
