// The demo shop as it is served: www, the built package in vendor/, a mined model in model/. And a page with nothing but
// the package.
import { createHash } from 'node:crypto';
import { cpSync, copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, temporaryFolder } from './paths.mjs';

/** Copies what a page needs of the package: its JavaScript and its wasm. */
export function copyPackage(folder) {
  cpSync(join(root, 'pkg/dist'), folder, { recursive: true });
}

/** The demo shop over the model of `mined`, in a folder of its own. */
export function demoShop(mined) {
  const folder = temporaryFolder('demo');
  cpSync(join(root, 'www'), folder, { recursive: true, filter: (path) => !['vendor', 'model'].includes(relative(join(root, 'www'), path)) });
  copyPackage(join(folder, 'vendor/crosssell-wasm'));
  cpSync(mined.model, join(folder, 'model'), { recursive: true });
  copyFileSync(mined.catalog, join(folder, 'model/catalog.jsonl'));
  writeFileSync(join(folder, 'model/personas.json'), '[]');
  return folder;
}

/** All files of a folder as a server would name them: `/app/main.js`. */
export const filesOf = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => `/${relative(folder, join(entry.parentPath ?? entry.path, entry.name))}`);

/** A page of its own whose policy allows its own files, wasm, and the import map; `script` is its module. */
export function barePage(mined, script) {
  const folder = temporaryFolder('bare');
  copyPackage(join(folder, 'crosssell-wasm'));
  cpSync(mined.model, join(folder, 'model'), { recursive: true });
  writeFileSync(join(folder, 'page.js'), script);
  const map = JSON.stringify({ imports: { 'crosssell-wasm': './crosssell-wasm/index.js' } });
  const hash = createHash('sha256').update(map).digest('base64');
  writeFileSync(join(folder, 'index.html'), `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}'; img-src data:">
<title>crosssell-wasm</title>
<link rel="icon" href="data:,">
<script type="importmap">${map}</script>
<script type="module" src="./page.js"></script>
<pre id="answer"></pre>
`);
  return folder;
}
