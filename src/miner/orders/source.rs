//! Inputs: which files there are, what compresses them, what format they are in; then the reader of that format.

use super::columns::Field;
use super::error::{Place, ReadError};
use super::intake::Intake;
use super::{Format, baskets, delimited, jsonl, parquet};
use std::cell::Cell;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

/// How much of an input is looked at before its format is decided.
const FIRST_BLOCK: u64 = 64 * 1024;

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    Standard,
    Path { name: String, path: PathBuf },
}

/// Counts bytes as they come from the disk, and tells the caller.
pub(super) struct Counter<'a> {
    bytes: Cell<u64>,
    told: Cell<u64>,
    hook: Option<&'a dyn Fn(u64)>,
}

impl<'a> Counter<'a> {
    pub(super) fn new(hook: Option<&'a dyn Fn(u64)>) -> Self {
        Self { bytes: Cell::new(0), told: Cell::new(0), hook }
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    /// Never goes back: a Parquet file's share is an estimate that begins below what was peeked at.
    pub(super) fn set(&self, bytes: u64) {
        self.bytes.set(bytes.max(self.bytes.get()));
        if let Some(hook) = self.hook.filter(|_| self.bytes.get() - self.told.get() >= 32 * 1024) {
            self.told.set(self.bytes.get());
            hook(self.bytes.get());
        }
    }
}

/// A reader whose bytes are counted.
struct Counted<'a, R> {
    reader: R,
    counter: &'a Counter<'a>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.counter.set(self.counter.bytes() + count as u64);
        Ok(count)
    }
}

/// The first bytes of a reader, and what follows. A failure met while peeking is kept for when reading gets there, so
/// that the lines before it are read first.
pub(super) struct Peeked<R> {
    head: Cursor<Vec<u8>>,
    failed: Option<io::Error>,
    rest: R,
}

impl<R: Read> Peeked<R> {
    fn new(mut rest: R, bytes: u64) -> Self {
        let mut head = Vec::new();
        let failed = rest.by_ref().take(bytes).read_to_end(&mut head).err();
        Self { head: Cursor::new(head), failed, rest }
    }

    pub(super) fn head(&self) -> &[u8] {
        self.head.get_ref()
    }
}

impl<R: Read> Read for Peeked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.head.read(buffer)? {
            0 => match self.failed.take() {
                Some(error) => Err(error),
                None => self.rest.read(buffer),
            },
            count => Ok(count),
        }
    }
}

/// Text of any origin, byte order mark and NUL already dealt with.
pub(super) type Text<'r> = Peeked<Box<dyn Read + 'r>>;

/// Files for the inputs, each once. The matches of a glob are sorted.
pub(super) fn expand(inputs: &[String]) -> Result<Vec<Input>, ReadError> {
    let mut found = Vec::new();
    let mut add = |input: Input| {
        if !found.contains(&input) {
            found.push(input);
        }
    };
    for given in inputs {
        let path = Path::new(given);
        if given == "-" {
            add(Input::Standard);
        } else if path.is_dir() {
            return Err(ReadError::Directory { file: given.trim_end_matches(['/', '\\']).to_owned() });
        } else if path.exists() {
            add(Input::Path { name: given.clone(), path: path.to_owned() });
        } else if given.contains(['*', '?', '[']) {
            let matches = glob::glob(given)
                .map_err(|source| ReadError::Glob { pattern: given.clone(), source })?
                .collect::<Result<Vec<PathBuf>, _>>()
                .map_err(|e| ReadError::Open { file: e.path().display().to_string(), source: e.into() })?;
            let mut files: Vec<PathBuf> = matches.into_iter().filter(|path| !path.is_dir()).collect();
            files.sort();
            if files.is_empty() {
                return Err(ReadError::GlobEmpty { pattern: given.clone() });
            }
            files.into_iter().for_each(|path| add(Input::Path { name: path.display().to_string(), path }));
        } else {
            return Err(ReadError::NotFound { file: given.clone() });
        }
    }
    if found.is_empty() { Err(ReadError::NoInput) } else { Ok(found) }
}

/// The bytes of all inputs on disk, for a progress bar; `None` with standard input, or when an input cannot be found
/// (which [`super::read`] then explains).
#[must_use]
pub fn total_bytes(inputs: &[String]) -> Option<u64> {
    expand(inputs).ok()?.iter().try_fold(0_u64, |sum, input| match input {
        Input::Standard => None,
        Input::Path { path, .. } => {
            let data = path.metadata().ok()?;
            data.is_file().then(|| sum.saturating_add(data.len()))
        }
    })
}

/// The last ending in lower case, after one of a compression is taken away.
pub(super) fn ending(name: &str) -> Option<String> {
    let plain = match compression(name) {
        Some(_) => Path::new(name).file_stem()?,
        None => Path::new(name).as_os_str(),
    };
    Some(Path::new(plain).extension()?.to_str()?.to_ascii_lowercase())
}

