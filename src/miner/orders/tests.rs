//! Each format, each bad input in both modes, compression, sniffing; and that formats agree and never panic.

use super::*;
use ::parquet::basic::{Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use proptest::prelude::*;
use std::cell::Cell;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

/// An [`OrderLine`] that owns its texts: order, item, customer, Unix time, category, price.
type Line = (String, String, String, Option<i64>, String, Option<u32>);

fn owned(line: &OrderLine<'_>) -> Line {
    let OrderLine { order, item, customer, time, category, price } = *line;
    (order.into(), item.into(), customer.into(), time.map(Timestamp::unix), category.into(), price)
}

fn lines_of(
    bytes: impl AsRef<[u8]>,
    name: &str,
    options: &ReadOptions<'_>,
) -> Result<(Vec<Line>, ReadSummary), ReadError> {
    let mut lines = Vec::new();
    let summary = read_from(bytes.as_ref(), name, options, &mut |line| {
        lines.push(owned(line));
        Ok(())
    })?;
    assert_eq!(summary.lines, lines.len() as u64);
    Ok((lines, summary))
}

fn good(bytes: impl AsRef<[u8]>, name: &str) -> Vec<Line> {
    lines_of(bytes, name, &ReadOptions::default()).unwrap().0
}

fn error(bytes: impl AsRef<[u8]>, name: &str) -> String {
    lines_of(bytes, name, &ReadOptions::default()).unwrap_err().to_string()
}

fn skipping() -> ReadOptions<'static> {
    ReadOptions { on_bad_row: OnBadRow::Skip, ..ReadOptions::default() }
}

fn line(order: &str, item: &str) -> Line {
    (order.into(), item.into(), String::new(), None, String::new(), None)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

/// A column for a Parquet file; a row without a value is `None`.
#[derive(Clone, Debug)]
enum Cells {
    Text(Vec<Option<Vec<u8>>>),
    Int32(Vec<Option<i32>>),
    Int64(Vec<Option<i64>>),
    Double(Vec<Option<f64>>),
}

/// `schema` in Parquet's own notation; rows are cut into groups of `group`.
fn parquet_file(schema: &str, columns: &[Cells], rows: usize, group: usize) -> Vec<u8> {
    fn part<T: Clone>(cells: &[Option<T>], required: bool) -> (Vec<T>, Option<Vec<i16>>) {
        let levels = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
        (cells.iter().flatten().cloned().collect(), (!required).then_some(levels))
    }
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::clone(&schema), properties).unwrap();
    for start in (0..rows).step_by(group) {
        let range = start..rows.min(start + group);
        let mut out = writer.next_row_group().unwrap();
        for (cells, field) in columns.iter().zip(schema.get_fields()) {
            let required = field.get_basic_info().repetition() == Repetition::REQUIRED;
            let mut column = out.next_column().unwrap().unwrap();
            match cells {
                Cells::Text(cells) => {
                    let (values, levels) = part(&cells[range.clone()], required);
                    let values: Vec<ByteArray> = values.into_iter().map(ByteArray::from).collect();
                    column.typed::<ByteArrayType>().write_batch(&values, levels.as_deref(), None).unwrap();
                }
                Cells::Int32(cells) => {
                    let (values, levels) = part(&cells[range.clone()], required);
                    column.typed::<Int32Type>().write_batch(&values, levels.as_deref(), None).unwrap();
                }
                Cells::Int64(cells) => {
                    let (values, levels) = part(&cells[range.clone()], required);
                    column.typed::<Int64Type>().write_batch(&values, levels.as_deref(), None).unwrap();
                }
                Cells::Double(cells) => {
                    let (values, levels) = part(&cells[range.clone()], required);
                    column.typed::<DoubleType>().write_batch(&values, levels.as_deref(), None).unwrap();
                }
            }
            column.close().unwrap();
        }
        out.close().unwrap();
    }
    writer.into_inner().unwrap()
}

fn texts(cells: &[&str]) -> Cells {
    Cells::Text(cells.iter().map(|text| Some(text.as_bytes().to_vec())).collect())
}

