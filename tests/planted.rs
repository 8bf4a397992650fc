//! What the sample shop was planted with comes out of the pipeline again: complements, rhythms, durables.
//!
//! The floors lie clearly below what was measured (printed with `--nocapture`), and clearly above what chance gives.
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

use common::{Line, SETTINGS, Settings, gather, model, moment};
use crosssell_wasm::miner::orders::CatalogItem;
use crosssell_wasm::miner::synth::{Shop, SynthOptions, Truth, generate};
use crosssell_wasm::model::{DAY, Model, Timestamp};
use crosssell_wasm::recommend::{CartRequest, CategoryRequest, NextRequest, Purchase, Recommender};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

struct Mined {
    shop: Shop,
    model: Model<'static>,
}

fn mined() -> &'static Mined {
    static MINED: OnceLock<Mined> = OnceLock::new();
    MINED.get_or_init(|| {
        let shop = generate(&SynthOptions { orders: 20_000, items: 400, seed: 11 }).unwrap();
        let line = |line: &crosssell_wasm::miner::synth::Line| Line {
            order: line.order.to_string(),
            item: shop.products[line.item as usize].id.clone(),
            customer: line.customer.map(|customer| customer.to_string()).unwrap_or_default(),
            time: line.time.unix(),
            category: String::new(),
            price: None,
        };
        let lines: Vec<Line> = shop.lines.iter().map(line).collect();
        let described = |product: &crosssell_wasm::miner::synth::Product| CatalogItem {
            id: product.id.clone(),
            name: product.name.clone(),
            category: product.category.to_owned(),
            price: Some(product.cents),
            variant_group: product.group.clone().unwrap_or_default(),
        };
        let baskets = gather(&lines, shop.products.iter().map(described).collect());
        let model = model(&baskets, &Settings { min_orders: 20, ..SETTINGS });
        Mined { shop, model }
    })
}

fn runtime() -> (&'static Truth, Recommender<'static>) {
    let mined = mined();
    (&mined.shop.truth, Recommender::new(mined.model.clone()).unwrap())
}

fn share(hits: usize, of: usize) -> f64 {
    hits as f64 / of as f64
}

#[test]
fn planted_complements_rank_in_the_first_ten() {
    let (truth, shop) = runtime();
    let orders = |id: &str| shop.item(id).and_then(|item| shop.model().items.orders_of(item)).unwrap_or(0);
    let (mut hits, mut asked, mut by_chance, mut explained) = (0, 0, 0.0, 0);
    for complement in &truth.complements {
        // With a handful of orders nothing can be known.
        if orders(&complement.antecedent) < 50 || orders(&complement.consequent) < 20 || complement.strength < 0.1 {
            continue;
        }
        let request = CartRequest { cart: vec![complement.antecedent.clone()], limit: 10, ..CartRequest::default() };
        let answer = shop.recommend(&request, |_| true).unwrap();
        let hit = answer.items.iter().find(|item| item.id == complement.consequent);
        asked += 1;
        hits += usize::from(hit.is_some());
        explained += usize::from(hit.is_some_and(|item| item.reasons[0].lift > 1.5));
        by_chance += 10.0 / shop.model().items.len() as f64;
    }
    let (found, chance) = (share(hits, asked), by_chance / asked as f64);
    println!(
        "complements: {asked} asked, {found:.3} in the first ten (chance: {chance:.3}), {explained} with lift > 1.5"
    );
    assert!(asked > 30, "{asked}");
    assert!(found > 0.75, "{found}");
    assert!(share(explained, hits) > 0.8, "{explained} of {hits}");
}

#[test]
fn planted_category_complements_are_found() {
    let (truth, shop) = runtime();
    let sold: BTreeSet<String> = mined().shop.products.iter().map(|product| product.category.to_owned()).collect();
    let (mut hits, mut asked) = (0, 0);
    for complement in &truth.category_complements {
        if !sold.contains(&complement.antecedent) || !sold.contains(&complement.consequent) || complement.strength < 0.1
        {
            continue;
        }
        let request =
            CategoryRequest { category: Some(complement.antecedent.clone()), limit: 5, ..CategoryRequest::default() };
        let answers = shop.complementary_categories(&request).unwrap();
        asked += 1;
        hits += usize::from(answers.iter().any(|answer| answer.category == complement.consequent));
    }
    println!("category complements: {asked} asked, {:.3} in the first five", share(hits, asked));
    assert!(asked > 10 && share(hits, asked) > 0.8, "{hits} of {asked}");
}

