// Writes `src/generated` from the bundle: `npm run generate`. `--check` fails when what is committed is not that.
import { createClient } from '@hey-api/openapi-ts';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BUNDLE, config } from './openapi-ts.config.mjs';

export const GENERATED = fileURLToPath(new URL('../src/generated', import.meta.url));

/** The hash of the contract's sources that the bundle carries. */
export function bundleHash() {
  return /^ {2}x-source-sha256: ([0-9a-f]{64})$/m.exec(readFileSync(BUNDLE, 'utf8'))[1];
}

/** Text by path of every file below `folder`. */
export function read(folder) {
  const names = readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
  const files = names.filter((name) => statSync(name).isFile()).sort();
  return Object.fromEntries(files.map((name) => [relative(folder, name), readFileSync(name, 'utf8')]));
}

export async function generate(folder) {
  await createClient(config(folder));
  writeFileSync(join(folder, 'source.sha256'), `${bundleHash()}\n`);
}

/** The files that differ between what is committed and what the bundle gives. */
export async function staleFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'cowork-client-'));
  try {
    await generate(folder);
    const [fresh, committed] = [read(folder), read(GENERATED)];
    const names = new Set([...Object.keys(fresh), ...Object.keys(committed)]);
    return [...names].filter((name) => fresh[name] !== committed[name]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes('--check')) {
    const stale = await staleFiles();
    if (stale.length > 0) {
      console.error(`src/generated is stale (${stale.join(', ')}): run "npm run generate" and commit the result.`);
      process.exit(1);
    }
  } else {
    await generate(GENERATED);
  }
}
