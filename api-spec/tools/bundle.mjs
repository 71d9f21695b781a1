// Bundles the split contract into published/, with the hash of its sources; `--check` only compares.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = ['openapi.yaml', 'paths', 'components', 'examples'];

/** All files below a path, `/`-separated and relative to the contract's folder. */
function filesOf(path) {
  if (path.endsWith('.yaml')) return [path];
  return readdirSync(join(root, path), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'));
}

/** SHA-256 of path and text of every source file in the order of their paths; line ends do not count. */
function sourceHash() {
  const hash = createHash('sha256');
  for (const path of sources.flatMap(filesOf).sort()) {
    const text = readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${path}\n${text}\n`, 'utf8');
  }
  return hash.digest('hex');
}

function redoclyBundle() {
  const work = mkdtempSync(join(tmpdir(), 'cowork-bundle-'));
  try {
    const file = join(work, 'bundle.yaml');
    const redocly = join(root, 'node_modules', '@redocly', 'cli', 'bin', 'cli.js');
    execFileSync(process.execPath, [redocly, 'bundle', 'openapi.yaml', '--output', file], {
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

const bundle = redoclyBundle();
bundle.info['x-source-sha256'] = sourceHash();
for (const kind of Object.keys(bundle.components)) bundle.components[kind] = sorted(bundle.components[kind]);

const published = {
  // compat: strings that an older YAML reader takes for dates or booleans are quoted
  'published/cowork.yaml': stringify(bundle, { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1' }),
  'published/cowork.json': JSON.stringify(bundle, null, 2) + '\n',
};
let stale = false;
for (const [path, text] of Object.entries(published)) {
  if (!process.argv.includes('--check')) writeFileSync(join(root, path), text);
  else if (readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n') !== text) {
    console.error(`${path} is stale: run "npm run bundle" in api-spec and commit the result.`);
    stale = true;
  }
}
process.exit(stale ? 1 : 0);
