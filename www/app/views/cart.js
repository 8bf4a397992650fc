// The cart: a page on a phone, a drawer on a desk; the same content in both.

import { productArt } from '../art.js';
import { cart } from '../cart.js';
import { h, redraw } from '../dom.js';
import { plural, price } from '../format.js';
import { orderHistory } from '../history.js';
import { hasConsent } from '../keep.js';
import { icon } from '../icons.js';
import { model } from '../model.js';
import { categoryChips } from '../parts/category-chips.js';
import { consentSwitch } from '../parts/consent.js';
import { quantityStepper } from '../parts/quantity.js';
import { recommendationList } from '../parts/recommendations.js';
import { toast } from '../parts/toast.js';
import { link, navigate } from '../router.js';
import { today } from '../today.js';
import { tuning } from '../tuning.js';

const line = ({ id, quantity }, catalogue) => {
  const item = catalogue.get(id);
  return h('li', { class: 'line', test: 'cart-line', 'data-id': id },
    h('div', { class: 'rec-art' }, productArt(item, catalogue.levelOf(item.category))),
    h('div', { class: 'line-text' },
      h('p', { class: 'rec-name' }, h('a', { href: link.product(id) }, item.name)),
      h('p', { class: 'hint' }, quantity > 1 ? `${price(item.price)} each` : item.category)),
    h('span', { class: 'line-price' }, price(item.price * quantity)),
    h('div', { class: 'line-tools' },
      quantityStepper(item.name, id, quantity, (n) => cart.set(id, n)),
      h('button', { type: 'button', class: 'text-button', test: 'remove', 'aria-label': `Remove ${item.name}`, onclick: () => cart.remove(id) }, 'Remove')));
};

function checkout() {
  orderHistory.place(cart.lines(), today.iso());
  cart.clear();
  navigate(link.account());
  toast(hasConsent()
    ? 'Order placed. It is kept on this device only.'
    : 'Order placed. It is kept in this tab\u2019s memory only.');
}

/** Fills `host` with the cart and keeps it up to date until `signal` aborts. */
export function drawCart(host, { catalogue, signal, fallbackFocus }) {
  const lines = h('div', { class: 'cart-lines' });
  const summary = h('div', { class: 'receipt' });
  const consent = consentSwitch(signal);
  const extras = h('div', { class: 'cart-extras' });
  const sum = () => cart.lines().reduce((total, { id, quantity }) => total + catalogue.get(id).price * quantity, 0);

  const draw = () => {
    const empty = cart.isEmpty();
    host.classList.toggle('cart-empty', empty);
    redraw(lines, empty
      ? h('div', { class: 'empty', test: 'cart-empty' },
        h('p', {}, 'The cart is empty. What goes with nothing? The best sellers, below.'),
        h('a', { class: 'button', href: link.home(), 'data-focus': 'shop' }, 'Go to the shelves'))
      : h('ul', { class: 'lines' }, cart.lines().map((l) => line(l, catalogue))), fallbackFocus);
    redraw(summary, empty ? null : [
      h('dl', { class: 'sums' },
        h('div', {}, h('dt', {}, plural(cart.count(), 'item', 'items')), h('dd', {}, price(sum()))),
        h('div', {}, h('dt', {}, 'Delivery'), h('dd', {}, 'none, this is a demo')),
        h('div', { class: 'sums-total' }, h('dt', {}, 'Total'), h('dd', { test: 'total' }, price(sum())))),
      consent,
      h('button', { type: 'button', class: 'button button-main button-wide', test: 'checkout', 'data-focus': 'checkout', onclick: checkout }, 'Place the order'),
      h('p', { class: 'hint' }, 'Nothing is paid and nothing is sent: the cart moves into your order history.'),
    ]);
    const chips = empty ? null : categoryChips(catalogue, { cart: cart.ids() }, { limit: 5 });
    const list = recommendationList(catalogue,
      { cart: cart.ids(), history: orderHistory.purchases(), limit: 6 },
      { none: empty ? 'No suggestions for an empty cart: the fallback is switched off.' : undefined });
    const recsTitle = list.dataset.source === 'popular' ? 'Best sellers' : 'Goes with your cart';
    redraw(extras, [
      h('section', { 'aria-label': recsTitle, class: 'cart-recs' },
        h('h2', { class: 'section-title' }, recsTitle), list),
      chips && h('section', { 'aria-label': 'Categories that go with your cart', class: 'cart-categories' },
        h('h2', { class: 'section-title' }, 'Have you thought of'), chips),
    ], fallbackFocus);
  };
  draw();
  cart.onChange(draw, signal);
  orderHistory.onChange(draw, signal);
  tuning.onChange(draw, signal);
  // The timings arrive through the same event; only a change of state matters here.
  let state = model.state;
  model.onChange(() => {
    if (model.state !== state) { state = model.state; draw(); }
  }, signal);
  host.replaceChildren(lines, summary, extras);
}

export function cartView({ catalogue, signal }) {
  const heading = h('h1', { tabindex: '-1' }, 'Your cart');
  const body = h('div', { class: 'cart cart-page' });
  drawCart(body, { catalogue, signal, fallbackFocus: () => heading });
  return { title: 'Your cart', node: h('div', { class: 'page' }, heading, body) };
}

/** The drawer: `open()` shows it, links inside close it. */
export function cartDrawer(catalogueOf) {
  const dialog = document.getElementById('cart-drawer');
  let life = null;
  const heading = h('h2', { id: 'drawer-title', tabindex: '-1' }, 'Your cart');
  const body = h('div', { class: 'cart cart-drawer-body' });
  const close = h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close the cart', onclick: () => dialog.close() }, icon('close'));
  dialog.replaceChildren(
    h('div', { class: 'drawer-head' }, heading, close), body,
    h('div', { class: 'notices', role: 'status' }));
  dialog.addEventListener('close', () => {
    life?.abort();
    body.replaceChildren(); // so that no page ever holds two carts
  });
  dialog.addEventListener('click', (event) => {
    // A click on the backdrop lands on the dialog itself.
    if (event.target === dialog || event.target.closest('a[href]')) dialog.close();
  });
  return {
    open() {
      if (dialog.open || !catalogueOf()) return;
      life = new AbortController();
      drawCart(body, { catalogue: catalogueOf(), signal: life.signal, fallbackFocus: () => heading });
      document.getElementById('notices').replaceChildren(); // what it says is now on show
      dialog.showModal();
      heading.focus();
    },
    close: () => dialog.open && dialog.close(),
  };
}
