// Numbers, money and dates as people read them. One fixed language, so that
// the page and its tests read the same everywhere.

const LANGUAGE = 'en-GB';
const DAY = 86_400_000;

const money = new Intl.NumberFormat(LANGUAGE, { style: 'currency', currency: 'EUR' });
const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 });
const longDate = new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const shortDate = new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const list = new Intl.ListFormat(LANGUAGE, { type: 'conjunction' });

export const price = (value) => (Number.isFinite(value) ? money.format(value) : 'Price on request');
export const count = (value) => whole.format(value);
export const plural = (n, one, many) => `${count(n)} ${n === 1 ? one : many}`;
export const andList = (words) => list.format(words);

/** 0.384 -> '38%'; small shares keep a digit, so that 0.4% is not called 0%. */
export const percent = (share) =>
  `${share < 0.1 && share > 0 ? oneDigit.format(share * 100) : whole.format(share * 100)}%`;

/** A lift: 5.23 -> '5.2', 48.7 -> '49'. */
export const times = (value) => (value < 20 ? oneDigit.format(value) : whole.format(value));

export function bytes(n) {
  if (n < 1000) return `${whole.format(n)} B`;
  if (n < 1_000_000) return `${(n / 1000).toFixed(n < 100_000 ? 1 : 0)} kB`;
  return `${(n / 1_000_000).toFixed(2)} MB`;
}

export const micros = (us) => (us < 10 ? oneDigit.format(us) : whole.format(us));

// Dates travel as 'YYYY-MM-DD' and are counted in UTC days: local time would
// move an order to the day before for half of the world.
export const toDay = (iso) => Math.floor(Date.parse(`${String(iso).slice(0, 10)}T00:00:00Z`) / DAY);
export const fromDay = (day) => new Date(day * DAY).toISOString().slice(0, 10);
export const date = (iso) => longDate.format(new Date(toDay(iso) * DAY));
export const dateShort = (iso) => shortDate.format(new Date(toDay(iso) * DAY));

/** 'today', 'tomorrow', 'in 9 days', '3 days ago'. */
export function fromNow(days) {
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days > 0 ? `in ${count(days)} days` : `${count(-days)} days ago`;
}
