// The weight of the package on a page: at most 40 KB after brotli, JavaScript and wasm together.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pageWeight } from './support/weight.mjs';

const MOST = 40_960;

it('wasm and JavaScript weigh at most 40,960 bytes after brotli', (test) => {
  const files = pageWeight();
  const names = files.map(({ file }) => file);
  for (const needed of ['index.js', 'crosssell_wasm_bg.wasm']) assert.ok(names.includes(needed), `${needed} in ${names}`);
  assert.ok(!names.includes('node.js'), 'the entry for Node is not for pages');
  const total = files.reduce((sum, { brotli }) => sum + brotli, 0);
  for (const { file, bytes, brotli } of files) test.diagnostic(`${file}: ${bytes} bytes, ${brotli} after brotli`);
  test.diagnostic(`together: ${total} bytes after brotli, ${MOST} allowed`);
  assert.ok(total <= MOST, `${total} bytes after brotli, ${total - MOST} too many`);
});
