//! Columns: how a model keeps many small numbers and texts in few bytes, readable where they lie.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{ModelError, require, table::table};

/// Bytes that are borrowed from a blob when decoded and owned when built.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Bytes<'a>(pub Cow<'a, [u8]>);

impl fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Bytes<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrow;
        impl<'de> de::Visitor<'de> for Borrow {
            type Value = &'de [u8];
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }
            fn visit_borrowed_bytes<E: de::Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
                Ok(bytes)
            }
        }
        deserializer.deserialize_bytes(Borrow).map(|bytes| Self(Cow::Borrowed(bytes)))
    }
}

/// Unsigned integers of one fixed width of 0 to 8 bytes, the smallest that holds the largest of them.
///
/// Stored as byte planes: all lowest bytes first, then all second bytes, and so on. Any entry can be read where it lies,
/// and a general-purpose compressor finds the long runs of equal high bytes.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Packed<'a> {
    len: u32,
    #[serde(borrow)]
    planes: Bytes<'a>,
}

impl Packed<'static> {
    /// Packs `values`; `None` for more than `u32::MAX` of them.
    #[must_use]
    pub fn new(values: &[u64]) -> Option<Self> {
        let len = u32::try_from(values.len()).ok()?;
        let bits = u64::BITS - values.iter().fold(0, |all, value| all | value).leading_zeros();
        let mut planes = Vec::with_capacity(values.len().checked_mul(8)?);
        for plane in 0..bits.div_ceil(8) {
            planes.extend(values.iter().filter_map(|value| value.to_le_bytes().get(plane as usize).copied()));
        }
        Some(Self { len, planes: Bytes(Cow::Owned(planes)) })
    }
}

impl Packed<'_> {
    /// Entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The entry at `index`.
    #[must_use]
    #[inline]
    pub fn get(&self, index: usize) -> Option<u64> {
        let len = self.len();
        if index >= len {
            return None;
        }
        let (mut value, mut at, mut shift) = (0, index, 0);
        while let Some(byte) = self.planes.0.get(at) {
            value |= u64::from(*byte).wrapping_shl(shift);
            at += len;
            shift += 8;
        }
        Some(value)
    }

    /// The entry at `index`, if it fits 32 bits.
    #[must_use]
    pub fn get_u32(&self, index: usize) -> Option<u32> {
        self.get(index).and_then(|value| u32::try_from(value).ok())
    }

    /// All entries, in order.
    pub fn iter(&self) -> impl Iterator<Item = u64> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// Bytes that the column takes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.planes.0.len()
    }

    /// Puts the entries `start..end` into `entries`, in place of what is there: none where the column ends before.
    pub fn read(&self, start: u32, end: u32, entries: &mut Vec<u64>) {
        entries.clear();
        let row = start as usize..end as usize;
        if row.end > self.len() {
            return;
        }
        entries.resize(row.len(), 0);
        for (plane, bytes) in (0..u64::BITS).step_by(8).zip(self.planes.0.chunks_exact(self.len().max(1))) {
            for (entry, byte) in entries.iter_mut().zip(bytes.get(row.clone()).unwrap_or_default()) {
                *entry |= u64::from(*byte) << plane;
            }
        }
    }

    /// Checks that the column holds exactly `len` whole entries, each at most `largest`.
    pub(super) fn check(&self, len: usize, largest: u64, column: &'static str) -> Result<(), ModelError> {
        require(self.len() == len, column, "has another length than its table")?;
        let whole = if len == 0 { self.size() == 0 } else { self.size().is_multiple_of(len) && self.size() / len <= 8 };
        require(whole, column, "is cut off in an entry")?;
        require(self.iter().all(|value| value <= largest), column, "has an entry that is out of range")
    }

    pub(super) fn into_owned(self) -> Packed<'static> {
        Packed { len: self.len, planes: Bytes(Cow::Owned(self.planes.0.into_owned())) }
    }
}

