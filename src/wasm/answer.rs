//! Answers into a packet; `pkg/src/answer.js` takes the fields off in this order.

use js_sys::Array;

use super::packet::Writer;
use crate::recommend::{CartAnswer, CategoryRecommendation, Due, Reason, Source};

pub(super) fn cart(answer: &CartAnswer<'_>) -> Array {
    let mut packet = Writer::default();
    packet.text(&answer.id);
    packet.count(answer.items.len());
    for item in &answer.items {
        packet.text(item.id);
        packet.number(item.score);
        packet.count(usize::from(item.source == Source::Popular));
        put_reasons(&mut packet, &item.reasons);
    }
    packet.texts(answer.missing_ids.iter().map(|id| id.as_str()));
    packet.finish()
}

pub(super) fn next(answer: &[Due<'_>]) -> Array {
    let mut packet = Writer::default();
    packet.count(answer.len());
    for due in answer {
        packet.text(due.id);
        packet.number(due.probability);
        for date in [&due.due_date, &due.due_from, &due.due_until, &due.last_bought] {
            packet.text(date);
        }
        packet.number(due.interval_days);
        packet.number(due.interval_spread_days);
        packet.number(f64::from(due.times_bought));
    }
    packet.finish()
}

pub(super) fn categories(answer: &[CategoryRecommendation<'_>]) -> Array {
    let mut packet = Writer::default();
    packet.count(answer.len());
    for category in answer {
        packet.text(category.category);
        packet.number(category.score);
        put_reasons(&mut packet, &category.reasons);
    }
    packet.finish()
}

pub(super) fn reasons(answer: &[Reason<'_>]) -> Array {
    let mut packet = Writer::default();
    put_reasons(&mut packet, answer);
    packet.finish()
}

fn put_reasons(packet: &mut Writer, reasons: &[Reason<'_>]) {
    packet.count(reasons.len());
    for reason in reasons {
        packet.texts(reason.because.iter().copied());
        packet.number(f64::from(reason.orders));
        packet.number(reason.confidence);
        packet.number(reason.lift);
    }
}
