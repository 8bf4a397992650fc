//! Who may import whom: model <- blob, recommend <- miner, wasm; `miner` and `wasm` never meet; and what runs in the
//! browser uses no `std`.
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

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules at the crate's root.
const MODULES: [&str; 5] = ["model", "blob", "recommend", "miner", "wasm"];

/// What a module may import besides itself.
fn allowed(module: &str) -> &'static [&'static str] {
    match module {
        "blob" | "recommend" => &["model"],
        "miner" | "wasm" => &["model", "blob", "recommend"],
        _ => &[],
    }
}

/// What runs in the browser.
fn is_runtime(module: &str) -> bool {
    module != "miner"
}

/// The code without comments; texts are emptied, line breaks stay.
fn bare(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if rest.starts_with("/*") {
            rest = &rest[rest.find("*/").map_or(rest.len(), |at| at + 2)..];
        } else if rest.starts_with("'\"'") || rest.starts_with("b'\"'") {
            rest = &rest[rest.find("\"'").unwrap() + 2..];
        } else if first == '"' {
            let mut escaped = false;
            let end = rest[1..].char_indices().find(|(_, c)| {
                let ends = *c == '"' && !escaped;
                escaped = *c == '\\' && !escaped;
                ends
            });
            rest = &rest[end.map_or(rest.len(), |(at, _)| at + 2)..];
            out.push_str("\"\"");
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// The first segments that follow a path's prefix: `a::b` gives a; `{a::b, c}` gives a and c; `*` gives `*`.
fn heads(after: &str) -> Vec<String> {
    let name = |text: &str| {
        let text = text.trim_start();
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '*')).unwrap_or(text.len());
        text[..end].to_owned()
    };
    let after = after.trim_start();
    if !after.starts_with('{') {
        return vec![name(after)];
    }
    let (mut depth, mut heads, mut start) = (0, Vec::new(), 1);
    for (at, c) in after.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if (c == ',' && depth == 1) || depth == 0 {
            heads.push(name(&after[start..at]));
            start = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

/// Whether `at` begins a path of its own, not the end of a longer name or path.
fn begins_path(code: &str, at: usize) -> bool {
    !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$')
}

/// Top-level modules that a file reaches by `crate::`, or by enough `super::` from a file `depth` modules deep.
fn imports(source: &str, depth: usize) -> BTreeSet<String> {
    let code: String = bare(source).split_whitespace().collect::<Vec<_>>().join(" ").replace(" :: ", "::");
    let mut found = BTreeSet::new();
    for root in ["crate::", "crosssell_wasm::"] {
        for (at, _) in code.match_indices(root).filter(|(at, _)| begins_path(&code, *at)) {
            found.extend(heads(&code[at + root.len()..]));
        }
    }
    for (at, _) in code.match_indices("super::").filter(|(at, _)| begins_path(&code, *at)) {
        let mut after = &code[at..];
        let mut climbed = 0;
        while let Some(rest) = after.strip_prefix("super::") {
            (after, climbed) = (rest, climbed + 1);
        }
        if climbed >= depth {
            found.extend(heads(after));
        }
    }
    found
}

/// What is wrong with a file of `module`.
fn faults(module: &str, source: &str, depth: usize) -> Vec<String> {
    let mut faults = Vec::new();
    for import in imports(source, depth) {
        let ours = MODULES.contains(&import.as_str());
        if import == "*" && !source.contains("#[cfg(test)]") {
            faults.push("imports everything from the crate's root".to_owned());
        }
        if ours && import != module && !allowed(module).contains(&import.as_str()) {
            faults.push(format!("{module} imports {import}"));
        }
    }
    if is_runtime(module) {
        // Unit tests stand at a file's end and may use what they like.
        let code = bare(source);
        let code = code.split("#[cfg(test)]").next().unwrap();
        let std = code.match_indices("std::").any(|(at, _)| begins_path(code, at));
        if std || code.contains("extern crate std") {
            faults.push(format!("{module} uses std"));
        }
    }
    faults
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn every_module_keeps_to_its_layer() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for file in rust_files(&src) {
        let inside = file.strip_prefix(&src).unwrap();
        let segments: Vec<_> = inside.iter().map(|part| part.to_str().unwrap().trim_end_matches(".rs")).collect();
        let module = segments[0];
        if !MODULES.contains(&module) {
            continue;
        }
        seen.insert(module.to_owned());
        let depth = segments.iter().filter(|segment| **segment != "mod").count();
        let source = fs::read_to_string(&file).unwrap();
        wrong.extend(faults(module, &source, depth).into_iter().map(|fault| format!("{}: {fault}", inside.display())));
    }
    assert!(wrong.is_empty(), "see the import rule in src/lib.rs:\n{}", wrong.join("\n"));
    for module in ["model", "blob", "recommend", "miner"] {
        assert!(seen.contains(module), "no file of {module} was looked at");
    }
}

#[test]
fn the_root_holds_modules_and_nothing_else() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(src).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let name = name.trim_end_matches(".rs");
        let known = MODULES.contains(&name) || ["lib", "bin"].contains(&name);
        assert!(known, "src/{name} has no place in the import rule; give it one here and in src/lib.rs");
    }
}

