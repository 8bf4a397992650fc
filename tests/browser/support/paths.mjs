// Where things are: the repository, the binary, the data that not every machine has, and folders that go with the process.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The native command; the debug build unless `CROSSSELL` names another. */
export const crosssell = process.env.CROSSSELL ?? join(root, 'target/debug/crosssell');

/** A file of the shared folder beside the repository, or null where there is none. */
export function shared(name) {
  const path = join(process.env.CROSSSELL_SHARED ?? join(root, '../shared'), name);
  return existsSync(path) ? path : null;
}

/** An empty folder that is removed when this process ends. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `crosssell-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
