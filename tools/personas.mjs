// `node tools/personas.mjs ORDERS.csv` prints the demo shop's sample customers (see www/app/personas.js) as JSON.
//
// They are real customers of the sample log: the three with the most orders who bought in its last weeks and who differ
// in what they buy most, measured against what everybody buys. Same log, same customers.
import { readFileSync } from 'node:fs';

const NAMES = ['Robin', 'Kim', 'Alex'];
const STILL_BUYING_DAYS = 30; // Nothing is due for somebody who left the shop a year ago.
const MOST_ORDERS = 60; // A page of orders that a person can look through.
const DAY = 86_400_000;

// The sample's own file: no field has a comma or a quote in it, and lines are sorted by time.
const [header, ...rows] = readFileSync(process.argv[2], 'utf8').trimEnd().split('\n').map((line) => line.split(','));
const column = (name) => {
  const at = header.indexOf(name);
  if (at < 0) throw new Error(`${process.argv[2]} has no column ${name}; it has ${header.join(', ')}`);
  return at;
};
const [order, user, item, time, quantity, category] =
  ['order_id', 'user_id', 'item_id', 'timestamp', 'quantity', 'category'].map(column);

const customers = new Map();
const linesOf = new Map(); // category -> lines of everybody
for (const row of rows) {
  linesOf.set(row[category], (linesOf.get(row[category]) ?? 0) + 1);
  if (row[user] === '') continue; // a guest
  let customer = customers.get(row[user]);
  if (!customer) customers.set(row[user], (customer = { id: row[user], orders: new Set(), rows: [] }));
  customer.orders.add(row[order]);
  customer.rows.push(row);
}

const until = Date.parse(rows.at(-1)[time]);
const recent = ({ rows }) => until - Date.parse(rows.at(-1)[time]) < STILL_BUYING_DAYS * DAY;
const candidates = [...customers.values()]
  .filter((customer) => customer.orders.size <= MOST_ORDERS && recent(customer))
  .sort((a, b) => b.orders.size - a.orders.size || (a.id < b.id ? -1 : 1));

// Up to three categories that a customer buys more than others do, strongest first.
function favourites({ rows: own }) {
  const counts = new Map();
  for (const row of own) counts.set(row[category], (counts.get(row[category]) ?? 0) + 1);
  const excess = ([name, count]) => count - (own.length * linesOf.get(name)) / rows.length;
  return [...counts].sort((a, b) => excess(b) - excess(a) || (a[0] < b[0] ? -1 : 1)).slice(0, 3).map(([name]) => name);
}

const taken = new Set();
const personas = [];
for (const customer of candidates) {
  const likes = favourites(customer);
  if (likes.some((name) => taken.has(name))) continue;
  likes.forEach((name) => taken.add(name));
  const history = customer.rows.map((row) => ({ id: row[item], date: row[time].slice(0, 10), quantity: Number(row[quantity]) }));
  personas.push({ name: NAMES[personas.length], note: likes.join(', '), history });
  if (personas.length === NAMES.length) break;
}
console.log(JSON.stringify(personas));
