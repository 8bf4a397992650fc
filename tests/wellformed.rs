//! What a well-formed model is: each way of being none is refused, by name, when a model is built, written and read.
#![cfg(feature = "miner")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
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
use crosssell_wasm::blob::encode;
use crosssell_wasm::model::{Model, Packed, Rule, Rules, Strings};
use crosssell_wasm::recommend::Recommender;

/// The column with one entry changed.
fn with(column: &Packed<'_>, at: usize, change: impl Fn(u64) -> u64) -> Packed<'static> {
    let mut values: Vec<u64> = column.iter().collect();
    let at = at.min(values.len() - 1);
    values[at] = change(values[at]);
    Packed::new(&values).unwrap()
}

fn shorter(column: &Packed<'_>) -> Packed<'static> {
    let values: Vec<u64> = column.iter().collect();
    Packed::new(&values[..values.len() - 1]).unwrap()
}

fn with_rule(model: &Model<'_>, change: impl Fn(&mut Rule)) -> Rules<'static> {
    let mut rules: Vec<Rule> = model.rules.iter().collect();
    change(&mut rules[0]);
    Rules::new(rules).unwrap()
}

type Spoil = fn(&mut Model<'static>);

#[test]
fn every_way_of_being_malformed_is_refused() {
    let good = fixed_shop().model(&SETTINGS);
    good.check().unwrap();
    let ways: &[(&str, Spoil)] = &[
        ("about", |m| m.about.min_confidence.denominator = 0),
        ("about", |m| m.about.min_lift.denominator = 0),
        ("about", |m| m.about.mined_from = Some(i64::MAX)),
        ("about", |m| m.about.mined_through = Some(i64::MIN)),
        ("items.ids", |m| m.items.ids = Strings::new(&["a"]).unwrap()),
        ("items.names", |m| m.items.names = Strings::new(&["a"]).unwrap()),
        ("items.orders", |m| m.items.orders = with(&m.items.orders, 0, |_| 121)),
        ("items.orders", |m| m.items.orders = with(&m.items.orders, 99, |_| 0)),
        ("items.orders", |m| m.items.orders = with(&m.items.orders, 1, |_| 120)),
        ("items.categories", |m| m.items.categories = with(&m.items.categories, 3, |_| 5)),
        ("items.prices", |m| m.items.prices = with(&m.items.prices, 3, |_| 1 << 32)),
        ("items.groups", |m| m.items.groups = with(&m.items.groups, 3, |_| 13)),
        ("items.groups", |m| m.items.groups = shorter(&m.items.groups)),
        ("categories.names", |m| m.categories.names = Strings::new(&["a"]).unwrap()),
        ("categories.orders", |m| m.categories.orders = with(&m.categories.orders, 0, |_| 121)),
        ("categories", |m| m.categories.partners = with(&m.categories.partners, 0, |_| 9)),
        ("categories", |m| m.categories.pair_orders = with(&m.categories.pair_orders, 0, |_| 120)),
        ("neighbours", |m| m.neighbours.lengths = with(&m.neighbours.lengths, 0, |n| n + 1)),
        ("neighbours", |m| m.neighbours.targets = with(&m.neighbours.targets, 0, |_| 0)),
        ("neighbours", |m| m.neighbours.targets = with(&m.neighbours.targets, 0, |_| 12)),
        ("neighbours", |m| m.neighbours.targets = with(&m.neighbours.targets, 0, |_| 11)),
        ("neighbours", |m| m.neighbours.orders = with(&m.neighbours.orders, 0, |_| 0)),
        ("neighbours", |m| m.neighbours.orders = with(&m.neighbours.orders, 0, |_| 100)),
        ("neighbours.scales", |m| {
            m.neighbours.scales = with(&m.neighbours.scales, 0, |_| f32::INFINITY.to_bits().into());
        }),
        ("neighbours.scales", |m| m.neighbours.scales = with(&m.neighbours.scales, 0, |_| f32::NAN.to_bits().into())),
        ("neighbours.scales", |m| m.neighbours.scales = with(&m.neighbours.scales, 0, |_| (-1_f32).to_bits().into())),
        ("neighbours.codes", |m| m.neighbours.codes = with(&m.neighbours.codes, 0, |_| 0)),
        ("neighbours.codes", |m| m.neighbours.codes = with(&m.neighbours.codes, 0, |_| 256)),
        ("rules.antecedents", |m| m.rules.antecedents = with(&m.rules.antecedents, 0, |_| 12)),
        ("rules.antecedents", |m| m.rules = with_rule(m, |rule| rule.antecedent = vec![1, 0])),
        ("rules.antecedent_lengths", |m| m.rules = with_rule(m, |rule| rule.antecedent = (0..8).collect())),
        ("rules.antecedent_lengths", |m| {
            m.rules.antecedent_lengths = with(&m.rules.antecedent_lengths, 0, |n| n + 1);
        }),
        ("rules.consequent_lengths", |m| {
            m.rules.consequent_lengths = with(&m.rules.consequent_lengths, 0, |n| n + 1);
        }),
        ("rules.consequent_lengths", |m| m.rules.consequent_lengths = with(&m.rules.consequent_lengths, 0, |_| 0)),
        ("rules.consequents", |m| m.rules = with_rule(m, |rule| rule.consequent = rule.antecedent[0])),
        ("rules.consequents", |m| {
            let first = m.rules.consequents.get(0).unwrap();
            m.rules.consequents = with(&m.rules.consequents, 1, |_| first);
        }),
        ("rules.orders", |m| m.rules = with_rule(m, |rule| rule.orders = 0)),
        ("rules.orders", |m| m.rules = with_rule(m, |rule| rule.orders = 119)),
        ("rules.antecedent_orders", |m| m.rules.antecedent_orders = with(&m.rules.antecedent_orders, 0, |_| 120)),
        ("repurchase.customers", |m| m.repurchase.customers = shorter(&m.repurchase.customers)),
        ("repurchase.repeaters", |m| m.repurchase.repeaters = with(&m.repurchase.repeaters, 0, |_| 1_000)),
        ("repurchase.gap_days", |m| m.repurchase.gap_days = shorter(&m.repurchase.gap_days)),
        ("pace.coefficients", |m| m.pace.coefficients[3] = f64::NAN),
        ("pace.coefficients", |m| m.pace.coefficients[0] = f64::INFINITY),
    ];
    for (place, (column, spoil)) in ways.iter().enumerate() {
        let mut model = good.clone();
        spoil(&mut model);
        let error = model.check().expect_err(&format!("way {place} ({column}) passes"));
        assert_eq!(error.column, *column, "way {place}: {error}");
        assert_eq!(encode(&model).unwrap_err(), error, "nothing malformed is ever written");
    }
}

#[test]
fn two_items_of_one_id_are_refused() {
    let mut model = fixed_shop().model(&SETTINGS);
    let mut ids: Vec<String> = (0..12).map(|item| format!("x{item}")).collect();
    ids[7] = "x3".to_owned();
    model.items.ids = Strings::new(&ids).unwrap();
    assert_eq!(Recommender::new(model).unwrap_err().column, "items.ids");
}
