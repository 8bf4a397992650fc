//! JSON lines: one flat object a line. Ids are texts or whole numbers, times are texts or Unix numbers.

use super::columns::{self, Column, Field, MOST_FIELDS, normal};
use super::error::{Fault, Place, ReadError};
use super::intake::Intake;
use super::source::{Lines, Text};
use super::values::{NOT_UTF8, Value, shorten};
use serde::de::{DeserializeSeed, Deserializer as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

const NOT_AN_OBJECT: &str = "not a JSON object (write one object a line)";
const NESTED: &str = "a list or an object";
const LATE_TIME: &str = "a time, where the first line of the file has none; all lines need one, or none";

/// Keys beyond this many are not remembered, and so not looked at: a log with ids for keys is no order log.
const MOST_KEYS: usize = 2_000;

/// Reads one object a line.
pub(super) fn read(text: Text<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let head = text.head().trim_ascii_start();
    if head.first() == Some(&b'[') {
        return Err(ReadError::JsonArray { file: intake.file.clone() });
    }
    let mut lines = Lines::new(text);
    let mut keys: Option<Keys> = None;
    loop {
        let reached = lines.number;
        let line = match lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(source) => {
                return Err(ReadError::Read { file: intake.file.clone(), place: Place::Line(reached), source });
            }
        };
        let place = Place::Line(reached + 1);
        if line.is_empty() {
            intake.blank(1);
            continue;
        }
        let fields = intake.table.fields();
        if core::str::from_utf8(line).is_err() {
            let (fault, value) = not_utf8(line, fields, keys.as_ref());
            intake.bad(place, fault, value, None)?;
            continue;
        }
        let known = match &mut keys {
            Some(known) => known,
            None => match Keys::of_first(line, fields, place, &intake.file) {
                Ok(found) => {
                    let found = keys.insert(found?);
                    intake.columns(found.names.clone());
                    found
                }
                Err(error) => {
                    intake.bad(place, Fault::row(NOT_AN_OBJECT), shorten(line), Some(error.to_string()))?;
                    continue;
                }
            },
        };
        let mut row = [const { Json::Null }; MOST_FIELDS];
        let fields = intake.table.fields();
        let width = fields.len();
        let late_time = match parse(line, known, fields, &mut row) {
            Ok(late_time) => late_time,
            Err(error) => {
                intake.bad(place, Fault::row(NOT_AN_OBJECT), shorten(line), Some(error.to_string()))?;
                continue;
            }
        };
        if known.grown {
            known.grown = false;
            intake.columns(known.names.clone());
        }
        if late_time {
            intake.bad(place, Fault::of(Column::Time, LATE_TIME), None, None)?;
            continue;
        }
        let mut values = [Value::Empty; MOST_FIELDS];
        for (value, json) in values.iter_mut().zip(&row) {
            *value = json.value();
        }
        intake.row(place, &values[..width])?;
    }
    keys.map_or(Ok(()), |keys| keys.all_seen(intake.table.fields(), &intake.file))
}

/// A value of a flat object.
enum Json<'de> {
    Null,
    Integer(i128),
    Float(f64),
    Text(Cow<'de, str>),
    Boolean(bool),
    Nested,
}

impl Json<'_> {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Empty,
            Self::Text(text) if text.is_empty() => Value::Empty,
            Self::Text(text) => Value::Text(text.as_bytes()),
            Self::Integer(number) => Value::Integer(*number),
            Self::Float(number) => Value::Float(*number),
            Self::Boolean(true) => Value::Other("true"),
            Self::Boolean(false) => Value::Other("false"),
            Self::Nested => Value::Other(NESTED),
        }
    }
}

/// What a key is good for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Nothing,
    Field(usize),
    /// A time that came up too late: lines before had none.
    LateTime,
}

/// The keys met so far.
struct Keys {
    known: Vec<(String, Use)>,
    /// The key of each field, where there is one.
    names: Vec<Option<String>>,
    /// Which fields were met.
    seen: [bool; MOST_FIELDS],
    /// A name came in since this was last cleared.
    grown: bool,
}

impl Keys {
    /// The fields' keys by the first object. A later one may add optional keys: not every line needs a customer.
    ///
    /// The outer error: the line is no object.
    fn of_first(
        line: &[u8],
        fields: &[Field],
        place: Place,
        file: &str,
    ) -> Result<Result<Self, ReadError>, serde_json::Error> {
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(line)?;
        let mut header: Vec<String> = object.keys().cloned().collect();
        let present = header.len();
        for field in fields.iter().filter(|field| !field.required) {
            if let Some(name) = field.explicit.as_ref().filter(|name| !object.contains_key(*name)) {
                header.push(name.clone());
            }
        }
        let found = match columns::find(fields, &header, file) {
            Ok(found) => found,
            Err(error) => {
                let nested = object.iter().find(|(_, value)| value.is_array() || value.is_object());
                return Ok(Err(match (error, nested) {
                    (ReadError::NoColumn { .. }, Some((key, _))) => {
                        ReadError::Nested { file: file.to_owned(), place, key: key.clone() }
                    }
                    // Without the names added above.
                    (ReadError::NamedColumnAbsent { file, name, option, .. }, _) => ReadError::NamedColumnAbsent {
                        file,
                        name,
                        option,
                        columns: columns::list(header.get(..present).unwrap_or_default()),
                    },
                    (error, _) => error,
                }));
            }
        };
        for (_, at) in fields.iter().zip(&found).filter(|(field, _)| field.required) {
            let value = at.and_then(|at| header.get(at)).and_then(|key| object.get_key_value(key));
            if let Some((key, _)) = value.filter(|(_, value)| value.is_array() || value.is_object()) {
                return Ok(Err(ReadError::Nested { file: file.to_owned(), place, key: key.clone() }));
            }
        }
        let names: Vec<Option<String>> = found.iter().map(|at| at.and_then(|at| header.get(at).cloned())).collect();
        let known = header
            .into_iter()
            .map(|key| {
                let field = names.iter().position(|name| name.as_ref() == Some(&key));
                (key, field.map_or(Use::Nothing, Use::Field))
            })
            .collect();
        Ok(Ok(Self { known, names, seen: [false; MOST_FIELDS], grown: false }))
    }

