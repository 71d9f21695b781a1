import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Cowork, CoworkError, ProblemError, StreamLostError } from '../src/index.js';
import { above, frame, open, problem, RESPONSE_ID, ScriptedServer, turn, withServer, type Answer } from './server.js';
import { assertSame, collect, cowork, QUICK } from './support.js';

const EVENTS = turn(10);

/** Two frames and a cut, then `next` for every later request until it returns false. */
function afterCut(next: Answer): Answer {
  return async (call, response, index) => {
    if (index === 0) return open(response).end(EVENTS.slice(0, 2).map((event) => frame(event)).join(''));
    if ((await next(call, response, index)) !== false) return;
    open(response).end(above(call, EVENTS).map((event) => frame(event)).join(''));
  };
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => assert.fail('it should have failed'),
    (error: unknown) => error,
  );
}

describe('a refusal', () => {
  const refusals = { '404 project_not_found': 404, '422 validation_failed': 422, '429 queue_full': 429, '500 internal_error': 500, '503 storage_full': 503 };
  for (const [name, status] of Object.entries(refusals)) {
    it(`of a start is told at once and not tried again: ${name}`, async () => {
      const code = name.slice(4);
      await withServer((_, response) => problem(response, status, code, { 'Retry-After': '7' }), async (server) => {
        const error = await failure(collect(cowork(server).responses.stream({ input: 'Hi' }, QUICK)));
        assert.ok(error instanceof ProblemError && error instanceof CoworkError);
        assert.deepEqual(
          [error.status, error.code, error.detail, error.message, error.requestId, error.retryAfter, error.errors],
          [status, code, `It is ${code}.`, `It is ${code}.`, 'req_test', 7, []],
        );
        assert.equal(server.calls.length, 1);
      });
    });
  }

  it('of a tail is told', async () => {
    await withServer((_, response) => problem(response, 404, 'response_not_found'), async (server) => {
      const error = await failure(collect(cowork(server).responses.tail('resp_missing', QUICK)));
      assert.ok(error instanceof ProblemError && error.code === 'response_not_found');
    });
  });

  it('while resuming ends the stream, unless it is about load', async () => {
    await withServer(afterCut((_, response) => problem(response, 404, 'response_not_found')), async (server) => {
      const error = await failure(collect(cowork(server).responses.stream({ input: 'Hi' }, QUICK)));
      assert.ok(error instanceof ProblemError && error.status === 404);
      assert.equal(server.calls.length, 2);
    });
    const busy: Answer = (_, response, index) => index < 4 && problem(response, index === 3 ? 429 : 503, 'rate_limited');
    await withServer(afterCut(busy), async (server) => {
      assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' }, QUICK)), EVENTS);
      assert.equal(server.calls.length, 5);
    });
  });

  it('by something that is not the server is a ProblemError too', async () => {
    const proxy: Answer = (_, response) => response.writeHead(403, { 'Content-Type': 'text/html' }).end('<h1>No</h1>');
    await withServer(proxy, async (server) => {
      const error = await failure(collect(cowork(server).responses.stream({ input: 'Hi' }, QUICK)));
      assert.ok(error instanceof ProblemError);
      assert.deepEqual([error.status, error.code], [403, 'http_403']);
    });
  });

  it('of a generated call is thrown as ProblemError', async () => {
    await withServer((_, response) => problem(response, 404, 'project_not_found'), async (server) => {
      const error = await failure(cowork(server).projects.getProject({ path: { project_id: 'proj_missing' } }));
      assert.ok(error instanceof ProblemError && error.code === 'project_not_found');
    });
  });
});

describe('a stream that cannot be had', () => {
  it('says where it stood when the server stays away', async () => {
    await withServer(afterCut((_, response) => response.socket?.resetAndDestroy()), async (server) => {
      const hints: number[] = [];
      const onReconnect = ({ attempt }: { attempt: number }): unknown => hints.push(attempt);
      const options = { minDelayMs: 5, maxDelayMs: 20, giveUpMs: 100, onReconnect };
      const error = await failure(collect(cowork(server).responses.stream({ input: 'Hi' }, options)));
      assert.ok(error instanceof StreamLostError && error.cause instanceof Error);
      assert.deepEqual([error.responseId, error.conversationId, error.lastEventId], [RESPONSE_ID, 'conv_test', `${RESPONSE_ID}:16`]);
      assert.ok(error.attempts >= 2 && error.attempts <= 25, `${error.attempts} attempts in 100 ms`);
      assert.deepEqual(hints, Array.from(hints, (_, i) => i + 1));
    });
  });

  it('gives up on a server that answers without ever getting on', async () => {
    await withServer(afterCut((_, response) => open(response).end()), async (server) => {
      const error = await failure(collect(cowork(server).responses.stream({ input: 'Hi' }, { ...QUICK, giveUpMs: 60 })));
      assert.ok(error instanceof StreamLostError);
    });
  });

  it('waits as long as the server asks, by Retry-After and by retry:', async () => {
    const delays: number[] = [];
    const options = { ...QUICK, onReconnect: ({ delayMs }: { delayMs: number }) => delays.push(delayMs) };
    const asks: Answer = (call, response, index) => {
      if (index === 0) return open(response).end(`retry: 60\n\n${frame(EVENTS[0]!)}`);
      if (index === 1) return problem(response, 503, 'shutting_down', { 'Retry-After': '1' });
      open(response).end(above(call, EVENTS).map((event) => frame(event)).join(''));
    };
    await withServer(asks, async (server) => {
      assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' }, options)), EVENTS);
      assert.deepEqual(delays, [60, 1000]);
    });
  });

  it('waits longer and longer, between a quarter of a second and ten seconds', async () => {
    const { Backoff } = await import('../src/backoff.js');
    const backoff = new Backoff({});
    const delays = Array.from({ length: 12 }, () => backoff.next(30_000, 0)!);
    delays.forEach((delay, i) => assert.ok(delay >= 250 && delay <= Math.min(10_000, 500 * 2 ** i), `${i}: ${delay}`));
    assert.equal(new Set(delays).size, 12);
  });

  it('fails at once at an address that is not the API', async () => {
    const page: Answer = (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html></html>');
    await withServer(page, async (server) => {
      const error = await failure(collect(cowork(server).responses.stream({ input: 'Hi' }, QUICK)));
      assert.ok(error instanceof CoworkError && /base URL/.test(error.message));
      assert.equal(server.calls.length, 1);
    });
    await failure(collect(new Cowork({ baseUrl: 'not a url' }).responses.stream({ input: 'Hi' }, { giveUpMs: 60_000 })));
  });

  it('throws what the source of the token throws', async () => {
    const token = (): string => {
      throw new RangeError('signed out');
    };
    const server = await new ScriptedServer(() => assert.fail('nothing should be sent')).start();
    const error = await failure(collect(new Cowork({ baseUrl: server.baseUrl, token }).responses.stream({ input: 'Hi' })));
    await server.stop();
    assert.ok(error instanceof RangeError);
  });

  it('sends the token with every request', async () => {
    await withServer(afterCut(() => false), async (server) => {
      const client = new Cowork({ baseUrl: server.baseUrl, token: 's3cret' });
      const stream = client.responses.stream({ input: 'Hi' }, QUICK);
      await collect(stream);
      server.answer = (_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"cancelled":false}');
      await stream.cancel();
      assert.deepEqual(server.calls.map(({ headers }) => headers.authorization), Array(3).fill('Bearer s3cret'));
    });
  });
});
