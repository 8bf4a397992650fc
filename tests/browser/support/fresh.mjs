// A fresh Node process, for what happens once in a process: importing and starting.
import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/** Runs a module's text in a process of its own, in the repository's folder, and gives what it says with `tell(value)`. */
export async function fresh(text, { args = [] } = {}) {
  const tell = 'const tell = (value) => process.stdout.write(JSON.stringify(value));\n';
  const child = spawn(process.execPath, ['--input-type=module', '-e', tell + text, ...args], { cwd: root });
  let out = '', errors = '';
  child.stdout.on('data', (piece) => { out += piece; });
  child.stderr.on('data', (piece) => { errors += piece; });
  const status = await new Promise((done) => child.on('close', done));
  if (status !== 0) throw new Error(`the process ended with ${status}:\n${errors}`);
  return JSON.parse(out);
}
