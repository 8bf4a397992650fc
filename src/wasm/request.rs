//! Requests off a packet. `pkg/src/request.js` has checked them and puts the fields in in this order.

use alloc::vec::Vec;

use super::packet::Reader;
use crate::recommend::{CartRequest, CategoryRequest, Fallback, Moment, NextRequest, Purchase, Repeat, Scorer};

/// A question about a cart. Without a seed it gets `random`.
pub(super) fn cart(mut packet: Reader<'_>, random: impl FnOnce() -> u64) -> CartRequest {
    CartRequest {
        limit: limit(&mut packet),
        threshold: packet.number(),
        diversity: packet.number(),
        repeat: if packet.whole() == 1 { Repeat::Include } else { Repeat::Exclude },
        fallback: if packet.whole() == 1 { Fallback::Popular } else { Fallback::None },
        scorer: if packet.whole() == 1 { Scorer::Lift } else { Scorer::Weights },
        seed: given(&mut packet).map_or_else(random, |packet| packet.whole()),
        price_band: given(&mut packet).map(|packet| (packet.number(), packet.number())),
        categories: given(&mut packet).map(Reader::texts),
        now: moment(&mut packet),
        cart: packet.texts(),
        exclude: packet.texts(),
        history: history(&mut packet),
    }
}

/// A question about the next purchase.
pub(super) fn next(mut packet: Reader<'_>) -> NextRequest {
    NextRequest {
        limit: limit(&mut packet),
        threshold: packet.number(),
        within_days: packet.number(),
        now: moment(&mut packet),
        exclude: packet.texts(),
        history: history(&mut packet),
    }
}

/// A question about categories.
pub(super) fn category(mut packet: Reader<'_>) -> CategoryRequest {
    CategoryRequest { limit: limit(&mut packet), category: given(&mut packet).map(Reader::text), cart: packet.texts() }
}

fn limit(packet: &mut Reader<'_>) -> u32 {
    u32::try_from(packet.whole()).unwrap_or(u32::MAX)
}

/// A field that may be missing: 0, or 1 and its value.
fn given<'r, 'p>(packet: &'r mut Reader<'p>) -> Option<&'r mut Reader<'p>> {
    (packet.whole() == 1).then_some(packet)
}

/// Nothing, a number, or a text.
fn moment(packet: &mut Reader<'_>) -> Option<Moment> {
    match packet.whole() {
        1 => Some(Moment::Number(packet.number())),
        2 => Some(Moment::Text(packet.text())),
        _ => None,
    }
}

fn history(packet: &mut Reader<'_>) -> Vec<Purchase> {
    let lines = packet.count();
    // Quantities have no use yet, so they stay outside.
    (0..lines).map(|_| Purchase { id: packet.text(), date: moment(packet), quantity: None }).collect()
}
