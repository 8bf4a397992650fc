// A recommendation's reasons in plain words. Each figure can be checked against
// the order log.

import { h } from './dom.js';
import { andList, percent, plural, times } from './format.js';

// Below this many orders a lift is mostly luck ('285 times as often', from one
// order): the counts are still told, the multiple is not.
const ENOUGH_ORDERS = 5;

function liftWords(reason) {
  if (reason.orders < ENOUGH_ORDERS) return 'too few orders to say how unusual that is';
  // A lift at or below 1 is no praise: say so instead of '0.9 times as often'.
  return reason.lift >= 1.05 ? `${times(reason.lift)} times as often as usual` : 'about as often as usual';
}

/** 'in 412 orders together; 38% of those who buy X also take it; 5.2 times as often as usual' */
export function reasonWords(reason, nameOf) {
  if (reason.because.length === 0) return popularWords(reason);
  const names = andList(reason.because.map(nameOf));
  const words = [
    `In ${plural(reason.orders, 'order', 'orders')} together`,
    `${percent(reason.confidence)} of those who buy ${names} also take it`,
  ];
  words.push(liftWords(reason));
  return `${words.join('; ')}.`;
}

// A best seller's reason has no 'because': its share is of all orders.
const popularWords = (reason) =>
  `In ${plural(reason.orders, 'order', 'orders')}, ${percent(reason.confidence)} of all; a best seller, whatever is in the cart.`;

/** What to say when there is no rule to show. */
export function sourceWords(item) {
  return item.source === 'popular'
    ? 'A best seller of the whole shop; no rule points to it.'
    : 'Learned from many small hints in the order log; no single rule stands out.';
}

/** The short line on a card: the strongest figure of the first reason. */
export function headlineWords(item) {
  const reason = item.reasons[0];
  if (item.source === 'popular') return 'Best seller';
  if (!reason) return 'Often goes along';
  if (reason.orders < ENOUGH_ORDERS) return 'Bought together';
  return reason.lift >= 1.05 ? `${times(reason.lift)}\u00d7 as often` : `${percent(reason.confidence)} also take it`;
}

/** One reason as a list item: the words, and the share as a bar. */
export function reasonItem(reason, nameOf) {
  if (reason.because.length === 0) return h('li', { class: 'reason', test: 'reason' }, popularWords(reason));
  const names = andList(reason.because.map(nameOf));
  return h('li', { class: 'reason', test: 'reason' },
    h('span', { class: 'reason-bar', 'aria-hidden': 'true', vars: { '--share': Math.min(1, reason.confidence) } }),
    h('p', {},
      'In ', h('b', {}, plural(reason.orders, 'order', 'orders')), ' together; ',
      h('b', {}, percent(reason.confidence)), ' of those who buy ', h('cite', {}, names), ' also take it; ',
      liftWords(reason), '.'));
}

export function reasonList(item, nameOf) {
  return item.reasons.length
    ? h('ul', { class: 'reasons' }, item.reasons.map((reason) => reasonItem(reason, nameOf)))
    : h('p', { class: 'reason reason-none', test: 'reason' }, sourceWords(item));
}
