//! `crosssell recommend`, `next`, `categories`: the browser's answers on the command line, one or a file of them.

use anyhow::{Context, Result, anyhow};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::wrong_usage;
use crate::blob;
use crate::miner::files::read_model;
use crate::recommend::{BadInput, CartRequest, CategoryRequest, NextRequest, Recommender};

/// What the answering verbs share.
#[derive(clap::Args)]
struct Common {
    /// A .xsel file, a manifest.json, or the folder of one
    model: PathBuf,
    /// Answer a file of requests, one JSON object a line in the shape of the JavaScript call (- for standard input):
    /// one JSON answer a line, in order
    #[arg(long, value_name = "FILE", conflicts_with_all = ["limit"])]
    requests: Option<PathBuf>,
    /// Most answers
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// Print one line of JSON
    #[arg(long)]
    json: bool,
}

/// What goes with a cart?
#[derive(clap::Args)]
pub(super) struct RecommendArguments {
    #[command(flatten)]
    common: Common,
    /// Ids in the cart, with commas between
    #[arg(long, value_delimiter = ',', value_name = "ID,ID", conflicts_with = "requests")]
    cart: Vec<String>,
    /// What the shopper bought before: a JSON array, or JSON lines, of {"id", "date"}
    #[arg(long, value_name = "FILE", conflicts_with = "requests")]
    history: Option<PathBuf>,
    /// How to score: the model's weights, or the textbook's sum of lifts. With --requests, for requests that do not say
    #[arg(long, value_parser = ["weights", "lift"])]
    scorer: Option<String>,
    /// Whether items of the history may be answered
    #[arg(long, value_parser = ["exclude", "include"], conflicts_with = "requests")]
    repeat: Option<String>,
    /// What fills up a list that is too short
    #[arg(long, value_parser = ["none", "popular"], conflicts_with = "requests")]
    fallback: Option<String>,
    /// Print the evidence of each answer
    #[arg(long, conflicts_with = "requests")]
    explain: bool,
}

/// What will this shopper buy again, when, and with what probability?
#[derive(clap::Args)]
pub(super) struct NextArguments {
    #[command(flatten)]
    common: Common,
    /// What the shopper bought: a JSON array, or JSON lines, of {"id", "date"}
    #[arg(long, value_name = "FILE", required_unless_present = "requests", conflicts_with = "requests")]
    history: Option<PathBuf>,
    /// The present date
    #[arg(long, value_name = "DATE", required_unless_present = "requests", conflicts_with = "requests")]
    now: Option<String>,
    /// Days that the probability looks ahead
    #[arg(long, value_name = "DAYS", conflicts_with = "requests")]
    within_days: Option<f64>,
}

/// Which categories go with a cart, or with a category?
#[derive(clap::Args)]
pub(super) struct CategoriesArguments {
    #[command(flatten)]
    common: Common,
    /// Ids in the cart, with commas between
    #[arg(long, value_delimiter = ',', value_name = "ID,ID", conflicts_with = "requests")]
    cart: Vec<String>,
    /// A category by name
    #[arg(long, value_name = "NAME", conflicts_with = "requests")]
    category: Option<String>,
}

/// Runs `recommend`.
///
/// # Errors
/// The model or a request cannot be read, or a request makes no sense.
pub(super) fn recommend(arguments: &RecommendArguments) -> Result<()> {
    if arguments.common.requests.is_none() && arguments.cart.is_empty() {
        return Err(wrong_usage("give a cart (--cart ID,ID) or requests (--requests FILE)"));
    }
    let mut request = json!({ "cart": arguments.cart });
    set(&mut request, "limit", arguments.common.limit);
    set(&mut request, "repeat", arguments.repeat.as_ref());
    set(&mut request, "fallback", arguments.fallback.as_ref());
    set(&mut request, "history", arguments.history.as_deref().map(read_history).transpose()?);
    let defaults = |request: &mut Value| set_missing(request, "scorer", arguments.scorer.as_ref());
    let ask = |shop: &Recommender<'_>, request: CartRequest| to_json(shop.recommend(&request, |_| true));
    let print = |shop: &Recommender<'_>, answer: &Value| {
        let mut text = String::new();
        for (place, item) in array(answer, "items").iter().enumerate() {
            let score = item["score"].as_f64().unwrap_or(0.0);
            text += &format!(
                "{:>3}. {}  (score {score:.4}, {})\n",
                place + 1,
                label(shop, &item["id"]),
                as_text(&item["source"])
            );
            if arguments.explain {
                text += &reasons_text(shop, item);
            }
        }
        for id in array(answer, "missingIds") {
            text += &format!("     {} is not in the model\n", as_text(id));
        }
        text
    };
    run(&arguments.common, request, defaults, ask, print)
}

/// Runs `next`.
///
/// # Errors
/// The model or a request cannot be read, or a request makes no sense.
pub(super) fn next(arguments: &NextArguments) -> Result<()> {
    let mut request = json!({});
    set(&mut request, "limit", arguments.common.limit);
    set(&mut request, "now", arguments.now.as_ref());
    set(&mut request, "withinDays", arguments.within_days);
    set(&mut request, "history", arguments.history.as_deref().map(read_history).transpose()?);
    let ask = |shop: &Recommender<'_>, request: NextRequest| to_json(shop.next(&request).map(|items| Items { items }));
    let print = |shop: &Recommender<'_>, answer: &Value| {
        let mut text = String::new();
        for (place, item) in array(answer, "items").iter().enumerate() {
            text += &format!(
                "{:>3}. {}  {:.1} %, due {} ({} to {}), last bought {}, {} times, about every {:.0} days\n",
                place + 1,
                label(shop, &item["id"]),
                item["probability"].as_f64().unwrap_or(0.0) * 100.0,
                as_text(&item["dueDate"]),
                as_text(&item["dueFrom"]),
                as_text(&item["dueUntil"]),
                as_text(&item["lastBought"]),
                item["timesBought"],
                item["intervalDays"].as_f64().unwrap_or(0.0),
            );
        }
        text
    };
    run(&arguments.common, request, |_| {}, ask, print)
}