const CSV: &str = "\u{feff}Order ID,customer-id,SKU,InvoiceDate,Category,Unit Price,Qty,note\r\n\
    1, ann ,a,2024-05-31 08:30,tea,2.55,2,x\r\n\
    1,ann,b,2024-05-31 08:30,,,,\r\n\
    \r\n\
    2,,\"a, \"\"b\"\"\",1717144200,\"caf\u{e9}\",0,1.5,\"two\r\nlines\"\r\n";

#[test]
fn csv_with_usual_names() {
    let (lines, summary) = lines_of(CSV, "x.csv", &ReadOptions::default()).unwrap();
    let time = Some(1_717_144_200);
    assert_eq!(
        lines,
        [
            ("1".into(), "a".into(), "ann".into(), time, "tea".into(), Some(255)),
            ("1".into(), "b".into(), "ann".into(), time, String::new(), None),
            ("2".into(), "a, \"b\"".into(), String::new(), time, "caf\u{e9}".into(), Some(0)),
        ]
    );
    assert_eq!((summary.files, summary.blank_lines, summary.bytes), (1, 1, CSV.len() as u64));
}

#[test]
fn other_delimiters_and_line_ends() {
    let wanted = [line("1", "a"), line("1", "b")];
    for (name, text) in [
        ("x.tsv", "order\titem\n1\ta\n1\tb\n"),
        ("x.TAB", "order\titem\n1\ta\n1\tb"),
        ("x.csv", "order;item\n1;a\n1;b\n"),
        ("x.csv", "order|item\n1|a\n1|b\n"),
        ("x.csv", "order,item\r1,a\r1,b\r"),
        ("x.csv", "\n\norder,item\n1,a\n1,b\n\n\n"),
        ("-", "order,item\n1,a\n1,b\n"),
        ("-", "order\titem\n1\ta\n1\tb\n"),
        ("-", "\n {\"order\":1,\"item\":\"a\"}\n{\"order\":1,\"item\":\"b\"}"),
        ("x.json", "{\"order\":1,\"item\":\"a\"}\r\n\r\n{\"item\":\"b\",\"order\":1}\r\n"),
    ] {
        assert_eq!(good(text, name), wanted, "{name} {text:?}");
    }
}

#[test]
fn lines_are_counted_through_blanks_and_quotes() {
    for end in ["\n", "\r\n"] {
        let text = ["order,item,qty", "1,a,1", "", "2,\"b", "b\",1", "", "", "3,c,-1", "4,d,1", ""].join(end);
        let message = error(&text, "x.csv");
        assert!(message.starts_with("x.csv, line 8, column \"qty\", value \"-1\": "), "{message}");
        let (lines, summary) = lines_of(&text, "x.csv", &skipping()).unwrap();
        assert_eq!((lines.len(), summary.blank_lines), (3, 3));
        let last = ["order,item,qty", "1,a,1", "", "3,c,-1"].join(end);
        assert!(error(&last, "x.csv").contains("line 4,"), "{end:?}");
    }
}

