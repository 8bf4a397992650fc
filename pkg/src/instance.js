// The one wasm instance of a page: started once, shared by all who ask, tried again after a failure.
import instantiate, { Shop } from './wasm/crosssell_wasm.js';
import { CrossSellError } from './errors.js';

let starting = null;
let running = false;

export function start(source) {
  starting ??= instantiateFrom(source).then(
    () => { running = true; },
    (error) => {
      starting = null;
      throw new CrossSellError('FETCH', `the WebAssembly of crosssell-wasm could not be loaded: ${error.message}`, { cause: error });
    },
  );
  return starting;
}

async function instantiateFrom(source) {
  const given = await source;
  // A response that is no wasm gives an error that does not say so; look first.
  const response = typeof given === 'string' || given instanceof URL ? await fetch(given) : given;
  if (typeof Response === 'function' && response instanceof Response && !response.ok) {
    throw new Error(`${response.url} answers ${response.status}`);
  }
  await instantiate({ module_or_path: response });
}

export function decode(bytes) {
  if (!running) throw new CrossSellError('NOT_INITIALISED', 'call `await init()` before loading a model');
  return new Shop(bytes);
}
