//! The binary as a user meets it: every bad input is named with file, line, column and remedy, leaves nothing half
//! written and ends with the promised exit code; every verb gives what the library gives, from every input format.
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

use common::{Line, fixed_shop};
use parquet::basic::Repetition;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::{Field, Row};
use parquet::schema::parser::parse_message_type;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use tempfile::TempDir;

/// What a run gave.
struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Run {
    #[track_caller]
    fn good(self) -> String {
        assert_eq!(self.code, 0, "{}", self.err);
        self.out
    }

    #[track_caller]
    fn json(self) -> Value {
        serde_json::from_str(&self.good()).unwrap()
    }

    /// The answers of a batch.
    #[track_caller]
    fn json_lines(self) -> Vec<Value> {
        self.good().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// A folder with files, in which the binary runs.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With the fixed shop's orders, its catalogue, and a model of them in `model`.
    fn with_model() -> Self {
        let desk = Self::new();
        desk.put("orders.csv", csv(&fixed_shop().lines())).put("catalog.jsonl", catalog());
        desk.run(&["mine", "orders.csv", "-o", "model", "--catalog", "catalog.jsonl", "--names"]).good();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), bytes).unwrap();
        self
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with_input(arguments, b"")
    }

    fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_crosssell"))
            .args(arguments)
            .current_dir(self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        // A run that fails early does not read its input.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Every file below the folder with its bytes.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.0.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.clone(), fs::read(&path).unwrap());
                }
            }
        }
        files
    }

    /// Runs what must fail: with this code, these words in the message, and nothing on disk changed.
    #[track_caller]
    fn refuses(&self, arguments: &[&str], code: i32, words: &[&str]) {
        let before = self.files();
        let run = self.run(arguments);
        assert_eq!(run.code, code, "{arguments:?}\n{}\n{}", run.out, run.err);
        for word in words {
            assert!(run.err.contains(word), "{word:?} is not in the message of {arguments:?}:\n{}", run.err);
        }
        assert!(!run.err.contains("panicked"), "{}", run.err);
        assert_eq!(run.out, "", "{arguments:?}");
        let after = self.files();
        let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&before), names(&after), "{arguments:?} left something behind");
        assert!(before == after, "{arguments:?} changed a file");
    }

    fn manifest(&self, folder: &str) -> Value {
        serde_json::from_str(&self.read(&format!("{folder}/manifest.json"))).unwrap()
    }

    fn blob(&self, folder: &str) -> Vec<u8> {
        let name = self.manifest(folder)["model"].as_str().unwrap().to_owned();
        fs::read(self.path(folder).join(name)).unwrap()
    }
}

const HEADER: &str = "order_id,user_id,item_id,timestamp\n";

fn csv(lines: &[Line]) -> String {
    let row = |line: &Line| format!("{},{},{},{}\n", line.order, line.customer, line.item, line.time);
    HEADER.to_owned() + &lines.iter().map(row).collect::<String>()
}

fn jsonl(lines: &[Line]) -> String {
    let row = |line: &Line| {
        json!({"order_id": line.order, "user_id": line.customer, "item_id": line.item, "timestamp": line.time})
            .to_string()
            + "\n"
    };
    lines.iter().map(row).collect()
}

