// Prints each figure that the project promises, with its floor: `node benches/figures.mjs [--quality]`. What each means
// is in README.md beside this file.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { BROWSERS, launch } from '../tests/browser/support/browsers.mjs';
import { dice } from '../tests/browser/support/dice.mjs';
import { fresh } from '../tests/browser/support/fresh.mjs';
import { crosssell, root, shared, temporaryFolder } from '../tests/browser/support/paths.mjs';
import { serve } from '../tests/browser/support/server.mjs';
import { barePage } from '../tests/browser/support/site.mjs';
import { pageWeight } from '../tests/browser/support/weight.mjs';
import { SCRIPT } from './page.mjs';

const RELEASE = process.env.CROSSSELL_RELEASE ?? join(root, 'target/release/crosssell');
const MINE = ['--min-count', '20'];
const RUNS = 5;
const READY_RUNS = 15;
const LIMIT = 120_000; // ms for one command

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const rows = [];
const put = (figure, value, floor = '', met = null) => rows.push([figure, value, floor, met === null ? '' : met ? 'yes' : 'NO']);

function command(file, args, options = {}) {
  const start = performance.now();
  const ended = spawnSync(file, args, { encoding: 'utf8', maxBuffer: 1 << 30, timeout: LIMIT, ...options });
  if (ended.error || ended.status !== 0) throw new Error(`${file} ${args.join(' ')}: ${ended.error?.message ?? ended.stderr}`);
  return { seconds: (performance.now() - start) / 1000, out: ended.stdout };
}

function weight() {
  const total = pageWeight().reduce((sum, file) => sum + file.brotli, 0);
  put('wasm + JavaScript after brotli, bytes', total, 'at most 40,960', total <= 40_960);
}