/// A bad row in every format that can hold it, refused in one mode, counted in the other.
#[test]
fn bad_rows_in_both_modes() {
    let long = format!("order,item\n{},a\n", "x".repeat(1_001));
    let cases: &[(&str, &[u8], &str, &str)] = &[
        ("x.csv", b"order,item\n1,a\n ,b\n", "x.csv, line 3, column \"order\": empty", "order id: empty"),
        ("x.csv", b"order,item\n1,\n", "x.csv, line 2, column \"item\": empty", "item id: empty"),
        ("x.csv", long.as_bytes(), "longer than 1,000 bytes", "order id: longer than"),
        ("x.csv", b"order,item\n1,a,b\n", "(3 instead of 2)", "not as many fields as the header"),
        ("x.csv", b"order,item\n1\n", "(1 instead of 2)", "not as many fields as the header"),
        ("x.csv", b"order,item,user\n1,\"a,b\n2,c,d\n", "is a quote not closed?", "not as many fields"),
        ("x.csv", b"order,item\n1,a\xff\n", "column \"item\", value \"a\u{fffd}\": not UTF-8", "item id: not UTF-8"),
        ("x.csv", b"order,item,price\n1,a,\xff\n", "column \"price\"", "price: not UTF-8"),
        ("x.csv", b"order,item,date\n1,a,\n", "column \"date\": empty, and every", "time: empty"),
        ("x.csv", b"order,item,date\n1,a,31.5.2024\n", "value \"31.5.2024\": not a time", "time: not a time"),
        ("x.csv", b"order,item,qty\n1,a,0\n", "leave returns out", "quantity: not a number"),
        ("x.csv", b"order,item,qty\n1,a,NaN\n", "value \"NaN\"", "quantity: not a number"),
        ("x.csv", b"order,item,qty\n1,a,inf\n", "value \"inf\"", "quantity: not a number"),
        ("x.csv", b"order,item,price\n1,a,-0.01\n", "value \"-0.01\"", "price: not a number"),
        ("x.csv", b"order,item,price\n1,a,40000000.01\n", "40,000,000", "price: not a number"),
        ("x.csv", b"order,item,price\n1,a,$2\n", "--on-bad-row skip", "price: not a number"),
        (
            "x.jsonl",
            b"{\"order\":1,\"item\":2}\n{\"order\":1}\n",
            "x.jsonl, line 2, column \"item\": empty",
            "item id: empty",
        ),
        ("x.jsonl", b"{\"order\":1.5,\"item\":2}\n", "value \"1.5\": not an id", "order id: not an id"),
        ("x.jsonl", b"{\"order\":1e300,\"item\":2}\n", "not an id", "order id: not an id"),
        ("x.jsonl", b"{\"order\":true,\"item\":2}\n", "value \"true\": not an id", "order id: not an id"),
        ("x.jsonl", b"{\"order\":1,\"item\":2,\"user\":[1]}\n", "a list or an object", "customer id: not an id"),
        ("x.jsonl", b"{\"order\":1,\"item\":2,\"qty\":-1}\n", "value \"-1\"", "quantity: not a number"),
        ("x.jsonl", b"{\"order\":1,\"item\":2,\"price\":\"a\"}\n", "value \"a\"", "price: not a number"),
        ("x.jsonl", b"{\"order\":1,\"item\":2,\"time\":null}\n", "column \"time\": empty", "time: empty"),
        ("x.jsonl", b"{\"order\":1,\"item\":\"\xff\"}\n", "line 1, column \"item", "item id: not UTF-8"),
        ("x.jsonl", b"{\"order\":1,\"item\":2\n", "line 1, value \"{", "not a JSON object"),
        ("x.jsonl", b"{\"order\":1,\"item\":2}\n7\n", "line 2, value \"7\"", "not a JSON object"),
        (
            "x.jsonl",
            b"{\"order\":1,\"item\":2}\n{\"order\":1,\"item\":2,\"time\":1717144200}\n",
            "none; all",
            "time: a time",
        ),
        ("x.dat", b"1 2\n3 \xff\n", "x.dat, line 2", "item id: not UTF-8"),
    ];
    for (name, bytes, message, class) in cases {
        let text = error(bytes, name);
        assert!(text.contains(message) && text.contains("--on-bad-row skip"), "{message:?}: {text}");
        let (_, summary) = lines_of(bytes, name, &skipping()).unwrap();
        let (found, skipped) = summary.skipped.iter().next().unwrap();
        assert!(found.contains(class), "{class:?}: {found}");
        assert_eq!((summary.skipped_rows(), skipped.count), (1, 1));
        assert!(skipped.first.starts_with(&format!("{name}:")), "{}", skipped.first);
    }
}

#[test]
fn a_sink_may_refuse() {
    let text = "order,user,item\n1,ann,a\n1,bob,b\n1,bob,c\n";
    let mut refuse = |line: &OrderLine<'_>| match line.customer {
        "bob" => Err(Fault::of(Column::Customer, "another customer than in the order's first line")),
        _ => Ok(()),
    };
    let failed = read_from(text.as_bytes(), "x.csv", &ReadOptions::default(), &mut refuse).unwrap_err();
    assert_eq!(
        failed.to_string(),
        "x.csv, line 3, column \"user\", value \"bob\": another customer than in the order's first line; \
         correct the row, or leave out all such rows with --on-bad-row skip"
    );
    let summary = read_from(text.as_bytes(), "x.csv", &skipping(), &mut refuse).unwrap();
    let class = "customer id: another customer than in the order's first line".to_owned();
    assert_eq!(summary.skipped, [(class, Skipped { count: 2, first: "x.csv:3 user".into() })].into());
    assert_eq!(summary.lines, 1);
}

