// The shop's catalogue: one JSON object a line in, items by id, categories and
// search out. What the model does not know (names, prices) comes from here.

import { hash } from './random.js';

const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

export class CatalogueError extends Error {
  constructor(message) {
    super(message);
    this.name = 'CatalogueError';
    this.code = 'CATALOGUE';
  }
}

function parse(text, url) {
  const items = [];
  let number = 0;
  for (const line of text.split('\n')) {
    number += 1;
    if (line.trim() === '') continue;
    let row;
    try {
      row = JSON.parse(line);
    } catch {
      throw new CatalogueError(`${url}, line ${number}: this is not a JSON object. Is it the catalogue, or a page that says it is missing?`);
    }
    if (row?.id === undefined || row.id === null) throw new CatalogueError(`${url}, line ${number}: an item without "id".`);
    items.push({
      id: String(row.id),
      name: String(row.name ?? row.id),
      category: String(row.category ?? 'Other'),
      price: row.price === null || row.price === undefined ? NaN : Number(row.price),
      group: row.group ?? null,
    });
  }
  return items;
}

const median = (values) => {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted.length ? sorted[sorted.length >> 1] : 0;
};

export class Catalogue {
  constructor(items) {
    this.items = items;
    this.byId = new Map(items.map((item) => [item.id, item]));
    this.groups = new Map();
    const byCategory = new Map();
    for (const item of items) {
      item.folded = fold(item.name);
      item.foldedCategory = fold(item.category);
      if (!byCategory.has(item.category)) byCategory.set(item.category, []);
      byCategory.get(item.category).push(item);
      if (item.group !== null) {
        if (!this.groups.has(item.group)) this.groups.set(item.group, []);
        this.groups.get(item.group).push(item);
      }
    }
    const levels = [...byCategory].map(([name, members]) => [name, median(members.map((m) => m.price))]);
    levels.sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
    this.levels = new Map(levels.map(([name], i) => [name, i / Math.max(1, levels.length - 1)]));
    this.categories = [...byCategory]
      .map(([name, members]) => ({ name, count: members.length }))
      .sort((a, b) => a.name.localeCompare(b.name));
    this.rankByPopularity([]);
  }

  static async load(url) {
    let response;
    try {
      response = await fetch(url);
    } catch (cause) {
      throw new CatalogueError(`${url} could not be fetched: ${cause.message}`);
    }
    if (!response.ok) throw new CatalogueError(`${url} answered ${response.status} ${response.statusText}. The build makes this file.`);
    const items = parse(await response.text(), url);
    if (items.length === 0) throw new CatalogueError(`${url} holds no items.`);
    return new Catalogue(items);
  }

  has(id) { return this.byId.has(id); }
  get(id) { return this.byId.get(id); }
  nameOf(id) { return this.byId.get(id)?.name ?? `item ${id}`; }
  hasCategory(name) { return this.levels.has(name); }
  levelOf(category) { return this.levels.get(category) ?? 0; }

  /** Other variants of an item (size, colour, pack). */
  siblings(item) {
    return item.group === null ? [] : (this.groups.get(item.group) ?? []).filter((other) => other !== item);
  }

  /**
   * Sets the 'featured' order: best sellers (ids, best first) dealt out
   * category by category, so that the first page shows the whole shop and not
   * one department. Items the list does not know follow in a fixed shuffle.
   */
  rankByPopularity(ids) {
    const rank = new Map(ids.map((id, i) => [id, i]));
    const place = (item) => rank.get(item.id) ?? ids.length + (hash(item.id) % 65536) / 65536;
    const sorted = [...this.items].sort((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1));
    const dealt = new Map();
    const groupSeen = new Map();
    const round = new Map();
    for (const item of sorted) {
      const n = dealt.get(item.category) ?? 0;
      // A second size of the same thing waits: a shelf of one thing looks broken.
      const twins = item.group === null ? 0 : groupSeen.get(item.group) ?? 0;
      if (item.group !== null) groupSeen.set(item.group, twins + 1);
      dealt.set(item.category, n + 1);
      round.set(item, n + twins * 6);
    }
    this.featured = sorted.sort((a, b) => round.get(a) - round.get(b));
  }

  find({ query = '', category = null, sort = 'featured' }) {
    const words = fold(query).split(/\s+/).filter(Boolean);
    let found = [];
    for (const item of this.featured) {
      if (category !== null && item.category !== category) continue;
      let score = 0;
      let all = true;
      for (const word of words) {
        const at = item.folded.indexOf(word);
        if (at === 0 || (at > 0 && item.folded[at - 1] === ' ')) score += 3;
        else if (at > 0) score += 2;
        else if (item.foldedCategory.includes(word)) score += 1;
        else { all = false; break; }
      }
      if (all) found.push({ item, score });
    }
    if (words.length) found.sort((a, b) => b.score - a.score);
    found = found.map((f) => f.item);
    if (sort === 'price-up') found.sort((a, b) => a.price - b.price);
    if (sort === 'price-down') found.sort((a, b) => b.price - a.price);
    if (sort === 'name') found.sort((a, b) => a.name.localeCompare(b.name));
    return found;
  }
}
