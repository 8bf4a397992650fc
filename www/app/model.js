// The door to crosssell-wasm: loads the model and asks it. Each question is
// asked once for the page, then again a few dozen times while the browser is
// idle, only to learn how long it takes.

import { measure } from './stopwatch.js';

const changes = new EventTarget();
const timings = new Map();
const waiting = new Map();

export const model = {
  state: 'loading', // 'loading' | 'ready' | 'failed'
  shop: null,
  error: null,
  headline: null, // the name of the last main question

  async load(manifest) {
    this.state = 'loading';
    this.error = null;
    try {
      const { default: init, CrossSell } = await importPackage();
      await init();
      this.shop = await CrossSell.load(manifest);
      this.state = 'ready';
    } catch (error) {
      this.error = error;
      this.state = 'failed';
    }
    changes.dispatchEvent(new Event('change'));
  },

  /** Asks and returns the answer; an error of the model goes to the console and gives `otherwise`. */
  ask(name, question, otherwise) {
    if (this.state !== 'ready') return otherwise;
    let answer;
    try {
      answer = question(this.shop);
    } catch (error) {
      console.error(`${name}: ${error.code ?? ''} ${error.message}`);
      return otherwise;
    }
    if (name !== 'complementaryCategories' && name !== 'explain') this.headline = name;
    if (waiting.size === 0) whenIdle(flush);
    waiting.set(name, () => question(this.shop));
    return answer;
  },

  /** `{ name: { micros, calls, batches, reliable } }` of the last question of each kind. */
  timings: () => timings,
  onChange: (listener, signal) => changes.addEventListener('change', listener, { signal }),
};

// Not a static import: a missing build must give an error panel, not a blank page.
async function importPackage() {
  try {
    return await import('crosssell-wasm');
  } catch (cause) {
    throw Object.assign(new Error(`The package crosssell-wasm could not be imported (${cause.message}). The build copies it to vendor/crosssell-wasm/.`), { code: 'IMPORT' });
  }
}

const whenIdle = (work) => ('requestIdleCallback' in window ? requestIdleCallback(work, { timeout: 500 }) : setTimeout(work, 60));

function flush() {
  for (const [name, question] of waiting) timings.set(name, measure(question));
  waiting.clear();
  changes.dispatchEvent(new Event('change'));
}
