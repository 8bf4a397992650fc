// The entry for browsers and workers: the wasm lies next to this file.
import { start } from './instance.js';
import { withHost } from './shop.js';

export { CrossSellError } from './errors.js';

const wasmUrl = () => new URL('./crosssell_wasm_bg.wasm', import.meta.url);

export const CrossSell = withHost({ fetch: (...request) => globalThis.fetch(...request) });

export default function init(source) {
  return start(source ?? wasmUrl());
}