fn catalog() -> String {
    let row = |item: &crosssell_wasm::miner::orders::CatalogItem| {
        let price = item.price.map(|cents| f64::from(cents) / 100.0);
        json!({"id": item.id, "name": item.name, "category": item.category, "price": price, "group": item.variant_group})
            .to_string()
            + "\n"
    };
    fixed_shop().catalog().iter().map(row).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn parquet_file(lines: &[Line]) -> Vec<u8> {
    let schema = "message orders { required binary order_id (STRING); required binary user_id (STRING); \
                  required binary item_id (STRING); required int64 timestamp; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    assert!(schema.get_fields().iter().all(|field| field.get_basic_info().repetition() == Repetition::REQUIRED));
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
    for lines in lines.chunks(50) {
        let mut group = writer.next_row_group().unwrap();
        let texts: [fn(&Line) -> &String; 3] = [|line| &line.order, |line| &line.customer, |line| &line.item];
        for text in texts {
            let values: Vec<ByteArray> = lines.iter().map(|line| ByteArray::from(text(line).as_str())).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
            column.close().unwrap();
        }
        let times: Vec<i64> = lines.iter().map(|line| line.time).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&times, None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn one_log_gives_one_blob_in_every_format() {
    let desk = Desk::new();
    let lines = fixed_shop().lines();
    let text = csv(&lines);
    let (first, second) = lines.split_at(lines.len() / 3);
    fs::create_dir(desk.path("split")).unwrap();
    desk.put("a.csv", &text)
        .put("a.tsv", text.replace(',', "\t"))
        .put("b.csv.gz", gzip(text.as_bytes()))
        .put("c.csv.zst", zstd::encode_all(text.as_bytes(), 3).unwrap())
        .put("d.jsonl", jsonl(&lines))
        .put("e.parquet", parquet_file(&lines))
        .put("split/1.csv", csv(second))
        .put("split/2.csv", csv(first))
        .put("f.parquet", parquet_file(first))
        .put("g.jsonl.zst", zstd::encode_all(jsonl(second).as_bytes(), 3).unwrap());
    desk.run(&["mine", "a.csv", "-o", "out"]).good();
    let blob = desk.blob("out");
    assert!(blob.len() > 800);
    for inputs in [
        &["a.tsv"][..],
        &["b.csv.gz"],
        &["c.csv.zst"],
        &["d.jsonl"],
        &["e.parquet"],
        &["split/1.csv", "split/2.csv"],
        &["split/*.csv"],
        &["g.jsonl.zst", "f.parquet"],
    ] {
        let folder = tempfile::tempdir_in(desk.0.path()).unwrap();
        let output = folder.path().to_str().unwrap();
        desk.run(&[&["mine", "-o", output], inputs].concat()).good();
        assert!(desk.blob(output) == blob, "{inputs:?} gives another blob");
    }
    for (name, threads, input) in [("in1", "1", text.clone().into_bytes()), ("in2", "3", gzip(text.as_bytes()))] {
        desk.run_with_input(&["mine", "-", "-o", name, "--threads", threads], &input).good();
        assert!(desk.blob(name) == blob, "{name} gives another blob");
    }
    let other: String = text.lines().skip(1).collect::<Vec<_>>().iter().rev().map(|row| format!("{row}\n")).collect();
    desk.put("reversed.csv", HEADER.to_owned() + &other);
    desk.run(&["mine", "reversed.csv", "-o", "reversed"]).good();
    assert!(desk.blob("reversed") == blob, "the order of lines matters");
}

#[test]
fn bad_rows_are_named_and_change_nothing() {
    let desk = Desk::with_model();
    let skip = "--on-bad-row skip";
    let row = "o1,c1,i1,2024-01-01\n";
    for (name, bytes, words) in [
        (
            "date.csv",
            format!("{HEADER}{row}o2,c1,i2,yesterday\n").into_bytes(),
            &["line 3", "timestamp", "yesterday", "ISO 8601", skip][..],
        ),
        ("emptydate.csv", format!("{HEADER}{row}o2,c1,i2,\n").into_bytes(), &["line 3", "timestamp", "empty", skip]),
        ("order.csv", format!("{HEADER}{row},c1,i2,2024-01-01\n").into_bytes(), &["line 3", "order_id", "empty", skip]),
        ("item.csv", format!("{HEADER}{row}o2,c1, ,2024-01-01\n").into_bytes(), &["line 3", "item_id", "empty", skip]),
        (
            "quantity.csv",
            b"order_id,item_id,quantity\n1,a,2\n1,b,-1\n".to_vec(),
            &["line 3", "quantity", "-1", "returns", skip],
        ),
        ("price.csv", b"order_id,item_id,price\n1,a,cheap\n".to_vec(), &["line 2", "price", "cheap", skip]),
        ("utf8.csv", b"order_id,item_id\n1,a\n2,caf\xe9\n".to_vec(), &["line 3", "item_id", "UTF-8", skip]),
        ("fields.csv", b"order_id,item_id\n1,a\n2,b,c\n".to_vec(), &["line 3", "fields", "3 instead of 2", skip]),
        (
            "two.csv",
            format!("{HEADER}{row}o1,c2,i2,2024-01-01\n").into_bytes(),
            &["line 3", "user_id", "c2", "earlier line", "unique", skip],
        ),
        ("bad.jsonl", b"{\"order_id\":1,\"item_id\":\"a\"}\n{\"order_id\":1\n".to_vec(), &["line 2", "JSON", skip]),
        ("utf8.dat", b"a b\nc \xff\n".to_vec(), &["line 2", "UTF-8", skip]),
    ] {
        desk.put(name, bytes);
        desk.refuses(&["mine", name, "-o", "model", "--rules", "rules.csv"], 1, &[&[name][..], words].concat());
    }
    assert!(desk.run(&["verify", "model"]).good().contains("whole"));
}

#[test]
fn files_that_are_no_log_are_named_and_change_nothing() {
    let desk = Desk::with_model();
    desk.put("column.csv", "order_id,thing\n1,a\n")
        .put("nothing.csv", "")
        .put("header.csv", HEADER)
        .put("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        .put("page.csv", "<!DOCTYPE html>\n<html><body>Not found, sorry</body></html>\n")
        .put("prose.txt", "Dear customer, thank you for your order.\n")
        .put("cut.csv.gz", &gzip(csv(&fixed_shop().lines()).as_bytes())[..200])
        .put("no.csv.zst", HEADER)
        .put("no.parquet", "PAR1, or is it?")
        .put("array.json", "[{\"order_id\": 1, \"item_id\": 2}]")
        .put("blank.dat", "\n\n\n");
    fs::create_dir(desk.path("folder")).unwrap();
    for (input, words) in [
        ("column.csv", &["column.csv", "item", "order_id, thing", "--item-col"][..]),
        ("nothing.csv", &["nothing.csv", "empty"]),
        ("header.csv", &["header.csv", "no order"]),
        ("photo.csv", &["photo.csv", "not a text file", "--format"]),
        ("page.csv", &["page.csv", "no column", "--order-col"]),
        ("prose.txt", &["prose.txt", "--format"]),
        ("cut.csv.gz", &["cut.csv.gz", "line ", "cut short"]),
        ("no.csv.zst", &["no.csv.zst", "Zstandard"]),
        ("no.parquet", &["no.parquet", "Parquet"]),
        ("array.json", &["array.json", "JSON array", "jq"]),
        ("blank.dat", &["blank.dat", "no order"]),
        ("folder", &["folder", "directory", "folder/*.csv"]),
        ("absent.csv", &["absent.csv", "does not exist"]),
        ("absent/*.csv", &["absent/*.csv", "no file matches"]),
    ] {
        desk.refuses(&["mine", input, "-o", "model", "--itemsets", "sets.jsonl"], 1, words);
    }
    desk.refuses(
        &["mine", "orders.csv", "-o", "model", "--item-col", "sku"],
        1,
        &["orders.csv", "\"sku\"", "--item-col", "order_id, user_id, item_id, timestamp"],
    );
    desk.refuses(
        &["mine", "orders.csv", "-o", "model", "--catalog", "absent.csv"],
        1,
        &["absent.csv", "does not exist"],
    );
    desk.put("twice.csv", "id,name\na,A\na,B\n");
    desk.refuses(
        &["mine", "orders.csv", "-o", "model", "--catalog", "twice.csv"],
        1,
        &["twice.csv", "line 3", "already"],
    );
    assert!(desk.run(&["verify", "model"]).good().contains("whole"));
}

#[test]
fn wrong_usage_ends_with_two() {
    let desk = Desk::with_model();
    for (arguments, words) in [
        (&["mine", "orders.csv", "-o", "model", "--min-support", "0"][..], &["--min-support", "above 0"][..]),
        (&["mine", "orders.csv", "-o", "model", "--min-support", "1.5"], &["--min-support", "1.5"]),
        (&["mine", "orders.csv", "-o", "model", "--min-support=-0.1"], &["--min-support", "-0.1"]),
        (&["mine", "orders.csv", "-o", "model", "--min-support", "NaN"], &["--min-support", "NaN"]),
        (&["mine", "orders.csv", "-o", "model", "--min-support", "1%"], &["--min-support", "0.05"]),
        (&["mine", "orders.csv", "-o", "model", "--min-confidence", "1.01"], &["--min-confidence"]),
        (&["mine", "orders.csv", "-o", "model", "--min-count", "0"], &["--min-count"]),
        (&["mine", "orders.csv", "-o", "model", "--min-count", "2", "--min-support", "0.1"], &["--min-support"]),
        (&["mine", "orders.csv", "-o", "model", "--max-len", "0"], &["--max-len"]),
        (&["mine", "orders.csv", "-o", "model", "--max-len", "9"], &["--max-len"]),
        (&["mine", "orders.csv", "-o", "model", "--blob-budget", "small"], &["--blob-budget", "256KB"]),
        (&["mine", "orders.csv"], &["-o DIR", "--rules"]),
        (&["mine", "-o", "model"], &["ORDERS"]),
        (&["mine", "orders.csv", "--rules", "rules.xls"], &["rules.xls", ".csv"]),
        (&["mine", "orders.csv", "-o", "model", "--names"], &["--catalog"]),
        (&["mine", "orders.csv", "-o", "model", "--on-bad-row", "ignore"], &["fail", "skip"]),
        (&["recommend", "model"], &["--cart", "--requests"]),
        (&["next", "model"], &["--history"]),
        (&["dig"], &["dig"]),
        (&[], &["Usage"]),
    ] {
        desk.refuses(arguments, 2, words);
    }
    assert_eq!(desk.run(&["--help"]).code, 0);
    assert_eq!(desk.run(&["mine", "--help"]).code, 0);
    assert!(desk.run(&["--version"]).good().contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn outputs_that_cannot_be_written_leave_all_as_it_was() {
    let desk = Desk::with_model();
    desk.put("file", "here is no folder");
    fs::create_dir_all(desk.path("blocked/manifest.json")).unwrap();
    desk.refuses(&["mine", "orders.csv", "-o", "file"], 1, &["file"]);
    desk.refuses(&["mine", "orders.csv", "-o", "file/inside"], 1, &["file/inside"]);
    desk.refuses(&["mine", "orders.csv", "--rules", "absent/rules.csv"], 1, &["absent/rules.csv"]);
    desk.refuses(&["rules", "model", "-o", "absent/rules.csv"], 1, &["absent/rules.csv"]);
    // The blob can be written there, the manifest cannot: no temporary file may stay.
    let run = desk.run(&["mine", "orders.csv", "-o", "blocked"]);
    assert!(run.code == 1 && run.err.contains("manifest.json"), "{}", run.err);
    assert!(desk.files().keys().all(|path| !path.file_name().unwrap().to_str().unwrap().starts_with('.')));
    // A model that does not fit its budget is not written at all.
    desk.refuses(
        &["mine", "orders.csv", "-o", "model", "--blob-budget", "200B"],
        1,
        &["--blob-budget", "--min-support"],
    );
}

#[test]
fn a_basket_of_fifty_thousand_items() {
    let desk = Desk::new();
    let giant: String = (0..50_000).map(|item| format!("x{item} ")).collect();
    desk.put("giant.dat", format!("a b\na b c\n{giant}\na b\n")).put("only.dat", &giant);
    let summary = desk.run(&["mine", "giant.dat", "-o", "model", "--json"]).json();
    assert_eq!((&summary["orders"], &summary["oversizedOrders"], &summary["items"]), (&json!(3), &json!(1), &json!(3)));
    let text = desk.run(&["mine", "giant.dat", "-o", "model"]).good();
    assert!(text.contains("1 orders of more items than --max-basket"), "{text}");
    desk.refuses(&["mine", "only.dat", "-o", "model"], 1, &["only.dat", "--max-basket"]);
    // Whoever wants it gets it, itemsets included, in bounded time.
    let all = ["mine", "giant.dat", "--max-basket", "50000", "--min-count", "2", "--itemsets", "sets.csv", "--json"];
    let summary = desk.run(&all).json();
    assert_eq!((&summary["orders"], &summary["itemsets"]), (&json!(4), &json!(3)), "a, b, and both");
}

#[test]
fn an_item_first_seen_on_a_refused_line_keeps_its_place() {
    let desk = Desk::new();
    desk.put("orders.csv", "order_id,item_id,user_id,price\no1,a,u1,1\no1,b,u2,2\no2,c,u1,3\no2,a,u1,1\n");
    let summary =
        desk.run(&["mine", "orders.csv", "--on-bad-row", "skip", "--min-count", "1", "--json", "-o", "m"]).json();
    assert_eq!((&summary["lines"], &summary["items"]), (&3.into(), &2.into()));
}

#[test]
fn bad_rows_can_be_left_out_and_are_counted() {
    let desk = Desk::new();
    let rows = "o1,c1,a,2024-01-01\no1,c1,b,2024-01-01\no2,c1,a,yesterday\no3,c1,,2024-01-02\no4,c2,a,2024-01-03\n\
                o5,c1,b,tomorrow\no1,c9,z,2024-01-01\n";
    desk.put("log.csv", format!("{HEADER}{rows}"));
    let summary = desk.run(&["mine", "log.csv", "-o", "model", "--on-bad-row", "skip", "--json"]).json();
    assert_eq!((&summary["lines"], &summary["orders"]), (&json!(3), &json!(2)));
    let skipped = summary["skipped"].as_object().unwrap();
    let counts: BTreeSet<(u64, &str)> =
        skipped.values().map(|class| (class[0].as_u64().unwrap(), class[1].as_str().unwrap())).collect();
    let first_places = [(2, "log.csv:4 timestamp"), (1, "log.csv:5 item_id"), (1, "log.csv:8 user_id")];
    assert_eq!(counts, BTreeSet::from(first_places), "{skipped:?}");
    let text = desk.run(&["mine", "log.csv", "-o", "model", "--on-bad-row", "skip"]).good();
    assert!(text.contains("2 rows: time: not a time") && text.contains("the first: log.csv:4 timestamp"), "{text}");
    // The clean log gives the same model.
    desk.put("clean.csv", format!("{HEADER}o1,c1,a,2024-01-01\no1,c1,b,2024-01-01\no4,c2,a,2024-01-03\n"));
    desk.run(&["mine", "clean.csv", "-o", "clean"]).good();
    assert!(desk.blob("clean") == desk.blob("model"), "a skipped row leaves a trace in the model");
}

#[test]
fn the_summary_and_the_manifest_tell_the_truth() {
    let desk = Desk::new();
    let shop = fixed_shop();
    desk.put("orders.csv", csv(&shop.lines()));
    let mined = ["mine", "orders.csv", "-o", "model", "--json", "--rules", "rules.jsonl", "--itemsets", "sets.jsonl"];
    let summary = desk.run(&mined).json();
    let distinct: usize = shop.orders.iter().map(|order| order.set().len()).sum();
    assert_eq!(summary["orders"], json!(shop.orders.len()));
    assert_eq!(summary["lines"], json!(shop.lines().len()));
    assert_eq!(summary["repeatedLines"], json!(shop.lines().len() - distinct));
    assert_eq!(summary["customers"], json!(9));
    assert_eq!(summary["files"], json!(1));
    assert_eq!(summary["minOrders"], json!(2), "1 % of 120, rounded up");
    assert_eq!(summary["rulesWritten"], json!(desk.read("rules.jsonl").lines().count()));
    assert_eq!(summary["itemsets"], json!(desk.read("sets.jsonl").lines().count()));
    assert!(summary["seconds"].as_f64().unwrap() >= 0.0 && summary["peakMemory"].as_u64().is_some());

    let manifest = desk.manifest("model");
    let blob = desk.blob("model");
    let sha256: String = Sha256::digest(&blob).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(manifest["sha256"], json!(sha256));
    assert_eq!(manifest["model"], json!(format!("model.{}.xsel", &sha256[..16])));
    assert_eq!((&manifest["bytes"], &manifest["format"]), (&json!(blob.len()), &json!(1)));
    assert_eq!(summary["blobBytes"], json!(blob.len()));
    let last = shop.lines().iter().map(|line| line.time).max().unwrap();
    let last = crosssell_wasm::model::Timestamp::from_unix(last).unwrap();
    assert_eq!(manifest["minedThrough"], json!(last.date()));
    assert_eq!(summary["through"], json!(last.to_string()));

    let inspected = desk.run(&["inspect", "model", "--json"]).json();
    assert_eq!((&inspected["orders"], &inspected["rules"]), (&summary["orders"], &summary["rules"]));
    assert_eq!((&inspected["items"], &inspected["bytes"]["all"]), (&summary["items"], &json!(blob.len())));
    let item = desk.run(&["inspect", "model", "--json", "--item", "i00"]).json();
    let holders = shop.orders.iter().filter(|order| order.set().contains("i00")).count();
    assert_eq!((&item["id"], &item["orders"]), (&json!("i00"), &json!(holders)));
    desk.refuses(&["inspect", "model", "--item", "nope"], 1, &["nope"]);
}

#[test]
fn a_second_run_keeps_the_first_model_for_open_pages() {
    let desk = Desk::with_model();
    let first = desk.manifest("model")["model"].as_str().unwrap().to_owned();
    desk.put("more.csv", format!("{}zzz,c1,i01,2025-01-01\n", desk.read("orders.csv")));
    desk.run(&["mine", "more.csv", "-o", "model"]).good();
    let second = desk.manifest("model")["model"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    for name in [&first, &second] {
        desk.run(&["verify", &format!("model/{name}")]).good();
    }
    let names: BTreeSet<String> = fs::read_dir(desk.path("model"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, BTreeSet::from([first, second, "manifest.json".to_owned()]), "and nothing else");
}

#[test]
fn damage_is_noticed_by_every_verb() {
    let desk = Desk::with_model();
    let blob = desk.blob("model");
    let name = format!("model/{}", desk.manifest("model")["model"].as_str().unwrap());
    let manifest = desk.read("model/manifest.json");
    let mut bent = blob.clone();
    bent[blob.len() / 2] ^= 1;
    let mut old = blob.clone();
    old[4] = 0;
    desk.put("bent.xsel", &bent)
        .put("cut.xsel", &blob[..blob.len() - 1])
        .put("old.xsel", &old)
        .put("page.xsel", "<html>404</html>")
        .put("bad.json", "{}")
        .put("history.json", "[]");
    for (file, words) in [
        ("bent.xsel", &["damaged", "again"][..]),
        ("cut.xsel", &["cut off"]),
        ("old.xsel", &["old format 0", "mine the orders again"]),
        ("page.xsel", &["error page"]),
        ("bad.json", &["no manifest"]),
        ("absent.xsel", &["cannot read"]),
        ("orders.csv", &["not a crosssell model"]),
    ] {
        let words = [&[file], words].concat();
        for arguments in [
            &["verify", file][..],
            &["inspect", file],
            &["rules", file],
            &["recommend", file, "--cart", "i00"],
            &["categories", file, "--cart", "i00"],
            &["next", file, "--history", "history.json", "--now", "2024-01-01"],
        ] {
            desk.refuses(arguments, 1, &words);
        }
    }
    // A blob that is whole, but not the one that the manifest was written for.
    let other = Desk::new();
    other.put("orders.csv", format!("{HEADER}o1,c1,a,2024-01-01\no1,c1,b,2024-01-01\n"));
    other.run(&["mine", "orders.csv", "-o", "model"]).good();
    desk.put(&name, other.blob("model"));
    desk.refuses(&["verify", "model"], 1, &["manifest.json", "not the file"]);
    desk.put(&name, &blob).put("model/manifest.json", manifest);
    desk.run(&["verify", "model"]).good();
    desk.run(&["verify", "model/manifest.json"]).good();
}

#[test]
fn batches_are_answered_in_order() {
    let desk = Desk::with_model();
    let ids: Vec<String> = (0..12).map(common::item_id).collect();
    let requests: String =
        ids.iter().map(|id| json!({"cart": [id, "unknown"], "limit": 3}).to_string() + "\n\n").collect();
    desk.put("requests.jsonl", &requests);
    let answers = desk.run(&["recommend", "model", "--requests", "requests.jsonl"]).json_lines();
    let piped = desk.run_with_input(&["recommend", "model", "--requests", "-"], requests.as_bytes()).json_lines();
    assert_eq!(answers, piped);
    assert_eq!(answers.len(), ids.len());
    for (id, answer) in ids.iter().zip(&answers) {
        let single =
            desk.run(&["recommend", "model", "--cart", &format!("{id},unknown"), "--limit", "3", "--json"]).json();
        assert_eq!(&single, answer);
        assert_eq!(answer["missingIds"], json!(["unknown"]));
        for item in answer["items"].as_array().unwrap() {
            let because = |reason: &Value| reason["because"].as_array().unwrap().contains(&json!(id));
            assert!(item["reasons"].as_array().unwrap().iter().all(because), "{answer}");
        }
    }
    // With --scorer lift for those that do not say.
    desk.put("scorer.jsonl", "{\"cart\":[\"i00\"]}\n{\"cart\":[\"i00\"],\"scorer\":\"weights\"}\n");
    let lifts = desk.run(&["recommend", "model", "--requests", "scorer.jsonl", "--scorer", "lift"]).json_lines();
    let weights = desk.run(&["recommend", "model", "--requests", "scorer.jsonl"]).json_lines();
    assert!(lifts[0] != weights[0] && lifts[1] == weights[1]);

    desk.put("next.jsonl", "{\"history\":[{\"id\":\"i00\",\"date\":\"2024-08-01\"},{\"id\":\"i01\",\"date\":1722470400000}],\"now\":\"2024-08-20\",\"withinDays\":30,\"threshold\":0}\n{\"history\":[],\"now\":\"2024-08-20\"}\n");
    let due = desk.run(&["next", "model", "--requests", "next.jsonl"]).json_lines();
    assert_eq!(due.len(), 2);
    assert_eq!((due[0]["items"].as_array().unwrap().len(), due[1].clone()), (2, json!({"items": []})));
    for item in due[0]["items"].as_array().unwrap() {
        assert_eq!((&item["lastBought"], &item["timesBought"]), (&json!("2024-08-01"), &json!(1)));
    }
    desk.put("categories.jsonl", "{\"cart\":[\"i00\"]}\n{\"category\":\"category 1\",\"limit\":1}\n");
    let categories = desk.run(&["categories", "model", "--requests", "categories.jsonl"]).json_lines();
    assert_eq!(categories.len(), 2);
    assert!(categories.iter().all(|answer| answer["items"].is_array()));
}

#[test]
fn a_bad_request_is_named_and_nothing_is_answered() {
    let desk = Desk::with_model();
    for (verb, request, words) in [
        ("recommend", "{\"cart\": \"i00\"}", &["line 2", "cart"][..]),
        ("recommend", "{\"cart\": [null]}", &["line 2", "cart[0]"]),
        ("recommend", "{\"crat\": []}", &["line 2", "crat", "cart"]),
        ("recommend", "{\"cart\": [], \"limit\": -1}", &["line 2", "limit"]),
        ("recommend", "{\"cart\": [], \"limit\": 1e300}", &["line 2", "limit"]),
        ("recommend", "{\"cart\": [], \"diversity\": 2}", &["line 2", "diversity", "between 0 and 1"]),
        ("recommend", "{\"cart\": [], \"priceBand\": [5, 1]}", &["line 2", "priceBand"]),
        ("recommend", "{\"cart\": [], \"repeat\": \"maybe\"}", &["line 2", "repeat", "include"]),
        (
            "recommend",
            "{\"cart\": [], \"history\": [{\"id\": \"a\", \"date\": \"x\"}]}",
            &["line 2", "history[0].date", "ISO 8601"],
        ),
        ("recommend", "{\"cart\": [}", &["line 2", "JSON"]),
        ("recommend", "null", &["line 2"]),
        ("recommend", "7", &["line 2"]),
        ("next", "{\"history\": [], \"now\": \"2024-02-30\"}", &["line 2", "now", "2024-02-30"]),
        ("next", "{\"history\": []}", &["line 2", "now", "missing"]),
        ("next", "{\"history\": [{\"id\": \"a\"}], \"now\": 1722470400}", &["line 2", "history[0].date", "missing"]),
        ("next", "{\"now\": 1722470400, \"withinDays\": 0}", &["line 2", "withinDays"]),
        ("categories", "{}", &["line 2", "cart"]),
    ] {
        let good = match verb {
            "next" => "{\"history\": [], \"now\": \"2024-01-01\"}",
            _ => "{\"cart\": [\"i00\"]}",
        };
        desk.put("requests.jsonl", format!("{good}\n{request}\n{good}\n"));
        desk.refuses(&[verb, "model", "--requests", "requests.jsonl"], 1, &[&["requests.jsonl"], words].concat());
    }
    desk.put("history.json", "{\"id\":\"a\"");
    desk.refuses(&["recommend", "model", "--cart", "i00", "--history", "history.json"], 1, &["history.json"]);
    desk.refuses(&["recommend", "model", "--requests", "absent.jsonl"], 1, &["absent.jsonl"]);
}

/// A rule as every format can hold it: sides, counts, measures.
type Rule = (Vec<String>, Vec<String>, [i64; 3], Vec<Option<f64>>);

const MEASURES: [&str; 6] = ["support", "confidence", "lift", "leverage", "conviction", "zhangs_metric"];
const COUNTS: [&str; 3] = ["orders", "antecedent_orders", "consequent_orders"];

fn rule_of_json(rule: &Value) -> Rule {
    let side = |name: &str| serde_json::from_value(rule[name].clone()).unwrap();
    let counts = COUNTS.map(|name| rule[name].as_i64().unwrap());
    (side("antecedents"), side("consequents"), counts, MEASURES.map(|name| rule[name].as_f64()).to_vec())
}

fn rules_of_jsonl(text: &str) -> Vec<Rule> {
    text.lines().map(|line| rule_of_json(&serde_json::from_str(line).unwrap())).collect()
}

fn rules_of_csv(text: &[u8]) -> Vec<Rule> {
    let mut reader = csv::Reader::from_reader(text);
    let header = reader.headers().unwrap().clone();
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.unwrap();
        let at = |name: &str| record.get(header.iter().position(|column| column == name).unwrap()).unwrap().to_owned();
        let side = |name: &str| serde_json::from_str(&at(name)).unwrap();
        let counts = COUNTS.map(|name| at(name).parse().unwrap());
        (side("antecedents"), side("consequents"), counts, MEASURES.map(|name| at(name).parse().ok()).to_vec())
    };
    reader.records().map(row).collect()
}

fn rules_of_parquet(path: &Path) -> Vec<Rule> {
    let reader = SerializedFileReader::try_from(path).unwrap();
    let row = |row: Row| {
        let fields: BTreeMap<String, Field> = row.into_columns().into_iter().collect();
        let side = |name: &str| match &fields[name] {
            Field::ListInternal(list) => list.elements().iter().map(|id| match id {
                Field::Str(id) => id.clone(),
                other => panic!("{other:?}"),
            }),
            other => panic!("{other:?}"),
        };
        let count = |name: &str| match fields[name] {
            Field::Long(count) => count,
            ref other => panic!("{other:?}"),
        };
        let measure = |name: &str| match fields[name] {
            Field::Double(number) => Some(number),
            Field::Null => None,
            ref other => panic!("{other:?}"),
        };
        (
            side("antecedents").collect(),
            side("consequents").collect(),
            COUNTS.map(count),
            MEASURES.map(measure).to_vec(),
        )
    };
    reader.get_row_iter(None).unwrap().map(|found| row(found.unwrap())).collect()
}

/// Not `==`: `serde_json` reads a number to within its last bit only.
#[track_caller]
fn assert_same(ours: &[Rule], wanted: &[Rule], what: &str) {
    assert_eq!(ours.len(), wanted.len(), "{what}");
    for (a, b) in ours.iter().zip(wanted) {
        let near = |(a, b): (&Option<f64>, &Option<f64>)| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-14 * b.abs(),
            _ => a.is_none() && b.is_none(),
        };
        assert!((&a.0, &a.1, a.2) == (&b.0, &b.1, b.2) && a.3.iter().zip(&b.3).all(near), "{what}: {a:?} {b:?}");
    }
}

fn sorted(mut rules: Vec<Rule>) -> Vec<Rule> {
    rules.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    rules
}

#[test]
fn rules_are_the_same_in_every_format_and_in_the_model() {
    let desk = Desk::new();
    // Ids that try the formats: commas, quotes, brackets, not ASCII.
    let mut lines = fixed_shop().lines();
    for line in &mut lines {
        line.item = line.item.replace("i00", "a,\"b\"").replace("i01", "[x]").replace("i02", "日本 'q'");
    }
    desk.put("orders.jsonl", jsonl(&lines));
    let mine = |rules: &str| {
        desk.run(&["mine", "orders.jsonl", "-o", "model", "--rules", rules, "--min-lift", "0.9"]).good();
    };
    mine("all.jsonl");
    let all = rules_of_jsonl(&desk.read("all.jsonl"));
    assert!(all.len() > 50 && all.iter().any(|rule| rule.1.len() == 2) && all.iter().any(|rule| rule.3[4].is_none()));
    mine("all.csv");
    assert_same(&rules_of_csv(desk.read("all.csv").as_bytes()), &all, "CSV");
    mine("all.parquet");
    assert_same(&rules_of_parquet(&desk.path("all.parquet")), &all, "Parquet");

    let single = sorted(all.into_iter().filter(|rule| rule.1.len() == 1).collect());
    let printed = desk.run(&["rules", "model", "--format", "json"]).good();
    assert_same(&sorted(rules_of_jsonl(&printed)), &single, "rules --format json");
    let printed = desk.run(&["rules", "model"]).good();
    assert_same(&sorted(rules_of_csv(printed.as_bytes())), &single, "rules");
    desk.run(&["rules", "model", "--format", "parquet", "-o", "model.parquet"]).good();
    assert_same(&sorted(rules_of_parquet(&desk.path("model.parquet"))), &single, "rules --format parquet");
}

#[test]
fn a_table_alone_builds_no_model() {
    let desk = Desk::new();
    desk.put("orders.csv", csv(&fixed_shop().lines()));
    let summary = desk.run(&["mine", "orders.csv", "--itemsets", "sets.csv", "--json"]).json();
    assert_eq!((&summary["model"], &summary["rulesWritten"]), (&Value::Null, &Value::Null));
    let names: Vec<_> = desk.files().into_keys().map(|path| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(names, ["orders.csv", "sets.csv"]);
    // No itemset reaches the threshold: an empty table with its header, not a failure.
    desk.run(&["mine", "orders.csv", "--itemsets", "none.csv", "--rules", "none.jsonl", "--min-support", "1"]).good();
    assert_eq!((desk.read("none.csv").lines().count(), desk.read("none.jsonl").as_str()), (1, ""));
}

#[test]
fn options_do_what_they_say() {
    let desk = Desk::with_model();
    let rules = |options: &[&str]| {
        desk.run(&[&["mine", "orders.csv", "--rules", "r.jsonl", "--json"], options].concat()).good();
        rules_of_jsonl(&desk.read("r.jsonl"))
    };
    let all = rules(&["--min-count", "2", "--min-confidence", "0", "--min-lift", "0"]);
    for (option, value, measure) in [("--min-confidence", 0.5, 1), ("--min-lift", 1.5, 2)] {
        let other = if measure == 1 { "--min-lift" } else { "--min-confidence" };
        let some = rules(&["--min-count", "2", option, &value.to_string(), other, "0"]);
        let wanted: Vec<_> = all.iter().filter(|rule| rule.3[measure].unwrap() >= value).cloned().collect();
        assert!(some == wanted && some.len() < all.len() && !some.is_empty(), "{option}");
    }
    let some = rules(&["--min-count", "9", "--min-confidence", "0", "--min-lift", "0"]);
    assert_eq!(some, all.iter().filter(|rule| rule.2[0] >= 9).cloned().collect::<Vec<_>>());
    let pairs = rules(&["--min-count", "2", "--min-confidence", "0", "--min-lift", "0", "--max-len", "2"]);
    assert_eq!(pairs, all.iter().filter(|rule| rule.0.len() + rule.1.len() == 2).cloned().collect::<Vec<_>>());

    // A budget is kept with fewer neighbours an item.
    let full = desk.run(&["mine", "orders.csv", "-o", "full", "--json"]).json();
    let budget = full["blobBytes"].as_u64().unwrap() - 100;
    let small = desk.run(&["mine", "orders.csv", "-o", "small", "--json", "--blob-budget", &budget.to_string()]).json();
    assert!(
        small["blobBytes"].as_u64().unwrap() <= budget && small["neighbours"].as_u64() < full["neighbours"].as_u64()
    );
    let none = desk.run(&["mine", "orders.csv", "-o", "none", "--json", "--weights", "none"]).json();
    assert_eq!(none["neighbours"], json!(0));
    let answer = desk.run(&["recommend", "none", "--cart", "i00", "--scorer", "lift", "--json"]).json();
    assert!(!answer["items"].as_array().unwrap().is_empty());
}