#[test]
fn columns_by_name() {
    let named = ReadOptions { order_col: Some("b"), item_col: Some("a"), ..ReadOptions::default() };
    assert_eq!(lines_of("a,b\n1,2\n", "x.csv", &named).unwrap().0, [line("2", "1")]);
    assert_eq!(lines_of("{\"a\":1,\"b\":2}\n", "x.jsonl", &named).unwrap().0, [line("2", "1")]);
    // A named column is not given to another field by its usual name.
    let taken = ReadOptions { order_col: Some("sku"), ..ReadOptions::default() };
    assert_eq!(lines_of("sku,product\n1,2\n", "x.csv", &taken).unwrap().0, [line("1", "2")]);

    let message =
        |text: &str, name: &str, options: &ReadOptions<'_>| lines_of(text, name, options).unwrap_err().to_string();
    let same = ReadOptions { order_col: Some("a"), item_col: Some("a"), ..ReadOptions::default() };
    assert!(message("a,b\n", "x.csv", &same).contains("--order-col and --item-col both name the column \"a\""));
    let absent = ReadOptions { price_col: Some("cost"), ..ReadOptions::default() };
    let wanted = "has no column \"cost\" (given by --price-col); its columns are: order, item";
    assert!(message("order,item\n", "x.csv", &absent).contains(wanted));
    assert!(message("{\"order\":1,\"item\":2}\n", "x.jsonl", &absent).contains("no column \"cost\""));
    assert!(message("1 2\n", "x.dat", &absent).contains("no column \"cost\""));
    let text = "x.csv has no column for the item id under a usual name; its columns are: order, what. \
                Name the right one with --item-col, and make sure that the first line names the columns";
    assert_eq!(error("order,what\n1,2\n", "x.csv"), text);
    // Optional keys may come later.
    let late = "{\"order\":1,\"item\":2}\n{\"order\":1,\"user\":7,\"item\":2}\n";
    assert_eq!(good(late, "x.jsonl")[1].2, "7");
}

#[test]
fn json_ids_are_exact() {
    let text =
        "{\"order\":18446744073709551615,\"item\":-9223372036854775808,\"user\":17850.0,\"time\":1717144200000}\n";
    let wanted = (
        "18446744073709551615".into(),
        "-9223372036854775808".into(),
        "17850".into(),
        Some(1_717_144_200),
        String::new(),
        None,
    );
    assert_eq!(good(text, "x.jsonl"), [wanted]);
    assert_eq!(good("{\"order\":\"\\u00e9\",\"item\":\" a\"}", "x.jsonl"), [line("\u{e9}", "a")]);
}

#[test]
fn what_is_no_order_log() {
    for (name, bytes, message) in [
        ("x.csv", &b""[..], "x.csv is empty"),
        ("x.csv", b"order,item\n\0", "not a text file (byte 11 is NUL)"),
        ("-", b"\0\x01", "not a text file"),
        ("-", b"1 2 3\n", "name it with --format"),
        ("x.txt", b"", "name it with --format"),
        ("x.json", b"[{\"order\":1}]", "jq -c '.[]'"),
        ("-", b"[{\"order\":1}]", "jq -c '.[]'"),
        ("x.json", b"{\"order\":1,\"items\":[{\"sku\":2}]}", "x.json, line 1: \"items\" holds a list or an object"),
        ("x.json", b"{\"order\":1,\"sku\":[2]}", "nested orders are not supported"),
        ("x.parquet", b"order,item\n1,2\n", "could not be read as Parquet past row 0"),
        ("x.parquet", b"", "could not be read as Parquet"),
        ("x.csv.gz", b"order,item\n", "does not begin as gzip data does"),
        ("x.csv.zst", b"", "does not begin as Zstandard data does"),
    ] {
        let text = error(bytes, name);
        assert!(text.contains(message), "{message:?}: {text}");
    }
    assert_eq!(good("", "x.jsonl"), []);
    assert_eq!(good("\n\n", "x.dat"), []);
}

