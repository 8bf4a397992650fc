//! The planted structure, measured from the orders alone and held against the answer key.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::blueprint::{BRANDS, CATEGORIES, Naming, PULLS};
use super::calendar::{day_of_year, days_apart, span, workday};
use super::*;
use crate::model::Timestamp;

/// One shop for all tests that only look.
static SHOP: LazyLock<Shop> = LazyLock::new(|| shop(30_000, 400, 7));

fn shop(orders: u32, items: u32, seed: u64) -> Shop {
    generate(&SynthOptions { orders, items, seed }).unwrap()
}

fn files(shop: &Shop) -> [Vec<u8>; 3] {
    let dir = tempfile::tempdir().unwrap();
    write(shop, dir.path()).unwrap();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 3, "no temporary file is left");
    ["orders.csv", "catalog.jsonl", "truth.json"].map(|name| std::fs::read(dir.path().join(name)).unwrap())
}

fn item(shop: &Shop, id: &str) -> u32 {
    shop.products.iter().position(|product| product.id == id).unwrap() as u32
}

fn orders(shop: &Shop) -> impl Iterator<Item = &[Line]> {
    shop.lines.chunk_by(|a, b| a.order == b.order)
}

/// Days between a customer's purchases of one item, by item.
fn intervals(shop: &Shop) -> BTreeMap<u32, Vec<f64>> {
    let mut last: BTreeMap<(u32, u32), Timestamp> = BTreeMap::new();
    let mut all: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for line in &shop.lines {
        let Some(customer) = line.customer else { continue };
        if let Some(before) = last.insert((customer.get(), line.item), line.time) {
            all.entry(line.item).or_default().push(line.time.days_since(before));
        }
    }
    all
}

#[test]
fn the_same_options_give_the_same_bytes() {
    let first = files(&shop(800, 60, 3));
    assert_eq!(first, files(&shop(800, 60, 3)));
    let other = files(&shop(800, 60, 4));
    for (ours, theirs) in first.iter().zip(&other) {
        assert_ne!(ours, theirs);
    }
}

