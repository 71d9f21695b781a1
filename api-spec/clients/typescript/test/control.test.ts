import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { ProblemError, type ResponseEvent } from '../src/index.js';
import { above, CONVERSATION_ID, frame, open, problem, RESPONSE_ID, turn, withServer, type Answer } from './server.js';
import { assertSame, collect, cowork, QUICK } from './support.js';

const EVENTS = turn(10);

/** A turn that stops talking after three frames, until it is cancelled; the connection stays open. */
function stalling(onStart: (response: ServerResponse) => void = () => undefined): Answer {
  let stream: ServerResponse | undefined;
  return ({ path, body }, response) => {
    if (path === '/responses/cancel') {
      const { response_id } = JSON.parse(body) as { response_id: string };
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ cancelled: true, conversation_id: CONVERSATION_ID, response_id }));
      return stream?.end(frame({ ...EVENTS[3], type: 'response.cancelled' }));
    }
    stream = open(response);
    stream.write(EVENTS.slice(0, 3).map((event) => frame(event)).join(''));
    onStart(stream);
  };
}

describe('an abort', () => {
  for (const how of ['while waiting for an event', 'between two events', 'while waiting to connect again', 'before the start'] as const) {
    it(`ends the iteration with its reason and the connection, not the turn: ${how}`, async () => {
      let closed: Promise<unknown> = Promise.resolve();
      await withServer(stalling((response) => (closed = once(response, 'close'))), async (server) => {
        const abort = new AbortController();
        const reason = new RangeError('enough');
        const onReconnect = (): void => abort.abort(reason);
        const stream = cowork(server).responses.stream({ input: 'Hi' }, { signal: abort.signal, minDelayMs: 60_000, onReconnect });
        if (how === 'before the start') abort.abort(reason);
        const events: ResponseEvent[] = [];
        await assert.rejects(async () => {
          for await (const event of stream) {
            events.push(event);
            if (how === 'between two events') abort.abort(reason);
            if (events.length < 3) continue;
            if (how === 'while waiting for an event') setTimeout(() => abort.abort(reason), 20);
            if (how === 'while waiting to connect again') void server.stop().then(() => server.start());
          }
        }, reason);
        await closed;
        const expected = { 'before the start': 0, 'between two events': 1 }[how as string] ?? 3;
        assertSame(events, EVENTS.slice(0, expected));
        assert.equal(server.calls.length, how === 'before the start' ? 0 : 1);
      });
    });
  }

  it('leaves no listener on the signal', async () => {
    await withServer((_, response) => open(response).end(EVENTS.map((e) => frame(e)).join('')), async (server) => {
      const { signal } = new AbortController();
      let listeners = 0;
      const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
      signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
      signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args));
      await collect(cowork(server).responses.stream({ input: 'Hi' }, { ...QUICK, signal }));
      assert.equal(listeners, 0);
    });
  });
});

describe('leaving the loop', () => {
  it('closes the connection; a tail goes on from there', async () => {
    let closed: Promise<unknown> | undefined;
    await withServer(stalling((response) => (closed = once(response, 'close'))), async (server) => {
      const client = cowork(server);
      const stream = client.responses.stream({ input: 'Hi' });
      for await (const event of stream) if (event.sequence_number === 16) break;
      await closed;
      server.answer = (call, response) => open(response).end(above(call, EVENTS).map((e) => frame(e)).join(''));
      const rest = client.responses.tail(stream.responseId!, { after: stream.lastEventId });
      assertSame(await collect(rest), EVENTS.slice(2));
      assert.equal(rest.conversationId, CONVERSATION_ID);
    });
  });
});