/// Runs `categories`.
///
/// # Errors
/// The model or a request cannot be read, or a request makes no sense.
pub(super) fn categories(arguments: &CategoriesArguments) -> Result<()> {
    if arguments.common.requests.is_none() && arguments.cart.is_empty() && arguments.category.is_none() {
        return Err(wrong_usage("give a cart (--cart ID,ID), a --category, or requests (--requests FILE)"));
    }
    let mut request = json!({ "cart": arguments.cart });
    set(&mut request, "limit", arguments.common.limit);
    set(&mut request, "category", arguments.category.as_ref());
    let ask = |shop: &Recommender<'_>, request: CategoryRequest| {
        to_json(shop.complementary_categories(&request).map(|items| Items { items }))
    };
    let print = |shop: &Recommender<'_>, answer: &Value| {
        let mut text = String::new();
        for (place, item) in array(answer, "items").iter().enumerate() {
            text += &format!("{:>3}. {}\n{}", place + 1, as_text(&item["category"]), reasons_text(shop, item));
        }
        text
    };
    run(&arguments.common, request, |_| {}, ask, print)
}

/// A list of answers, as the batch writes it.
#[derive(Serialize)]
struct Items<T> {
    items: Vec<T>,
}

fn to_json(answer: Result<impl Serialize, BadInput>) -> Result<Value> {
    Ok(serde_json::to_value(answer?)?)
}

/// Answers `request`, or the file of requests.
fn run<R: DeserializeOwned>(
    common: &Common,
    request: Value,
    defaults: impl Fn(&mut Value),
    ask: impl Fn(&Recommender<'_>, R) -> Result<Value>,
    print: impl Fn(&Recommender<'_>, &Value) -> String,
) -> Result<()> {
    let bytes = read_model(&common.model)?;
    let model = blob::decode(&bytes).with_context(|| common.model.display().to_string())?;
    let shop = Recommender::new(model)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let Some(path) = &common.requests else {
        let mut request = request;
        defaults(&mut request);
        let answer = ask(&shop, parse(request)?)?;
        if common.json {
            writeln!(out, "{answer}")?;
        } else {
            out.write_all(print(&shop, &answer).as_bytes())?;
        }
        return Ok(out.flush()?);
    };
    // All are read before the first is answered: a bad one leaves no half of an output.
    let mut requests = Vec::new();
    let reader: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?)
    };
    for (place, line) in BufReader::new(reader).lines().enumerate() {
        let at = || format!("{} line {}", path.display(), place + 1);
        let line = line.with_context(at)?;
        if line.trim().is_empty() {
            continue;
        }
        let mut request: Value = serde_json::from_str(&line).context("is no JSON object").with_context(at)?;
        defaults(&mut request);
        requests.push((place, parse::<R>(request).with_context(at)?));
    }
    let answers = requests
        .into_iter()
        .map(|(place, request)| ask(&shop, request).with_context(|| format!("{} line {}", path.display(), place + 1)));
    for answer in answers.collect::<Result<Vec<_>>>()? {
        writeln!(out, "{answer}")?;
    }
    Ok(out.flush()?)
}

/// A request from JSON; an error says at which field it goes wrong.
fn parse<R: DeserializeOwned>(request: Value) -> Result<R> {
    serde_path_to_error::deserialize(request).map_err(|error| match error.path().to_string().as_str() {
        "." => anyhow!("{}", error.inner()),
        path => anyhow!("{path}: {}", error.inner()),
    })
}

fn set<T: Serialize>(request: &mut Value, field: &str, value: Option<T>) {
    if let (Some(object), Some(value)) = (request.as_object_mut(), value) {
        object.insert(field.to_owned(), json!(value));
    }
}

fn set_missing<T: Serialize>(request: &mut Value, field: &str, value: Option<T>) {
    if request.get(field).is_none() {
        set(request, field, value);
    }
}

/// A JSON array of purchases, or one a line.
fn read_history(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let parse = || {
        if text.trim_start().starts_with('[') {
            return serde_json::from_str(&text);
        }
        serde_json::Deserializer::from_str(&text).into_iter().collect::<Result<Vec<Value>, _>>().map(Value::from)
    };
    parse().with_context(|| format!("{} is no JSON array, and no JSON lines, of purchases", path.display()))
}

/// The id, with the name where the model has it.
fn label(shop: &Recommender<'_>, id: &Value) -> String {
    let id = as_text(id);
    match shop.item(id).and_then(|item| shop.name(item)).filter(|name| !name.is_empty()) {
        Some(name) => format!("{id} {name}"),
        None => id.to_owned(),
    }
}

fn reasons_text(shop: &Recommender<'_>, item: &Value) -> String {
    let line = |reason: &Value| {
        let because: Vec<String> = array(reason, "because").iter().map(|id| label(shop, id)).collect();
        let because = if because.is_empty() { "any order".to_owned() } else { because.join(" + ") };
        format!(
            "       with {because}: {} orders, {:.1} % of those with it, {:.2} times as often as by chance\n",
            reason["orders"],
            reason["confidence"].as_f64().unwrap_or(0.0) * 100.0,
            reason["lift"].as_f64().unwrap_or(0.0),
        )
    };
    array(item, "reasons").iter().map(line).collect()
}

fn array<'v>(value: &'v Value, field: &str) -> &'v [Value] {
    value[field].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn as_text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