/// Each known customer's purchases, and the day of the last.
fn histories() -> BTreeMap<u32, (Vec<Purchase>, Timestamp)> {
    let mined = mined();
    // Lines are in order of time, so the last one stays.
    let mut histories: BTreeMap<u32, (Vec<Purchase>, Timestamp)> = BTreeMap::new();
    for line in &mined.shop.lines {
        let Some(customer) = line.customer else { continue };
        let id = mined.shop.products[line.item as usize].id.clone();
        let history = histories.entry(customer.get()).or_insert((Vec::new(), line.time));
        history.1 = line.time;
        history.0.push(Purchase { id, date: Some(moment(line.time)), quantity: None });
    }
    histories
}

/// The places of `values` in ascending order.
fn ranks(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| values.iter().filter(|other| *other < value).count() as f64).collect()
}

/// Spearman's rank correlation.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (over_a, over_b) = (mean(&a), mean(&b));
    let product = |x: &[f64], over_x: f64, y: &[f64], over_y: f64| {
        x.iter().zip(y).map(|(x, y)| (x - over_x) * (y - over_y)).sum::<f64>()
    };
    product(&a, over_a, &b, over_b) / libm::sqrt(product(&a, over_a, &a, over_a) * product(&b, over_b, &b, over_b))
}

/// An item's own gap runs from a customer's first purchase to the second, habit or not, so it is longer than the planted
/// rhythm, but in step with it; a shopper who has the habit is shown the rhythm itself.
#[test]
fn planted_intervals_are_recovered() {
    let (truth, shop) = runtime();
    let planted: BTreeMap<&str, f64> = truth
        .replenishment
        .iter()
        .filter(|planted| planted.rebuys >= 30)
        .map(|planted| (planted.item.as_str(), f64::from(planted.mean_days)))
        .collect();
    let gaps: Vec<f64> = planted.keys().map(|id| shop.rates_of(shop.item(id).unwrap()).gap).collect();
    let in_step = correlation(&planted.values().copied().collect::<Vec<_>>(), &gaps);

    let mut ratios = Vec::new();
    for (history, last) in histories().into_values() {
        let request =
            NextRequest { history, now: Some(moment(last)), threshold: 0.0, limit: 1_000, ..NextRequest::default() };
        let dues = shop.next(&request).unwrap();
        let habits = dues.iter().filter(|due| due.times_bought >= 5);
        ratios.extend(habits.filter_map(|due| Some(due.interval_days / planted.get(due.id)?)));
    }
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ratios.len() / 2];
    let near = share(ratios.iter().filter(|ratio| (0.67..1.5).contains(*ratio)).count(), ratios.len());
    println!(
        "intervals: {} items, rank correlation {in_step:.2}; {} habits, median ratio {median:.2}, {near:.2} within 0.67 to 1.5",
        planted.len(),
        ratios.len()
    );
    assert!(planted.len() > 40 && ratios.len() > 200, "{} {}", planted.len(), ratios.len());
    assert!(in_step > 0.25, "{in_step}");
    assert!((0.8..1.3).contains(&median), "{median}");
    assert!(near > 0.6, "{near}");
}

