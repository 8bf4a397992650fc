// The storefront: pairing of the day, departments, product grid.

import { categoryMark, productArt } from '../art.js';
import { cart } from '../cart.js';
import { h } from '../dom.js';
import { count, percent, plural, price, times } from '../format.js';
import { model } from '../model.js';
import { categoryChips } from '../parts/category-chips.js';
import { productCard } from '../parts/product-card.js';
import { link, navigate } from '../router.js';

const PAGE = 30; // full rows with 2, 3, 5 or 6 columns
// How far each list was unfolded, so that Back finds the same page again.
const unfolded = new Map();

const SORTS = [['', 'Featured'], ['name', 'Name'], ['price-up', 'Price, low to high'], ['price-down', 'Price, high to low']];

/** The most telling pair: from the best sellers, the rule that says most. */
function findPairing(catalogue) {
  const available = (id) => catalogue.has(id);
  const sellers = model.ask('recommend', (shop) => shop.recommend({ cart: [], limit: 24, fallback: 'popular', available }), { items: [] });
  let best = null;
  for (const { id } of sellers.items) {
    const answer = model.ask('recommend', (shop) => shop.recommend({ cart: [id], limit: 3, fallback: 'none', available }), { items: [] });
    for (const found of answer.items) {
      const reason = found.reasons[0];
      if (!reason || catalogue.get(found.id).category === catalogue.get(id).category) continue;
      const worth = reason.confidence * Math.log(Math.max(1, reason.lift)) * Math.log(1 + reason.orders);
      if (!best || worth > best.worth) best = { worth, reason, first: catalogue.get(id), second: catalogue.get(found.id) };
    }
  }
  return best;
}

const pairHalf = (item, catalogue) =>
  h('div', { class: 'pair-item' },
    h('div', { class: 'pair-art' }, productArt(item, catalogue.levelOf(item.category))),
    h('p', { class: 'pair-name' }, h('a', { href: link.product(item.id) }, item.name)),
    h('p', { class: 'pair-price' }, price(item.price)));

function pairing(catalogue) {
  if (model.state === 'failed') return null;
  const pair = model.state === 'ready' ? findPairing(catalogue) : null;
  if (!pair) return h('div', { class: 'pair pair-empty', 'aria-hidden': 'true' });
  const { reason, first, second } = pair;
  return h('section', { class: 'pair', 'aria-label': 'Pairing of the day' },
    h('div', { class: 'pair-items' },
      pairHalf(first, catalogue),
      h('span', { class: 'pair-plus', 'aria-hidden': 'true' }, '+'),
      pairHalf(second, catalogue)),
    h('p', { class: 'pair-why' },
      h('b', {}, `${percent(reason.confidence)} who take the first also take the second.`), ' ',
      `${plural(reason.orders, 'order', 'orders')} hold both, ${times(reason.lift)} times as often as usual.`),
    h('button', {
      type: 'button', class: 'button button-tag', test: 'add-pair',
      onclick: () => { cart.add(first.id); cart.add(second.id); },
    }, `Add both for ${price(first.price + second.price)}`));
}

function hero(catalogue) {
  const orders = model.shop?.info?.orders;
  return h('div', { class: model.state === 'failed' ? 'hero hero-plain' : 'hero' },
    h('div', { class: 'hero-words' },
      h('h1', { tabindex: '-1' }, 'Knows what goes together. ', h('span', { class: 'hero-accent' }, 'Tells no one.')),
      h('p', {}, orders
        ? `A shop that learned from ${count(orders)} sample orders. Every suggestion is worked out in this tab; your cart and your orders never leave it.`
        : 'Every suggestion is worked out in this tab; your cart and your orders never leave it.')),
    pairing(catalogue));
}

