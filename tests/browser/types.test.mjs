// The types: an example of each call compiles under `strict`, and what is wrong does not (`@ts-expect-error` fails where
// there is no error).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { root } from './support/paths.mjs';

const OPTIONS = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'es2022', '--lib', 'es2022,dom', '--types', ''];

async function compile(file, ...how) {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  return promisify(execFile)(process.execPath, [compiler, ...OPTIONS, ...how, file], { cwd: root })
    .then(() => '', ({ stdout, stderr, message }) => stdout + stderr || message);
}

for (const [name, how] of [['a bundler', ['--module', 'esnext', '--moduleResolution', 'bundler']], ['Node', ['--module', 'nodenext']]]) {
  it(`the example compiles as ${name} reads it`, async () => assert.equal(await compile('tests/types/example.ts', ...how), ''));
}

it('an error is found where there is one', async () => {
  // Inside the repository, since the package is found from there.
  const folder = join(root, 'target', 'types-test');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'wrong.ts'), "import { CrossSell } from 'crosssell-wasm';\nCrossSell.fromBytes(1);\n");
  try {
    assert.match(await compile(join(folder, 'wrong.ts'), '--module', 'esnext', '--moduleResolution', 'bundler'), /wrong\.ts.*error TS/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