#[test]
fn baskets_never_merge() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("a.dat"), "1 2\t2\n\n3\n").unwrap();
    fs::write(path("b.dat.gz"), gzip(b" 1 \r\n")).unwrap();
    let mut lines = Vec::new();
    let summary = read(&[path("*.dat*")], &ReadOptions::default(), &mut |line| {
        lines.push(owned(line));
        Ok(())
    })
    .unwrap();
    assert_eq!(lines, [line("1:1", "1"), line("1:1", "2"), line("1:1", "2"), line("1:3", "3"), line("2:1", "1")]);
    assert_eq!((summary.files, summary.blank_lines, summary.lines), (2, 1, 5));
}

#[test]
fn paths_and_globs() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("b.csv"), "order,item\n2,b\n").unwrap();
    fs::write(path("a.csv"), "order,item\n1,a\n").unwrap();
    fs::write(path("[1].csv"), "order,item\n3,c\n").unwrap();
    fs::create_dir(path("d.csv")).unwrap();
    let orders = |inputs: &[String]| {
        let mut orders = String::new();
        read(inputs, &ReadOptions::default(), &mut |line| {
            orders.push_str(line.order);
            Ok(())
        })
        .map(|_| orders)
        .map_err(|error| error.to_string())
    };
    assert_eq!(orders(&[path("?.csv"), path("a.csv")]).unwrap(), "12");
    assert_eq!(orders(&[path("[1].csv")]).unwrap(), "3");
    assert!(orders(&[]).unwrap_err().contains("no order log was given"));
    assert!(orders(&[path("x.csv")]).unwrap_err().contains("does not exist"));
    assert!(orders(&[path("*.parquet")]).unwrap_err().contains("no file matches"));
    assert!(orders(&[path("a**.csv")]).unwrap_err().contains("is no glob"));
    assert!(orders(&[path("d.csv")]).unwrap_err().contains("d.csv/*.csv"));
    assert_eq!(total_bytes(&[path("?.csv")]), Some(30));
    assert_eq!(total_bytes(&[path("a.csv"), "-".into()]), None);
    assert_eq!(total_bytes(&[path("x.csv")]), None);
}

#[test]
fn compression_round_trips_and_breaks() {
    let mut text = String::from("order,item\n");
    for order in 0..40_000_u32 {
        // Something that does not compress too well.
        text.push_str(&format!("{order},{}\n", order.wrapping_mul(2_654_435_761)));
    }
    let plain = good(&text, "x.csv");
    let (head, tail) = text.as_bytes().split_at(100_000);
    for (name, packed) in [
        ("x.csv.gz", gzip(text.as_bytes())),
        ("x.csv.zst", zst(text.as_bytes())),
        // Several members or frames are one text; the ending need not tell.
        ("-", [gzip(head), gzip(tail)].concat()),
        ("x.csv", [zst(head), zst(tail)].concat()),
    ] {
        assert_eq!(good(&packed, name), plain, "{name}");
        let told = Cell::new(0);
        let hook = |bytes| told.set(bytes);
        let options = ReadOptions { on_progress: Some(&hook), ..ReadOptions::default() };
        let (_, summary) = lines_of(&packed, name, &options).unwrap();
        assert_eq!(summary.bytes, packed.len() as u64);
        assert!(told.get() > 0 && told.get() <= summary.bytes);
        let cut = &packed[..packed.len() - 20];
        let message = error(cut, name);
        assert!(message.contains("could not be read past line ") && !message.contains("line 0"), "{message}");
    }
}

