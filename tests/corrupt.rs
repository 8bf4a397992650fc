//! Whatever bytes arrive, the decoder gives a model that every question can be asked of, or a typed error that says what
//! to do: truncations, flipped bytes, forged payloads, other formats, error pages.
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

use common::{SETTINGS, fixed_shop, moment};
use crosssell_wasm::blob::{DecodeError, FORMAT_VERSION, decode, encode};
use crosssell_wasm::model::Packed;
use crosssell_wasm::model::Timestamp;
use crosssell_wasm::recommend::{
    CartRequest, CategoryRequest, Fallback, NextRequest, Purchase, Recommender, Repeat, Scorer,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;

const HEADER: usize = 24;

fn blob() -> Vec<u8> {
    encode(&fixed_shop().model(&SETTINGS)).unwrap()
}

/// FNV-1a as its authors give it, not the crate's: the header is a promise to other readers.
fn checksum(blob: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in blob[..16].iter().chain(&blob[HEADER..]) {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    }
    hash
}

/// A blob of this payload whose header is right.
fn seal(payload: &[u8]) -> Vec<u8> {
    let mut bytes = b"XSEL".to_vec();
    bytes.extend(FORMAT_VERSION.to_le_bytes());
    bytes.extend((payload.len() as u64).to_le_bytes());
    bytes.extend([0; 8]);
    bytes.extend(payload);
    let sum = checksum(&bytes);
    bytes[16..24].copy_from_slice(&sum.to_le_bytes());
    bytes
}

/// Asks a model everything that the runtime can be asked; nothing may panic, whatever the counts in it say.
fn ask_everything(shop: &Recommender<'_>) {
    let count = u32::try_from(shop.model().items.len()).unwrap();
    let ids: Vec<String> = (0..count.min(40)).map(|item| shop.id(item).to_owned()).collect();
    let now = Timestamp::parse("2024-09-01").unwrap();
    let purchase = |(place, id): (usize, &String)| Purchase {
        id: id.clone(),
        date: Some(moment(now.plus_days(-(place as f64) * 9.0))),
        quantity: None,
    };
    let history: Vec<Purchase> = ids.iter().chain(&ids).enumerate().map(purchase).collect();
    let carts = [ids.clone(), ids.iter().take(2).cloned().collect(), Vec::new(), vec!["unknown".to_owned()]];
    for cart in carts {
        for (scorer, diversity) in [(Scorer::Weights, 0.0), (Scorer::Lift, 0.0), (Scorer::Weights, 0.7)] {
            let request = CartRequest {
                cart: cart.clone(),
                history: history.iter().take(1).cloned().collect(),
                repeat: Repeat::Exclude,
                fallback: Fallback::Popular,
                price_band: (diversity > 0.0).then_some((0.0, 1e9)),
                scorer,
                diversity,
                limit: 20,
                ..CartRequest::default()
            };
            let answer = shop.recommend(&request, |_| true).unwrap();
            assert!(answer.items.len() <= 20 && answer.items.iter().all(|item| item.score.is_finite()));
        }
        let _ = shop.complementary_categories(&CategoryRequest { cart: cart.clone(), ..CategoryRequest::default() });
        for id in ids.iter().take(8) {
            let _ = shop.explain(id, &cart);
        }
    }
    for within_days in [0.001, 14.0, 3650.0] {
        let request = NextRequest {
            history: history.clone(),
            now: Some(moment(now)),
            within_days,
            threshold: 0.0,
            limit: 100,
            ..NextRequest::default()
        };
        for due in shop.next(&request).unwrap() {
            assert!((0.0..=1.0).contains(&due.probability), "{due:?}");
        }
    }
    for item in 0..count.min(40) {
        let _ = (shop.name(item), shop.neighbours(item), shop.rates_of(item));
    }
}

#[test]
fn the_blob_itself_is_good() {
    let blob = blob();
    assert_eq!(seal(&blob[HEADER..]), blob, "the header is as the format's description says");
    let model = decode(&blob).unwrap();
    assert!(model.rules.len() > 10 && model.neighbours.len() > 20 && !model.categories.is_empty());
    ask_everything(&Recommender::new(model).unwrap());
}

#[test]
fn every_truncation_is_refused() {
    let blob = blob();
    for len in 0..blob.len() {
        let error = decode(&blob[..len]).unwrap_err();
        if len < 4 {
            assert_eq!(error, DecodeError::NotABlob { text: false }, "{len}");
            continue;
        }
        let expected = if len < HEADER { HEADER } else { blob.len() } as u64;
        // Where the length is not there yet, the header is what is missing.
        assert_eq!(error, DecodeError::WrongLength { expected, found: len as u64 }, "{len}");
        assert!(error.to_string().contains("cut off") && error.to_string().contains("again"), "{error}");
    }
    let mut longer = blob.clone();
    longer.push(0);
    assert!(matches!(decode(&longer), Err(DecodeError::WrongLength { .. })));
}

#[test]
fn every_flipped_byte_is_refused() {
    let mut blob = blob();
    let sampled = |at: usize| at < HEADER + 40 || at.is_multiple_of(37);
    let mut tried = 0;
    for at in 0..blob.len() {
        let few = [0x01, 0x80, 0xff, 0x55].into_iter();
        let changes: Vec<u8> = if sampled(at) { (1..=255).collect() } else { few.collect() };
        for change in changes {
            blob[at] ^= change;
            let error = decode(&blob).unwrap_err();
            let fits = match at {
                0..4 => matches!(error, DecodeError::NotABlob { .. }),
                4..8 => matches!(error, DecodeError::UnsupportedVersion { .. }),
                8..16 => matches!(error, DecodeError::WrongLength { .. }),
                _ => error == DecodeError::Checksum,
            };
            assert!(fits, "byte {at} ^ {change:#x}: {error:?}");
            blob[at] ^= change;
            tried += 1;
        }
    }
    assert!(decode(&blob).is_ok() && tried > 10_000, "{tried}");
}

#[test]
fn other_formats_say_what_to_do() {
    let mut blob = blob();
    for (version, remedy) in [(0, "mine the orders again"), (2, "update crosssell-wasm"), (u32::MAX, "update")] {
        blob[4..8].copy_from_slice(&version.to_le_bytes());
        let error = decode(&blob).unwrap_err();
        assert_eq!(error, DecodeError::UnsupportedVersion { found: version });
        let text = error.to_string();
        assert!(text.contains(remedy) && text.contains(&version.to_string()), "{text}");
        assert!(text.contains(&FORMAT_VERSION.to_string()), "{text}");
    }
    for page in ["<!DOCTYPE html><title>404</title>", "\r\n <html>", "{\"error\": 404}", "[]"] {
        let error = decode(page.as_bytes()).unwrap_err();
        assert_eq!(error, DecodeError::NotABlob { text: true }, "{page}");
        assert!(error.to_string().contains("error page") && error.to_string().contains("address"), "{error}");
    }
    for bytes in [&b""[..], b"XSE", b"xsel", b"\0\0\0\0\0\0\0\0", b"PK\x03\x04", b"Not found"] {
        let error = decode(bytes).unwrap_err();
        assert_eq!(error, DecodeError::NotABlob { text: false }, "{bytes:?}");
        assert!(error.to_string().contains("which file"), "{error}");
    }
}

#[test]
fn payloads_with_something_before_or_after_are_refused() {
    let blob = blob();
    let payload = &blob[HEADER..];
    let trailing = [payload, &[0]].concat();
    assert_eq!(decode(&seal(&trailing)).unwrap_err(), DecodeError::Payload);
    let leading = [&[0], payload].concat();
    assert!(decode(&seal(&leading)).is_err());
    assert_eq!(decode(&seal(&[])).unwrap_err(), DecodeError::Payload);
    // A variant that never was.
    assert_eq!(decode(&seal(&[&[1], &payload[1..]].concat())).unwrap_err(), DecodeError::Payload);
    for len in 0..payload.len() {
        assert!(decode(&seal(&payload[..len])).is_err(), "{len}");
    }
}

#[test]
fn a_column_that_claims_four_billion_entries_costs_nothing() {
    // A column of zeros takes no bytes, so the claim is cheap; the check must refuse it without a pass over 2^32.
    let blob = blob();
    let needle = [fixed_shop().baskets().items.len() as u8];
    let payload = &blob[HEADER..];
    let mut refused = 0;
    for at in (0..payload.len()).filter(|at| payload[*at] == needle[0]) {
        let forged = [&payload[..at], &[0xff, 0xff, 0xff, 0xff, 0x0f], &payload[at + 1..]].concat();
        let begun = std::time::Instant::now();
        refused += u32::from(decode(&seal(&forged)).is_err());
        assert!(begun.elapsed().as_secs() < 2, "byte {at} took {:?}", begun.elapsed());
    }
    assert!(refused > 5, "{refused}");
}

#[test]
fn columns_that_agree_on_a_false_length_cost_nothing() {
    let blob = blob();
    let mut model = decode(&blob).unwrap();
    // Half a billion entries in two bytes of postcard: a length, and no planes.
    let endless: Packed<'_> = postcard::from_bytes(&[0x80, 0x80, 0x80, 0x80, 0x02, 0x00]).unwrap();
    assert_eq!((endless.len(), endless.size()), (1 << 29, 0));
    model.categories.names.lengths = endless.clone();
    model.categories.orders = endless.clone();
    model.categories.lengths = endless;
    let payload = [vec![0], postcard::to_allocvec(&model.into_encoded()).unwrap()].concat();
    let begun = std::time::Instant::now();
    assert!(matches!(decode(&seal(&payload)), Err(DecodeError::Model(_))));
    assert!(begun.elapsed().as_millis() < 500, "{:?}", begun.elapsed());
}

/// Changes to a payload's bytes.
#[derive(Clone, Debug)]
enum Change {
    Set(prop::sample::Index, u8),
    Add(prop::sample::Index, u8),
    Insert(prop::sample::Index, u8),
    Remove(prop::sample::Index),
    Swap(prop::sample::Index, prop::sample::Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>;
    let byte = prop_oneof![any::<u8>(), Just(0), Just(1), Just(0x7f), Just(0x80), Just(0xff)];
    prop_oneof![
        4 => (at(), byte.clone()).prop_map(|(at, byte)| Change::Set(at, byte)),
        4 => (at(), prop_oneof![Just(1), Just(0xff)]).prop_map(|(at, byte)| Change::Add(at, byte)),
        1 => (at(), byte).prop_map(|(at, byte)| Change::Insert(at, byte)),
        1 => at().prop_map(Change::Remove),
        1 => (at(), at()).prop_map(|(a, b)| Change::Swap(a, b)),
    ]
}

#[test]
fn forged_payloads_give_an_error_or_a_model_that_answers() {
    let blob = blob();
    let (survived, refused) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(Config { cases: 6_000, failure_persistence: None, ..Config::default() });
    let changes = prop::collection::vec(change(), 1..4);
    let outcome = runner.run(&changes, |changes| {
        let mut payload = blob[HEADER..].to_vec();
        for change in changes {
            let len = payload.len();
            match change {
                Change::Set(at, byte) => payload[at.index(len)] = byte,
                Change::Add(at, byte) => {
                    let at = at.index(len);
                    payload[at] = payload[at].wrapping_add(byte);
                }
                Change::Insert(at, byte) => payload.insert(at.index(len), byte),
                Change::Remove(at) => drop(payload.remove(at.index(len))),
                Change::Swap(a, b) => payload.swap(a.index(len), b.index(len)),
            }
        }
        let forged = seal(&payload);
        match decode(&forged) {
            Err(error) => {
                let typed = matches!(error, DecodeError::Payload | DecodeError::Model(_));
                prop_assert!(typed, "{:?}", error);
                prop_assert!(error.to_string().contains("mine the orders again"), "{}", error);
                refused.set(refused.get() + 1);
            }
            Ok(model) => {
                prop_assert!(model.check().is_ok());
                survived.set(survived.get() + 1);
                if let Ok(shop) = Recommender::new(model) {
                    ask_everything(&shop);
                }
            }
        }
        Ok(())
    });
    outcome.unwrap();
    // Else this test would not ask what it is there to ask.
    assert!(survived.get() > 300 && refused.get() > 1_000, "{} {}", survived.get(), refused.get());
}

proptest! {
    #![proptest_config(Config { cases: 2_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn random_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(decode(&bytes).is_err());
    }

    #[test]
    fn random_payloads_are_refused(payload in prop::collection::vec(any::<u8>(), 0..300), first in 0..2_u8) {
        let error = decode(&seal(&[&[first], &payload[..]].concat())).unwrap_err();
        let typed = matches!(error, DecodeError::Payload | DecodeError::Model(_));
        prop_assert!(typed);
    }
}
