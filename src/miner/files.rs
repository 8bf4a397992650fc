//! Whole files or none: what is written appears under its name only when it is complete.

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::blob;
use crate::model::{Model, Timestamp};

/// The small file that names the current model. Serve it with a short lifetime, and the model it names for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The blob's format version.
    pub format: u32,
    /// The blob's file name, next to the manifest.
    pub model: String,
    /// The blob's size.
    pub bytes: u64,
    /// SHA-256 of the blob, hexadecimal.
    pub sha256: String,
    /// Day of the last order that was mined.
    pub mined_through: Option<String>,
}

/// The manifest's file name.
pub const MANIFEST: &str = "manifest.json";

/// Writes `dir/model.<hash>.xsel`, then `dir/manifest.json`. Models of earlier runs stay: a page that is open may still
/// want them.
///
/// # Errors
/// A file cannot be written; nothing is left half written, and the old manifest still names the old model.
pub fn write_model(model: &Model<'_>, bytes: &[u8], dir: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make the folder {}", dir.display()))?;
    let sha256 = hexadecimal(&Sha256::digest(bytes));
    let name = format!("model.{}.xsel", sha256.chars().take(16).collect::<String>());
    let path = dir.join(&name);
    write_whole(&path, |file| Ok(file.write_all(bytes)?))?;
    let mined_through = model.about.mined_through.and_then(Timestamp::from_unix).map(Timestamp::date);
    let manifest =
        Manifest { format: blob::FORMAT_VERSION, model: name, bytes: bytes.len() as u64, sha256, mined_through };
    write_whole(&dir.join(MANIFEST), |file| {
        serde_json::to_writer_pretty(&mut *file, &manifest)?;
        Ok(file.write_all(b"\n")?)
    })?;
    Ok(path)
}

/// Writes a file under a temporary name in its own folder, syncs it and renames it.
///
/// # Errors
/// `fill` fails, or the file cannot be written; then `path` is as it was.
pub fn write_whole(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().with_context(|| format!("{} names no file", path.display()))?;
    let context = || format!("cannot write {}", path.display());
    let mut builder = tempfile::Builder::new();
    let prefix = format!(".{}.", name.to_string_lossy());
    builder.prefix(&prefix);
    // A temporary file is private by default; the finished one is for a web server to read. The umask still applies.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = BufWriter::with_capacity(1 << 16, builder.tempfile_in(folder).with_context(context)?);
    fill(&mut file).with_context(context)?;
    let file = file.into_inner().map_err(std::io::IntoInnerError::into_error).with_context(context)?;
    file.as_file().sync_all().with_context(context)?;
    file.persist(path).with_context(context)?;
    Ok(())
}

/// Reads the bytes of a model: a blob, a manifest, or a folder with a manifest.
///
/// # Errors
/// A file cannot be read, or a manifest does not name a blob of its size and hash.
pub fn read_model(path: &Path) -> Result<Vec<u8>> {
    let path = if path.is_dir() { path.join(MANIFEST) } else { path.to_owned() };
    let read = |path: &Path| std::fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    let bytes = read(&path)?;
    if path.extension().is_none_or(|ending| ending != "json") {
        return Ok(bytes);
    }
    let manifest: Manifest = serde_json::from_slice(&bytes).with_context(|| {
        format!("{} is no manifest of a model; give a .xsel file or what `mine -o` wrote", path.display())
    })?;
    let blob_path = path.with_file_name(&manifest.model);
    let blob = read(&blob_path)?;
    if hexadecimal(&Sha256::digest(&blob)) != manifest.sha256 {
        bail!(
            "{} is not the file that {} was written for; mine or copy both again",
            blob_path.display(),
            path.display()
        );
    }
    Ok(blob)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
