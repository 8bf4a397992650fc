// From an address to a blob's bytes: manifest first, then the file that it names.
import { CrossSellError } from './errors.js';

// The blob format that this package's wasm reads.
const FORMAT = 1;

export async function readBlob(address, host, { signal, fetch = host.fetch } = {}) {
  const url = resolve(address, host);
  if (url.pathname.endsWith('.xsel')) return bytesOf(await get(url, fetch, signal), signal);

  const manifest = parse(await bytesOf(await get(url, fetch, signal), signal), url);
  if (manifest.format !== FORMAT) {
    const remedy = manifest.format < FORMAT ? 'mine the orders again with this version' : 'update crosssell-wasm';
    throw new CrossSellError('UNSUPPORTED_VERSION', `${url} names a model of format ${manifest.format}, this build reads format ${FORMAT}; ${remedy}`);
  }
  const blob = blobOf(manifest, url);
  const bytes = await bytesOf(await get(blob, fetch, signal), signal);
  if (bytes.byteLength < manifest.bytes && startsAsBlob(bytes)) {
    throw new CrossSellError('CORRUPT', `${blob} is cut off: ${bytes.byteLength} of ${manifest.bytes} bytes; load it again`);
  }
  return bytes;
}

function resolve(address, host) {
  try {
    return new URL(address, host.base?.() ?? globalThis.document?.baseURI ?? globalThis.location?.href);
  } catch (error) {
    throw new CrossSellError('BAD_INPUT', `url: ${String(address)} is no address`, { cause: error });
  }
}

async function get(url, fetch, signal) {
  let response;
  try {
    response = await fetch(url, { signal });
  } catch (error) {
    // An abort is the caller's own wish: it rejects with the caller's reason, as fetch does.
    signal?.throwIfAborted();
    throw new CrossSellError('FETCH', `${url} could not be fetched: ${error.message}`, { cause: error });
  }
  if (!response.ok) throw new CrossSellError('FETCH', `${url} answers ${response.status}; check that the file is there`);
  return response;
}

async function bytesOf(response, signal) {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    signal?.throwIfAborted();
    throw new CrossSellError('FETCH', `${response.url} broke off: ${error.message}`, { cause: error });
  }
}

function parse(bytes, url) {
  let manifest;
  try {
    manifest = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    const html = new TextDecoder().decode(bytes.subarray(0, 200)).trimStart().startsWith('<');
    const found = html ? 'an HTML page, most likely an error page' : 'no JSON';
    throw new CrossSellError('NOT_A_BLOB', `${url} is ${found}; expected the manifest.json that the miner wrote`, { cause: error });
  }
  if (typeof manifest?.model !== 'string' || !Number.isInteger(manifest.format)) {
    throw new CrossSellError('NOT_A_BLOB', `${url} names no model; expected the manifest.json that the miner wrote`);
  }
  return manifest;
}

function blobOf(manifest, url) {
  try {
    return new URL(manifest.model, url);
  } catch (error) {
    throw new CrossSellError('NOT_A_BLOB', `${url} names no model that has an address; mine again`, { cause: error });
  }
}

const startsAsBlob = (bytes) => String.fromCharCode(...bytes.subarray(0, 4)) === 'XSEL';
