// The 'buy again' timeline: what is due, how likely, and when, on one time axis.

import { productArt } from '../art.js';
import { h } from '../dom.js';
import { date, dateShort, fromDay, fromNow, percent, plural, toDay } from '../format.js';
import { link } from '../router.js';
import { addButton } from './product-card.js';

const BEFORE = 7; // days shown before today, for what is overdue

function scale(from, to) {
  const at = (day) => Math.min(1, Math.max(0, (day - from) / (to - from)));
  return { from, to, at, percent: (day) => `${(at(day) * 100).toFixed(2)}%` };
}

function ticks(axis, today) {
  const span = axis.to - today;
  const step = span <= 10 ? 2 : span <= 16 ? 4 : span <= 35 ? 7 : span <= 70 ? 14 : 28;
  const out = [];
  // A tick whose date would run off the right edge is left out.
  for (let day = today + step; axis.at(day) < 0.95; day += step) out.push(day);
  return out;
}

const dueWords = (day, today) => (day < today ? `was due ${fromNow(day - today)}` : `due ${fromNow(day - today)}`);

/** `answers` from `shop.next`, `now` an ISO date. */
export function timeline(answers, { catalogue, now, withinDays }) {
  const today = toDay(now);
  const axis = scale(today - BEFORE, today + withinDays);
  const grid = () => [
    h('span', { class: 'axis-now', vars: { '--at': axis.percent(today) } }),
    ...ticks(axis, today).map((day) => h('span', { class: 'axis-line', vars: { '--at': axis.percent(day) } })),
  ];
  const head = h('div', { class: 'next-head', 'aria-hidden': 'true' },
    h('span', { class: 'next-head-what' }, 'Product'),
    h('span', { class: 'next-head-odds' }, 'Probability'),
    h('div', { class: 'axis' },
      h('span', { class: 'axis-label axis-label-now', vars: { '--at': axis.percent(today) } }, 'today'),
      ticks(axis, today).map((day) => h('span', { class: 'axis-label', vars: { '--at': axis.percent(day) } }, dateShort(fromDay(day))))));

  const rows = answers.map((a) => {
    const item = catalogue.get(a.id);
    const due = toDay(a.dueDate);
    const from = toDay(a.dueFrom ?? a.dueDate);
    const until = toDay(a.dueUntil ?? a.dueDate);
    const between = from === until ? '' : `, likely between ${dateShort(fromDay(from))} and ${dateShort(fromDay(until))}`;
    return h('li', { class: 'next', test: 'next-item', 'data-id': a.id },
      h('div', { class: 'next-what' },
        h('div', { class: 'rec-art' }, productArt(item, catalogue.levelOf(item.category))),
        h('div', {},
          h('p', { class: 'rec-name' }, h('a', { href: link.product(a.id) }, item.name)),
          h('p', { class: 'hint' }, `Bought ${plural(a.timesBought, 'time', 'times')}, about every ${plural(Math.round(a.intervalDays), 'day', 'days')}, last ${dateShort(a.lastBought)}`))),
      h('div', { class: 'next-odds' },
        h('span', { class: 'odds-figure' }, percent(a.probability), h('span', { class: 'sr-only' }, ` likely within ${withinDays} days`)),
        h('span', { class: 'odds-bar', 'aria-hidden': 'true', vars: { '--share': a.probability } })),
      h('div', { class: 'next-when' },
        h('div', { class: 'axis', 'aria-hidden': 'true' },
          grid(),
          h('span', { class: 'axis-span', vars: { '--from': axis.percent(from), '--to': axis.percent(until) } }),
          h('span', { class: `axis-dot${due < axis.from || due > axis.to ? ' axis-dot-off' : ''}`, vars: { '--at': axis.percent(due) } })),
        h('p', { class: 'next-due' }, h('b', {}, dueWords(due, today)),
          h('span', { class: 'hint', title: date(a.dueDate) }, `${dateShort(a.dueDate)}${between}`))),
      addButton(item));
  });
  return h('div', { class: 'timeline' }, head, h('ol', { class: 'next-list' }, rows));
}
