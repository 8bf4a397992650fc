// Prints what a browser loads of the package, compressed as a static host does it.
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const size = (name) => brotliCompressSync(readFileSync(new URL(`../pkg/dist/${name}`, import.meta.url))).length;
const [wasm, script] = [size('crosssell_wasm_bg.wasm'), size('index.js')];
console.log(`==> after brotli: wasm ${wasm} bytes, JavaScript ${script} bytes, together ${wasm + script}`);
