// Bundles each split contract into published/, with the hash of its sources; `--check` only compares.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** The folder of each contract by its name. */
const contracts = { cowork: root, openai: join(root, 'openai') };
const sources = ['openapi.yaml', 'paths', 'components', 'examples'];

/** All files below a path, `/`-separated and relative to the contract's folder. */
function filesOf(folder, path) {
  if (path.endsWith('.yaml')) return [path];
  return readdirSync(join(folder, path), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'));
}

/** SHA-256 of path and text of every source file in the order of their paths; line ends do not count. */
function sourceHash(folder) {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((source) => filesOf(folder, source)).sort()) {
    const text = readFileSync(join(folder, path), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${path}\n${text}\n`, 'utf8');
  }
  return hash.digest('hex');
}

function redoclyBundle(folder) {
  const work = mkdtempSync(join(tmpdir(), 'cowork-bundle-'));
  try {
    const file = join(work, 'bundle.yaml');
    const redocly = join(root, 'node_modules', '@redocly', 'cli', 'bin', 'cli.js');
    execFileSync(process.execPath, [redocly, 'bundle', join(folder, 'openapi.yaml'), '--output', file], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    });
    return parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(work, { recursive: true });
  }
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The texts of one contract by the path they are published under. */
function published(name, folder) {
  const bundle = redoclyBundle(folder);
  bundle.info['x-source-sha256'] = sourceHash(folder);
  for (const kind of Object.keys(bundle.components)) bundle.components[kind] = sorted(bundle.components[kind]);
  return {
    // compat: strings that an older YAML reader takes for dates or booleans are quoted
    [`published/${name}.yaml`]: stringify(bundle, { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1' }),
    [`published/${name}.json`]: JSON.stringify(bundle, null, 2) + '\n',
  };
}

let stale = false;
for (const [path, text] of Object.entries(contracts).flatMap(([name, folder]) => Object.entries(published(name, folder)))) {
  if (!process.argv.includes('--check')) writeFileSync(join(root, path), text);
  else if (!existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n') !== text) {
    console.error(`${path} is stale: run "npm run bundle" in api-spec and commit the result.`);
    stale = true;
  }
}
process.exit(stale ? 1 : 0);
