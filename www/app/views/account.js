// The account: what is probably needed next, and the orders it is worked out
// from. All of it is on this device.

import { cart } from '../cart.js';
import { h, redraw } from '../dom.js';
import { date, plural, price } from '../format.js';
import { orderHistory } from '../history.js';
import { icon } from '../icons.js';
import { model } from '../model.js';
import { consentSwitch } from '../parts/consent.js';
import { timeline } from '../parts/timeline.js';
import { toast } from '../parts/toast.js';
import { personas } from '../personas.js';
import { link } from '../router.js';
import { today } from '../today.js';

const RANGES = [7, 14, 30, 60];
const ORDERS_SHOWN = 6;
let withinDays = 14;
let wearing = null; // the name of the sample customer whose orders are loaded

function saveFile() {
  const url = URL.createObjectURL(new Blob([orderHistory.export()], { type: 'application/json' }));
  h('a', { href: url, download: 'orders.json' }).click();
  // The download has to start before its address may be dropped.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const order = (o, number, catalogue) => {
  const known = o.lines.filter((l) => catalogue.has(l.id));
  const total = known.reduce((sum, l) => sum + catalogue.get(l.id).price * l.quantity, 0);
  return h('li', { class: 'order', test: 'order' },
    h('div', { class: 'order-head' }, h('h3', {}, date(o.date)), h('span', { class: 'hint' }, `No. ${number}`), h('span', { class: 'price' }, price(total))),
    h('ul', { class: 'order-lines' }, o.lines.map((l) => h('li', {},
      h('span', { class: 'order-quantity' }, `${l.quantity}\u00d7`),
      catalogue.has(l.id) ? h('a', { href: link.product(l.id) }, catalogue.nameOf(l.id)) : `Item ${l.id}, no longer sold`))));
};

export function accountView({ catalogue, signal }) {
  const again = h('div', { class: 'again' });
  const orders = h('div', { class: 'orders-host' });
  const people = h('div', { class: 'people' });
  let allOrders = false;

  const drawPeople = async () => {
    const found = await personas(catalogue, today.iso());
    if (signal.aborted) return;
    redraw(people, h('ul', {}, found.map((p) => h('li', {}, h('button', {
      type: 'button', class: 'person', test: 'persona', 'data-focus': `persona-${p.name}`, 'aria-pressed': String(p.name === wearing && !orderHistory.isEmpty()),
      onclick: () => {
        wearing = p.name;
        orderHistory.replace(p.orders);
        toast(`${plural(p.orders.length, 'sample order', 'sample orders')} of ${p.name} loaded.`);
      },
    }, h('span', { class: 'person-name' }, p.name), h('span', { class: 'hint' }, p.note), h('span', { class: 'hint' }, plural(p.orders.length, 'order', 'orders')))))));
  };

  const drawAgain = () => {
    const now = today.iso();
    const answers = orderHistory.isEmpty() ? [] : model.ask('next', (shop) =>
      shop.next({ history: orderHistory.purchases(), now, withinDays, limit: 10 }), []).filter((a) => catalogue.has(a.id));
    const waiting = answers.filter((a) => !cart.has(a.id));
    let body;
    if (orderHistory.isEmpty()) {
      body = h('div', { class: 'empty' }, h('p', {}, 'No orders yet. Place one, or borrow the history of a sample customer below.'));
    } else if (model.state === 'loading') body = h('div', { class: 'timeline-skeleton skeleton', 'aria-hidden': 'true' });
    else if (model.state === 'failed') body = h('p', { class: 'quiet' }, 'No forecast: the model could not be loaded.');
    else if (answers.length === 0) {
      body = h('div', { class: 'empty' }, h('p', {}, `Nothing seems due within ${plural(withinDays, 'day', 'days')}. Try a longer range, or let a week pass.`));
    } else body = timeline(answers, { catalogue, now, withinDays });
    redraw(again, [
      h('div', { class: 'again-tools' },
        h('fieldset', { class: 'segments' }, h('legend', { class: 'sr-only' }, 'How far ahead'),
          RANGES.map((days) => h('label', {},
            h('input', { type: 'radio', name: 'within', value: days, checked: days === withinDays, test: 'within-days', 'data-focus': `within-${days}`, onchange: () => { withinDays = days; drawAgain(); } }),
            h('span', {}, `${days} days`)))),
        h('p', { class: 'calendar' }, icon('clock'), h('span', {}, 'Demo date ', h('time', { datetime: now, test: 'today' }, date(now))),
          h('button', { type: 'button', class: 'text-button', test: 'week-on', 'data-focus': 'week', onclick: () => today.moveOn(7) }, 'let a week pass'))),
      body,
      waiting.length > 1 && h('button', {
        type: 'button', class: 'button', test: 'add-all', 'data-focus': 'add-all',
        onclick: () => {
          for (const a of waiting) cart.add(a.id);
          toast(`${plural(waiting.length, 'product is', 'products are')} in the cart.`, { label: 'Show cart', href: link.cart(), opens: 'cart' });
        },
      }, `Put all ${waiting.length} in the cart`),
    ]);
  };

  const drawOrders = () => {
    const all = orderHistory.orders();
    const list = all.map((o, i) => order(o, i + 1, catalogue)).reverse();
    redraw(orders, [
      h('div', { class: 'orders-tools' },
        h('button', { type: 'button', class: 'button', test: 'export', 'data-focus': 'export', disabled: all.length === 0, onclick: saveFile }, icon('download'), 'Export'),
        h('button', {
          type: 'button', class: 'button button-danger', test: 'clear-history', 'data-focus': 'clear', disabled: all.length === 0,
          onclick: () => {
            wearing = null;
            orderHistory.clear();
            toast('The order history is empty again.');
          },
        }, icon('trash'), 'Clear')),
      all.length === 0 ? h('p', { class: 'quiet' }, 'Orders you place show up here.')
        : h('ol', { class: 'orders', reversed: true }, allOrders ? list : list.slice(0, ORDERS_SHOWN)),
      list.length > ORDERS_SHOWN && !allOrders && h('button', {
        type: 'button', class: 'button button-wide', 'data-focus': 'all-orders', onclick: () => { allOrders = true; drawOrders(); },
      }, `Show all ${list.length} orders`),
    ]);
  };

  const draw = () => { drawAgain(); drawOrders(); drawPeople(); };
  draw();
  orderHistory.onChange(draw, signal);
  cart.onChange(drawAgain, signal);
  today.onChange(drawAgain, signal);

  return {
    title: 'Buy again',
    node: h('div', { class: 'page account' },
      h('section', { class: 'account-again', 'aria-labelledby': 'again-title' },
        h('h1', { id: 'again-title', tabindex: '-1' }, 'Buy again'),
        h('p', { class: 'lead' }, 'What you will probably need next, and when. Worked out here, from the orders below.'), again),
      h('div', { class: 'account-side' },
        h('section', { 'aria-labelledby': 'people-title' },
          h('h2', { class: 'section-title', id: 'people-title' }, 'Borrow a sample customer'),
          h('p', { class: 'hint' }, 'Replaces the order history with a made-up one.'), people),
        h('section', { 'aria-labelledby': 'privacy-title' },
          h('h2', { class: 'section-title', id: 'privacy-title' }, 'On this device'), consentSwitch(signal))),
      h('section', { class: 'account-orders', 'aria-labelledby': 'orders-title' },
        h('h2', { class: 'section-title', id: 'orders-title' }, 'Order history'), orders)),
  };
}
