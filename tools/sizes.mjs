// Prints what a browser loads of the package, compressed as a static host does it.
import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const pkg = new URL('../pkg/', import.meta.url);
const bytes = (names) => names.reduce((sum, name) => sum + brotliCompressSync(readFileSync(new URL(name, pkg))).length, 0);

// node.js is the entry for Node; browsers never load it.
const own = readdirSync(pkg).filter((name) => name.endsWith('.js') && name !== 'node.js');
const wasm = bytes(['dist/crosssell_wasm_bg.wasm']);
const script = bytes(['dist/crosssell_wasm.js', ...own]);
console.log(`==> after brotli: wasm ${wasm} bytes, JavaScript ${script} bytes, together ${wasm + script}`);
