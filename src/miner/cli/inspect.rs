//! `crosssell inspect` and `verify`: what a model holds, and whether it is whole.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;

use crate::blob;
use crate::miner::files::read_model;
use crate::miner::summary::number;
use crate::model::{Model, Packed, Timestamp};
use crate::recommend::Recommender;

/// Show what a model holds, or what it knows of one item.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A .xsel file, a manifest.json, or the folder of one
    model: PathBuf,
    /// Show one item: its counts, its strongest neighbours, how it is bought again
    #[arg(long, value_name = "ID")]
    item: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Check that a model is whole and well-formed.
#[derive(clap::Args)]
pub(super) struct VerifyArguments {
    /// A .xsel file, a manifest.json, or the folder of one
    model: PathBuf,
}

/// Runs `verify`.
///
/// # Errors
/// The model cannot be read, or is not whole.
pub(super) fn verify(arguments: &VerifyArguments) -> Result<()> {
    let bytes = read_model(&arguments.model)?;
    let model = blob::decode(&bytes).with_context(|| arguments.model.display().to_string())?;
    let shop = Recommender::new(model)?;
    writeln!(
        std::io::stdout(),
        "{}: whole; format {}, {} items, {} rules, {} bytes",
        arguments.model.display(),
        blob::FORMAT_VERSION,
        number(shop.model().items.len() as u64),
        number(shop.model().rules.len() as u64),
        number(bytes.len() as u64)
    )?;
    Ok(())
}

/// Runs `inspect`.
///
/// # Errors
/// The model cannot be read, or does not have the item asked for.
pub(super) fn inspect(arguments: &Arguments) -> Result<()> {
    let bytes = read_model(&arguments.model)?;
    let model = blob::decode(&bytes).with_context(|| arguments.model.display().to_string())?;
    let shop = Recommender::new(model)?;
    let facts = match &arguments.item {
        None => about(shop.model(), &bytes),
        Some(id) => {
            let item = shop.item(id).with_context(|| format!("the model has no item {id:?}"))?;
            item_facts(&shop, item)
        }
    };
    if arguments.json {
        writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&facts)?)?;
    } else {
        write!(std::io::stdout(), "{}", text(&facts, 0))?;
    }
    Ok(())
}

fn about(model: &Model<'_>, bytes: &[u8]) -> Value {
    let about = &model.about;
    let date = |time: Option<i64>| time.and_then(Timestamp::from_unix).map(|time| time.to_string());
    let size = |columns: &[&Packed<'_>]| columns.iter().map(|column| column.size()).sum::<usize>();
    let (items, neighbours, rules, repurchase) = (&model.items, &model.neighbours, &model.rules, &model.repurchase);
    json!({
        "format": blob::FORMAT_VERSION,
        "minedBy": about.build,
        "digest": blob::digest(bytes).map(|digest| format!("{digest:016x}")),
        "orders": about.orders,
        "lines": about.lines,
        "customers": about.customers,
        "minedFrom": date(about.mined_from),
        "minedThrough": date(about.mined_through),
        "items": items.len(),
        "categories": model.categories.len(),
        "rules": rules.len(),
        "neighbours": neighbours.len(),
        "thresholds": {
            "minOrders": about.min_orders,
            "minConfidence": about.min_confidence.to_string(),
            "minLift": about.min_lift.to_string(),
            "minCustomers": about.min_customers,
            "maxLen": about.max_len,
        },
        "repurchase": {
            "buyers": repurchase.customers.iter().sum::<u64>(),
            "repeaters": repurchase.repeaters.iter().sum::<u64>(),
            "coefficients": model.pace.coefficients,
        },
        "bytes": {
            "all": bytes.len(),
            "ids": items.ids.size(),
            "names": items.names.size(),
            "items": size(&[&items.orders, &items.categories, &items.prices, &items.groups]),
            "categories": model.categories.names.size()
                + size(&[&model.categories.lengths, &model.categories.partners, &model.categories.pair_orders]),
            "neighbours": size(&[&neighbours.lengths, &neighbours.scales, &neighbours.targets, &neighbours.codes, &neighbours.orders]),
            "rules": size(&[
                &rules.antecedent_lengths, &rules.antecedents, &rules.antecedent_orders,
                &rules.consequent_lengths, &rules.consequents, &rules.orders,
            ]),
            "repurchase": size(&[
                &repurchase.customers, &repurchase.repeaters, &repurchase.baskets_at_risk,
                &repurchase.gap_days, &repurchase.gap_days_squared,
            ]),
        },
    })
}

fn item_facts(shop: &Recommender<'_>, item: u32) -> Value {
    let model = shop.model();
    let habit = model.repurchase.habit_of(item);
    let rates = shop.rates_of(item);
    let mut neighbours = shop.neighbours(item);
    neighbours.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.target.cmp(&b.target)));
    let neighbour = |neighbour: &crate::model::Neighbour| {
        let evidence = model.evidence(neighbour.orders, model.items.orders_of(item).unwrap_or(0), neighbour.target);
        json!({
            "id": shop.id(neighbour.target),
            "name": shop.name(neighbour.target),
            "weight": neighbour.weight,
            "orders": neighbour.orders,
            "confidence": evidence.confidence(),
            "lift": evidence.lift(),
        })
    };
    json!({
        "id": shop.id(item),
        "name": shop.name(item),
        "category": model.items.category_of(item).map(|category| shop.category_name(category)),
        "price": model.items.price_of(item),
        "orders": model.items.orders_of(item),
        "repurchase": {
            "customers": habit.customers,
            "boughtAgain": habit.repeaters,
            "intervalDays": rates.gap,
            "intervalSpreadDays": rates.gap_spread(),
            "chanceABasket": rates.repeat,
        },
        "neighbours": neighbours.iter().map(neighbour).collect::<Vec<_>>(),
    })
}

/// JSON as indented text for people.
fn text(value: &Value, depth: usize) -> String {
    let pad = "  ".repeat(depth);
    let field = |(name, value): (&String, &Value)| match value {
        Value::Object(_) => format!("{pad}{name}\n{}", text(value, depth + 1)),
        Value::Array(rows) if rows.iter().any(Value::is_object) => {
            let lines: String = rows.iter().map(|row| format!("{pad}  {row}\n")).collect();
            format!("{pad}{name}\n{lines}")
        }
        Value::Null => String::new(),
        Value::String(text) => format!("{pad}{name}: {text}\n"),
        other => format!("{pad}{name}: {other}\n"),
    };
    value.as_object().map(|fields| fields.iter().map(field).collect()).unwrap_or_default()
}