/// The log's own customers, asked what they buy again at its end.
#[test]
fn consumables_come_back_and_durables_do_not() {
    let (truth, shop) = runtime();
    let end = mined().shop.lines.iter().map(|line| line.time).max().unwrap();
    let category = |id: &str| shop.model().items.category_of(shop.item(id).unwrap());
    let durable: BTreeSet<_> = truth.durable_categories.iter().filter_map(|name| shop.category(name)).collect();
    let rhythmic: BTreeSet<&str> = truth
        .replenishment
        .iter()
        .filter(|planted| planted.rebuys >= 20)
        .map(|planted| planted.item.as_str())
        .collect();
    let (mut durables, mut consumables) = (Vec::new(), Vec::new());
    for (history, last) in histories().into_values().take(3_000) {
        if end.days_since(last) > 60.0 {
            continue;
        }
        let request =
            NextRequest { history, now: Some(moment(end)), threshold: 0.0, limit: 1_000, ..NextRequest::default() };
        for due in shop.next(&request).unwrap() {
            if category(due.id).is_some_and(|category| durable.contains(&category)) {
                durables.push(due.probability);
            } else if due.times_bought > 1 && rhythmic.contains(due.id) {
                consumables.push(due.probability);
            }
        }
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (low, high) = (mean(&durables), mean(&consumables));
    println!("durables: {} at {low:.4}; habits: {} at {high:.4}", durables.len(), consumables.len());
    assert!(durables.len() > 100 && consumables.len() > 100, "{} {}", durables.len(), consumables.len());
    assert!(low < 0.02, "{low}");
    assert!(high > 8.0 * low, "{high} {low}");
}

/// Days before the end of the log are what the fit may not have seen when it is judged: split, mine, ask, look.
#[test]
fn probabilities_are_calibrated_on_days_not_seen() {
    let mined = mined();
    let end = mined.shop.lines.iter().map(|line| line.time).max().unwrap();
    let cut = Timestamp::from_unix((end.day() - 14) * DAY).unwrap();
    let owned = |line: &crosssell_wasm::miner::synth::Line| Line {
        order: line.order.to_string(),
        item: mined.shop.products[line.item as usize].id.clone(),
        customer: line.customer.map(|customer| customer.to_string()).unwrap_or_default(),
        time: line.time.unix(),
        category: mined.shop.products[line.item as usize].category.to_owned(),
        price: None,
    };
    let (before, after): (Vec<Line>, Vec<Line>) =
        mined.shop.lines.iter().map(owned).partition(|line| line.time < cut.unix());
    let bought: BTreeSet<(&str, &str)> =
        after.iter().map(|line| (line.customer.as_str(), line.item.as_str())).collect();
    let shop = Recommender::new(model(&gather(&before, Vec::new()), &Settings { min_orders: 20, ..SETTINGS })).unwrap();
    let mut histories: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in before.iter().filter(|line| !line.customer.is_empty()) {
        histories.entry(&line.customer).or_default().push(line);
    }
    let (mut expected, mut happened, mut loss, mut pairs) = (0.0, 0.0, 0.0, 0);
    for (customer, lines) in histories {
        if lines.iter().all(|line| cut.unix() - line.time > 60 * DAY) {
            continue;
        }
        let purchase = |line: &&Line| Purchase {
            id: line.item.clone(),
            date: Timestamp::from_unix(line.time).map(moment),
            quantity: None,
        };
        let history = lines.iter().map(purchase).collect();
        let request =
            NextRequest { history, now: Some(moment(cut)), threshold: 0.0, limit: 10_000, ..NextRequest::default() };
        for due in shop.next(&request).unwrap() {
            let again = bought.contains(&(customer, due.id));
            let p = due.probability.clamp(1e-4, 1.0 - 1e-4);
            expected += due.probability;
            happened += f64::from(u8::from(again));
            loss -= libm::log(if again { p } else { 1.0 - p });
            pairs += 1;
        }
    }
    let rate = happened / f64::from(pairs);
    let constant = -(rate * libm::log(rate) + (1.0 - rate) * libm::log(1.0 - rate));
    let loss = loss / f64::from(pairs);
    println!(
        "{pairs} pairs: {happened} bought, {expected:.0} expected; log loss {loss:.4}, of the constant {constant:.4}"
    );
    assert!(pairs > 2_000 && happened > 50.0);
    assert!((0.6..1.6).contains(&(expected / happened)), "{expected} expected, {happened} happened");
    assert!(loss < 0.95 * constant, "{loss} {constant}");
}
