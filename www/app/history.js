// The orders of this shopper. They live in memory, and on the device once the
// shopper has agreed; they are never sent anywhere.

import { register, save } from './keep.js';

const NAME = 'orders';
const changes = new EventTarget();
let orders = [];

const isOrder = (o) => /^\d{4}-\d{2}-\d{2}$/.test(o?.date) && Array.isArray(o.lines)
  && o.lines.every((line) => typeof line?.id === 'string' && line.quantity > 0);

orders = [register(NAME, () => orders)].flat().filter(isOrder);

function changed() {
  orders.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  save(NAME);
  changes.dispatchEvent(new Event('change'));
}

export const orderHistory = {
  /** Orders, oldest first: `{ date, lines: [{ id, quantity }] }`. */
  orders: () => orders,
  isEmpty: () => orders.length === 0,
  lastDate: () => orders.at(-1)?.date ?? null,

  /** What crosssell-wasm takes: one entry a purchase. */
  purchases: () => orders.flatMap((order) => order.lines.map(({ id, quantity }) => ({ id, date: order.date, quantity }))),

  place(lines, date) {
    orders = [...orders, { date, lines }];
    changed();
  },

  replace(next) {
    orders = next.filter(isOrder);
    changed();
  },

  clear() {
    orders = [];
    changed();
  },

  export: () => JSON.stringify({ kind: 'order history', version: 1, orders }, null, 2),

  onChange: (listener, signal) => changes.addEventListener('change', listener, { signal }),
};