#[test]
fn the_command_line_calls_only_the_miner() {
    let bin = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin");
    for file in rust_files(&bin) {
        let imports = imports(&fs::read_to_string(&file).unwrap(), 1);
        let allowed = imports.iter().all(|import| import == "miner");
        assert!(allowed, "{}: {imports:?}", file.display());
    }
}

#[test]
fn the_checker_sees_what_is_forbidden() {
    for (module, depth, source, fault) in [
        ("model", 2, "use crate::blob::decode;", "model imports blob"),
        ("model", 2, "use crate::{\n    recommend::Recommender,\n};", "model imports recommend"),
        ("model", 1, "use super::miner;", "model imports miner"),
        ("model", 2, "use super::super::wasm::X;", "model imports wasm"),
        ("blob", 1, "fn f() { crate::recommend::run(); }", "blob imports recommend"),
        ("blob", 1, "use crate::{model::{Model, Items}, miner::files};", "blob imports miner"),
        ("recommend", 2, "let x = crate :: miner :: run();", "recommend imports miner"),
        ("recommend", 2, "use super::super::{model::Model, blob};", "recommend imports blob"),
        ("miner", 3, "use crate::wasm::face;", "miner imports wasm"),
        ("miner", 3, "use super::super::super::wasm;", "miner imports wasm"),
        ("wasm", 1, "use crate::{model, miner};", "wasm imports miner"),
        ("model", 2, "use super::super::*;", "imports everything from the crate's root"),
        ("model", 2, "use std::vec::Vec;", "model uses std"),
        ("recommend", 2, "fn f() -> f64 { std::f64::consts::PI }", "recommend uses std"),
        ("wasm", 1, "extern crate std;", "wasm uses std"),
        ("blob", 1, "const Q: char = '\"'; use std::fmt;", "blob uses std"),
    ] {
        assert!(faults(module, source, depth).iter().any(|found| found == fault), "{source}");
    }
}

#[test]
fn the_checker_lets_pass_what_is_allowed() {
    for (module, depth, source) in [
        ("model", 2, "use super::{ModelError, require}; use crate::model::Items;"),
        ("model", 1, "mod items; use alloc::vec::Vec; use core::fmt; // crate::blob, std::fmt\n/* crate::miner */"),
        ("model", 2, "const TEXT: &str = \"use crate::blob; std::x \\\" crate::miner\";"),
        ("model", 2, "fn f() {}\n#[cfg(test)]\nmod tests { use super::*; use std::fmt; }"),
        ("blob", 1, "use crate::model::{Model, fnv1a};"),
        ("recommend", 2, "use super::super::model::Model; use super::row;"),
        ("miner", 3, "use crate::{model::X, blob, recommend}; use super::super::files; use std::fs;"),
        ("wasm", 1, "use crate::{blob, model, recommend::Recommender}; use wasm_bindgen::prelude::*;"),
        ("model", 2, "my_std::thing(); other::crate_::blob();"),
    ] {
        assert_eq!(faults(module, source, depth), Vec::<String>::new(), "{source}");
    }
}
