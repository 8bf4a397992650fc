//! Parquet, column by column: only the wanted columns are decoded, a few thousand rows at a time.

use super::columns::{self, MOST_FIELDS};
use super::error::{Place, ReadError};
use super::intake::Intake;
use super::values::Value;
use ::parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, FloatType,
    Int32Type, Int64Type, Int96, Int96Type,
};
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::schema::types::ColumnDescriptor;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows decoded at a time.
const BATCH: usize = 4_096;

/// Reads rows; `before` is how many bytes of other inputs were read until now.
pub(super) fn read(file: File, before: u64, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let name = intake.file.clone();
    let broken = |row, reason| ReadError::Parquet { file: name.clone(), place: Place::Row(row), reason };
    let bytes = file.metadata().map_or(0, |data| data.len());
    let reader = decode(|| SerializedFileReader::new(file)).map_err(|reason| broken(0, reason))?;
    let metadata = reader.metadata();
    let schema = metadata.file_metadata().schema_descr_ptr();
    let header: Vec<String> = schema.columns().iter().map(|column| column.path().string()).collect();

    let fields = intake.table.fields();
    let found = match columns::find(fields, &header, &name) {
        Ok(found) => found,
        Err(error) => {
            let nested = schema.columns().iter().find(|column| column.max_rep_level() > 0);
            return Err(match (error, nested) {
                (ReadError::NoColumn { .. }, Some(column)) => {
                    ReadError::Nested { file: name, place: Place::Row(1), key: column.path().string() }
                }
                (error, _) => error,
            });
        }
    };
    let width = fields.len();
    for at in found.iter().flatten() {
        if schema.column(*at).max_rep_level() > 0 {
            return Err(ReadError::Nested { file: name, place: Place::Row(1), key: header[*at].clone() });
        }
    }
    intake.columns(found.iter().map(|at| at.and_then(|at| header.get(at).cloned())).collect());

    let rows: u64 = metadata.row_groups().iter().map(|group| u64::try_from(group.num_rows()).unwrap_or(0)).sum();
    let mut row = 0_u64;
    for number in 0..metadata.num_row_groups() {
        let mut left = usize::try_from(metadata.row_group(number).num_rows()).unwrap_or(0);
        let mut wanted: Vec<Option<Wanted>> = decode(|| {
            let group = reader.get_row_group(number)?;
            found
                .iter()
                .map(|at| at.map(|at| Wanted::new(group.get_column_reader(at)?, &schema.column(at))).transpose())
                .collect()
        })
        .map_err(|reason| broken(row, reason))?;
        while left > 0 {
            let batch = left.min(BATCH);
            decode(|| wanted.iter_mut().flatten().try_for_each(|column| column.fill(batch)))
                .map_err(|reason| broken(row, reason))?;
            for _ in 0..batch {
                row += 1;
                let mut values = [Value::Empty; MOST_FIELDS];
                for (value, column) in values.iter_mut().zip(&mut wanted) {
                    if let Some(column) = column {
                        *value = column.next();
                    }
                }
                intake.row(Place::Row(row), &values[..width])?;
            }
            left -= batch;
            // Which bytes of the file were decoded is the decoder's secret; the share of the rows comes close.
            let share = u128::from(bytes) * u128::from(row) / u128::from(rows.max(1));
            intake.counter.set(before.saturating_add(u64::try_from(share).unwrap_or(0)));
        }
    }
    intake.counter.set(before.saturating_add(bytes));
    Ok(())
}

/// Runs a step of the decoder, which panics on some damaged files where it should give an error.
fn decode<T>(step: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(step)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("the file is damaged".to_owned()),
    }
}

/// One column's reader, with what it read last.
struct Typed<T: DataType> {
    reader: ColumnReaderImpl<T>,
    values: Vec<T::T>,
}

impl<T: DataType> Typed<T> {
    fn new(reader: ColumnReaderImpl<T>) -> Self {
        Self { reader, values: Vec::new() }
    }

