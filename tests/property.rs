//! The pipeline and the runtime against brute force, on random small shops: every count from the orders themselves,
//! every promise of an answer looked up, nothing dependent on the order of lines or the number of threads.
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

use common::{OPENING, SETTINGS, Settings, Shop, category_name, gather, item_id, model, moment, shop};
use crosssell_wasm::blob::{decode, encode};
use crosssell_wasm::miner::baskets::Baskets;
use crosssell_wasm::miner::counts;
use crosssell_wasm::miner::itemsets::{self, Frequent};
use crosssell_wasm::miner::rules::{self, Thresholds};
use crosssell_wasm::model::{DAY, Ratio, Timestamp};
use crosssell_wasm::recommend::{
    CartRequest, CategoryRequest, Fallback, NextRequest, Purchase, Reason, Recommender, Repeat, Scorer, Source,
};
use proptest::prelude::*;
use proptest::test_runner::Config;
use std::collections::{BTreeMap, BTreeSet, HashMap};

type Set = BTreeSet<String>;

fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// Orders that hold all of `set`, and the distinct customers behind them, from the orders themselves.
fn naive_count(shop: &Shop, set: &Set) -> (u32, u32) {
    let holders = shop.orders.iter().enumerate().filter(|(_, order)| set.is_subset(&order.set()));
    let backers: Vec<String> = holders.map(|(place, order)| order.backer(place)).collect();
    (backers.len() as u32, backers.iter().collect::<BTreeSet<_>>().len() as u32)
}

/// Every set of up to `max_len` of the shop's items, frequent or not.
fn all_sets(shop: &Shop, max_len: usize) -> Vec<Set> {
    let mut sets = vec![Set::new()];
    for number in 0..shop.products.len() {
        let id = item_id(number as u8);
        let grown: Vec<Set> = sets.iter().filter(|set| set.len() < max_len).cloned().collect();
        sets.extend(grown.into_iter().map(|mut set| {
            set.insert(id.clone());
            set
        }));
    }
    sets.retain(|set| !set.is_empty());
    sets
}

fn naive_itemsets(shop: &Shop, frequent: &Frequent) -> BTreeMap<Set, u32> {
    let counted = all_sets(shop, frequent.max_len).into_iter().map(|set| (naive_count(shop, &set), set));
    let passed = counted
        .filter(|((orders, customers), _)| *orders >= frequent.min_orders && *customers >= frequent.min_customers);
    passed.map(|((orders, _), set)| (set, orders)).collect()
}

fn ids(baskets: &Baskets, items: &[u32]) -> Set {
    items.iter().map(|item| baskets.items[*item as usize].id.clone()).collect()
}

fn frequent() -> impl Strategy<Value = Frequent> {
    (1..6_u32, 1..4_u32, 1..=5_usize).prop_map(|(min_orders, min_customers, max_len)| Frequent {
        min_orders,
        min_customers,
        max_len,
    })
}