#[test]
fn parquet_types() {
    let schema = "message log {
        required int64 order_id;
        optional binary sku (UTF8);
        optional int32 customer_id (UINT_32);
        required int32 date (DATE);
        optional int64 price (DECIMAL(12, 2));
        optional double quantity;
        required binary category;
    }";
    let columns = [
        Cells::Int64(vec![Some(i64::MAX), Some(-2), Some(3)]),
        Cells::Text(vec![Some(b" a ".to_vec()), Some(b"b".to_vec()), Some(b"c".to_vec())]),
        Cells::Int32(vec![Some(-1), None, Some(7)]),
        Cells::Int32(vec![Some(19_874), Some(0), Some(1)]),
        Cells::Int64(vec![Some(255), None, Some(0)]),
        Cells::Double(vec![Some(0.5), None, Some(2.0)]),
        texts(&["tea", "", "x"]),
    ];
    let wanted = [
        (i64::MAX.to_string(), "a".into(), u32::MAX.to_string(), Some(19_874 * 86_400), "tea".into(), Some(255)),
        ("-2".into(), "b".into(), String::new(), Some(0), String::new(), None),
        ("3".into(), "c".into(), "7".into(), Some(86_400), "x".into(), Some(0)),
    ];
    let file = parquet_file(schema, &columns, 3, 2);
    for (name, bytes) in [("x.parquet", file.clone()), ("-", file.clone()), ("x.pq.zst", zst(&file))] {
        assert_eq!(good(bytes, name), wanted, "{name}");
    }
    for (unit, factor) in [("MILLIS", 1_000), ("MICROS", 1_000_000), ("NANOS", 1_000_000_000)] {
        let schema = format!(
            "message log {{ required binary order; required binary item; required int64 time (TIMESTAMP({unit}, true)); }}"
        );
        let columns = [texts(&["1"]), texts(&["a"]), Cells::Int64(vec![Some(1_717_144_200 * factor + 1)])];
        assert_eq!(good(parquet_file(&schema, &columns, 1, 9), "x.parquet")[0].3, Some(1_717_144_200), "{unit}");
    }
}

#[test]
fn parquet_rows_that_are_bad() {
    let schema = "message log { required binary order; optional binary item; required double qty; }";
    let item = Cells::Text(vec![Some(b"a".to_vec()), None, Some(b"\xff".to_vec()), Some(b"b".to_vec())]);
    let columns =
        [texts(&["1", "1", "1", "1"]), item, Cells::Double(vec![Some(1.0), Some(1.0), Some(1.0), Some(f64::NAN)])];
    let file = parquet_file(schema, &columns, 4, 3);
    assert!(error(&file, "x.parquet").starts_with("x.parquet, row 2, column \"item\": empty; "));
    let (lines, summary) = lines_of(&file, "x.parquet", &skipping()).unwrap();
    assert_eq!(lines, [line("1", "a")]);
    let firsts: Vec<&str> = summary.skipped.values().map(|skipped| skipped.first.as_str()).collect();
    assert_eq!(firsts, ["x.parquet:2 item", "x.parquet:3 item", "x.parquet:4 qty"]);
    assert!(error(&file[..file.len() - 9], "x.parquet").contains("could not be read as Parquet"));

    let nested = "message log { required binary order; repeated binary item; }";
    let empty = parquet_file(nested, &[], 0, 1);
    assert!(error(empty, "x.parquet").contains("\"item\" holds a list"));
    let other = parquet_file("message log { required binary order; }", &[texts(&["1"])], 1, 1);
    assert!(error(other, "x.parquet").contains("its columns are: order. Name the right one with --item-col"));
}

#[test]
fn parquet_from_disk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.parquet").display().to_string();
    let schema = "message log { required binary order; required int32 item; }";
    let columns = [texts(&["1"; 9_000]), Cells::Int32((0..9_000).map(Some).collect())];
    fs::write(&path, parquet_file(schema, &columns, 9_000, 5_000)).unwrap();
    let mut sum = 0;
    let summary = read(std::slice::from_ref(&path), &ReadOptions::default(), &mut |line| {
        sum += line.item.parse::<u64>().unwrap();
        Ok(())
    })
    .unwrap();
    assert_eq!((sum, summary.lines, summary.bytes), (9_000 * 8_999 / 2, 9_000, fs::metadata(&path).unwrap().len()));
}