    fn fill(&mut self, rows: usize, levels: &mut Vec<i16>) -> Result<(usize, usize), ParquetError> {
        self.values.clear();
        let (records, values, _) = self.reader.read_records(rows, Some(levels), None, &mut self.values)?;
        Ok((records, values))
    }
}

enum Physically {
    Bool(Typed<BoolType>),
    Int32(Typed<Int32Type>),
    Int64(Typed<Int64Type>),
    Int96(Typed<Int96Type>),
    Float(Typed<FloatType>),
    Double(Typed<DoubleType>),
    Bytes(Typed<ByteArrayType>),
    Fixed(Typed<FixedLenByteArrayType>),
}

/// What a physical value stands for.
#[derive(Clone, Copy, PartialEq)]
enum Meaning {
    /// A text or a number, as it is.
    Plain,
    Unsigned,
    /// Days since 1970.
    Date,
    /// Units since 1970, so many a second.
    Moment(i64),
    /// An integer to be divided by this.
    Decimal(f64),
    Uuid,
    Unusable(&'static str),
}

impl Meaning {
    fn of(column: &ColumnDescriptor) -> Self {
        let decimal = |scale: i32| {
            // Ten to the scale, exactly.
            let divisor = (0..scale.clamp(0, 40)).fold(1.0, |product, _| product * 10.0);
            if scale >= 0 { Self::Decimal(divisor) } else { Self::Unusable("a decimal of negative scale") }
        };
        match column.logical_type_ref() {
            Some(LogicalType::Decimal(decimal_type)) => return decimal(decimal_type.scale),
            Some(LogicalType::Date) => return Self::Date,
            Some(LogicalType::Time(_)) => return Self::Unusable("a time of day"),
            Some(LogicalType::Timestamp(moment)) => {
                return Self::Moment(match moment.unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                });
            }
            Some(LogicalType::Integer(integer)) if !integer.is_signed => return Self::Unsigned,
            Some(LogicalType::Uuid) => return Self::Uuid,
            Some(LogicalType::Float16) => return Self::Unusable("a 16-bit float"),
            _ => {}
        }
        match column.converted_type() {
            ConvertedType::DECIMAL => decimal(column.type_scale()),
            ConvertedType::DATE => Self::Date,
            ConvertedType::TIMESTAMP_MILLIS => Self::Moment(1_000),
            ConvertedType::TIMESTAMP_MICROS => Self::Moment(1_000_000),
            ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS => Self::Unusable("a time of day"),
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                Self::Unsigned
            }
            ConvertedType::INTERVAL => Self::Unusable("an interval"),
            _ => Self::Plain,
        }
    }

    fn integer(self, number: i64, unsigned: u64) -> Value<'static> {
        match self {
            Self::Unsigned => Value::Integer(unsigned.into()),
            Self::Date => Value::Seconds(number.saturating_mul(crate::model::DAY)),
            Self::Moment(units) => Value::Seconds(number.div_euclid(units)),
            Self::Decimal(divisor) => decimal(number.into(), divisor),
            Self::Unusable(what) => Value::Other(what),
            Self::Plain | Self::Uuid => Value::Integer(number.into()),
        }
    }

    fn bytes(self, bytes: &[u8]) -> Value<'_> {
        match self {
            Self::Decimal(divisor) => match big_endian(bytes) {
                Some(number) => decimal(number, divisor),
                None => Value::Other("a decimal of more than 38 digits"),
            },
            Self::Uuid => bytes.try_into().map_or(Value::Other("a damaged UUID"), Value::Uuid),
            Self::Unusable(what) => Value::Other(what),
            _ if bytes.is_empty() => Value::Empty,
            _ => Value::Text(bytes),
        }
    }
}

fn decimal(number: i128, divisor: f64) -> Value<'static> {
    if divisor == 1.0 { Value::Integer(number) } else { Value::Float(number as f64 / divisor) }
}

/// Two's complement, as Parquet keeps long decimals.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    let negative = bytes.first().is_some_and(|byte| *byte >= 0x80);
    let start = if negative { -1 } else { 0 };
    (bytes.len() <= 16).then(|| bytes.iter().fold(start, |number: i128, byte| (number << 8) | i128::from(*byte)))
}

