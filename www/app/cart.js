// The cart: item ids with quantities, in the order they were put in.

import { register, save } from './keep.js';

const NAME = 'cart';
const lines = new Map();
const changes = new EventTarget();

for (const row of [register(NAME, () => cart.lines())].flat()) {
  if (typeof row?.id === 'string' && row.quantity > 0) lines.set(row.id, Math.min(99, Math.floor(row.quantity) || 1));
}

function changed(detail) {
  save(NAME);
  changes.dispatchEvent(new CustomEvent('change', { detail }));
}

export const cart = {
  lines: () => [...lines].map(([id, quantity]) => ({ id, quantity })),
  ids: () => [...lines.keys()],
  has: (id) => lines.has(id),
  isEmpty: () => lines.size === 0,
  count: () => [...lines.values()].reduce((sum, quantity) => sum + quantity, 0),

  add(id, quantity = 1) {
    lines.set(id, Math.min(99, (lines.get(id) ?? 0) + quantity));
    changed({ added: id });
  },

  set(id, quantity) {
    if (quantity < 1) lines.delete(id);
    else lines.set(id, Math.min(99, quantity));
    changed({});
  },

  remove(id) { this.set(id, 0); },

  clear() {
    lines.clear();
    changed({});
  },

  /** Drops lines that `known` refuses: a kept cart may be older than the catalogue. */
  keepOnly(known) {
    let dropped = false;
    for (const id of lines.keys()) if (!known(id)) dropped = lines.delete(id) || dropped;
    if (dropped) changed({});
  },

  onChange: (listener, signal) => changes.addEventListener('change', (event) => listener(event.detail), { signal }),
};
