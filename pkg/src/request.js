// The shape of requests, checked and packed before they cross into the wasm: an error names the field and what it should
// be. Fields are packed in the order in which src/wasm/request.rs takes them off.
import { CrossSellError } from './errors.js';
import { Writer } from './packet.js';

const bad = (field, expected, value) => {
  throw new CrossSellError('BAD_INPUT', `${told(field)}: expected ${expected}, got ${named(value)}`);
};

// A field's path is made up only when an error tells it: a history has hundreds of them.
const told = (field) => (typeof field === 'function' ? field() : field);

const named = (value) => {
  if (value === null || value === undefined || Number.isNaN(value)) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Date) return 'an invalid Date';
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`;
};

// Each check takes (value, field) and gives what the wasm is to see.
const number = (value, field) => (Number.isFinite(value) ? value : bad(field, 'a number', value));
const whole = (value, field) => (Number.isSafeInteger(value) && value >= 0 ? value : bad(field, 'a whole number, 0 or more', value));
const text = (value, field) => (typeof value === 'string' ? value : bad(field, 'a string', value));
const oneOf = (...choices) => (value, field) => (choices.includes(value) ? value : bad(field, choices.map((choice) => `'${choice}'`).join(' or '), value));
const callable = (value, field) => (typeof value === 'function' ? value : bad(field, 'a function', value));

const list = (each) => (value, field) =>
  Array.isArray(value) ? [...value].map((entry, place) => each(entry, () => `${told(field)}[${place}]`)) : bad(field, 'an array', value);

// A number below 1e11 is read as seconds, so a Date near 1970 must not come as its few milliseconds.
const unix = (time) => (Math.abs(time) < 1e11 ? time / 1000 : time);

const date = (value, field) => {
  const plain = value instanceof Date ? unix(value.getTime()) : value;
  return typeof plain === 'string' || Number.isFinite(plain) ? plain : bad(field, 'a Date, an ISO 8601 string or a Unix time', value);
};

const band = (value, field) =>
  Array.isArray(value) && value.length === 2 && value.every((price) => typeof price === 'number' && !Number.isNaN(price))
    ? value
    : bad(field, 'two numbers, [lowest, highest]', value);

// Reads an object by a table of checks; a field that is undefined is not given.
const shape = (checks, required = []) => (value, field) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) bad(field, 'an object', value);
  const seen = {};
  for (const name of required) if (!Object.hasOwn(value, name) || value[name] === undefined) bad(within(told(field), name), 'a value', undefined);
  for (const name of Object.keys(value)) {
    if (value[name] === undefined) continue;
    const check = Object.hasOwn(checks, name) && checks[name];
    if (!check) throw new CrossSellError('BAD_INPUT', `${within(told(field), name)}: no such field; known are ${Object.keys(checks).join(', ')}`);
    seen[name] = check(value[name], () => within(told(field), name));
  }
  return seen;
};

const within = (field, name) => (field === 'request' ? name : `${field}.${name}`);

const ids = list(text);
const history = list(shape({ id: text, date, quantity: number }, ['id']));
const cart = { cart: ids };

const forCart = shape(
  {
    cart: ids, history, now: date, limit: whole, threshold: number, exclude: ids, available: callable, categories: list(text),
    priceBand: band, repeat: oneOf('exclude', 'include'), diversity: number, fallback: oneOf('none', 'popular'),
    scorer: oneOf('weights', 'lift'), seed: whole,
  },
  ['cart'],
);
const forNext = shape({ history, now: date, withinDays: number, limit: whole, threshold: number, exclude: ids }, ['history']);
const forCategories = shape({ cart: ids, category: text });
const forOptions = shape({ limit: whole });
const forExplain = shape(cart, ['cart']);

const putMoment = (packet, moment) => {
  if (moment === undefined) packet.number(0);
  else if (typeof moment === 'number') packet.number(1).number(moment);
  else packet.number(2).text(moment);
};

const putHistory = (packet, lines = []) =>
  packet.list(lines, (line) => putMoment(packet.text(line.id), line.date));

export function cartRequest(request) {
  const { cart, exclude = [], history, now, limit = 10, threshold = 0, diversity = 0, ...rest } = forCart(request, 'request');
  const packet = new Writer().number(limit).number(threshold).number(diversity);
  packet.number(rest.repeat === 'include').number(rest.fallback === 'popular').number(rest.scorer === 'lift');
  packet.given(rest.seed, (seed) => packet.number(seed));
  packet.given(rest.priceBand, ([low, high]) => packet.number(low).number(high));
  packet.given(rest.categories, (names) => packet.texts(names));
  putMoment(packet, now);
  putHistory(packet.texts(cart).texts(exclude), history);
  return [...packet.packet, rest.available];
}

export function nextRequest(request) {
  const { history, now = Date.now(), withinDays = 14, limit = 10, threshold = 0.001, exclude = [] } = forNext(request, 'request');
  const packet = new Writer().number(limit).number(threshold).number(withinDays);
  putMoment(packet, now);
  putHistory(packet.texts(exclude), history);
  return packet.packet;
}

export function categoryRequest(of, options = {}) {
  const { cart = [], category } = forCategories(of, 'request');
  const { limit = 5 } = forOptions(options, 'options');
  const packet = new Writer().number(limit);
  return packet.given(category, (name) => packet.text(name)).texts(cart).packet;
}

export const explainRequest = (id, of) => new Writer().text(text(id, 'id')).texts(forExplain(of, 'request').cart).packet;

const anAddress = (value, field) => (typeof value === 'string' || value instanceof URL ? value : bad(field, 'a string or a URL', value));
const aSignal = (value, field) => (typeof value?.throwIfAborted === 'function' ? value : bad(field, 'an AbortSignal', value));

export const addressOf = (url) => anAddress(url, 'url');

export const loadOptions = (options) => forLoad(options, 'options');
const forLoad = shape({ signal: aSignal, fetch: callable });