/// A wanted column of a row group.
struct Wanted {
    physically: Physically,
    meaning: Meaning,
    /// A value is there when its level is this; where 0, values are always there.
    full: i16,
    levels: Vec<i16>,
    /// The next row and the next value of the batch: rows without a value make them differ.
    row: usize,
    value: usize,
}

impl Wanted {
    fn new(reader: ColumnReader, column: &ColumnDescriptor) -> Result<Self, ParquetError> {
        let physically = match reader {
            ColumnReader::BoolColumnReader(reader) => Physically::Bool(Typed::new(reader)),
            ColumnReader::Int32ColumnReader(reader) => Physically::Int32(Typed::new(reader)),
            ColumnReader::Int64ColumnReader(reader) => Physically::Int64(Typed::new(reader)),
            ColumnReader::Int96ColumnReader(reader) => Physically::Int96(Typed::new(reader)),
            ColumnReader::FloatColumnReader(reader) => Physically::Float(Typed::new(reader)),
            ColumnReader::DoubleColumnReader(reader) => Physically::Double(Typed::new(reader)),
            ColumnReader::ByteArrayColumnReader(reader) => Physically::Bytes(Typed::new(reader)),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => Physically::Fixed(Typed::new(reader)),
        };
        let full = column.max_def_level();
        Ok(Self { physically, meaning: Meaning::of(column), full, levels: Vec::new(), row: 0, value: 0 })
    }

    /// Reads exactly so many rows.
    fn fill(&mut self, rows: usize) -> Result<(), ParquetError> {
        let levels = &mut self.levels;
        levels.clear();
        (self.row, self.value) = (0, 0);
        let (records, values) = match &mut self.physically {
            Physically::Bool(typed) => typed.fill(rows, levels),
            Physically::Int32(typed) => typed.fill(rows, levels),
            Physically::Int64(typed) => typed.fill(rows, levels),
            Physically::Int96(typed) => typed.fill(rows, levels),
            Physically::Float(typed) => typed.fill(rows, levels),
            Physically::Double(typed) => typed.fill(rows, levels),
            Physically::Bytes(typed) => typed.fill(rows, levels),
            Physically::Fixed(typed) => typed.fill(rows, levels),
        }?;
        let full = self.full;
        let there = if full == 0 { rows } else { levels.iter().filter(|level| **level == full).count() };
        if records != rows || values != there {
            return Err(ParquetError::General(format!("a column has {records} of {rows} rows")));
        }
        Ok(())
    }

    /// The next row's value.
    fn next(&mut self) -> Value<'_> {
        let there = self.full == 0 || self.levels.get(self.row) == Some(&self.full);
        self.row += 1;
        if !there {
            return Value::Empty;
        }
        let (at, meaning) = (self.value, self.meaning);
        self.value += 1;
        let value = match &self.physically {
            Physically::Bool(typed) => {
                typed.values.get(at).map(|value| Value::Other(if *value { "true" } else { "false" }))
            }
            Physically::Int32(typed) => {
                typed.values.get(at).map(|value| meaning.integer((*value).into(), value.cast_unsigned().into()))
            }
            Physically::Int64(typed) => {
                typed.values.get(at).map(|value| meaning.integer(*value, value.cast_unsigned()))
            }
            Physically::Int96(typed) => typed.values.get(at).map(|value: &Int96| Value::Seconds(value.to_seconds())),
            Physically::Float(typed) => typed.values.get(at).map(|value| Value::Float((*value).into())),
            Physically::Double(typed) => typed.values.get(at).map(|value| Value::Float(*value)),
            Physically::Bytes(typed) => typed.values.get(at).map(|value: &ByteArray| meaning.bytes(value.data())),
            Physically::Fixed(typed) => {
                typed.values.get(at).map(|value: &FixedLenByteArray| meaning.bytes(value.data()))
            }
        };
        value.unwrap_or(Value::Empty)
    }
}