#[test]
fn catalogs() {
    let item = |id: &str, name: &str, category: &str, price, variant_group: &str| CatalogItem {
        id: id.into(),
        name: name.into(),
        category: category.into(),
        price,
        variant_group: variant_group.into(),
    };
    let wanted = [item("1", "Green tea", "tea", Some(255), "t"), item("2", "", "", None, "")];
    let csv = "id,Title,category,price,item_group_id,product\n1,Green tea,tea,2.55,t,x\n2,,,,,\n";
    let json =
        "{\"sku\":1,\"name\":\"Green tea\",\"category\":\"tea\",\"price\":2.55,\"variant_of\":\"t\"}\n{\"sku\":2}\n";
    let schema = "message c { required int32 item_id; required binary name; required binary category (UTF8);
        optional double price; required binary variant_group; }";
    let columns = [
        Cells::Int32(vec![Some(1), Some(2)]),
        texts(&["Green tea", ""]),
        texts(&["tea", ""]),
        Cells::Double(vec![Some(2.55), None]),
        texts(&["t", ""]),
    ];
    let parquet = parquet_file(schema, &columns, 2, 9);
    for (name, bytes) in [
        ("c.csv", csv.as_bytes().to_vec()),
        ("c.csv.gz", gzip(csv.as_bytes())),
        ("-", csv.replace(',', "\t").into_bytes()),
        ("c.jsonl.zst", zst(json.as_bytes())),
        ("c.parquet", parquet),
    ] {
        let (items, summary) = read_catalog_from(&bytes[..], name, OnBadRow::Fail).unwrap();
        assert_eq!((&items[..], summary.lines), (&wanted[..], 2), "{name}");
    }
    let twice = "id,name\n1,a\n2,b\n1,c\n";
    let message = read_catalog_from(twice.as_bytes(), "c.csv", OnBadRow::Fail).unwrap_err().to_string();
    assert!(message.starts_with("c.csv, line 4, column \"id\", value \"1\": already given"), "{message}");
    let (items, summary) = read_catalog_from(twice.as_bytes(), "c.csv", OnBadRow::Skip).unwrap();
    assert_eq!((items.len(), items[0].name.as_str(), summary.skipped_rows()), (2, "a", 1));
    for (name, text, wanted) in
        [("c.csv", "name\n", "no column for the item id"), ("c.dat", "1 2\n", "plain baskets, which hold no catalogue")]
    {
        let message = read_catalog_from(text.as_bytes(), name, OnBadRow::Fail).unwrap_err().to_string();
        assert!(message.contains(wanted), "{message}");
    }
    assert!(read_catalog("/nowhere/c.csv", OnBadRow::Fail).is_err());
}

/// The public logs, where they are at hand. Their lines are as `zstd -dc | wc -l` has them, less the header; items of
/// plain baskets as `wc -w` has them.
#[test]
fn public_logs() {
    for (name, lines) in [
        ("onlineretail.csv.zst", 517_254),
        ("instacart.csv.zst", 150_000),
        ("retail.dat.gz", 908_576),
        ("t10i4d100k.dat.gz", 1_010_228),
    ] {
        let path = format!("{}/../shared/data/{name}", env!("CARGO_MANIFEST_DIR"));
        if !Path::new(&path).exists() {
            continue;
        }
        let start = std::time::Instant::now();
        let mut prices = 0_u64;
        let summary = read(std::slice::from_ref(&path), &ReadOptions::default(), &mut |line| {
            prices += u64::from(line.price.unwrap_or(0));
            Ok(())
        })
        .unwrap();
        let seconds = start.elapsed().as_secs_f64();
        println!("{name}: {} lines, {:.0} lines/s", summary.lines, summary.lines as f64 / seconds);
        assert_eq!(summary.lines, lines, "{name}");
        assert_eq!(Some(summary.bytes), total_bytes(&[path]));
    }
}

/// A line of a log: order, item, customer, time, price in cents, category.
type Random = (u32, String, Option<u32>, u32, Option<u32>, String);

