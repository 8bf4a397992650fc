// Runs inside the page: times the package with fresh questions, and gives plain numbers. No answer is kept or reused.
export const SCRIPT = `
import init, { CrossSell } from 'crosssell-wasm';

const micros = (work) => { const start = performance.now(); work(); return (performance.now() - start) * 1000; };
const sorted = (values) => values.slice().sort((a, b) => a - b);
const at = (values, share) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))];

// The clock's step: the smallest difference that it shows.
function step() {
  let smallest = Infinity;
  for (let i = 0; i < 20; i += 1) {
    const start = performance.now();
    let now = start;
    while (now === start) now = performance.now();
    smallest = Math.min(smallest, now - start);
  }
  return smallest * 1000;
}

function time(call, warm, questions, batch = 25) {
  const first = micros(() => call(warm[0]));
  for (const question of warm) call(question);
  const batches = [];
  for (let from = 0; from + batch <= questions.length; from += batch) {
    batches.push(micros(() => { for (let i = from; i < from + batch; i += 1) call(questions[i]); }) / batch);
  }
  const single = questions.map((question) => micros(() => call(question)));
  return { first, median: at(batches, 0.5), p95: at(single, 0.95), calls: questions.length };
}

try {
  const bytes = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  const [wasm, blob, work] = [await bytes('./crosssell-wasm/crosssell_wasm_bg.wasm'), await bytes('./model.xsel'), await (await fetch('./questions.json')).json()];
  const start = performance.now();
  await init(wasm);
  const started = performance.now();
  const shop = CrossSell.fromBytes(blob);
  const ready = performance.now();
  const figures = { init: started - start, decode: ready - started, ready: ready - start, step: step() };
  if (location.search !== '?ready') {
    for (const [name, { warm, asked }] of Object.entries(work)) figures[name] = time((question) => shop.recommend(question), warm, asked);
  }
  document.getElementById('answer').textContent = JSON.stringify(figures);
  document.documentElement.dataset.state = 'done';
} catch (error) {
  document.getElementById('answer').textContent = String(error.stack ?? error);
  document.documentElement.dataset.state = 'failed';
}
`;
