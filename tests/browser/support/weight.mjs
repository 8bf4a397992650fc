// What a page has to load of the package, and its weight.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { root } from './paths.mjs';

/** The built files but for Node's entry, which no page loads: `[{ file, bytes, brotli }]`. */
export function pageWeight() {
  return readdirSync(join(root, 'pkg/dist')).filter((file) => file !== 'node.js').sort().map((file) => {
    const content = readFileSync(join(root, 'pkg/dist', file));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    return { file, bytes: content.length, brotli: brotliCompressSync(content, { params }).length };
  });
}