    /// What `key`, the `at`-th of its object, is good for. Objects of a log mostly have the same keys in the same order.
    fn of(&mut self, key: &str, at: usize, fields: &[Field]) -> Use {
        let known = match self.known.get(at).filter(|(name, _)| name == key) {
            Some((_, good_for)) => Some(*good_for),
            None => self.known.iter().find(|(name, _)| name == key).map(|(_, good_for)| *good_for),
        };
        match known {
            Some(good_for) => good_for,
            None if self.known.len() >= MOST_KEYS => Use::Nothing,
            None => self.learn(key, fields),
        }
    }

    #[cold]
    fn learn(&mut self, key: &str, fields: &[Field]) -> Use {
        let plain = normal(key);
        let fits = |field: &Field| field.explicit.is_none() && field.usual.contains(&plain.as_str());
        let free = fields
            .iter()
            .enumerate()
            .find(|(at, field)| self.names.get(*at).is_some_and(|name| name.is_none()) && fits(field));
        let good_for = match free {
            Some((_, field)) if field.column == Column::Time => Use::LateTime,
            Some((at, _)) => {
                self.names[at] = Some(key.to_owned());
                self.grown = true;
                Use::Field(at)
            }
            None => Use::Nothing,
        };
        self.known.push((key.to_owned(), good_for));
        good_for
    }

    /// A key that an option names must stand in one line at least.
    fn all_seen(&self, fields: &[Field], file: &str) -> Result<(), ReadError> {
        for (field, seen) in fields.iter().zip(self.seen) {
            if let Some(name) = field.explicit.as_ref().filter(|_| !seen) {
                let keys: Vec<String> =
                    self.known.iter().map(|(key, _)| key).filter(|key| *key != name).cloned().collect();
                return Err(ReadError::NamedColumnAbsent {
                    file: file.to_owned(),
                    name: name.clone(),
                    columns: columns::list(&keys),
                    option: field.option,
                });
            }
        }
        Ok(())
    }
}

/// Reads one object into `row`; says whether it has a time that came up too late.
fn parse<'de>(
    line: &'de [u8],
    keys: &mut Keys,
    fields: &[Field],
    row: &mut [Json<'de>; MOST_FIELDS],
) -> Result<bool, serde_json::Error> {
    let mut parser = serde_json::Deserializer::from_slice(line);
    let late_time = parser.deserialize_map(Row { keys, fields, row })?;
    parser.end()?;
    Ok(late_time)
}

struct Row<'k, 'de> {
    keys: &'k mut Keys,
    fields: &'k [Field],
    row: &'k mut [Json<'de>; MOST_FIELDS],
}

impl<'de> Visitor<'de> for Row<'_, 'de> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut at = 0;
        let mut late_time = false;
        while let Some(good_for) = map.next_key_seed(Key { keys: self.keys, fields: self.fields, at })? {
            at += 1;
            match good_for {
                Use::Nothing => {
                    map.next_value::<IgnoredAny>()?;
                }
                Use::LateTime => {
                    late_time |= !matches!(map.next_value_seed(Any)?, Json::Null);
                }
                Use::Field(field) => {
                    self.keys.seen[field] = true;
                    self.row[field] = map.next_value_seed(Any)?;
                }
            }
        }
        Ok(late_time)
    }
}

struct Key<'k> {
    keys: &'k mut Keys,
    fields: &'k [Field],
    at: usize,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Use;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Use, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Use;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Use, E> {
        Ok(self.keys.of(key, self.at, self.fields))
    }
}

struct Any;

impl<'de> DeserializeSeed<'de> for Any {
    type Value = Json<'de>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Any {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Boolean(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(Json::Integer(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Integer(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json<'de>, E> {
        Ok(Json::Float(value))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json<'de>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Json::Nested)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Json::Nested)
    }
}

/// Finds the column that holds the bytes which are no UTF-8, by the mark that takes their place.
fn not_utf8(line: &[u8], fields: &[Field], keys: Option<&Keys>) -> (Fault, Option<String>) {
    let text = String::from_utf8_lossy(line);
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap_or_default();
    let marked = |value: &serde_json::Value| value.as_str().is_some_and(|text| text.contains('\u{fffd}'));
    for (key, value) in object.iter().filter(|(_, value)| marked(value)) {
        let at = match keys {
            Some(keys) => keys.names.iter().position(|name| name.as_ref() == Some(key)),
            None => fields.iter().position(|field| match &field.explicit {
                Some(name) => name == key,
                None => field.usual.contains(&normal(key).as_str()),
            }),
        };
        if let Some(field) = at.and_then(|at| fields.get(at)) {
            return (Fault::of(field.column, NOT_UTF8), value.as_str().map(str::to_owned));
        }
    }
    (Fault::row(NOT_UTF8), shorten(line))
}