/// A change here changes every benchmark and every figure taken from a sample shop: make it on purpose.
#[test]
fn a_known_shop_stays_what_it_was() {
    use sha2::{Digest, Sha256};
    let digests = files(&shop(500, 160, 1))
        .map(|bytes| Sha256::digest(&bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    assert_eq!(digests, ["06b4517a445e0611", "797f78a31878c9ee", "0d8e0055925cf0fd"]);
}

#[test]
fn every_size_gives_what_was_asked_for() {
    for (orders, items) in [(1, 20), (50, 20), (50, 21), (200, 35), (100, 157), (300, 1_234), (20, 30_000)] {
        let shop = shop(orders, items, 5);
        assert_eq!(shop.products.len(), items as usize);
        let mut numbers = shop.lines.iter().map(|line| line.order).collect::<Vec<_>>();
        numbers.dedup();
        assert_eq!(numbers, (1..=orders).collect::<Vec<_>>(), "{orders} orders of {items} items");
    }
}

#[test]
fn nonsense_is_refused_in_words() {
    let refused = |orders, items| generate(&SynthOptions { orders, items, seed: 1 }).unwrap_err().to_string();
    assert_eq!(refused(100, 19), "a sample shop cannot have 19 items; ask for 20 to 1000000");
    assert_eq!(refused(0, 100), "a sample shop cannot have 0 orders; ask for 1 to 100000000");
    assert!(refused(100, u32::MAX).contains("4294967295 items"));
    assert!(refused(u32::MAX, 100).contains("4294967295 orders"));
}

#[test]
fn products_are_readable_and_distinct() {
    for items in [20, 400, 30_000] {
        let shop = shop(1, items, 2);
        let ids: BTreeSet<&str> = shop.products.iter().map(|product| product.id.as_str()).collect();
        let names: BTreeSet<&str> = shop.products.iter().map(|product| product.name.as_str()).collect();
        assert_eq!((ids.len(), names.len()), (items as usize, items as usize));
        for product in &shop.products {
            let (letters, digits) = product.id.split_once('-').unwrap();
            assert!(letters.len() == 3 && letters.bytes().all(|b| b.is_ascii_uppercase()), "{}", product.id);
            assert!(digits.len() >= 4 && digits.bytes().all(|b| b.is_ascii_digit()), "{}", product.id);
            assert!(BRANDS.iter().any(|brand| product.name.starts_with(brand)), "{}", product.name);
            assert!(
                product.cents > 0
                    && [0, 9].contains(&(product.cents / if product.cents < 5_000 { 1 } else { 10 } % 10))
            );
        }
    }
}

#[test]
fn variants_share_a_group_and_never_an_order() {
    let mut sizes: BTreeMap<&str, u32> = BTreeMap::new();
    for product in &SHOP.products {
        *sizes.entry(product.group.as_deref().unwrap_or("")).or_default() += 1;
    }
    let lone = sizes.remove("").unwrap();
    assert!(sizes.len() > 40 && lone > 100, "{} groups, {lone} products without", sizes.len());
    assert!(sizes.values().all(|size| (2..=4).contains(size)));
    for order in orders(&SHOP) {
        let items: BTreeSet<u32> = order.iter().map(|line| line.item).collect();
        assert_eq!(items.len(), order.len(), "an item stands twice in order {}", order[0].order);
        let groups: Vec<&str> =
            order.iter().filter_map(|line| SHOP.products[line.item as usize].group.as_deref()).collect();
        let distinct: BTreeSet<&str> = groups.iter().copied().collect();
        assert_eq!(distinct.len(), groups.len(), "siblings in order {}", order[0].order);
    }
}

#[test]
fn orders_run_through_two_years_in_order() {
    let (from, until) = span();
    assert_eq!(
        (from.to_string().as_str(), until.to_string().as_str()),
        ("2023-07-01T00:00:00Z", "2025-06-30T23:59:59Z")
    );
    assert!(SHOP.lines.is_sorted_by_key(|line| (line.time, line.order)));
    assert!(SHOP.lines.iter().all(|line| (from..=until).contains(&line.time) && line.quantity > 0));
    for order in orders(&SHOP) {
        assert!(order.iter().all(|line| (line.time, line.customer) == (order[0].time, order[0].customer)));
    }
    assert!(SHOP.lines[0].time.days_since(from) < 1.0 && until.days_since(SHOP.lines.last().unwrap().time) < 1.0);
}

#[test]
fn figures_are_those_of_the_model() {
    let baskets: Vec<usize> = orders(&SHOP).map(<[Line]>::len).collect();
    let mean = SHOP.lines.len() as f64 / baskets.len() as f64;
    assert!((3.0..4.0).contains(&mean), "mean basket {mean}");
    assert!(baskets.iter().all(|lines| (1..=40).contains(lines)));
    assert!(baskets.iter().any(|lines| *lines > 25), "no office ordered in bulk");

    let guests = orders(&SHOP).filter(|order| order[0].customer.is_none()).count();
    assert_eq!(guests as u32, SHOP.truth.guest_orders);
    assert!((7_300..7_700).contains(&guests), "{guests} of 30,000 orders are guests'");

    let mut per_customer: BTreeMap<u32, u32> = BTreeMap::new();
    for customer in orders(&SHOP).filter_map(|order| order[0].customer) {
        *per_customer.entry(customer.get()).or_default() += 1;
    }
    assert_eq!(per_customer.len() as u32, SHOP.truth.customers);
    let mean = f64::from(per_customer.values().sum::<u32>()) / per_customer.len() as f64;
    assert!((6.0..10.0).contains(&mean), "{mean} orders a customer");
    assert!(*per_customer.values().max().unwrap() > 60, "no heavy tail");
}

#[test]
fn guests_have_no_user_id() {
    let [csv, catalog, truth] = files(&shop(200, 40, 1));
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let header = reader.headers().unwrap().clone();
    assert_eq!(header, vec!["order_id", "user_id", "item_id", "timestamp", "quantity", "price", "category"]);
    let catalog: Vec<serde_json::Value> =
        catalog.split(|b| *b == b'\n').filter(|l| !l.is_empty()).map(|l| serde_json::from_slice(l).unwrap()).collect();
    let (mut guests, mut registered) = (BTreeSet::new(), BTreeSet::new());
    for record in reader.records() {
        let record = record.unwrap();
        let product = catalog.iter().find(|product| product["id"] == record[2]).unwrap();
        assert_eq!(product["price"].as_f64().unwrap(), record[5].parse::<f64>().unwrap());
        assert_eq!(product["category"], record[6]);
        Timestamp::parse(&record[3]).unwrap();
        if record[1].is_empty() { &mut guests } else { &mut registered }.insert(record[0].to_owned());
    }
    let truth: Truth = serde_json::from_slice(&truth).unwrap();
    assert_eq!((guests.len(), registered.len()), (truth.guest_orders as usize, 200 - truth.guest_orders as usize));
    assert!(guests.is_disjoint(&registered));
}

#[test]
fn planted_pairs_stand_out_of_the_orders() {
    let baskets: Vec<BTreeSet<u32>> = orders(&SHOP).map(|order| order.iter().map(|line| line.item).collect()).collect();
    let with =
        |wanted: &[u32]| baskets.iter().filter(|basket| wanted.iter().all(|i| basket.contains(i))).count() as f64;
    let lift = |a, b| with(&[a, b]) * baskets.len() as f64 / (with(&[a]) * with(&[b])).max(1.0);
    let median = |mut lifts: Vec<f64>| {
        lifts.sort_by(f64::total_cmp);
        lifts[lifts.len() / 2]
    };
    // Every third strong pair; and the same antecedents with the partners of others.
    let strong = SHOP.truth.complements.iter().filter(|complement| complement.strength > 0.2).step_by(3);
    let pairs: Vec<(u32, u32)> =
        strong.map(|pair| (item(&SHOP, &pair.antecedent), item(&SHOP, &pair.consequent))).collect();
    let strangers: Vec<(u32, u32)> =
        pairs.iter().zip(pairs.iter().skip(pairs.len() / 2).chain(&pairs)).map(|(a, b)| (a.0, b.1)).collect();
    let planted = median(pairs.iter().map(|(a, b)| lift(*a, *b)).collect());
    let random = median(strangers.iter().map(|(a, b)| lift(*a, *b)).collect());
    assert!(
        pairs.len() > 20 && planted > 15.0 && random < 3.0,
        "{} pairs: lift {planted} against {random}",
        pairs.len()
    );
}

#[test]
fn devices_take_their_consumables_along_as_often_as_planted() {
    for planted in &SHOP.truth.category_complements {
        let durable = SHOP.truth.durable_categories.contains(&planted.antecedent);
        if !durable || SHOP.truth.durable_categories.contains(&planted.consequent) {
            continue;
        }
        let has = |order: &[Line], category: &str| {
            order.iter().any(|line| SHOP.products[line.item as usize].category == category)
        };
        let (mut devices, mut both) = (0, 0);
        for order in orders(&SHOP).filter(|order| has(order, &planted.antecedent)) {
            devices += 1;
            both += u32::from(has(order, &planted.consequent));
        }
        let confidence = f64::from(both) / f64::from(devices);
        // A little more, since some consumables are picked for reasons of their own.
        assert!(
            (planted.strength - 0.1..planted.strength + 0.2).contains(&confidence),
            "{} -> {}: {confidence} of {devices}, planted {}",
            planted.antecedent,
            planted.consequent,
            planted.strength
        );
    }
}

#[test]
fn consumables_come_back_on_their_rhythm() {
    let measured = intervals(&SHOP);
    let mut ratios: Vec<f64> = Vec::new();
    for rhythm in &SHOP.truth.replenishment {
        let Some(days) = measured.get(&item(&SHOP, &rhythm.item)).filter(|days| days.len() >= 60) else { continue };
        // The median: who comes back without a habit does so after any time.
        let mut days = days.clone();
        days.sort_by(f64::total_cmp);
        ratios.push(days[days.len() / 2] / f64::from(rhythm.mean_days));
    }
    assert!(ratios.len() >= 50, "only {} items are bought again often", ratios.len());
    let near = ratios.iter().filter(|ratio| (0.85..1.10).contains(*ratio)).count();
    assert!(near * 10 >= ratios.len() * 9, "{near} of {} items keep their planted interval", ratios.len());
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    assert!((0.92..1.02).contains(&mean), "medians are {mean} of the planted means");
}

#[test]
fn the_tally_of_rebuys_is_the_logs() {
    let measured = intervals(&SHOP);
    let rebuys: u32 = SHOP.truth.replenishment.iter().map(|rhythm| rhythm.rebuys).sum();
    let found: usize =
        SHOP.truth.replenishment.iter().filter_map(|r| measured.get(&item(&SHOP, &r.item))).map(Vec::len).sum();
    // Habits from before the log begin with a rebuy that the log cannot tell from a first purchase; second tries and
    // complements add a few.
    assert!((0.85..1.15).contains(&(found as f64 / f64::from(rebuys))), "{found} found, {rebuys} planted");
    for rhythm in &SHOP.truth.replenishment {
        assert!(rhythm.adopters_who_rebought <= rhythm.adopters && rhythm.adopters_who_rebought <= rhythm.rebuys);
    }
    let adopters: u32 = SHOP.truth.replenishment.iter().map(|rhythm| rhythm.adopters).sum();
    let faithful: u32 = SHOP.truth.replenishment.iter().map(|rhythm| rhythm.adopters_who_rebought).sum();
    assert!(faithful * 10 > adopters * 6, "{faithful} of {adopters} adopters bought again");
}

#[test]
fn durables_are_not_bought_again() {
    let measured = intervals(&SHOP);
    let (mut sold, mut again) = (0, 0);
    for (position, product) in SHOP.products.iter().enumerate() {
        if SHOP.truth.durable_categories.iter().any(|category| *category == product.category) {
            let item = position as u32;
            sold += SHOP.lines.iter().filter(|line| line.item == item && line.customer.is_some()).count();
            again += measured.get(&item).map_or(0, Vec::len);
        }
    }
    assert!(sold > 500 && again * 100 < sold, "{again} of {sold} durables were bought again");
}

#[test]
fn seasons_peak_when_planted() {
    for season in &SHOP.truth.seasons {
        let days: Vec<u16> = SHOP
            .lines
            .iter()
            .filter(|line| SHOP.products[line.item as usize].category == season.category)
            .map(|line| day_of_year((line.time.day() - span().0.day()) as i32))
            .collect();
        // The busiest window of about five weeks lies around the planted day.
        let around = |day: u16| days.iter().filter(|sold| days_apart(**sold, day) <= 17).count();
        let busiest = (1..=366).max_by_key(|day| around(*day)).unwrap();
        assert!(days.len() > 200, "{}: {} lines", season.category, days.len());
        assert!(days_apart(busiest, season.peak_day) <= 14, "{} peaks on day {busiest}", season.category);
        assert!(around(season.peak_day) > 2 * around((season.peak_day + 182) % 366 + 1), "{} is flat", season.category);
    }
}

#[test]
fn best_sellers_sell_best() {
    let mut sold: BTreeMap<u32, u32> = BTreeMap::new();
    for line in SHOP.lines.iter().filter(|line| line.customer.is_none()) {
        *sold.entry(line.item).or_default() += 1;
    }
    let count = |rank: u32| -> u32 {
        SHOP.truth
            .popularity
            .ranks
            .iter()
            .filter(|r| r.rank == rank)
            .filter_map(|r| sold.get(&item(&SHOP, &r.item)))
            .sum()
    };
    let (first, second, eighth) = (count(1), count(2), count(8));
    assert!(first > second && second > 2 * eighth.min(second / 2) && eighth > 0, "{first}, {second}, {eighth}");
}

#[test]
fn kinds_of_customer_add_up() {
    let share: f64 = SHOP.truth.customer_types.iter().map(|kind| kind.share).sum();
    assert!((share - 1.0).abs() < 1e-9);
    for kind in &SHOP.truth.customer_types {
        let sum: f64 = kind.preferences.iter().map(|preference| preference.weight).sum();
        assert!((sum - 1.0).abs() < 1e-3, "{}: {sum}", kind.name);
    }
}

#[test]
fn the_calendar_knows_its_years() {
    // 1 July 2022, 31 December 2022, 1 January 2023, 29 February and 31 December 2024, 1 January and 30 June 2025.
    for (day, wanted) in [(-365, 182), (-182, 365), (-181, 1), (243, 60), (549, 366), (550, 1), (730, 181)] {
        assert_eq!(day_of_year(day), wanted, "day {day}");
        let date = |day: i32| -> jiff::civil::Date { span().0.plus_days(f64::from(day)).date().parse().unwrap() };
        assert_eq!(date(day).day_of_year() as u16, wanted);
        assert!(date(workday(day)).weekday().to_monday_one_offset() <= 5);
    }
    assert_eq!((days_apart(365, 2), days_apart(2, 365), days_apart(100, 90)), (3, 3, 10));
}

#[test]
fn the_blueprint_names_only_what_it_has() {
    let known = |name: &str| CATEGORIES.iter().position(|category| category.name == name);
    for (position, category) in CATEGORIES.iter().enumerate() {
        if let Naming::Fitting { device, .. } = category.naming {
            assert!(known(device).unwrap() < position, "{device} must come before {}", category.name);
        }
    }
    assert!(PULLS.iter().all(|pull| known(pull.from).is_some() && known(pull.to).is_some()));
    let skus: BTreeSet<&str> = CATEGORIES.iter().map(|category| category.sku).collect();
    assert_eq!(skus.len(), CATEGORIES.len());
}
