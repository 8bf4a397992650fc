//! A sample shop as files: `orders.csv`, `catalog.jsonl` and `truth.json`.

use anyhow::{Context, Result};
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::{Line, Shop};
use crate::miner::files::write_whole;

/// Writes the three files into the folder `dir`, which is made if it is missing.
///
/// * `orders.csv`: `order_id,user_id,item_id,timestamp,quantity,price,category`, a header and one order line a line,
///   sorted by time; `user_id` is empty for guests, `timestamp` is ISO 8601 in UTC, `price` is for one unit.
/// * `catalog.jsonl`: one object a line, `{"id", "name", "category", "price", "group"}`.
/// * `truth.json`: [`Truth`](super::Truth).
///
/// Each is written under a temporary name in `dir`, synced, then renamed: an interrupted run leaves old files whole.
///
/// # Errors
/// Whatever the file system reports; no file is left half written.
pub fn write(shop: &Shop, dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).with_context(|| format!("cannot make the folder {}", dir.display()))?;
    write_whole(&dir.join("orders.csv"), |out| Ok(orders(shop, out)?))?;
    write_whole(&dir.join("catalog.jsonl"), |out| Ok(catalog(shop, out)?))?;
    write_whole(&dir.join("truth.json"), |out| {
        serde_json::to_writer_pretty(&mut *out, &shop.truth)?;
        Ok(out.write_all(b"\n")?)
    })
}

/// The order log as CSV.
pub(super) fn orders(shop: &Shop, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["order_id", "user_id", "item_id", "timestamp", "quantity", "price", "category"])?;
    // The same for all lines of an order, so made once.
    let (mut order, mut user, mut time) = (String::new(), String::new(), String::new());
    let mut current = 0;
    let prices: Vec<String> =
        shop.products.iter().map(|product| format!("{}.{:02}", product.cents / 100, product.cents % 100)).collect();
    for line in &shop.lines {
        if line.order != current {
            current = line.order;
            order = format!("O{current:08}");
            user = user_id(line);
            time = line.time.to_string();
        }
        let quantity = line.quantity.to_string();
        let product = &shop.products[line.item as usize];
        let price = &prices[line.item as usize];
        for field in [&order, &user, &product.id, &time, &quantity, price] {
            csv.write_field(field)?;
        }
        csv.write_field(product.category)?;
        csv.write_record(None::<&[u8]>)?;
    }
    csv.flush()
}

fn user_id(line: &Line) -> String {
    line.customer.map(|number| format!("C{number:07}")).unwrap_or_default()
}

/// The catalog as JSON lines.
pub(super) fn catalog(shop: &Shop, out: &mut dyn Write) -> io::Result<()> {
    for product in &shop.products {
        serde_json::to_writer(&mut *out, product)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
