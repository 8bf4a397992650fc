// Sample customers, so that 'buy again' has something to show at once. Taken
// from model/personas.json when the build made one; otherwise made up here,
// the same every time, from the catalogue and from what the model itself
// treats as bought again and again.
//
// model/personas.json: [{ "name", "note", "history": [{ "id", "date", "quantity"? }] }]

import { andList, fromDay, toDay } from './format.js';
import { model } from './model.js';
import { random, shuffled } from './random.js';

const NAMES = ['Robin', 'Kim', 'Alex'];
const ITEMS_EACH = 6;

function toOrders(purchases) {
  const byDate = new Map();
  for (const { id, date, quantity = 1 } of purchases) {
    const day = String(date).slice(0, 10);
    if (!byDate.has(day)) byDate.set(day, new Map());
    const lines = byDate.get(day);
    lines.set(id, (lines.get(id) ?? 0) + quantity);
  }
  return [...byDate].sort((a, b) => (a[0] < b[0] ? -1 : 1))
    .map(([date, lines]) => ({ date, lines: [...lines].map(([id, quantity]) => ({ id, quantity })) }));
}

async function fromFile(url, catalogue) {
  try {
    const response = await fetch(url);
    if (!response.ok) return [];
    const data = await response.json();
    return (Array.isArray(data) ? data : data.personas ?? [])
      .map(({ name, note, history }) => ({
        name: String(name), note: String(note ?? ''),
        orders: toOrders(history.filter((p) => catalogue.has(p.id) && !Number.isNaN(toDay(p.date)))),
      }))
      .filter((persona) => persona.orders.length > 0);
  } catch {
    return []; // No file, or not ours to read: the made-up ones do.
  }
}

/**
 * Items that the model expects to be bought again: each is given five imagined
 * purchases `every` days apart, and the model says how likely a sixth is.
 */
function repeatable(candidates, now, every) {
  const today = toDay(now);
  const history = candidates.flatMap((item) =>
    [5, 4, 3, 2, 1].map((n) => ({ id: item.id, date: fromDay(today - every * n + 4) })));
  const answers = model.ask('next', (shop) => shop.next({ history, now, withinDays: 30, limit: candidates.length }), []);
  return answers.map((a) => a.id);
}

const SHOPPING_DAYS = [2, 6]; // Tuesday and Saturday

/** The shopping day on or before `day`, so that things meet in one basket. Day 0 was a Thursday. */
function shoppingDay(day) {
  while (!SHOPPING_DAYS.includes((day + 4) % 7)) day -= 1;
  return day;
}

/** `taken`: categories of the customers before, so that each buys something else. */
function invent(name, index, catalogue, now, taken) {
  const next = random(`persona ${name}`);
  const today = toDay(now);
  const everyday = catalogue.items.filter((item) => catalogue.levelOf(item.category) < 0.6);
  const candidates = shuffled(everyday, next).slice(0, 240);
  const ranked = repeatable(candidates, now, 21 + index * 4).map((id) => catalogue.get(id));
  const pool = shuffled(ranked.length >= ITEMS_EACH ? ranked.slice(0, 120) : candidates, next);
  pool.sort((a, b) => taken.has(a.category) - taken.has(b.category));

  const chosen = [];
  for (const item of pool) {
    if (chosen.length === ITEMS_EACH) break;
    if (!chosen.some((c) => c.category === item.category)) chosen.push(item);
  }
  for (const item of chosen) taken.add(item.category);
  const purchases = [];
  for (const item of chosen) {
    const every = [14, 21, 28, 28, 35, 42][Math.floor(next() * 6)];
    // The last purchase lies so that due days spread from just over to a month ahead.
    let day = today - every + Math.floor(next() * 22) - 3;
    day = Math.min(day, today - 2);
    for (let n = 0; n < 6; n += 1) {
      purchases.push({ id: item.id, date: fromDay(shoppingDay(day)) });
      day -= every + Math.floor(next() * 5) - 2;
    }
  }
  // Something dear and lasting, bought lately: it must not come up as 'buy again'.
  const durable = shuffled(catalogue.items.filter((item) => catalogue.levelOf(item.category) > 0.85), next)[0];
  if (durable) purchases.push({ id: durable.id, date: fromDay(today - 9) });

  const orders = toOrders(purchases);
  return { name, note: andList(chosen.slice(0, 3).map((item) => item.category)), orders };
}

let cached = null;

export async function personas(catalogue, now) {
  if (cached) return cached;
  const loaded = await fromFile('./model/personas.json', catalogue);
  const taken = new Set();
  const found = loaded.length ? loaded : NAMES.map((name, index) => invent(name, index, catalogue, now, taken));
  // Made while the model was missing, they would not be worth keeping.
  if (loaded.length || model.state === 'ready') cached = found;
  return found;
}
