// Lists of recommendations: asks the model and shows answers with reasons. The
// list keeps its height while the model loads, so nothing below it jumps.

import { productArt } from '../art.js';
import { h } from '../dom.js';
import { price } from '../format.js';
import { model } from '../model.js';
import { headlineWords, reasonList } from '../reasons.js';
import { link } from '../router.js';
import { tuning } from '../tuning.js';
import { addButton } from './product-card.js';

const EMPTY = { id: null, items: [], missingIds: [] };

/** Asks `recommend` with the panel's tuning; only what the shop sells may come back. */
export function recommend(catalogue, options) {
  return model.ask('recommend', (shop) => shop.recommend({
    ...tuning.get(), ...options, available: (id) => catalogue.has(id),
  }), EMPTY);
}

const skeletonRows = (n) => Array.from({ length: n }, () => h('li', { class: 'rec skeleton', 'aria-hidden': 'true' }));

function row(item, answer, catalogue, openReasons) {
  const reasons = reasonList(answer, (id) => catalogue.nameOf(id));
  return h('li', { class: 'rec', test: 'recommendation', 'data-id': item.id, 'data-source': answer.source },
    h('div', { class: 'rec-art' }, productArt(item, catalogue.levelOf(item.category))),
    h('div', { class: 'rec-text' },
      h('p', { class: 'rec-name' }, h('a', { href: link.product(item.id) }, item.name)),
      h('p', { class: 'rec-meta' },
        h('span', { class: 'price' }, price(item.price)),
        h('span', { class: answer.source === 'together' ? 'tag' : 'tag tag-quiet' }, headlineWords(answer)))),
    addButton(item),
    openReasons
      ? h('div', { class: 'rec-why' }, reasons)
      : h('details', { class: 'rec-why', 'data-key': `why-${item.id}` },
        h('summary', { 'data-focus': `why-${item.id}` }, 'Why this?', h('span', { class: 'sr-only' }, ` ${item.name}`)), reasons));
}

/** The `<ul>` for `options`; `openReasons` shows the reasons, else they fold behind "Why this?". */
export function recommendationList(catalogue, options, { openReasons = false, className = '', none } = {}) {
  if (model.state === 'loading') return h('ul', { class: `recs ${className}` }, skeletonRows(options.limit));
  if (model.state === 'failed') {
    return h('p', { class: 'quiet' }, 'No recommendations: the model could not be loaded. The shop itself works.');
  }
  const answer = recommend(catalogue, options);
  if (answer.items.length === 0) return h('p', { class: 'quiet' }, none ?? 'The order log has nothing to suggest here.');
  return h('ul', {
    class: `recs ${className}`,
    // For the heading above: with best sellers only, 'goes well with' would not be true.
    'data-source': answer.items.some((a) => a.source === 'together') ? 'together' : 'popular',
  }, answer.items.map((a) => row(catalogue.get(a.id), a, catalogue, openReasons)));
}
