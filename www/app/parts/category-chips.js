// Complementary categories as links.

import { categoryMark } from '../art.js';
import { h } from '../dom.js';
import { andList, percent, plural } from '../format.js';
import { model } from '../model.js';
import { link } from '../router.js';

/** `about` is `{ cart: ids }` or `{ category }`. An empty answer gives null. */
export function categoryChips(catalogue, about, { limit = 5 } = {}) {
  if (model.state === 'loading') return h('ul', { class: 'chips' }, h('li', { class: 'chip skeleton', 'aria-hidden': 'true' }));
  const found = model.ask('complementaryCategories', (shop) => shop.complementaryCategories(about, { limit }), [])
    .filter((c) => catalogue.hasCategory(c.category));
  if (found.length === 0) return null;
  return h('ul', { class: 'chips' }, found.map((c) => {
    const reason = c.reasons[0];
    const figures = reason && `${percent(reason.confidence)} of the orders with ${andList(reason.because)} also hold this: ${plural(reason.orders, 'order', 'orders')}`;
    return h('li', {}, h('a', {
      class: 'chip', test: 'category-chip', href: link.category(c.category), 'data-category': c.category, title: figures,
      'data-focus': `chip-${c.category}`,
    }, categoryMark(c.category), h('span', {}, c.category),
    reason && h('span', { class: 'chip-figure' }, percent(reason.confidence))));
  }));
}