/// Ratios that small counts often meet exactly.
fn ratio(most: u64) -> impl Strategy<Value = Ratio> {
    (0..=most, 1..=6_u64).prop_map(|(numerator, denominator)| Ratio { numerator, denominator })
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn itemsets_are_those_of_brute_force(shop in shop(8, 40), frequent in frequent()) {
        let baskets = shop.baskets();
        let found = itemsets::mine(&baskets, frequent);
        let mut ours = BTreeMap::new();
        for (place, level) in found.levels.iter().enumerate() {
            prop_assert_eq!(level.len, place + 1);
            prop_assert!(!level.orders.is_empty());
            let sets: Vec<&[u32]> = level.iter().map(|(set, _)| set).collect();
            prop_assert!(sets.is_sorted_by(|a, b| a < b) && sets.iter().all(|set| set.is_sorted_by(|a, b| a < b)));
            for (set, orders) in level.iter() {
                prop_assert_eq!(found.orders_of(set), Some(orders));
                prop_assert_eq!(ours.insert(ids(&baskets, set), orders), None);
            }
        }
        prop_assert_eq!(found.len(), ours.len());
        prop_assert_eq!(found.total as usize, shop.orders.len());
        prop_assert_eq!(ours, naive_itemsets(&shop, &frequent));
    }

    #[test]
    fn rules_are_those_of_brute_force(
        shop in shop(7, 40), frequent in frequent(), min_confidence in ratio(6), min_lift in ratio(12),
    ) {
        let baskets = shop.baskets();
        let found = itemsets::mine(&baskets, frequent);
        let thresholds = Thresholds { min_confidence, min_lift };
        let mut ours = BTreeMap::new();
        let mut twice = false;
        rules::generate(&found, &thresholds, |rule| {
            let evidence = rule.evidence;
            let counts = (evidence.orders, evidence.antecedent_orders, evidence.consequent_orders, evidence.total);
            let sides = (ids(&baskets, rule.antecedents), ids(&baskets, rule.consequents));
            twice |= ours.insert(sides, counts).is_some();
            Ok::<_, ()>(())
        }).unwrap();
        prop_assert!(!twice);

        let frequent_sets = naive_itemsets(&shop, &frequent);
        let total = u128::from(shop.orders.len() as u32);
        let mut naive = BTreeMap::new();
        for (whole, orders) in frequent_sets.iter().filter(|(set, _)| set.len() > 1) {
            for antecedent in all_sets(&shop, whole.len() - 1).into_iter().filter(|side| side.is_subset(whole)) {
                let consequent: Set = whole.difference(&antecedent).cloned().collect();
                let (both, one, other) =
                    (*orders, naive_count(&shop, &antecedent).0, naive_count(&shop, &consequent).0);
                let (a, b, c) = (u128::from(both), u128::from(one), u128::from(other));
                // orders / antecedent >= n / d, and orders * total / (antecedent * consequent) >= n / d
                let confident = a * u128::from(min_confidence.denominator) >= b * u128::from(min_confidence.numerator);
                let lifted = a * total * u128::from(min_lift.denominator) >= b * c * u128::from(min_lift.numerator);
                if confident && lifted {
                    naive.insert((antecedent, consequent), (both, one, other, total as u32));
                }
            }
        }
        prop_assert_eq!(ours, naive);
    }

    #[test]
    fn pair_counts_are_those_of_brute_force(shop in shop(10, 40)) {
        let baskets = shop.baskets();
        let rows = counts::rows(&baskets.orders, &baskets.customers, baskets.items.len(), |_, row| row.to_vec());
        prop_assert_eq!(rows.len(), baskets.items.len());
        for (item, row) in rows.iter().enumerate() {
            let mut wanted = Vec::new();
            for (other, partner) in baskets.items.iter().enumerate().filter(|(other, _)| *other != item) {
                let pair = Set::from([baskets.items[item].id.clone(), partner.id.clone()]);
                let (orders, customers) = naive_count(&shop, &pair);
                let holders = shop.orders.iter().map(common::Order::set).filter(|order| pair.is_subset(order));
                let weight: u64 =
                    holders.map(|order| (16_777_216.0 / ((order.len() - 1) as f64).sqrt()).round() as u64).sum();
                if orders > 0 {
                    wanted.push(counts::Partner { item: other as u32, orders, customers, weight });
                }
            }
            prop_assert_eq!(row, &wanted);
        }
    }

    #[test]
    fn baskets_are_the_orders(shop in shop(10, 40)) {
        let baskets = shop.baskets();
        let mut ours: Vec<Set> = baskets.orders.iter().map(|order| ids(&baskets, order)).collect();
        let mut wanted: Vec<Set> = shop.orders.iter().map(common::Order::set).collect();
        ours.sort();
        wanted.sort();
        prop_assert_eq!(ours, wanted);
        let keys: Vec<_> = baskets.items.iter().map(|item| (std::cmp::Reverse(item.orders), item.id.as_str())).collect();
        prop_assert!(keys.is_sorted_by(|a, b| a < b), "items stand by falling orders, ties by id");
        for item in &baskets.items {
            prop_assert_eq!(item.orders, naive_count(&shop, &Set::from([item.id.clone()])).0);
        }
        let known: BTreeSet<_> = shop.orders.iter().filter_map(|order| order.customer).collect();
        prop_assert_eq!(baskets.customer_count as usize, known.len());
    }
}

