// The native command as a source of models and of answers to compare with.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crosssell, shared, temporaryFolder } from './paths.mjs';

/** Runs `crosssell` and gives what it prints; an error if it fails. */
export function run(command, { input, binary = crosssell } = {}) {
  const ended = spawnSync(binary, command, { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (ended.error) throw new Error(`${binary} cannot be run (${ended.error.message}); build it, or name it in CROSSSELL`);
  if (ended.status !== 0) throw new Error(`crosssell ${command.join(' ')} ended with ${ended.status}:\n${ended.stderr}`);
  return ended.stdout;
}

/** Answers of `recommend`, `next` or `categories` to each request, in order. */
export function ask(verb, model, requests) {
  const lines = requests.map((request) => JSON.stringify(request)).join('\n');
  return run([verb, model, '--requests', '-'], { input: lines }).split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

/**
 * Generates and mines a sample shop: `{ folder, model, blob, manifest, orders, catalog }`, all paths but the manifest.
 * `mineOptions` are given to `crosssell mine` as they are.
 */
export function sampleShop({ orders = 20_000, items = 500, seed = 3, mineOptions = ['--min-count', '5'] } = {}) {
  const folder = temporaryFolder('sample');
  run(['synth', '--orders', String(orders), '--items', String(items), '--seed', String(seed), '-o', folder]);
  const paths = { orders: join(folder, 'orders.csv'), catalog: join(folder, 'catalog.jsonl') };
  run(['mine', paths.orders, '--catalog', paths.catalog, ...mineOptions, '-o', join(folder, 'model')]);
  return { folder, ...paths, ...minedInto(join(folder, 'model')) };
}

/** Online Retail's model, or null on a machine without the shared data. */
export function onlineRetail() {
  const log = shared('data/onlineretail.csv.zst');
  if (!log) return null;
  const folder = temporaryFolder('onlineretail');
  run(['mine', log, '--min-support', '0.005', '-o', folder]);
  return { folder, ...minedInto(folder) };
}

function minedInto(model) {
  const manifest = JSON.parse(readFileSync(join(model, 'manifest.json'), 'utf8'));
  return { model, manifest, blob: join(model, manifest.model) };
}

/** What can be asked about: `{ ids (most popular first), categories }`. */
export function vocabulary(model) {
  const [all] = ask('recommend', model, [{ cart: [], limit: 1_000_000, fallback: 'popular' }]);
  const ids = all.items.map((item) => item.id);
  const related = ask('categories', model, ids.slice(0, 1000).map((id) => ({ cart: [id], limit: 1_000_000 })));
  const named = related.flatMap((answer) => answer.items.flatMap((item) => [item.category, ...item.reasons.flatMap((reason) => reason.because)]));
  return { ids, categories: [...new Set(named)].sort() };
}
