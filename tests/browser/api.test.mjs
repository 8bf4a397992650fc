// The promises of index.d.ts, kept in Node: starting, loading, asking, freeing, and every error with its code.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import init, { CrossSell, CrossSellError } from 'crosssell-wasm';
import { dice } from './support/dice.mjs';
import { fresh } from './support/fresh.mjs';
import { sampleShop } from './support/native.mjs';
import { root } from './support/paths.mjs';
import { serve } from './support/server.mjs';

const mined = sampleShop({ orders: 3000, items: 200 });
const blob = readFileSync(mined.blob);
const catalogue = readFileSync(mined.catalog, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const item = catalogue[0].id;

// The error that `work` ends in must be ours, with this code, and say each of `words`.
const refuses = async (code, words, work) => {
  const check = (error) => {
    assert.ok(error instanceof CrossSellError && error instanceof Error, `${error} is no CrossSellError`);
    assert.equal(error.name, 'CrossSellError');
    assert.equal(error.code, code, error.message);
    for (const word of [words].flat()) assert.ok(error.message.includes(word), `"${error.message}" does not say "${word}"`);
    return true;
  };
  await assert.rejects(async () => work(), check);
};

describe('starting', () => {
  let server;
  before(async () => {
    const [wasm, broken] = [readFileSync(join(root, 'pkg/dist/crosssell_wasm_bg.wasm')), Buffer.from('no wasm at all')];
    server = await serve(join(root, 'pkg'), {
      '/ok.wasm': { type: 'application/wasm', body: wasm },
      '/broken.wasm': { type: 'application/wasm', body: broken },
      '/page.wasm': { type: 'text/html', body: '<!doctype html><p>Not found' },
    });
  });
  after(() => server.close());

  it('importing has no side effect and touches no window', async () => {
    for (const entry of ['./pkg/dist/index.js', './pkg/dist/node.js']) {
      assert.deepEqual(await fresh(`
        const touched = [];
        for (const name of ['window', 'document', 'location', 'self', 'localStorage', 'indexedDB', 'Worker']) {
          Object.defineProperty(globalThis, name, { configurable: true, get() { touched.push(name); } });
        }
        for (const name of ['fetch', 'setTimeout', 'setInterval', 'queueMicrotask']) globalThis[name] = () => { touched.push(name); };
        for (const name of ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming']) WebAssembly[name] = () => { touched.push(name); };
        const names = () => Object.getOwnPropertyNames(globalThis).sort().join();
        const before = names();
        const module = await import('${entry}');
        tell({ touched, added: names() === before ? 0 : 1, exports: Object.keys(module).sort() });
      `), { touched: [], added: 0, exports: ['CrossSell', 'CrossSellError', 'default'] }, entry);
    }
  });

  it('before init, a shop cannot be opened: NOT_INITIALISED', async () => {
    assert.deepEqual(await fresh(`
      import { CrossSell, CrossSellError } from 'crosssell-wasm';
      import { readFileSync } from 'node:fs';
      const [blob, url] = process.argv.slice(1);
      const errors = [];
      const note = (error) => errors.push([error instanceof CrossSellError, error.code, error.message.includes('init()')]);
      try { CrossSell.fromBytes(readFileSync(blob)); } catch (error) { note(error); }
      await CrossSell.load(url).catch(note);
      tell(errors);
    `, { args: [mined.blob, pathToFileURL(join(mined.model, 'manifest.json')).href] }),
    [[true, 'NOT_INITIALISED', true], [true, 'NOT_INITIALISED', true]]);
  });

  it('concurrent calls share one instance, later ones are harmless', async () => {
    const before = server.requests.length;
    assert.equal(await fresh(`
      import init, { CrossSell } from 'crosssell-wasm';
      import { readFileSync } from 'node:fs';
      const [url, blob] = process.argv.slice(1);
      const calls = await Promise.all([init(url), init(url), init(new URL(url)), init()]);
      await init(url);
      const shop = CrossSell.fromBytes(readFileSync(blob));
      await init('http://localhost:1/nowhere.wasm');
      tell(calls.every((value) => value === undefined) && shop.info.items > 0);
    `, { args: [`${server.url}ok.wasm`, mined.blob] }), true);
    assert.equal(server.requests.length - before, 1, 'the wasm is loaded once');
  });

  it('a failed call can be made again', async () => {
    assert.deepEqual(await fresh(`
      import init, { CrossSell, CrossSellError } from 'crosssell-wasm';
      import { readFileSync } from 'node:fs';
      const [url, blob] = process.argv.slice(1);
      const errors = [];
      const wrong = [url + 'missing.wasm', url + 'broken.wasm', url + 'page.wasm', 'http://localhost:1/', new Uint8Array(8), () => Promise.reject(new Error('mine'))];
      for (const source of wrong) {
        const given = typeof source === 'function' ? source() : source;
        const [one, two] = await Promise.allSettled([init(given), init(given)]);
        errors.push([one.reason instanceof CrossSellError, one.reason?.code, two.reason?.code, one.reason?.message.length > 20]);
      }
      await init();
      tell({ errors, items: CrossSell.fromBytes(readFileSync(blob)).info.items > 0 });
    `, { args: [server.url, mined.blob] }), { errors: Array(6).fill([true, 'FETCH', 'FETCH', true]), items: true });
  });

  it('a missing file and a page in its place are told apart', async () => {
    const [missing] = await fresh(`
      import init from 'crosssell-wasm';
      tell([await init(process.argv[1] + 'missing.wasm').catch((error) => error.message)]);
    `, { args: [server.url] });
    assert.ok(missing.includes('missing.wasm') && missing.includes('404'), missing);
  });

  it('takes what init promises: address, Response, bytes, module, promises of them', async () => {
    const code = (source) => fresh(`
      import init, { CrossSell } from 'crosssell-wasm';
      import { readFileSync } from 'node:fs';
      const [url, blob] = process.argv.slice(1);
      const bytes = readFileSync('pkg/dist/crosssell_wasm_bg.wasm');
      await init(${source});
      tell(CrossSell.fromBytes(readFileSync(blob)).info.items > 0);
    `, { args: [`${server.url}ok.wasm`, mined.blob] });
    for (const source of ['', 'undefined', 'url', 'new URL(url)', 'new Request(url)', 'fetch(url)', 'await fetch(url)', 'bytes', 'bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)',
      'new WebAssembly.Module(bytes)', 'WebAssembly.compile(bytes)', 'Promise.resolve(bytes)', 'import.meta.resolve("crosssell-wasm/crosssell_wasm_bg.wasm")', 'new URL(import.meta.resolve("crosssell-wasm/crosssell_wasm_bg.wasm"))']) {
      assert.equal(await code(source).catch((error) => error.message), true, `init(${source})`);
    }
  });
});

describe('loading', () => {
  let server;
  const manifest = (change = {}) => JSON.stringify({ ...mined.manifest, ...change });
  const changed = (change) => {
    const bytes = Buffer.from(blob);
    change(bytes);
    return bytes;
  };
  const page = { type: 'text/html', body: '<!doctype html><title>Not found</title>' };
  before(async () => {
    await init();
    server = await serve(mined.model, {
      '/page/manifest.json': page,
      '/no-manifest/manifest.json': { body: '{"name":"shop"}' },
      '/null/manifest.json': { body: 'null' },
      '/text/manifest.json': { body: 'ready' },
      '/old/manifest.json': { body: manifest({ format: 0 }) },
      '/new/manifest.json': { body: manifest({ format: 99 }) },
      '/gone/manifest.json': { body: manifest() },
      '/page-blob/manifest.json': { body: manifest() },
      [`/page-blob/${mined.manifest.model}`]: page,
      '/cut/manifest.json': { body: manifest() },
      [`/cut/${mined.manifest.model}`]: { body: blob.subarray(0, blob.length - 100) },
      '/cut-header/manifest.json': { body: manifest() },
      [`/cut-header/${mined.manifest.model}`]: { body: blob.subarray(0, 10) },
      '/empty/manifest.json': { body: manifest() },
      [`/empty/${mined.manifest.model}`]: { body: '' },
      '/flipped/manifest.json': { body: manifest() },
      [`/flipped/${mined.manifest.model}`]: { body: changed((bytes) => { bytes[blob.length >> 1] ^= 4; }) },
      '/old-blob/manifest.json': { body: manifest() },
      [`/old-blob/${mined.manifest.model}`]: { body: changed((bytes) => bytes.writeUInt32LE(0, 4)) },
      '/new-blob/manifest.json': { body: manifest() },
      [`/new-blob/${mined.manifest.model}`]: { body: changed((bytes) => bytes.writeUInt32LE(7, 4)) },
      '/broken-off/manifest.json': (request, response) => {
        response.writeHead(200, { 'content-length': 1000 });
        response.write('{');
        setTimeout(() => response.destroy(), 20);
      },
      '/slow/manifest.json': () => {},
      '/failing/manifest.json': { status: 500, body: 'oh' },
    });
  });
  after(() => server.close());

  const load = (path, options) => CrossSell.load(`${server.url}${path}`, options);

  it('the manifest, the blob itself, a URL, a file, and bytes in each form give the same shop', async () => {
    const file = pathToFileURL(join(mined.model, 'manifest.json'));
    const shared = new Uint8Array(blob.length + 7);
    shared.set(blob, 5);
    const shops = [
      await load('manifest.json'), await load(mined.manifest.model), await CrossSell.load(new URL('manifest.json', server.url)),
      await CrossSell.load(file), await CrossSell.load(file.href),
      CrossSell.fromBytes(blob), CrossSell.fromBytes(new Uint8Array(blob).buffer), CrossSell.fromBytes(shared.subarray(5, 5 + blob.length)),
      CrossSell.fromBytes(new DataView(shared.buffer, 5, blob.length)),
    ];
    const answers = shops.map((shop) => [shop.info, shop.recommend({ cart: [item], seed: 1 })]);
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    for (const shop of shops) shop.free();
  });

  it('info tells what the model is', () => {
    const { info } = CrossSell.fromBytes(blob);
    assert.equal(info.formatVersion, mined.manifest.format);
    assert.equal(info.minedThrough, mined.manifest.minedThrough);
    assert.equal(info.orders, 3000);
    assert.ok(info.items > 0 && info.items <= catalogue.length);
    assert.ok(info.rules > 0 && info.neighbours > 0 && info.categories > 0);
    assert.match(info.digest, /^[0-9a-f]{16}$/);
    assert.equal(info.build, JSON.parse(readFileSync(join(root, 'pkg/package.json'), 'utf8')).version);
    assert.equal(typeof info.minedBy, 'string');
    assert.ok(Object.isFrozen(info));
  });

  it('own fetch: gets a URL and the signal', async () => {
    const seen = [];
    const { signal } = new AbortController();
    const shop = await load('manifest.json', {
      signal,
      fetch: (url, options) => { seen.push([url instanceof URL, options.signal === signal, url.pathname]); return fetch(url, options); },
    });
    assert.deepEqual(seen, [[true, true, '/manifest.json'], [true, true, `/${mined.manifest.model}`]]);
    shop.free();
  });

  const cases = [
    ['404', 'FETCH', ['404', '/nowhere/manifest.json'], 'nowhere/manifest.json'],
    ['500', 'FETCH', '500', 'failing/manifest.json'],
    ['a blob that is gone', 'FETCH', ['404', '.xsel'], 'gone/manifest.json'],
    ['a page for the manifest', 'NOT_A_BLOB', 'HTML', 'page/manifest.json'],
    ['a page for the blob', 'NOT_A_BLOB', 'error page', 'page-blob/manifest.json'],
    ['JSON that is no manifest', 'NOT_A_BLOB', 'manifest.json', 'no-manifest/manifest.json'],
    ['null', 'NOT_A_BLOB', 'manifest.json', 'null/manifest.json'],
    ['a text', 'NOT_A_BLOB', 'no JSON', 'text/manifest.json'],
    ['a manifest of an old format', 'UNSUPPORTED_VERSION', ['format 0', 'mine'], 'old/manifest.json'],
    ['a manifest of a new format', 'UNSUPPORTED_VERSION', ['format 99', 'update'], 'new/manifest.json'],
    ['a blob of an old format', 'UNSUPPORTED_VERSION', ['format 0', 'mine'], 'old-blob/manifest.json'],
    ['a blob of a new format', 'UNSUPPORTED_VERSION', ['format 7', 'update'], 'new-blob/manifest.json'],
    ['a truncated blob', 'CORRUPT', ['cut off', String(blob.length)], 'cut/manifest.json'],
    ['a blob cut in its header', 'CORRUPT', 'cut off', 'cut-header/manifest.json'],
    ['an empty blob', 'NOT_A_BLOB', '', 'empty/manifest.json'],
    ['one flipped bit', 'CORRUPT', 'damaged', 'flipped/manifest.json'],
    ['a connection that breaks off', 'FETCH', '', 'broken-off/manifest.json'],
  ];
  for (const [name, code, words, path] of cases) it(`${name}: ${code}`, () => refuses(code, words, () => load(path)));

  it('no network: FETCH', () => refuses('FETCH', 'localhost:1/', () => CrossSell.load('http://localhost:1/manifest.json')));
  it('no file: FETCH', () => refuses('FETCH', 'no-such.json', () => CrossSell.load(new URL('file:///no-such.json'))));
  it('no address: BAD_INPUT', async () => {
    for (const url of ['http://', 'http://[', null, undefined, 7, {}]) await refuses('BAD_INPUT', 'url', () => CrossSell.load(url));
  });
  it('options that are none: BAD_INPUT', async () => {
    for (const options of [null, 7, 'x', { fetch: 'no function' }, { signal: 'no signal' }, { sginal: null }]) {
      await refuses('BAD_INPUT', '', () => load('manifest.json', options));
    }
  });

  it('an abort rejects with the reason of who aborted', async () => {
    const early = AbortSignal.abort(new Error('closed before'));
    await assert.rejects(load('manifest.json', { signal: early }), /closed before/);
    const later = new AbortController();
    const loading = load('slow/manifest.json', { signal: later.signal });
    setTimeout(() => later.abort(), 20);
    await assert.rejects(loading, { name: 'AbortError' });
  });

  it('bytes that are none: BAD_INPUT; bytes of something else: NOT_A_BLOB', async () => {
    for (const bytes of [null, undefined, 'XSEL', 7, {}, [1, 2], new Response('x')]) await refuses('BAD_INPUT', 'bytes', () => CrossSell.fromBytes(bytes));
    for (const text of ['', 'X', '<html>', '{}', 'a text']) await refuses('NOT_A_BLOB', '', () => CrossSell.fromBytes(Buffer.from(text)));
  });

  it('each truncation and each flipped byte is refused, and the next whole one works', async () => {
    const roll = dice(11);
    const codes = new Set();
    const refused = (bytes) => {
      try {
        CrossSell.fromBytes(bytes).free();
      } catch (error) {
        assert.ok(error instanceof CrossSellError, String(error));
        codes.add(error.code);
        return;
      }
      assert.fail('taken');
    };
    const places = [...Array(64).keys(), ...roll.many(200, () => roll.below(blob.length))];
    for (const place of places) refused(changed((bytes) => { bytes[place] ^= 1 << roll.below(8); }));
    for (const place of places) refused(blob.subarray(0, place));
    refused(Buffer.concat([blob, Buffer.from([0])]));
    assert.deepEqual([...codes].sort(), ['CORRUPT', 'NOT_A_BLOB', 'UNSUPPORTED_VERSION']);
    CrossSell.fromBytes(blob).free();
  });

  it('only load and fromBytes make one', () => refuses('BAD_INPUT', 'CrossSell.load', () => new CrossSell()));
});

describe('asking', () => {
  let shop;
  before(async () => {
    await init();
    shop = CrossSell.fromBytes(blob);
  });

  const line = (change) => ({ id: item, date: '2025-01-01', ...change });
  const everywhere = [null, 7, 'x', true, []];
  const noText = [null, 7, true, {}, []];
  const noNumber = [null, '7', NaN, Infinity, -Infinity, true, {}];
  const noWhole = [...noNumber, -1, 1.5, 2 ** 53];
  const noDate = [null, '', 'yesterday', '2025-13-01', '2025-02-30', new Date(NaN), NaN, Infinity, true, {}, 1e18];
  // call, field that the error names, value -> request, wrong values
  const wrong = [
    ['recommend', '', (value) => value, [...everywhere, undefined]],
    ['recommend', 'cart', (cart) => ({ cart }), [null, undefined, 'x', 7, {}, new Set(['x'])]],
    ['recommend', 'cart[1]', (id) => ({ cart: [item, id] }), [...noText, undefined]],
    ['recommend', 'history', (history) => ({ cart: [], history }), [null, 'x', {}]],
    ['recommend', 'history[0]', (first) => ({ cart: [], history: [first] }), [null, 'x', 7, []]],
    ['recommend', 'history[1].id', (id) => ({ cart: [], history: [line(), { id }] }), [...noText, undefined]],
    ['recommend', 'history[1].date', (date) => ({ cart: [], history: [line(), line({ date })] }), noDate],
    ['recommend', 'history[0].quantity', (quantity) => ({ cart: [], history: [line({ quantity })] }), noNumber],
    ['recommend', 'history[0].price', (price) => ({ cart: [], history: [line({ price })] }), [1]],
    ['recommend', 'now', (now) => ({ cart: [], now }), noDate],
    ['recommend', 'limit', (limit) => ({ cart: [], limit }), noWhole],
    ['recommend', 'threshold', (threshold) => ({ cart: [], threshold }), noNumber],
    ['recommend', 'exclude', (exclude) => ({ cart: [], exclude }), [null, 'x', {}]],
    ['recommend', 'exclude[0]', (id) => ({ cart: [], exclude: [id] }), noText],
    ['recommend', 'available', (available) => ({ cart: [], available }), [null, 'x', {}, []]],
    ['recommend', 'categories', (categories) => ({ cart: [], categories }), [null, 'x', {}]],
    ['recommend', 'categories[0]', (name) => ({ cart: [], categories: [name] }), noText],
    ['recommend', 'priceBand', (priceBand) => ({ cart: [], priceBand }), [null, 5, [], [1], [1, 2, 3], [2, 1], [NaN, 1], [1, NaN], ['1', '2'], {}]],
    ['recommend', 'repeat', (repeat) => ({ cart: [], repeat }), [null, 'maybe', '', 1, true]],
    ['recommend', 'diversity', (diversity) => ({ cart: [], diversity }), [...noNumber, -0.1, 1.1]],
    ['recommend', 'fallback', (fallback) => ({ cart: [], fallback }), [null, 'best', true]],
    ['recommend', 'scorer', (scorer) => ({ cart: [], scorer }), [null, 'cosine', {}]],
    ['recommend', 'seed', (seed) => ({ cart: [], seed }), noWhole],
    ['recommend', 'basket', (basket) => ({ cart: [], basket }), [1]],
    ['next', '', (value) => value, [...everywhere, undefined]],
    ['next', 'history', (history) => ({ history }), [null, undefined, 'x', {}]],
    ['next', 'history[1].date', (date) => ({ history: [line(), line({ date })], now: '2025-06-01' }), [...noDate, undefined]],
    ['next', 'now', (now) => ({ history: [line()], now }), noDate],
    ['next', 'withinDays', (withinDays) => ({ history: [line()], withinDays }), [...noNumber, 0, -1, 3651]],
    ['next', 'limit', (limit) => ({ history: [line()], limit }), noWhole],
    ['next', 'threshold', (threshold) => ({ history: [line()], threshold }), noNumber],
    ['next', 'exclude', (exclude) => ({ history: [line()], exclude }), [null, 'x']],
    ['next', 'cart', (cart) => ({ history: [line()], cart }), [[]]],
    ['complementaryCategories', '', (value) => value, [...everywhere, undefined, {}, { cart: [] }]],
    ['complementaryCategories', 'cart', (cart) => ({ cart }), [null, 'x']],
    ['complementaryCategories', 'category', (category) => ({ category }), noText],
    ['complementaryCategories', 'limit', (limit) => [{ cart: [item] }, { limit }], noWhole],
    ['complementaryCategories', 'options', (options) => [{ cart: [item] }, options], [null, 5]],
    ['explain', 'id', (id) => [id, { cart: [item] }], [...noText, undefined]],
    ['explain', 'cart', (cart) => [item, { cart }], [null, undefined, 'x']],
    ['explain', '', (of) => [item, of], [null, undefined, [item]]],
  ];
  for (const [call, field, request, values] of wrong) {
    it(`${call} ${field || 'request'}: BAD_INPUT that names it`, async () => {
      for (const value of values) {
        // `next` without a date, and an array of arguments, are spelled out here.
        const given = request(value);
        const list = Array.isArray(given) && given !== value ? given : [given];
        await refuses('BAD_INPUT', field, () => shop[call](...list));
      }
    });
  }

  it('what is undefined is not given', () => {
    const plain = { cart: [item], seed: 1 };
    const names = ['history', 'now', 'limit', 'threshold', 'exclude', 'available', 'categories', 'priceBand', 'repeat', 'diversity', 'fallback', 'scorer'];
    assert.deepEqual(shop.recommend({ ...plain, ...Object.fromEntries(names.map((name) => [name, undefined])) }), shop.recommend(plain));
  });

  it('a request is not changed, and may be frozen', () => {
    const request = Object.freeze({ cart: Object.freeze([item]), history: Object.freeze([Object.freeze(line())]), seed: 1, available: () => true });
    const copy = { ...request };
    shop.recommend(request);
    assert.deepEqual(request, copy);
    shop.next(Object.freeze({ history: request.history }));
  });

  it('unknown ids are no error: they come back in missingIds', () => {
    const answer = shop.recommend({ cart: ['nothing', item, 'nichts', '', '__proto__'], history: [{ id: 'rien' }], exclude: ['niente'] });
    assert.deepEqual(answer.missingIds, ['nothing', 'nichts', '', '__proto__']);
    assert.ok(answer.items.length > 0);
    assert.deepEqual(shop.next({ history: [{ id: 'rien', date: '2025-01-01' }], now: '2025-06-01' }), []);
    assert.deepEqual(shop.explain('rien', { cart: [item] }), []);
    assert.deepEqual(shop.complementaryCategories({ category: 'no such category' }), []);
  });

  it('recommend: never what is in the cart, nor a variant of it, nor two variants of one product', () => {
    const group = new Map(catalogue.map(({ id, group: name }) => [id, name ?? id]));
    for (const { id } of catalogue) {
      const answer = shop.recommend({ cart: [id], limit: 50, fallback: 'popular' });
      const groups = [id, ...answer.items.map((found) => found.id)].map((found) => group.get(found));
      assert.equal(new Set(groups).size, groups.length, id);
    }
  });

  it('recommend: filters come before the cut', () => {
    const about = new Map(catalogue.map((product) => [product.id, product]));
    const limit = 4;
    const first = shop.recommend({ cart: [item], limit }).items.map((found) => found.id);
    assert.equal(first.length, limit);
    const rest = (change) => shop.recommend({ cart: [item], limit, fallback: 'popular', ...change }).items.map((found) => found.id);
    for (const found of [rest({ exclude: first }), rest({ available: (id) => !first.includes(id) }), rest({ history: first.map((id) => ({ id })) })]) {
      assert.equal(found.length, limit);
      assert.ok(found.every((id) => !first.includes(id)));
    }
    assert.deepEqual(shop.recommend({ cart: [item], limit, history: first.map((id) => ({ id })), repeat: 'include' }).items.map((found) => found.id), first);
    const categories = [about.get(first.at(-1)).category];
    for (const id of rest({ categories })) assert.equal(about.get(id).category, categories[0]);
    for (const id of rest({ priceBand: [10, 20] })) assert.ok(about.get(id).price >= 10 && about.get(id).price <= 20, id);
    assert.deepEqual(rest({ priceBand: [0, Infinity] }), rest({}));
    assert.deepEqual(rest({ limit: 0 }), []);
  });

  it('recommend: scores fall, thresholds hold, reasons are at most three and strongest first', () => {
    const { items } = shop.recommend({ cart: [item, catalogue[5].id], limit: 30 });
    assert.ok(items.length > 5);
    items.forEach((found, place) => {
      if (place > 0) assert.ok(found.score <= items[place - 1].score);
      assert.ok(found.reasons.length <= 3);
      for (const reason of found.reasons) {
        assert.ok(reason.because.length > 0 && reason.because.every((id) => [item, catalogue[5].id].includes(id)));
        assert.ok(Number.isInteger(reason.orders) && reason.orders > 0 && reason.confidence > 0 && reason.confidence <= 1 && reason.lift > 0);
      }
      assert.deepEqual(found.reasons.map((reason) => reason.confidence), found.reasons.map((reason) => reason.confidence).toSorted((a, b) => b - a));
    });
    const threshold = items[3].score;
    assert.deepEqual(shop.recommend({ cart: [item, catalogue[5].id], limit: 30, threshold }).items, items.filter((found) => found.score >= threshold));
  });

  it('recommend: a fallback is asked for, and labelled', () => {
    assert.deepEqual(shop.recommend({ cart: [] }).items, []);
    const { items } = shop.recommend({ cart: [], fallback: 'popular', limit: 5 });
    assert.equal(items.length, 5);
    for (const found of items) {
      assert.equal(found.source, 'popular');
      assert.deepEqual(found.reasons.map((reason) => reason.because), [[]]);
    }
  });

  it('recommend: the id of an answer is its own, and the seed fixes it', () => {
    const id = (seed) => shop.recommend({ cart: [item], seed }).id;
    assert.equal(id(5), id(5));
    assert.notEqual(id(5), id(6));
    assert.equal(new Set(Array.from({ length: 50 }, () => id())).size, 50);
  });

  it('recommend: an error of `available` passes as it is, and the shop answers on', () => {
    const mine = new TypeError('stock is down');
    assert.throws(() => shop.recommend({ cart: [item], available: () => { throw mine; } }), (error) => error === mine);
    assert.equal(shop.recommend({ cart: [item], available: () => shop.recommend({ cart: [] }).items.length === 0, limit: 2 }).items.length, 2);
    const asked = [];
    shop.recommend({ cart: [item], limit: 2, available: (id) => { asked.push(id); return asked.length > 1; } });
    assert.deepEqual(asked, shop.recommend({ cart: [item], limit: 3 }).items.map((found) => found.id), 'best first, until the list is full');
  });

  it('next: takes a Date, an ISO text, seconds or milliseconds for the same moment, near 1970 too', () => {
    const answer = (shift) => {
      const [then, now] = [Date.UTC(shift, 0, 1), Date.UTC(shift, 2, 1)];
      const ways = [(time) => new Date(time), (time) => new Date(time).toISOString(), (time) => time / 1000];
      return ways.map((way) => catalogue.flatMap(({ id }) => shop.next({ history: [{ id, date: way(then) }], now: way(now), threshold: 0 })));
    };
    for (const year of [2025, 1970, 1971, 1965]) {
      const [date, iso, seconds] = answer(year);
      assert.ok(date.length > 10, 'some are rebought');
      iso.forEach((answer, place) => {
        assert.deepEqual(date[place], answer, `Date in ${year}`);
        assert.deepEqual(seconds[place], answer, `seconds in ${year}`);
      });
    }
  });

  it('next: likeliest first, with dates in order; the future is not seen; now is the clock by default', () => {
    const history = catalogue.flatMap(({ id }) => ['2025-03-01', '2025-04-01', '2025-05-01'].map((date) => ({ id, date })));
    const answers = shop.next({ history, now: '2025-06-10', withinDays: 30, limit: 1000 });
    assert.ok(answers.length > 20);
    answers.forEach((answer, place) => {
      assert.ok(answer.probability > 0 && answer.probability <= 1);
      if (place > 0) assert.ok(answer.probability <= answers[place - 1].probability);
      assert.ok(answer.dueFrom <= answer.dueDate && answer.dueDate <= answer.dueUntil);
      assert.deepEqual([answer.lastBought, answer.timesBought], ['2025-05-01', 3]);
      assert.ok(answer.intervalDays > 0 && answer.intervalSpreadDays > 0);
      assert.match(answer.dueDate, /^\d{4}-\d\d-\d\d$/);
    });
    const past = history.filter(({ date }) => date < '2025-04-15');
    assert.deepEqual(shop.next({ history, now: '2025-04-15', limit: 1000 }), shop.next({ history: past, now: '2025-04-15', limit: 1000 }));
    const recent = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
    const lately = catalogue.map(({ id }) => ({ id, date: recent }));
    assert.deepEqual(shop.next({ history: lately }).map(({ id }) => id), shop.next({ history: lately, now: new Date() }).map(({ id }) => id));
  });

  it('complementaryCategories and explain answer with evidence', () => {
    const found = shop.complementaryCategories({ cart: [item] }, { limit: 3 });
    assert.equal(found.length, 3);
    assert.ok(found.every(({ category, reasons }) => category !== catalogue[0].category && reasons.length > 0));
    assert.deepEqual(shop.complementaryCategories({ category: catalogue[0].category }, { limit: 3 }), found);
    const [best] = shop.recommend({ cart: [item] }).items;
    assert.deepEqual(shop.explain(best.id, { cart: [item] })[0], best.reasons[0]);
  });

  it('answers are plain values of their own', () => {
    const answer = shop.recommend({ cart: [item], seed: 1 });
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
    assert.equal(Object.getPrototypeOf(answer), Object.prototype);
    answer.items.length = 0;
    assert.ok(shop.recommend({ cart: [item], seed: 1 }).items.length > 0);
  });
});

describe('freeing', () => {
  before(() => init());

  it('after free every call is DISPOSED; freeing twice is harmless; other shops live on', async () => {
    const [shop, other] = [CrossSell.fromBytes(blob), CrossSell.fromBytes(blob)];
    void shop.info;
    shop.free();
    shop.free();
    for (const call of [
      () => shop.recommend({ cart: [] }), () => shop.next({ history: [] }), () => shop.complementaryCategories({ cart: [item] }),
      () => shop.explain(item, { cart: [] }), () => shop.info, () => shop.recommend(null),
    ]) await refuses('DISPOSED', 'load it again', call);
    assert.ok(other.recommend({ cart: [item] }).items.length > 0);
    other.free();
  });

  it('freeing in the middle of an answer leaves a typed error and other shops whole', async () => {
    const [shop, other] = [CrossSell.fromBytes(blob), CrossSell.fromBytes(blob)];
    try {
      shop.recommend({ cart: [item], available: () => { shop.free(); return true; } });
    } catch (error) {
      assert.ok(error instanceof Error);
    }
    shop.free();
    await refuses('DISPOSED', '', () => shop.recommend({ cart: [item] }));
    assert.ok(other.recommend({ cart: [item] }).items.length > 0);
  });

  it('gives the memory back: a thousand shops fit where one did', async () => {
    // A leak of the blob alone would be some 30 MB here, and the wasm cannot shrink.
    assert.equal(await fresh(`
      import init, { CrossSell } from 'crosssell-wasm';
      import { readFileSync } from 'node:fs';
      const bytes = readFileSync(process.argv[1]);
      let memory;
      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (...given) => { const made = await instantiate(...given); memory = (made.instance ?? made).exports.memory; return made; };
      await init();
      const turn = () => { const shop = CrossSell.fromBytes(bytes); shop.recommend({ cart: [] }); shop.free(); };
      for (let i = 0; i < 5; i += 1) turn();
      const before = memory.buffer.byteLength;
      for (let i = 0; i < 1000; i += 1) turn();
      tell(memory.buffer.byteLength - before);
    `, { args: [mined.blob] }), 0);
  });
});