/// Lines of a shop with prices, categories and times that differ from line to line and with customers missing from some
/// lines of an order, and the same lines in another order.
fn shuffled() -> impl Strategy<Value = (Vec<common::Line>, Vec<common::Line>, Shop)> {
    let noise = prop::collection::vec((0..3_i64, 0..4_u8, prop::option::of(1..500_u32), any::<bool>()), 7);
    (shop(10, 40), noise).prop_flat_map(|(shop, noise)| {
        let mut lines = shop.lines();
        for (place, line) in lines.iter_mut().enumerate() {
            let (later, category, price, guest) = &noise[place % noise.len()];
            line.time += later * 7200;
            line.price = *price;
            line.category = if *category == 0 { String::new() } else { category_name(*category) };
            if *guest && place % 3 == 0 {
                line.customer.clear();
            }
        }
        (Just(lines.clone()), Just(lines).prop_shuffle(), Just(shop))
    })
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn the_model_does_not_depend_on_the_order_of_lines((lines, other, shop) in shuffled(), with_catalog in any::<bool>()) {
        let catalog = || if with_catalog { shop.catalog() } else { Vec::new() };
        let (one, two) = (gather(&lines, catalog()), gather(&other, catalog()));
        prop_assert_eq!(&one, &two);
        prop_assert_eq!(encode(&model(&one, &SETTINGS)).unwrap(), encode(&model(&two, &SETTINGS)).unwrap());
    }

    #[test]
    fn the_model_does_not_depend_on_the_threads(shop in shop(12, 60)) {
        let bytes = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| encode(&shop.model(&SETTINGS)).unwrap())
        };
        let one = bytes(1);
        prop_assert_eq!(&one, &bytes(2));
        prop_assert_eq!(&one, &bytes(5));
    }

    #[test]
    fn a_blob_gives_back_its_model(shop in shop(12, 60), min_customers in 1..4_u32, most in 0..5_usize) {
        let settings = Settings { min_customers, neighbours: most, ..SETTINGS };
        let model = shop.model(&settings);
        let bytes = encode(&model).unwrap();
        let back = decode(&bytes).unwrap();
        prop_assert_eq!(&back, &model);
        prop_assert_eq!(&encode(&back).unwrap(), &bytes);
        prop_assert_eq!(crosssell_wasm::blob::decode_owned(&bytes).unwrap(), model);
    }

    #[test]
    fn a_blob_counts_what_the_orders_hold(shop in shop(10, 40), min_customers in 1..4_u32) {
        let settings = Settings { min_customers, ..SETTINGS };
        let runtime = Recommender::new(shop.model(&settings)).unwrap();
        let model = runtime.model();
        prop_assert_eq!(model.about.orders as usize, shop.orders.len());
        let lines: usize = shop.orders.iter().map(|order| order.set().len()).sum();
        prop_assert_eq!(model.about.lines as usize, lines);
        let times = || shop.orders.iter().map(|order| (OPENING + i64::from(order.day)) * DAY + 3600);
        prop_assert_eq!((model.about.mined_from, model.about.mined_through), (times().min(), times().max()));
        for item in 0..model.items.len() as u32 {
            for neighbour in runtime.neighbours(item) {
                let pair = Set::from([runtime.id(item).to_owned(), runtime.id(neighbour.target).to_owned()]);
                let (orders, customers) = naive_count(&shop, &pair);
                prop_assert_eq!(neighbour.orders, orders);
                prop_assert!(customers >= min_customers, "privacy: {:?} has {} customers", pair, customers);
                prop_assert!(neighbour.weight > 0.0);
            }
        }
        for rule in model.rules.iter() {
            let mut set: Set = rule.antecedent.iter().map(|item| runtime.id(*item).to_owned()).collect();
            prop_assert_eq!(rule.antecedent_orders, naive_count(&shop, &set).0);
            set.insert(runtime.id(rule.consequent).to_owned());
            let (orders, customers) = naive_count(&shop, &set);
            prop_assert_eq!(rule.orders, orders);
            prop_assert!(customers >= min_customers, "privacy: {:?} has {} customers", set, customers);
        }
    }
}

