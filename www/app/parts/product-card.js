// A product in the grid.

import { productArt } from '../art.js';
import { cart } from '../cart.js';
import { h } from '../dom.js';
import { price } from '../format.js';
import { icon } from '../icons.js';
import { link } from '../router.js';
import { toast } from './toast.js';

export function addToCart(item, quantity = 1) {
  cart.add(item.id, quantity);
  toast(`${item.name} is in the cart.`, { label: 'Show cart', href: link.cart(), opens: 'cart' });
}

/** A round "+" button that says what it adds. */
export const addButton = (item, className = 'add-round') =>
  h('button', {
    type: 'button', class: className, test: 'add-to-cart', 'data-id': item.id, 'data-focus': `add-${item.id}`,
    'aria-label': `Add ${item.name} to the cart`, title: 'Add to cart', onclick: () => addToCart(item),
  }, icon('plus'));

export const productCard = (item, catalogue) =>
  h('li', { class: 'card', test: 'product', 'data-id': item.id },
    h('div', { class: 'card-art' }, productArt(item, catalogue.levelOf(item.category))),
    h('div', { class: 'card-text' },
      h('h3', { class: 'card-name' }, h('a', { href: link.product(item.id) }, item.name)),
      h('p', { class: 'card-category' }, item.category)),
    h('div', { class: 'card-foot' }, h('span', { class: 'price' }, price(item.price)), addButton(item)));
