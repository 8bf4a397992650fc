// The entry for Node: the wasm and file: addresses are read from disk, since Node's fetch does not.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { start } from './instance.js';
import { withHost } from './shop.js';

export { CrossSellError } from './errors.js';

const wasmUrl = new URL('./crosssell_wasm_bg.wasm', import.meta.url);

async function fetchOrRead(address, options) {
  const url = new URL(address, pathToFileURL(`${process.cwd()}/`));
  if (url.protocol !== 'file:') return globalThis.fetch(url, options);
  options?.signal?.throwIfAborted();
  return new Response(await readFile(url));
}

export const CrossSell = withHost({ fetch: fetchOrRead, base: () => pathToFileURL(`${process.cwd()}/`) });

export default async function init(source) {
  const address = source ?? wasmUrl;
  const local = (typeof address === 'string' || address instanceof URL) && /^file:/i.test(address);
  return start(local ? readFile(new URL(address)) : address);
}