/// A question about a random shop.
#[derive(Clone, Debug)]
struct Question {
    request: CartRequest,
    unavailable: BTreeSet<String>,
}

fn some_ids(most: usize) -> impl Strategy<Value = Vec<String>> {
    // Numbers beyond the shop's are ids that the model does not know.
    prop::collection::vec((0..16_u8).prop_map(item_id), 0..=most)
}

fn question() -> impl Strategy<Value = Question> {
    let filters = (
        some_ids(3),
        prop::option::of(prop::collection::vec((0..5_u8).prop_map(category_name), 0..3)),
        prop::option::of((0..15_u8, 0..20_u8).prop_map(|(low, more)| (f64::from(low), f64::from(low + more)))),
        prop::collection::btree_set((0..16_u8).prop_map(item_id), 0..4),
    );
    let ways = (any::<bool>(), any::<bool>(), any::<bool>(), prop_oneof![3 => Just(0.0), 1 => 0.0..=1.0]);
    let threshold = prop_oneof![3 => Just(0.0), 1 => 0.0..0.3];
    (some_ids(5), some_ids(4), filters, ways, threshold, 0..8_u32).prop_map(
        |(cart, history, (exclude, categories, price_band, unavailable), ways, threshold, limit)| {
            let (include, popular, lift, diversity) = ways;
            let request = CartRequest {
                cart,
                history: history.into_iter().map(|id| Purchase { id, date: None, quantity: None }).collect(),
                limit,
                threshold,
                exclude,
                categories,
                price_band,
                repeat: if include { Repeat::Include } else { Repeat::Exclude },
                fallback: if popular { Fallback::Popular } else { Fallback::None },
                scorer: if lift { Scorer::Lift } else { Scorer::Weights },
                diversity,
                ..CartRequest::default()
            };
            Question { request, unavailable }
        },
    )
}

/// The shop's products by id, for those that were ever ordered.
fn ordered(shop: &Shop) -> HashMap<String, usize> {
    let sold: BTreeSet<u8> = shop.orders.iter().flat_map(|order| order.items.iter().copied()).collect();
    sold.into_iter().map(|number| (item_id(number), usize::from(number))).collect()
}

impl Question {
    /// Whether the filters let an item pass, from the shop's own data.
    fn passes(&self, shop: &Shop, id: &str) -> bool {
        let request = &self.request;
        let product = &shop.products[ordered(shop)[id]];
        let in_history = || request.history.iter().any(|purchase| purchase.id == id);
        let category = product.category.map(category_name);
        let price = product.cents.map(|cents| f64::from(cents) / 100.0);
        !request.cart.iter().any(|other| other == id)
            && !request.exclude.iter().any(|other| other == id)
            && !self.unavailable.contains(id)
            && (request.repeat == Repeat::Include || !in_history())
            && request.categories.as_ref().is_none_or(|wanted| category.is_some_and(|name| wanted.contains(&name)))
            && request.price_band.is_none_or(|(low, high)| price.is_some_and(|price| low <= price && price <= high))
    }

    /// The score of every item, by looking at all of the model.
    fn scores(&self, runtime: &Recommender<'_>) -> BTreeMap<u32, f64> {
        let cart: BTreeSet<u32> = self.request.cart.iter().filter_map(|id| runtime.item(id)).collect();
        let mut scores: BTreeMap<u32, f64> = BTreeMap::new();
        if self.request.scorer == Scorer::Lift {
            for rule in
                runtime.model().rules.iter().filter(|rule| rule.antecedent.iter().all(|item| cart.contains(item)))
            {
                let evidence = runtime.model().evidence(rule.orders, rule.antecedent_orders, rule.consequent);
                *scores.entry(rule.consequent).or_default() += evidence.lift();
            }
        } else {
            for neighbour in cart.iter().flat_map(|item| runtime.neighbours(*item)) {
                *scores.entry(neighbour.target).or_default() += neighbour.weight;
            }
        }
        scores
    }
}