function sample() {
  const folder = temporaryFolder('figures');
  command(crosssell, ['synth', '-o', folder]);
  const log = [join(folder, 'orders.csv'), '--catalog', join(folder, 'catalog.jsonl')];
  for (const [name, binary, floor] of [['release', RELEASE, 3], ['dev', crosssell, 15]]) {
    if (!existsSync(binary)) { put(`100,000 orders mined, ${name} build`, 'not built'); continue; }
    const times = Array.from({ length: RUNS }, () => command(binary, ['mine', ...log, ...MINE, '-o', join(folder, 'model')]).seconds);
    put(`100,000 orders mined, ${name} build, s (median of ${RUNS})`, median(times).toFixed(2), `at most ${floor}`, median(times) <= floor);
  }
  const model = join(folder, 'model');
  const manifest = JSON.parse(readFileSync(join(model, 'manifest.json'), 'utf8'));
  const ids = readFileSync(join(folder, 'catalog.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line).id);
  return { model, manifest, blob: join(model, manifest.model), ids };
}

// Different carts throughout: nothing is asked twice. Warm-up has carts of its own.
function questions({ ids, manifest }) {
  const roll = dice(5);
  const ten = () => {
    const cart = new Set();
    while (cart.size < 10) cart.add(roll.oneOf(ids));
    return [...cart];
  };
  const end = Date.parse(manifest.minedThrough);
  const history = () => roll.many(300, () => ({ id: roll.oneOf(ids), date: new Date(end - roll.below(700) * 86_400_000).toISOString().slice(0, 10) }));
  const plain = () => ({ cart: ten(), limit: 10 });
  const known = () => ({ ...plain(), history: history() });
  return {
    plain: { warm: roll.many(1500, plain), asked: roll.many(4000, plain) },
    known: { warm: roll.many(500, known), asked: roll.many(1000, known) },
    // Ids of the same length that the model does not know: checks, crossing and look-up, but nothing to score.
    unknown: { warm: roll.many(1500, () => ({ ...plain(), cart: ten().map((id) => `#${id.slice(1)}`) })), asked: roll.many(2000, () => ({ ...plain(), cart: ten().map((id) => `#${id.slice(1)}`) })) },
    // All is scored, one answer is explained and written.
    one: { warm: roll.many(1500, () => ({ ...plain(), limit: 1 })), asked: roll.many(2000, () => ({ ...plain(), limit: 1 })) },
  };
}

async function browsers(mined) {
  const folder = barePage(mined, SCRIPT);
  copyFileSync(mined.blob, join(folder, 'model.xsel'));
  writeFileSync(join(folder, 'questions.json'), JSON.stringify(questions(mined)));
  const server = await serve(folder, {}, {
    // Isolated pages get the finer clock: 5 us in Chromium, 20 us in Firefox.
    'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp',
  });
  for (const name of BROWSERS) {
    const browser = await launch(name);
    try {
      const page = await browser.newPage();
      const visit = async (search) => {
        await page.goto(server.url + search);
        await page.waitForSelector('html[data-state]', { timeout: LIMIT });
        const [state, text] = await page.evaluate(() => [document.documentElement.dataset.state, document.getElementById('answer').textContent]);
        if (state !== 'done') throw new Error(`${name}: ${text}`);
        return JSON.parse(text);
      };
      const runs = [];
      for (let run = 0; run < READY_RUNS; run += 1) runs.push(await visit('?ready'));
      const ready = median(runs.map((run) => run.ready));
      const judged = name === 'chromium';
      const parts = `init ${median(runs.map((run) => run.init)).toFixed(1)} + blob ${median(runs.map((run) => run.decode)).toFixed(1)}`;
      put(`${name}: bytes there to shop ready, ms (median of ${READY_RUNS})`, `${ready.toFixed(1)} (${parts})`, judged ? 'at most 20' : '', judged ? ready <= 20 : null);
      const figures = await visit('');
      const show = ({ median: middle, p95 }) => `${middle.toFixed(1)}, ${p95.toFixed(1)}`;
      put(`${name}: cart of 10 answered, us (median, p95)`, show(figures.plain), judged ? 'at most 50' : '', judged ? figures.plain.median <= 50 : null);
      put(`${name}: the same with 300 lines of history`, show(figures.known));
      put(`${name}: the same, ids unknown (crossing alone)`, show(figures.unknown));
      put(`${name}: the same, limit 1 (crossing, scoring, one answer)`, show(figures.one));
      put(`${name}: the very first answer`, figures.plain.first.toFixed(0));
      put(`${name}: step of the clock, us`, figures.step.toFixed(1));
    } finally {
      await browser.close();
    }
  }
  await server.close();
}

async function node(mined) {
  const runs = [];
  for (let run = 0; run < READY_RUNS; run += 1) {
    runs.push(await fresh(`
      import { readFileSync } from 'node:fs';
      import init, { CrossSell } from 'crosssell-wasm';
      const [wasm, blob] = [readFileSync('pkg/dist/crosssell_wasm_bg.wasm'), readFileSync(process.argv[1])];
      const start = performance.now();
      await init(wasm);
      CrossSell.fromBytes(blob);
      tell(performance.now() - start);
    `, { args: [mined.blob] }));
  }
  put(`node: bytes there to shop ready, ms (median of ${READY_RUNS})`, median(runs).toFixed(1));
}

function quality() {
  const python = join(root, '.tools/venv/bin/python');
  const reference = shared('reference');
  if (!reference || !existsSync(python)) throw new Error('--quality needs ../shared and .tools/venv with numpy, pandas, scipy');
  const long = { timeout: 3_600_000 };
  for (const data of ['onlineretail', 'instacart']) {
    const log = shared(`data/${data}.csv.zst`);
    if (!log) continue;
    const folder = temporaryFolder(data);
    const plain = join(folder, 'data.csv');
    const { out: unpacked } = command('zstd', ['-dc', log]);
    writeFileSync(plain, unpacked);
    command(python, [join(reference, 'judge.py'), 'prepare', plain, folder], long);
    const model = join(folder, 'model');
    command(crosssell, ['mine', join(folder, 'train.csv'), '-o', model], long);
    const peers = {};
    const { out } = command(python, [join(reference, 'peers.py'), folder, '--models', 'cond,own,interval'], long);
    for (const [, task, name, json] of out.matchAll(/^(\w+)\s+(\w+)\s+(\{.*\})$/gm)) peers[`${task} ${name}`] = JSON.parse(json);
    const score = (task, verb) => {
      const answers = join(folder, `${task}.answers.jsonl`);
      writeFileSync(answers, command(crosssell, [verb, model, '--requests', join(folder, `${task}.requests.jsonl`)], long).out);
      return JSON.parse(command(python, [join(reference, 'judge.py'), 'score', join(folder, `${task}.truth.jsonl`), answers], long).out);
    };
    const ratio = (task, verb, peer, metric, floor) => {
      const [ours, theirs] = [score(task, verb)[metric], peers[`${task} ${peer}`][metric]];
      put(`${data} ${task}: ${metric}, ours / ${peer}`, `${ours} / ${theirs} = ${(ours / theirs).toFixed(3)}`, `at least ${floor}`, ours / theirs >= floor);
    };
    ratio('loo', 'recommend', 'cond', 'HR10', 0.97);
    ratio('two', 'recommend', 'cond', 'HR10', 0.97);
    ratio('next', 'next', 'own', 'NDCG10', 0.9);
    ratio('next', 'next', 'interval', 'NDCG10', 1);
    const due = score('due', 'next');
    const most = Math.min(due.logloss_constant, peers['due interval'].logloss);
    put(`${data} due: log loss`, due.logloss, `below ${most} (constant ${due.logloss_constant}, interval ${peers['due interval'].logloss})`, due.logloss < most);
  }
}

const cores = cpus();
console.log(`${cores.length} cores, ${cores[0].model.trim()}; load ${loadavg().map((load) => load.toFixed(1)).join(' ')} before; Node ${process.version}`);
if (process.argv.includes('--quality')) {
  quality();
} else {
  weight();
  const mined = sample();
  put('sample blob, bytes', readFileSync(mined.blob).length);
  await node(mined);
  await browsers(mined);
}
const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => String(row[column]).length)));
for (const row of [['figure', 'measured', 'floor', 'met'], ...rows]) console.log(row.map((cell, column) => String(cell).padEnd(widths[column] ?? 0)).join('  ').trimEnd());
console.log(`load ${loadavg().map((load) => load.toFixed(1)).join(' ')} after`);
