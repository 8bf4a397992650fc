// What a page has to load of the package, and its weight.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { root } from './paths.mjs';

/** The browser's entry, every module that it imports, and the wasm: `[{ file, bytes, brotli }]`. */
export function pageWeight() {
  const files = new Set();
  const follow = (file) => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(join(root, 'pkg', file), 'utf8');
    for (const [, path] of text.matchAll(/^\s*(?:import|export)\b[^'";]*?(?:\bfrom\s*)?'(\.[^']+)'/gm)) follow(join(dirname(file), path));
    // The wasm, which is named by URL.
    for (const [, path] of text.matchAll(/new URL\('(\.[^']+)', import\.meta\.url\)/g)) files.add(join(dirname(file), path));
  };
  follow('index.js');
  return [...files].sort().map((file) => {
    const content = readFileSync(join(root, 'pkg', file));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    return { file, bytes: content.length, brotli: brotliCompressSync(content, { params }).length };
  });
}