/// Variants that the catalogue groups and the log knows at least two of.
fn sibling_group(shop: &Shop, id: &str) -> Option<u8> {
    let known = ordered(shop);
    let group = shop.products[*known.get(id)?].group?;
    (known.values().filter(|number| shop.products[**number].group == Some(group)).count() > 1).then_some(group)
}

fn check_reason(shop: &Shop, item: &str, reason: &Reason<'_>) -> Result<(), TestCaseError> {
    let because: Set = reason.because.iter().map(|id| (*id).to_owned()).collect();
    prop_assert_eq!(because.len(), reason.because.len());
    let mut both = because.clone();
    both.insert(item.to_owned());
    let total = shop.orders.len() as f64;
    let (orders, antecedent) = (naive_count(shop, &both).0, naive_count(shop, &because).0);
    let consequent = naive_count(shop, &Set::from([item.to_owned()])).0;
    prop_assert_eq!(reason.orders, orders, "{:?} -> {}", &because, item);
    let confidence = f64::from(orders) / f64::from(antecedent);
    prop_assert!((reason.confidence - confidence).abs() < 1e-12);
    prop_assert!((reason.lift - confidence / (f64::from(consequent) / total)).abs() < 1e-9);
    Ok(())
}

proptest! {
    #![proptest_config(config(1_500))]

    #[test]
    fn answers_keep_every_promise(shop in shop(14, 40), question in question()) {
        let runtime = Recommender::new(shop.model(&SETTINGS)).unwrap();
        let request = &question.request;
        let available = |id: &str| !question.unavailable.contains(id);
        let answer = runtime.recommend(request, available).unwrap();
        let limit = request.limit as usize;
        prop_assert!(answer.items.len() <= limit);

        let known = ordered(&shop);
        let mut missing: Vec<&String> = Vec::new();
        for id in request.cart.iter().filter(|id| !known.contains_key(*id)) {
            if !missing.contains(&id) {
                missing.push(id);
            }
        }
        prop_assert_eq!(answer.missing_ids.iter().collect::<Vec<_>>(), missing);

        let mut groups: Vec<u8> = request.cart.iter().filter_map(|id| sibling_group(&shop, id)).collect();
        let mut ids = BTreeSet::new();
        for item in &answer.items {
            prop_assert!(question.passes(&shop, item.id), "{} does not pass {:?}", item.id, request);
            prop_assert!(ids.insert(item.id), "{} twice", item.id);
            if let Some(group) = sibling_group(&shop, item.id) {
                prop_assert!(!groups.contains(&group), "{} is a sibling variant", item.id);
                groups.push(group);
            }
            prop_assert!(item.score.is_finite() && item.score > 0.0);
            prop_assert!(!item.reasons.is_empty() && item.reasons.len() <= 3);
            for reason in &item.reasons {
                check_reason(&shop, item.id, reason)?;
                prop_assert!(reason.because.iter().all(|id| request.cart.iter().any(|other| other == id)));
            }
            if item.source == Source::Popular {
                prop_assert_eq!(request.fallback, Fallback::Popular);
                prop_assert!(item.reasons.len() == 1 && item.reasons[0].because.is_empty());
                prop_assert!((item.score - item.reasons[0].confidence).abs() < 1e-12);
            } else {
                prop_assert!(item.score >= request.threshold);
                prop_assert!(item.reasons.iter().all(|reason| !reason.because.is_empty()));
                let all = runtime.explain(item.id, &request.cart);
                prop_assert_eq!(&all[..item.reasons.len()], &item.reasons[..]);
                prop_assert!(all.len() == item.reasons.len() || item.reasons.len() == 3);
            }
        }
        // First what goes with the cart, then the fallback; each by falling score.
        let together: Vec<_> = answer.items.iter().filter(|item| item.source == Source::Together).collect();
        let first = &answer.items[..together.len()];
        prop_assert!(first.iter().all(|item| item.source == Source::Together));
        prop_assert!(answer.items[together.len()..].is_sorted_by(|a, b| a.score >= b.score));
        prop_assert!(request.diversity > 0.0 || first.is_sorted_by(|a, b| a.score >= b.score));

        prop_assert_eq!(&runtime.recommend(request, available).unwrap(), &answer, "the same again");
    }

    /// The whole answer against a ranking made the long way: score everything, drop what does not pass, drop sibling
    /// variants, and only then cut. A filter that came after the cut would give a shorter list.
    #[test]
    fn filters_apply_before_the_cut(shop in shop(14, 40), question in question()) {
        let runtime = Recommender::new(shop.model(&SETTINGS)).unwrap();
        let mut request = question.request.clone();
        request.diversity = 0.0;
        let mut ranked: Vec<(u32, f64)> = question.scores(&runtime).into_iter().collect();
        ranked.retain(|(item, score)| {
            *score > 0.0 && *score >= request.threshold && question.passes(&shop, runtime.id(*item))
        });
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut groups: Vec<u8> = request.cart.iter().filter_map(|id| sibling_group(&shop, id)).collect();
        let mut wanted: Vec<(&str, f64)> = Vec::new();
        let popular = (0..runtime.model().items.len() as u32)
            .filter(|item| request.fallback == Fallback::Popular && question.passes(&shop, runtime.id(*item)))
            .map(|item| (item, f64::from(runtime.model().items.orders_of(item).unwrap()) / shop.orders.len() as f64));
        for (item, score) in ranked.iter().copied().chain(popular) {
            let id = runtime.id(item);
            let group = sibling_group(&shop, id);
            let taken = wanted.iter().any(|(other, _)| *other == id) || group.is_some_and(|at| groups.contains(&at));
            if wanted.len() < request.limit as usize && !taken {
                wanted.push((id, score));
                groups.extend(group);
            }
        }
        let answer = runtime.recommend(&request, |id| !question.unavailable.contains(id)).unwrap();
        let ours: Vec<(&str, f64)> = answer.items.iter().map(|item| (item.id, item.score)).collect();
        prop_assert_eq!(ours, wanted);
    }

    /// Diversity reorders; it neither invents nor loses answers when there is room for all.
    #[test]
    fn diversity_keeps_the_best_first(shop in shop(14, 40), question in question(), diversity in 0.01..=1.0) {
        let runtime = Recommender::new(shop.model(&SETTINGS)).unwrap();
        let plain = CartRequest { diversity: 0.0, fallback: Fallback::None, ..question.request };
        let diverse = CartRequest { diversity, ..plain.clone() };
        let (plain, diverse) = (runtime.recommend(&plain, |_| true).unwrap(), runtime.recommend(&diverse, |_| true).unwrap());
        prop_assert_eq!(plain.items.len(), diverse.items.len());
        prop_assert_eq!(plain.items.first(), diverse.items.first());
        for pair in diverse.items.windows(2) {
            let category = |id| runtime.model().items.category_of(runtime.item(id).unwrap());
            if category(pair[0].id) == category(pair[1].id) {
                prop_assert!(pair[0].score >= pair[1].score);
            }
        }
    }

    #[test]
    fn categories_are_counted_right(shop in shop(14, 40), cart in some_ids(4), extra in prop::option::of(0..5_u8), limit in 0..5_u32) {
        let runtime = Recommender::new(shop.model(&SETTINGS)).unwrap();
        let request = CategoryRequest { cart: cart.clone(), category: extra.map(category_name), limit };
        let Ok(answers) = runtime.complementary_categories(&request) else {
            prop_assert!(cart.is_empty() && extra.is_none());
            return Ok(());
        };
        let known = ordered(&shop);
        let category_of = |id: &str| known.get(id).and_then(|number| shop.products[*number].category);
        let held = |order: &common::Order| -> BTreeSet<String> {
            order.set().iter().filter_map(|id| category_of(id)).map(category_name).collect()
        };
        let count = |names: &[&str]| {
            shop.orders.iter().filter(|order| names.iter().all(|name| held(order).contains(*name))).count() as f64
        };
        let own: BTreeSet<String> = cart.iter().filter_map(|id| category_of(id)).chain(extra).map(category_name).collect();
        let total = shop.orders.len() as f64;
        prop_assert!(answers.len() <= limit as usize && answers.is_sorted_by(|a, b| a.score >= b.score));
        for answer in &answers {
            prop_assert!(!own.contains(answer.category) && !answer.reasons.is_empty());
            for reason in &answer.reasons {
                prop_assert!(reason.because.len() == 1 && own.contains(reason.because[0]));
                let both = count(&[reason.because[0], answer.category]);
                let confidence = both / count(&reason.because);
                prop_assert!((f64::from(reason.orders) - both).abs() < 0.5);
                prop_assert!((reason.confidence - confidence).abs() < 1e-12);
                prop_assert!((reason.lift - confidence * total / count(&[answer.category])).abs() < 1e-9);
                prop_assert!(reason.lift > 1.0);
            }
        }
        // None is left out: every pair that meets more often than by chance leads somewhere.
        let all = runtime.complementary_categories(&CategoryRequest { limit: 100, ..request }).unwrap();
        for number in 0..4 {
            let name = category_name(number);
            let goes = |from: &String| {
                let from = from.as_str();
                // In integers: exactly independent is not complementary.
                count(&[from, &name]) * total > count(&[from]) * count(&[&name])
            };
            let expected = !own.contains(&name) && own.iter().any(goes);
            prop_assert_eq!(all.iter().any(|answer| answer.category == name), expected, "{}", name);
        }
    }
}

