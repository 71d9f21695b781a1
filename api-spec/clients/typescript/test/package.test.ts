import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ask, oneShot } from './front-end.js';
import { frame, open, problem, turn, withServer } from './server.js';
import { cowork } from './support.js';

// compiled tests lie in build/test
const ROOT = new URL('../../', import.meta.url);

interface Generator {
  bundleHash(): string;
  staleFiles(): Promise<string[]>;
}

describe('the generated part', () => {
  it('is what the bundle gives', async () => {
    const { staleFiles } = (await import(new URL('tools/generate.mjs', ROOT).href)) as Generator;
    assert.deepEqual(await staleFiles(), [], 'run "npm run generate" and commit the result');
  });

  it('was made from the bundle that is published', async () => {
    const bundle = readFileSync(new URL('../../published/cowork.yaml', ROOT), 'utf8');
    const hash = /x-source-sha256: (\w{64})/.exec(bundle)?.[1];
    assert.equal(readFileSync(new URL('src/generated/source.sha256', ROOT), 'utf8').trim(), hash);
  });
});

describe('the package', () => {
  it('depends on nothing and pins what it is built with', () => {
    const manifest = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as Record<string, Record<string, string>>;
    assert.equal(manifest['dependencies'], undefined);
    assert.equal(manifest['peerDependencies'], undefined);
    Object.entries(manifest['devDependencies']!).forEach(([name, version]) => assert.match(version, /^\d+\.\d+\.\d+$/, name));
    assert.doesNotMatch(readFileSync(new URL('package-lock.json', ROOT), 'utf8'), /"resolved"/);
  });

  it('is enough for a small front end', async () => {
    const events = [...turn(3).slice(0, 2), { type: 'response.newer' }, turn(3)[2]!];
    await withServer((_, response) => open(response).end(events.map((event) => frame(event)).join('')), async (server) => {
      assert.deepEqual(await ask(cowork(server), 'Hi'), ['in conv_test', 'Wört 1 – 日本 🎈 ', '? response.newer', undefined]);
      server.answer = (_, response) => problem(response, 429, 'queue_full');
      assert.deepEqual(await ask(cowork(server), 'Hi'), ['Too many messages wait.']);
      server.answer = (_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"input":"Hi"}');
      assert.equal((await oneShot(cowork(server))).input, 'Hi');
      const [first, second] = server.calls.slice(-2);
      assert.deepEqual([first, second].map((call) => JSON.parse(call!.body)), Array(2).fill({ input: 'Hi', stream: false }));
      assert.ok(first!.headers['idempotency-key']);
    });
  });
});