fn random_log() -> impl Strategy<Value = Vec<Random>> {
    let text = "[a-zA-Z0-9 ,;\"'\u{e9}\u{1f600}\\\\-]{0,12}";
    let item = "[a-z0-9\u{e9}\",]{1,9}";
    proptest::collection::vec(
        (
            any::<u32>(),
            item,
            any::<Option<u32>>(),
            100_000_000..u32::MAX,
            proptest::option::of(0..4_000_000_000_u32),
            text,
        ),
        1..40,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn formats_agree(log in random_log(), group in 1..20_usize) {
        let cents = |price: &u32| format!("{}.{:02}", price / 100, price % 100);
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(["order_id", "item_id", "user_id", "timestamp", "price", "category"]).unwrap();
        let mut json = String::new();
        for (order, item, user, time, price, category) in &log {
            let [order_text, time_text] = [order, time].map(ToString::to_string);
            let user_text = user.map(|user| user.to_string()).unwrap_or_default();
            let price_text = price.as_ref().map(cents).unwrap_or_default();
            csv.write_record([&order_text, item, &user_text, &time_text, &price_text, category]).unwrap();
            let price = price.as_ref().map(|price| cents(price).parse::<f64>().unwrap());
            let object = serde_json::json!({
                "order_id": order, "item_id": item, "user_id": user, "timestamp": time, "price": price, "category": category,
            });
            json.push_str(&format!("{object}\n"));
        }
        let schema = "message log {
            required int64 order_id; required binary item_id (UTF8); optional int64 user_id;
            required int64 timestamp (TIMESTAMP(MILLIS, true)); optional int64 price (DECIMAL(12, 2));
            required binary category (UTF8);
        }";
        let columns = [
            Cells::Int64(log.iter().map(|row| Some(row.0.into())).collect()),
            Cells::Text(log.iter().map(|row| Some(row.1.clone().into_bytes())).collect()),
            Cells::Int64(log.iter().map(|row| row.2.map(i64::from)).collect()),
            Cells::Int64(log.iter().map(|row| Some(i64::from(row.3) * 1_000)).collect()),
            Cells::Int64(log.iter().map(|row| row.4.map(i64::from)).collect()),
            Cells::Text(log.iter().map(|row| Some(row.5.clone().into_bytes())).collect()),
        ];
        let wanted: Vec<Line> = log
            .iter()
            .map(|(order, item, user, time, price, category)| {
                let user = user.map(|user| user.to_string()).unwrap_or_default();
                (order.to_string(), item.clone(), user, Some(i64::from(*time)), category.trim().to_owned(), *price)
            })
            .collect();
        prop_assert_eq!(good(csv.into_inner().unwrap(), "x.csv"), wanted.clone());
        prop_assert_eq!(good(&json, "-"), wanted.clone());
        prop_assert_eq!(good(parquet_file(schema, &columns, log.len(), group), "x.parquet"), wanted);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), texty in "[a,;\"\n\r\t{}:1 \\[\\]]{0,200}") {
        for name in ["-", "x.csv", "x.tsv", "x.jsonl", "x.parquet", "x.dat", "x.csv.gz", "x.csv.zst"] {
            for options in [ReadOptions::default(), skipping()] {
                for start in ["", "order,item,time\n", "{\"order\":1,\"item\":2}\n", "PAR1", "\u{1f}\u{8b}\u{8}"] {
                    for body in [&bytes[..], texty.as_bytes()] {
                        let whole = [start.as_bytes(), body].concat();
                        let _ = lines_of(&whole, name, &options);
                        let _ = read_catalog_from(&whole[..], name, options.on_bad_row);
                    }
                }
            }
        }
    }

    #[test]
    fn damaged_parquet_never_panics(places in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6)) {
        let schema = "message log { required binary order; optional int32 item; optional int64 time (TIMESTAMP(NANOS, true)); }";
        let columns = [
            texts(&["1", "2", "3"]),
            Cells::Int32(vec![Some(1), None, Some(2)]),
            Cells::Int64(vec![Some(1), None, Some(i64::MIN)]),
        ];
        let mut file = parquet_file(schema, &columns, 3, 2);
        for (place, byte) in places {
            let at = place.index(file.len());
            file[at] ^= byte;
        }
        let _ = lines_of(&file, "x.parquet", &skipping());
    }
}

#[test]
fn physical_types_are_told_apart() {
    // What the reader cannot use is named, not guessed.
    let schema = "message log { required binary order; required boolean item; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    assert_eq!(schema.get_fields()[1].get_physical_type(), Physical::BOOLEAN);
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&[ByteArray::from("1")], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<::parquet::data_type::BoolType>().write_batch(&[true], None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    assert!(error(writer.into_inner().unwrap(), "x.parquet").contains("value \"true\": not an id"));
}