function departments(catalogue, chosen) {
  const entry = (name, href, number, mark) => h('li', {},
    h('a', { href, class: 'department', test: 'category-link', 'aria-current': name === chosen ? 'page' : null, 'data-category': name },
      mark, h('span', { class: 'department-name' }, name ?? 'Everything'), h('span', { class: 'department-count' }, count(number))));
  const list = h('ul', {},
    entry(null, link.home(), catalogue.items.length, h('span', { class: 'mark mark-all', 'aria-hidden': 'true' })),
    catalogue.categories.map((c) => entry(c.name, link.category(c.name), c.count, categoryMark(c.name))));
  // The list scrolls by itself, sideways on a phone: bring the chosen one into sight once it is on the page.
  requestAnimationFrame(() => {
    const entryHere = list.querySelector('[aria-current]')?.parentElement;
    if (!entryHere) return;
    const box = list.getBoundingClientRect();
    const at = entryHere.getBoundingClientRect();
    list.scrollLeft += at.left + at.width / 2 - box.left - box.width / 2;
    list.scrollTop += at.top + at.height / 2 - box.top - box.height / 2;
  });
  return h('nav', { class: 'departments', 'aria-label': 'Departments' },
    h('h2', { class: 'departments-title' }, 'Departments'), list);
}

export function homeView({ route, catalogue }) {
  const category = route.query.get('category');
  const query = (route.query.get('q') ?? '').trim();
  const sort = route.query.get('sort') ?? '';
  const filtered = category !== null || query !== '';
  const found = catalogue.find({ query, category, sort: sort || 'featured' });
  const key = `${category}|${query}|${sort}`;

  const grid = h('ul', { class: 'grid', test: 'grid' });
  const more = h('button', { type: 'button', class: 'button button-wide', test: 'more' });
  const shownWords = h('p', { class: 'hint' });
  let shown = 0;
  const unfold = (upTo) => {
    grid.append(...found.slice(shown, upTo).map((item) => productCard(item, catalogue)));
    shown = Math.min(upTo, found.length);
    unfolded.set(key, shown);
    more.hidden = shown >= found.length;
    more.textContent = `Show ${Math.min(PAGE, found.length - shown)} more`;
    shownWords.textContent = `${count(shown)} of ${plural(found.length, 'product', 'products')}`;
  };
  more.addEventListener('click', () => {
    const before = shown;
    unfold(shown + PAGE);
    grid.children[before]?.querySelector('a')?.focus({ preventScroll: true });
  });
  unfold(Math.max(PAGE, unfolded.get(key) ?? 0));

  const title = query ? `Results for \u201c${query}\u201d` : category ?? 'On the shelves';
  const companions = category !== null && catalogue.hasCategory(category) && !query
    ? categoryChips(catalogue, { category }, { limit: 5 }) : null;
  const heading = h(filtered ? 'h1' : 'h2', { class: 'shelf-title', tabindex: filtered ? '-1' : null }, title);
  const sorter = h('label', { class: 'sorter' }, h('span', {}, 'Sort by'),
    h('select', { test: 'sort', onchange: (event) => navigate(link.home({ category, q: query, sort: event.target.value })) },
      SORTS.map(([value, words]) => h('option', { value, selected: value === sort }, words))));

  return {
    title: filtered ? title : null,
    node: h('div', { class: 'home' },
      !filtered && hero(catalogue),
      h('div', { class: 'shop-floor' },
        departments(catalogue, category),
        h('section', { class: 'shelf', 'aria-label': title },
          h('div', { class: 'shelf-head' },
            h('div', {}, heading, h('p', { class: 'hint', role: 'status' }, plural(found.length, 'product', 'products'), query && category ? ` in ${category}` : '')),
            sorter),
          companions && h('div', { class: 'companions' }, h('h2', { class: 'label' }, 'Goes well with'), companions),
          found.length > 0 ? grid : h('div', { class: 'empty' },
            h('p', {}, 'Nothing on the shelves by that name.'),
            h('a', { class: 'button', href: link.home() }, 'Show everything')),
          found.length > 0 && h('div', { class: 'shelf-foot' }, shownWords, more)))),
  };
}