describe('cancel', () => {
  const result = { cancelled: true, conversation_id: CONVERSATION_ID, response_id: RESPONSE_ID };

  it('stops the turn, whose terminal event ends the iteration', async () => {
    await withServer(stalling(), async (server) => {
      const stream = cowork(server).responses.stream({ input: 'Hi' }, QUICK);
      const types: string[] = [];
      for await (const event of stream) {
        types.push(event.type);
        if (types.length === 3) assert.deepEqual(await stream.cancel(), result);
      }
      assert.equal(types.at(-1), 'response.cancelled');
      assert.deepEqual(JSON.parse(server.calls[1]!.body), { response_id: RESPONSE_ID });
    });
  });

  it('works after the loop was left and its signal aborted', async () => {
    await withServer(stalling(), async (server) => {
      const abort = new AbortController();
      const stream = cowork(server).responses.stream({ input: 'Hi' }, { signal: abort.signal });
      for await (const _ of stream) break;
      abort.abort();
      assert.deepEqual(await stream.cancel(), result);
    });
  });

  it('finds a turn that has no name yet by repeating its start', async () => {
    let begun: (() => void) | undefined;
    const asked = new Promise<void>((resolve) => (begun = resolve));
    const answer = stalling();
    const mute: Answer = (call, response, index) => (index === 0 ? (open(response), begun?.()) : answer(call, response, index));
    await withServer(mute, async (server) => {
      const abort = new AbortController();
      const stream = cowork(server).responses.stream({ input: 'Hi' }, { signal: abort.signal });
      const ended = assert.rejects(collect(stream));
      await asked;
      abort.abort();
      await ended;
      assert.deepEqual(await stream.cancel(), result);
      assert.deepEqual(server.calls.map(({ path }) => path), ['/responses', '/responses', '/responses/cancel']);
      assert.equal(server.calls[0]!.headers['idempotency-key'], server.calls[1]!.headers['idempotency-key']);
    });
  });

  it('before the start means that nothing starts', async () => {
    await withServer(stalling(), async (server) => {
      const stream = cowork(server).responses.stream({ input: 'Hi' });
      assert.equal((await stream.cancel()).cancelled, false);
      assertSame(await collect(stream), []);
      assert.equal(server.calls.length, 0);
    });
  });

  it('throws what the server says', async () => {
    await withServer((_, response) => problem(response, 404, 'response_not_found'), async (server) => {
      const error = await cowork(server).responses.tail('resp_missing').cancel().catch((e: unknown) => e);
      assert.ok(error instanceof ProblemError && error.code === 'response_not_found');
    });
  });
});

describe('a silent connection', { timeout: 60_000 }, () => {
  /** Sends two frames, then nothing at all; whole on the next connection. */
  const silent: Answer = (call, response, index) => {
    const frames = above(call, EVENTS).map((event) => frame(event));
    if (index > 0) return open(response).end(frames.join(''));
    open(response).write(frames.slice(0, 2).join(''));
  };

  it('is given up after the idle time', async () => {
    await withServer(silent, async (server) => {
      const causes: unknown[] = [];
      const options = { ...QUICK, idleMs: 100, onReconnect: ({ cause }: { cause: unknown }) => causes.push(cause) };
      assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' }, options)), EVENTS);
      assert.match(String(causes), /^Cut: nothing came for \d{3,} ms$/);
    });
  });

  it('is given up as soon as a laptop wakes', async () => {
    const now = Date.now;
    await withServer(silent, async (server) => {
      try {
        const stream = cowork(server).responses.stream({ input: 'Hi' }, { ...QUICK, idleMs: 6_000, giveUpMs: 5_000 });
        const events: ResponseEvent[] = [];
        const start = performance.now();
        for await (const event of stream) {
          events.push(event);
          if (events.length === 2) setTimeout(() => (Date.now = () => now() + 8 * 3_600_000), 20);
        }
        assertSame(events, EVENTS);
        assert.ok(performance.now() - start < 5_000);
      } finally {
        Date.now = now;
      }
    });
  });

  it('is kept while comments come', async () => {
    const chatty: Answer = (_, response) => {
      open(response).write(frame(EVENTS[0]!));
      const timer = setInterval(() => response.write(':\n'), 25);
      setTimeout(() => {
        clearInterval(timer);
        response.end(EVENTS.slice(1).map((event) => frame(event)).join(''));
      }, 1_500);
    };
    await withServer(chatty, async (server) => {
      assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' }, { ...QUICK, idleMs: 500 })), EVENTS);
      assert.equal(server.calls.length, 1);
    });
  });

  it('is not confused with a slow reader', async () => {
    const quick: Answer = (_, response) => {
      open(response).write(EVENTS.slice(0, 5).map((event) => frame(event)).join(''));
      setTimeout(() => response.end(EVENTS.slice(5).map((event) => frame(event)).join('')), 50);
    };
    await withServer(quick, async (server) => {
      const events: ResponseEvent[] = [];
      for await (const event of cowork(server).responses.stream({ input: 'Hi' }, { ...QUICK, idleMs: 500 })) {
        events.push(event);
        if (events.length === 1) await new Promise((resolve) => setTimeout(resolve, 1_500));
      }
      assertSame(events, EVENTS);
      assert.equal(server.calls.length, 1);
    });
  });

  it('counts from the request on, when not even headers come', async () => {
    const mute: Answer = (_, response, index) => index > 0 && open(response).end(EVENTS.map((e) => frame(e)).join(''));
    await withServer(mute, async (server) => {
      assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' }, { ...QUICK, idleMs: 100 })), EVENTS);
      assert.equal(server.calls.length, 2);
    });
  });
});
