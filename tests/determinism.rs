//! The blob of a fixed shop, byte for byte: a change of the format or of the arithmetic shows here, and nowhere else by
//! accident.
//!
//! When a change is meant: `GOLDEN=renew cargo test --features miner --test determinism`, look at the diff of
//! `tests/golden/blob.txt` (it names the part that changed), and raise `FORMAT_VERSION` if old blobs can no longer be
//! read.
#![cfg(feature = "miner")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc
)]

mod common;

use common::{SETTINGS, fixed_shop};
use crosssell_wasm::blob::{decode, encode};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::Path;

fn fingerprint(name: &str, bytes: &[u8]) -> String {
    let mut line = format!("{name:<12} {:>6} bytes  ", bytes.len());
    for byte in Sha256::digest(bytes) {
        let _ = write!(line, "{byte:02x}");
    }
    line + "\n"
}

fn part(name: &str, part: &impl Serialize) -> String {
    fingerprint(name, &postcard::to_allocvec(part).unwrap())
}

#[test]
fn the_blob_of_a_fixed_shop_stays_the_same() {
    let mut model = fixed_shop().model(&SETTINGS);
    // The crate's version is part of a blob; a release alone changes no format.
    "golden".clone_into(&mut model.about.build);
    let bytes = encode(&model).unwrap();
    assert_eq!(decode(&bytes).unwrap(), model);
    let found = [
        fingerprint("blob", &bytes),
        part("about", &model.about),
        part("pace", &model.pace),
        part("items", &model.items.clone().columns()),
        part("categories", &model.categories.clone().columns()),
        part("neighbours", &model.neighbours.clone().columns()),
        part("rules", &model.rules.clone().columns()),
        part("repurchase", &model.repurchase.clone().columns()),
    ]
    .concat();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/blob.txt");
    if std::env::var_os("GOLDEN").is_some_and(|wish| wish == "renew") {
        std::fs::write(&path, &found).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == kept, "the blob has changed; if it should, see the top of this file\nkept\n{kept}found\n{found}");
}

/// The blob that an earlier build wrote is still read, with the same content.
#[test]
fn a_kept_blob_is_still_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/model.v1.xsel");
    if std::env::var_os("GOLDEN").is_some_and(|wish| wish == "renew") {
        let mut model = fixed_shop().model(&SETTINGS);
        "golden".clone_into(&mut model.about.build);
        std::fs::write(&path, encode(&model).unwrap()).unwrap();
    }
    let bytes = std::fs::read(&path).unwrap();
    let model = decode(&bytes).unwrap();
    assert_eq!((model.about.build.as_str(), model.about.orders, model.items.len()), ("golden", 120, 12));
    assert!(model.rules.len() > 10);
}
