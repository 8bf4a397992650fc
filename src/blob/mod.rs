//! A model as bytes, and back. Imports `model` only.
//!
//! ```text
//! offset  bytes  what
//!      0      4  the letters XSEL
//!      4      4  format version, little endian
//!      8      8  length of the payload in bytes, little endian
//!     16      8  FNV-1a checksum (64 bits) of all bytes before it and of the payload
//!     24         the payload: one postcard-encoded `Payload`
//! ```
//!
//! One type encodes and decodes. Whatever the bytes, [`decode`] gives a model that passes [`Model::check`] or a typed
//! error; it allocates nothing in proportion to a number that the bytes merely claim.

use alloc::vec::Vec;
use core::fmt;
use serde::{Deserialize, Serialize};

use crate::model::{Encoded, FNV_START, Model, ModelError, fnv1a};

/// The first four bytes of every blob.
pub const MAGIC: [u8; 4] = *b"XSEL";

/// The format that this build writes and reads.
pub const FORMAT_VERSION: u32 = 1;

/// Bytes before the payload.
const HEADER: usize = 24;

/// Every format there ever was. A retired one stays as a variant without content, so that the numbers keep their
/// meaning and its blobs are refused as old rather than misread.
#[derive(Serialize, Deserialize)]
enum Payload<'a> {
    #[serde(borrow)]
    V1(Encoded<'a>),
}

/// Why bytes are not a model that this build can use.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// The bytes do not begin as a blob does.
    NotABlob {
        /// Whether they look like an HTML or JSON text: most often an error page in the place of the file.
        text: bool,
    },
    /// A blob of a format that this build does not read.
    UnsupportedVersion {
        /// The blob's format.
        found: u32,
    },
    /// There are fewer or more bytes than the header says.
    WrongLength {
        /// Bytes that the header promises, itself included.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// The bytes do not have the checksum that they had when they were written.
    Checksum,
    /// The payload is not postcard of the expected shape.
    Payload,
    /// The payload decodes, but is no well-formed model.
    Model(ModelError),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotABlob { text: true } => f.write_str(
                "not a crosssell model but a text, such as an error page; check the address that it was loaded from",
            ),
            Self::NotABlob { text: false } => {
                f.write_str("not a crosssell model (it does not begin with XSEL); check which file was loaded")
            }
            Self::UnsupportedVersion { found } if *found < FORMAT_VERSION => write!(
                f,
                "the model has the old format {found}, this build reads format {FORMAT_VERSION}; mine the orders again with this version"
            ),
            Self::UnsupportedVersion { found } => write!(
                f,
                "the model has format {found}, this build reads format {FORMAT_VERSION}; update crosssell-wasm, or mine with this version"
            ),
            Self::WrongLength { expected, found } if found < expected => {
                write!(f, "the model is cut off: {found} of {expected} bytes; load or copy it again")
            }
            Self::WrongLength { expected, found } => {
                write!(f, "the model has {found} bytes where its header says {expected}; load or copy it again")
            }
            Self::Checksum => f.write_str("the model is damaged: its checksum does not match; load or copy it again"),
            Self::Payload => f.write_str("the model is damaged: its payload cannot be decoded; mine the orders again"),
            Self::Model(error) => write!(f, "the model is not well-formed ({error}); mine the orders again"),
        }
    }
}

impl core::error::Error for DecodeError {}

/// Reads a model. Its columns borrow `bytes`.
///
/// # Errors
/// See [`DecodeError`]: every truncation and every changed byte gives one.
pub fn decode(bytes: &[u8]) -> Result<Model<'_>, DecodeError> {
    Model::from_encoded(encoded(bytes)?).map_err(DecodeError::Model)
}

/// Reads a model that outlives `bytes`, for a host that cannot lend them: one copy a column.
///
/// # Errors
/// As [`decode`].
pub fn decode_owned(bytes: &[u8]) -> Result<Model<'static>, DecodeError> {
    Model::from_encoded(encoded(bytes)?.into_owned()).map_err(DecodeError::Model)
}

fn encoded(bytes: &[u8]) -> Result<Encoded<'_>, DecodeError> {
    let payload = open(bytes)?;
    let (Payload::V1(encoded), rest) = postcard::take_from_bytes(payload).map_err(|_| DecodeError::Payload)?;
    if !rest.is_empty() {
        return Err(DecodeError::Payload);
    }
    Ok(encoded)
}

/// The checksum that a blob's header states: names the blob's content.
#[must_use]
pub fn digest(bytes: &[u8]) -> Option<u64> {
    number(bytes, 16, 8)
}

/// Checks the header and the checksum; gives the payload.
fn open(bytes: &[u8]) -> Result<&[u8], DecodeError> {
    if !bytes.starts_with(&MAGIC) {
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        return Err(DecodeError::NotABlob { text: matches!(first, Some(b'<' | b'{' | b'[')) });
    }
    let found = bytes.len() as u64;
    let cut_off = DecodeError::WrongLength { expected: HEADER as u64, found };
    let (Some(version), Some(length), Some(checksum)) =
        (number(bytes, 4, 4), number(bytes, 8, 8), number(bytes, 16, 8))
    else {
        return Err(cut_off);
    };
    if version != u64::from(FORMAT_VERSION) {
        return Err(DecodeError::UnsupportedVersion { found: u32::try_from(version).unwrap_or(u32::MAX) });
    }
    let (Some(header), Some(payload)) = (bytes.get(..16), bytes.get(HEADER..)) else { return Err(cut_off) };
    if payload.len() as u64 != length {
        return Err(DecodeError::WrongLength { expected: length.saturating_add(HEADER as u64), found });
    }
    if fnv1a(fnv1a(FNV_START, header), payload) != checksum {
        return Err(DecodeError::Checksum);
    }
    Ok(payload)
}

/// The little-endian number in `bytes[at..at + len]`.
fn number(bytes: &[u8], at: usize, len: usize) -> Option<u64> {
    Some(bytes.get(at..at.checked_add(len)?)?.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

/// Writes a model. The same model gives the same bytes on every machine.
///
/// # Errors
/// The model is not well-formed.
pub fn encode(model: &Model<'_>) -> Result<Vec<u8>, ModelError> {
    model.check()?;
    let mut bytes = Vec::from(MAGIC);
    bytes.extend(FORMAT_VERSION.to_le_bytes());
    let payload = postcard::to_allocvec(&Payload::V1(model.clone().into_encoded()))
        .map_err(|_| ModelError { column: "payload", problem: "cannot be encoded" })?;
    bytes.extend((payload.len() as u64).to_le_bytes());
    let checksum = fnv1a(fnv1a(FNV_START, &bytes), &payload);
    bytes.extend(checksum.to_le_bytes());
    bytes.extend(payload);
    Ok(bytes)
}
