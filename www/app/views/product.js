// A product's page, with what goes well with it.

import { productArt } from '../art.js';
import { cart } from '../cart.js';
import { h, redraw } from '../dom.js';
import { price } from '../format.js';
import { icon } from '../icons.js';
import { model } from '../model.js';
import { categoryChips } from '../parts/category-chips.js';
import { addToCart, productCard } from '../parts/product-card.js';
import { quantityStepper } from '../parts/quantity.js';
import { recommendationList } from '../parts/recommendations.js';
import { orderHistory } from '../history.js';
import { reasonWords } from '../reasons.js';
import { link } from '../router.js';
import { tuning } from '../tuning.js';

const LIMIT = 6;

function buyBox(item, signal) {
  let quantity = 1;
  const stepper = h('div', {});
  const drawStepper = () => redraw(stepper, quantityStepper(item.name, 'buy', quantity, (n) => {
    quantity = Math.max(1, n);
    drawStepper();
  }));
  drawStepper();
  const inCart = h('p', { class: 'hint in-cart', role: 'status' });
  const drawInCart = () => {
    const line = cart.lines().find((l) => l.id === item.id);
    inCart.replaceChildren(...(line ? [icon('check'), document.createTextNode(`${line.quantity} in the cart`)] : []));
  };
  cart.onChange(drawInCart, signal);
  drawInCart();
  return h('div', { class: 'buy' },
    stepper,
    h('button', { type: 'button', class: 'button button-main', test: 'add-to-cart', 'data-id': item.id, onclick: () => addToCart(item, quantity) },
      icon('basket'), 'Add to cart'),
    inCart);
}

export function productView({ route, catalogue, signal }) {
  const item = catalogue.get(route.argument);
  if (!item) {
    return {
      title: 'Not found',
      node: h('div', { class: 'empty' }, h('h1', { tabindex: '-1' }, 'This product is not in the catalogue'),
        h('a', { class: 'button', href: link.home() }, 'Back to the shop')),
    };
  }

  const companions = h('div', { class: 'recs-host recs-host-product' });
  const title = h('h2', { id: 'goes-well' }, 'Goes well with');
  const fits = h('div', { class: 'fits' });
  const draw = () => {
    const others = cart.ids().filter((id) => id !== item.id);
    const list = recommendationList(catalogue,
      { cart: [item.id, ...others], history: orderHistory.purchases(), limit: LIMIT },
      { openReasons: true, className: 'recs-wide' });
    title.textContent = list.dataset.source === 'popular' ? 'Popular in the shop' : 'Goes well with';
    redraw(companions, list);
    const reason = others.length && !cart.has(item.id)
      ? model.ask('explain', (shop) => shop.explain(item.id, { cart: others }), [])[0] : null;
    redraw(fits, reason
      ? h('p', { class: 'fits-note' }, h('span', { class: 'tag' }, 'Fits your cart'), ' ', reasonWords(reason, (id) => catalogue.nameOf(id)))
      : null);
  };
  draw();
  cart.onChange(draw, signal);
  tuning.onChange(draw, signal);

  const siblings = catalogue.siblings(item);
  const near = catalogue.find({ category: item.category })
    .filter((other) => other !== item && (item.group === null || other.group !== item.group)).slice(0, 6);
  const categories = categoryChips(catalogue, { category: item.category }, { limit: 5 });

  return {
    title: item.name,
    node: h('article', { class: 'product' },
      h('nav', { class: 'crumbs', 'aria-label': 'You are here' },
        h('a', { href: link.home() }, 'Shop'), icon('chevron'), h('a', { href: link.category(item.category) }, item.category)),
      h('div', { class: 'product-main' },
        h('div', { class: 'product-art' }, productArt(item, catalogue.levelOf(item.category))),
        h('div', { class: 'product-facts' },
          h('h1', { tabindex: '-1' }, item.name),
          h('p', { class: 'product-price' }, price(item.price), h('span', { class: 'hint' }, `Item ${item.id}`)),
          fits,
          siblings.length > 0 && h('div', { class: 'variants' },
            h('h2', { class: 'label' }, 'Also comes as'),
            h('ul', {}, siblings.slice(0, 8).map((other) => h('li', {}, h('a', { class: 'variant', href: link.product(other.id) },
              h('span', {}, other.name), h('span', { class: 'price' }, price(other.price))))))),
          buyBox(item, signal),
          categories && h('div', { class: 'product-categories' }, h('h2', { class: 'label' }, `People who buy ${item.category} also shop in`), categories))),
      h('section', { class: 'band', 'aria-labelledby': 'goes-well' },
        title, companions),
      near.length > 0 && h('section', { class: 'band', 'aria-labelledby': 'same-shelf' },
        h('h2', { id: 'same-shelf' }, 'From the same shelf'),
        h('ul', { class: 'grid grid-row' }, near.map((other) => productCard(other, catalogue))))),
  };
}
