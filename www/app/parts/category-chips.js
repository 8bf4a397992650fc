// Complementary categories as links.

import { categoryMark } from '../art.js';
import { h } from '../dom.js';
import { percent, plural } from '../format.js';
import { model } from '../model.js';
import { link } from '../router.js';

/** `about` is `{ cart: ids }` or `{ category }`. An empty answer gives null. */
export function categoryChips(catalogue, about, { limit = 5 } = {}) {
  if (model.state === 'loading') return h('ul', { class: 'chips' }, h('li', { class: 'chip skeleton', 'aria-hidden': 'true' }));
  const found = model.ask('complementaryCategories', (shop) => shop.complementaryCategories(about, { limit }), [])
    .filter((c) => catalogue.hasCategory(c.category));
  if (found.length === 0) return null;
  return h('ul', { class: 'chips' }, found.map((c) => {
    const because = c.because?.length ? ` with ${c.because.join(', ')}` : '';
    const figures = Number.isFinite(c.confidence) && Number.isFinite(c.orders)
      ? `${percent(c.confidence)} of those orders${because}, ${plural(c.orders, 'order', 'orders')} in all`
      : null;
    return h('li', {}, h('a', {
      class: 'chip', test: 'category-chip', href: link.category(c.category), 'data-category': c.category, title: figures,
      'data-focus': `chip-${c.category}`,
    }, categoryMark(c.category), h('span', {}, c.category),
    Number.isFinite(c.confidence) && h('span', { class: 'chip-figure' }, percent(c.confidence))));
  }));
}