/// What a name promises.
fn compression(name: &str) -> Option<&'static str> {
    match Path::new(name).extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "gz" | "gzip" => Some("gzip"),
        "zst" | "zstd" => Some("Zstandard"),
        _ => None,
    }
}

/// Reads one input into `intake`.
pub(super) fn read_input(input: &Input, format: Option<Format>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    match input {
        Input::Standard => read_stream(io::stdin().lock(), "standard input", None, format, intake),
        Input::Path { name, path } => {
            let open = || File::open(path).map_err(|source| ReadError::Open { file: name.clone(), source });
            let file = open()?;
            // A second handle, for Parquet: it reads here and there, which a pipe cannot.
            let again = if path.is_file() { Some(open()?) } else { None };
            read_stream(file, name, again, format, intake)
        }
    }
}

/// Reads a stream into `intake`. `file` has the same bytes and can seek.
pub(super) fn read_stream(
    reader: impl Read,
    name: &str,
    file: Option<File>,
    format: Option<Format>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    intake.open(name);
    let before = intake.counter.bytes();
    let raw = Peeked::new(Counted { reader, counter: intake.counter }, 4);
    let open = |source| ReadError::Open { file: name.to_owned(), source };
    let magic = raw.head().first_chunk::<4>().copied().unwrap_or_default();
    let (plain, packed): (Box<dyn Read + '_>, bool) = match (magic, compression(name)) {
        ([0x1f, 0x8b, _, _], _) => (Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::new(raw))), true),
        // The second is a frame to be skipped, with which parallel compressors begin.
        ([0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18], _) => {
            (Box::new(zstd::Decoder::new(raw).map_err(open)?), true)
        }
        (_, Some(expected)) => return Err(ReadError::NotCompressed { file: name.to_owned(), expected }),
        _ => (Box::new(raw), false),
    };
    let mut text = Peeked::new(plain, FIRST_BLOCK);
    if text.head().is_empty()
        && let Some(source) = text.failed.take()
    {
        return Err(ReadError::Read { file: name.to_owned(), place: Place::Line(0), source });
    }
    let format = match format.or_else(|| Format::of_name(name)) {
        Some(format) => format,
        None => sniff(text.head(), intake.table.fields(), name)?,
    };
    if format == Format::Parquet {
        let file = match file.filter(|_| !packed) {
            Some(file) => file,
            None => spool(&mut text).map_err(|source| ReadError::Spool { file: name.to_owned(), source })?,
        };
        return parquet::read(file, before, intake);
    }
    if let Some(byte) = text.head().iter().position(|byte| *byte == 0) {
        return Err(ReadError::NotText { file: name.to_owned(), byte });
    }
    if text.head().starts_with(BYTE_ORDER_MARK) {
        text.head.get_mut().drain(..BYTE_ORDER_MARK.len());
    }
    match format {
        Format::Csv => {
            let delimiter = delimited::delimiter(text.head(), intake.table.fields());
            delimited::read(text, delimiter.unwrap_or(b','), intake)
        }
        Format::Tsv => delimited::read(text, b'\t', intake),
        Format::JsonLines => jsonl::read(text, intake),
        Format::Baskets => baskets::read(text, intake),
        Format::Parquet => Ok(()),
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The format by the first block. Plain baskets look like anything else, so they are never guessed.
fn sniff(head: &[u8], fields: &[Field], name: &str) -> Result<Format, ReadError> {
    let text = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head).trim_ascii_start();
    match text {
        [b'P', b'A', b'R', b'1', ..] => Ok(Format::Parquet),
        [b'{', ..] => Ok(Format::JsonLines),
        [b'[', ..] => Err(ReadError::JsonArray { file: name.to_owned() }),
        _ if delimited::delimiter(text, fields).is_some() => Ok(Format::Csv),
        _ => match head.iter().position(|byte| *byte == 0) {
            Some(byte) => Err(ReadError::NotText { file: name.to_owned(), byte }),
            None => Err(ReadError::UnknownFormat { file: name.to_owned() }),
        },
    }
}

/// The whole stream as a file that can seek; it vanishes with the handle.
fn spool(reader: &mut impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(reader, &mut file)?;
    Ok(file)
}

/// A line of text without its end, in a buffer that is used again and again.
pub(super) struct Lines<R> {
    reader: io::BufReader<R>,
    line: Vec<u8>,
    /// Lines read so far: the number of the current one.
    pub(super) number: u64,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader: io::BufReader::with_capacity(128 * 1024, reader), line: Vec::new(), number: 0 }
    }

    /// The next line, trimmed of ASCII white space.
    pub(super) fn next(&mut self) -> io::Result<Option<&[u8]>> {
        self.line.clear();
        if io::BufRead::read_until(&mut self.reader, b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        Ok(Some(self.line.trim_ascii()))
    }
}