/// Dated purchases of a shopper: (product, day after the opening, second of the day); some of them after `NOW`.
fn history() -> impl Strategy<Value = Vec<(u8, i64, i64)>> {
    prop::collection::vec((0..16_u8, 0..260_i64, 0..DAY), 0..25)
}

/// Days after the opening.
const NOW: i64 = 230;

fn purchases(lines: &[(u8, i64, i64)]) -> Vec<Purchase> {
    let purchase = |(item, day, second): &(u8, i64, i64)| Purchase {
        id: item_id(*item),
        date: Timestamp::from_unix((OPENING + day) * DAY + second).map(moment),
        quantity: None,
    };
    lines.iter().map(purchase).collect()
}

fn ask(history: Vec<Purchase>, within_days: f64) -> NextRequest {
    let now = Timestamp::from_unix((OPENING + NOW) * DAY + 40_000).map(moment);
    NextRequest { history, now, within_days, limit: 1_000, threshold: 0.0, exclude: Vec::new() }
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn next_keeps_every_promise(
        shop in shop(14, 40), lines in history(), within in 0.5..400.0, more in 0.0..400.0, limit in 0..6_u32,
        threshold in 0.0..0.5, excluded in some_ids(3),
    ) {
        let runtime = Recommender::new(shop.model(&SETTINGS)).unwrap();
        let answer = runtime.next(&ask(purchases(&lines), within)).unwrap();
        let seen: Vec<_> = lines.iter().filter(|(_, day, second)| (*day, *second) <= (NOW, 40_000)).collect();

        let mut asked = BTreeSet::new();
        for due in &answer {
            prop_assert!(asked.insert(due.id), "{} twice", due.id);
            prop_assert!((0.0..=1.0).contains(&due.probability), "{:?}", due);
            let days: BTreeSet<i64> =
                seen.iter().filter(|(item, ..)| item_id(*item) == due.id).map(|(_, day, _)| *day).collect();
            prop_assert_eq!(due.times_bought as usize, days.len());
            let last = Timestamp::from_unix((OPENING + days.last().unwrap()) * DAY).unwrap();
            prop_assert_eq!(&due.last_bought, &last.date());
            prop_assert!(due.due_from <= due.due_date && due.due_date <= due.due_until);
            prop_assert!(due.interval_days > 0.0 && due.interval_spread_days >= 0.0);
        }
        let known = ordered(&shop);
        let bought: BTreeSet<String> =
            seen.iter().map(|(item, ..)| item_id(*item)).filter(|id| known.contains_key(id)).collect();
        let model = runtime.model();
        if model.repurchase.repeaters.iter().any(|repeaters| repeaters > 0) {
            prop_assert_eq!(&asked.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>(), &bought);
        } else {
            prop_assert!(answer.is_empty());
        }
        prop_assert!(answer.is_sorted_by(|a, b| a.probability >= b.probability));

        // A longer horizon: no probability falls, the order stays.
        let longer = runtime.next(&ask(purchases(&lines), within + more)).unwrap();
        let order = |dues: &[crosssell_wasm::recommend::Due<'_>]| dues.iter().map(|due| due.id.to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(order(&answer), order(&longer));
        for (short, long) in answer.iter().zip(&longer) {
            prop_assert!(long.probability >= short.probability);
            prop_assert_eq!(&short.due_date, &long.due_date);
        }

        // Neither the order of the lines, nor a repeated line, nor what lies in the future changes the answer.
        let mut other = lines.clone();
        other.reverse();
        other.extend(lines.first().copied());
        other.push((1, NOW + 1, 0));
        prop_assert_eq!(&runtime.next(&ask(purchases(&other), within)).unwrap(), &answer);

        // Limit, threshold and exclusions cut this list and nothing else.
        let cut = NextRequest { limit, threshold, exclude: excluded.clone(), ..ask(purchases(&lines), within) };
        let wanted: Vec<_> = answer
            .into_iter()
            .filter(|due| due.probability >= threshold && !excluded.iter().any(|id| id == due.id))
            .take(limit as usize)
            .collect();
        prop_assert_eq!(runtime.next(&cut).unwrap(), wanted);
    }

    #[test]
    fn requests_that_make_no_sense_are_named(shop in shop(6, 10), bad in prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(-1.0)]) {
        let runtime = Recommender::new(shop.model(&SETTINGS)).unwrap();
        let field = |request: CartRequest| runtime.recommend(&request, |_| true).map_err(|error| error.field);
        let fine = CartRequest::default();
        prop_assert!(field(fine.clone()).is_ok());
        prop_assert_eq!(field(CartRequest { diversity: bad, ..fine.clone() }).unwrap_err(), "diversity");
        prop_assert_eq!(field(CartRequest { price_band: Some((2.0, f64::NAN)), ..fine.clone() }).unwrap_err(), "priceBand");
        prop_assert_eq!(field(CartRequest { price_band: Some((2.0, 1.0)), ..fine.clone() }).unwrap_err(), "priceBand");
        if !bad.is_finite() {
            prop_assert_eq!(field(CartRequest { threshold: bad, ..fine }).unwrap_err(), "threshold");
        }
        let next = |request: NextRequest| runtime.next(&request).map_err(|error| error.field);
        prop_assert_eq!(next(ask(Vec::new(), bad)).unwrap_err(), "withinDays");
        prop_assert_eq!(next(ask(Vec::new(), 0.0)).unwrap_err(), "withinDays");
        prop_assert_eq!(next(NextRequest { now: None, ..ask(Vec::new(), 1.0) }).unwrap_err(), "now");
        let undated = Purchase { id: "x".to_owned(), date: None, quantity: None };
        prop_assert_eq!(next(ask(vec![undated], 1.0)).unwrap_err(), "history[0].date");
    }
}

/// Twelve colours of one shirt fill no list: with diversity as without, the other answers get their places.
#[test]
fn many_variants_leave_room_for_other_answers() {
    let order = |items: &[u8]| common::Order { customer: None, day: 1, items: items.to_vec() };
    let mut orders = Vec::new();
    for variant in 1..=12 {
        orders.extend([order(&[0, variant]), order(&[0, variant]), order(&[0, variant])]);
    }
    orders.extend([order(&[0, 13]), order(&[0, 13]), order(&[0, 14]), order(&[0, 14])]);
    let product = |number: u8| common::Product {
        category: Some(number / 13),
        cents: None,
        group: (1..=12).contains(&number).then_some(1),
    };
    let shop = Shop { orders, products: (0..15).map(product).collect() };
    let runtime = Recommender::new(shop.model(&SETTINGS)).unwrap();
    for diversity in [0.0, 0.5] {
        let request = CartRequest { cart: vec![item_id(0)], limit: 2, diversity, ..CartRequest::default() };
        let answer = runtime.recommend(&request, |_| true).unwrap();
        assert_eq!(answer.items.len(), 2, "diversity {diversity}: {:?}", answer.items);
    }
}