/// Where each row of a table starts when the rows' lengths are `lengths`: one more entry than rows, the last being the
/// sum. `None` when the sum does not fit 32 bits.
#[must_use]
pub fn starts(lengths: &Packed<'_>) -> Option<Vec<u32>> {
    let mut sum = 0_u32;
    let mut starts = Vec::with_capacity(lengths.len() + 1);
    starts.push(0);
    for length in lengths.iter() {
        sum = sum.checked_add(u32::try_from(length).ok()?)?;
        starts.push(sum);
    }
    Some(starts)
}

table! {
    /// Texts, one after the other in UTF-8, with their lengths in bytes.
    pub struct Strings {
        /// Length of each text in bytes.
        pub lengths: Packed,
        /// The texts' bytes: a column of width 1.
        pub text: Packed,
    }
}

impl Strings<'static> {
    /// Packs `texts`; `None` for more than 4 GiB of them.
    pub fn new<T: AsRef<str>>(texts: &[T]) -> Option<Self> {
        let lengths: Vec<u64> = texts.iter().map(|text| text.as_ref().len() as u64).collect();
        let text: String = texts.iter().map(AsRef::as_ref).collect();
        let len = u32::try_from(text.len()).ok()?;
        let text = Packed { len, planes: Bytes(Cow::Owned(text.into_bytes())) };
        Some(Self { lengths: Packed::new(&lengths)?, text })
    }
}

impl Strings<'_> {
    /// Number of texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// The text that lies at `start..end` of all texts (see [`starts`]).
    #[must_use]
    pub fn slice(&self, start: u32, end: u32) -> Option<&str> {
        core::str::from_utf8(self.bytes(start, end)?).ok()
    }

    /// The bytes of the text at `start..end`.
    #[must_use]
    pub fn bytes(&self, start: u32, end: u32) -> Option<&[u8]> {
        self.text.planes.0.get(start as usize..end as usize)
    }

    /// Bytes that the column takes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.lengths.size() + self.text.size()
    }

    pub(super) fn check(&self, len: usize, column: &'static str) -> Result<(), ModelError> {
        self.lengths.check(len, u64::from(u32::MAX), column)?;
        let bytes = self.text.len();
        let starts = starts(&self.lengths).unwrap_or_default();
        let fits = starts.last().is_some_and(|end| *end as usize == bytes) && self.text.size() == bytes;
        require(fits, column, "has texts that do not fill their bytes")?;
        let utf8 = core::str::from_utf8(&self.text.planes.0);
        let whole = utf8.is_ok_and(|text| starts.iter().all(|start| text.is_char_boundary(*start as usize)));
        require(whole, column, "has a text that is not UTF-8")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn packed_gives_back_what_it_got(values in prop::collection::vec(any::<u64>(), 0..50), shift in 0_u32..64) {
            let values: Vec<u64> = values.iter().map(|value| value >> shift).collect();
            let packed = Packed::new(&values).unwrap();
            prop_assert_eq!(packed.iter().collect::<Vec<_>>(), values.clone());
            prop_assert!(packed.check(values.len(), u64::MAX >> shift, "test").is_ok());
            prop_assert_eq!(packed.get(values.len()), None);
        }

        #[test]
        fn strings_give_back_what_they_got(texts in prop::collection::vec("\\PC{0,8}", 0..20)) {
            let strings = Strings::new(&texts).unwrap();
            prop_assert!(strings.check(texts.len(), "test").is_ok());
            let starts = starts(&strings.lengths).unwrap();
            let back: Vec<_> = starts.windows(2).map(|w| strings.slice(w[0], w[1]).unwrap().to_string()).collect();
            prop_assert_eq!(back, texts);
        }
    }

    #[test]
    fn zeros_take_no_bytes() {
        assert_eq!(Packed::new(&[0; 100]).unwrap().size(), 0);
    }
}
