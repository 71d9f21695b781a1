import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ServerResponse } from 'node:http';
import type { ResponseStream } from '../src/index.js';
import { above, CONVERSATION_ID, frame, open, problem, RESPONSE_ID, turn, withServer, write, type Answer } from './server.js';
import { assertSame, collect, cowork, QUICK } from './support.js';

const EVENTS = turn(200);

/** A reset between two frames, an end between two frames, a reset inside a frame. */
const HOW = ['reset', 'eof', 'middle'] as const;
type How = (typeof HOW)[number];

/** Sends what is above the cursor and cuts after `cutAt` frames, or in the middle of the next one. */
function cutting(cutAt: number, how: How, withIds = true, everyTime = false): Answer {
  let cuts = 0;
  return async (call, response) => {
    const frames = above(call, EVENTS).map((event) => frame(event, '\n', withIds));
    open(response);
    if (cuts > 0 && !everyTime) return response.end(frames.join(''));
    if (frames.length <= cutAt) return response.end(frames.join(''));
    cuts += 1;
    await write(response, frames.slice(0, cutAt).join(''));
    return cut(response, how, Buffer.from(frames[cutAt] ?? ''));
  };
}

async function cut(response: ServerResponse, how: How, next: Buffer): Promise<void> {
  if (how === 'eof') return void response.end();
  if (how === 'middle') await write(response, next.subarray(0, next.length / 2));
  response.socket?.resetAndDestroy();
}

const CURSORS = {
  'a started turn': { from: 0, stream: (c) => c.responses.stream({ input: 'Hi' }, QUICK) },
  'a started turn whose frames have no ids': { from: 0, stream: (c) => c.responses.stream({ input: 'Hi' }, QUICK), ids: false },
  'a tail from the beginning': { from: 0, stream: (c) => c.responses.tail(RESPONSE_ID, QUICK) },
  'a tail behind a number': { from: 50, stream: (c) => c.responses.tail(RESPONSE_ID, { ...QUICK, after: 400 }) },
  'a tail behind an id': { from: 50, stream: (c) => c.responses.tail(RESPONSE_ID, { ...QUICK, after: `${RESPONSE_ID}:400` }) },
  'a tail behind the id of another response': {
    from: 0,
    stream: (c) => c.responses.tail(RESPONSE_ID, { ...QUICK, after: 'resp_other:400' }),
  },
} satisfies Record<string, { from: number; ids?: boolean; stream: (c: ReturnType<typeof cowork>) => ResponseStream }>;

describe('a stream that is cut', () => {
  for (const [name, cursor] of Object.entries(CURSORS)) {
    const { from, stream } = cursor;
    const ids = !('ids' in cursor);
    it(`goes on after every frame of ${name}`, async () => {
      await withServer(cutting(0, 'eof', ids), async (server) => {
        for (let cutAt = 0; cutAt < EVENTS.length - from; cutAt++) {
          server.answer = cutting(cutAt, HOW[cutAt % HOW.length]!, ids);
          assertSame(await collect(stream(cowork(server))), EVENTS.slice(from));
        }
      });
    });
    it(`goes on when ${name} gets one frame a connection`, async () => {
      await withServer(cutting(1, 'reset', ids, true), async (server) => {
        assertSame(await collect(stream(cowork(server))), EVENTS.slice(from));
      });
    });
  }

  it('follows the turn by its id, behind the last frame', async () => {
    await withServer(cutting(3, 'eof'), async (server) => {
      const stream = cowork(server).responses.stream({ input: 'Hi' }, QUICK);
      await collect(stream);
      const [start, resumed] = server.calls;
      assert.deepEqual([start?.method, start?.path], ['POST', '/responses']);
      assert.deepEqual(JSON.parse(start?.body ?? ''), { input: 'Hi', stream: true });
      assert.deepEqual([resumed?.method, resumed?.path], ['GET', '/responses/tail']);
      assert.equal(resumed?.query.get('response_id'), RESPONSE_ID);
      assert.equal(resumed?.headers['last-event-id'], `${RESPONSE_ID}:24`);
      assert.deepEqual(
        [stream.responseId, stream.conversationId, stream.lastEventId],
        [RESPONSE_ID, CONVERSATION_ID, `${RESPONSE_ID}:1600`],
      );
    });
  });

  it('repeats the start with the same key and body while the turn has no name', async () => {
    const lost: Answer = (call, response, index) => {
      if (index === 0) return response.socket?.resetAndDestroy();
      if (index === 1) return open(response).end();
      if (index === 2) return problem(response, 503, 'shutting_down');
      return open(response).end(EVENTS.map((event) => frame(event)).join(''));
    };
    await withServer(lost, async (server) => {
      assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' }, QUICK)), EVENTS);
      assert.equal(server.calls.length, 4);
      assert.ok(server.calls.every(({ method, path }) => method === 'POST' && path === '/responses'));
      assert.match(String(server.calls[0]?.headers['idempotency-key']), /^[0-9a-f-]{36}$/);
      assert.equal(new Set(server.calls.map(({ headers, body }) => `${headers['idempotency-key']} ${body}`)).size, 1);
    });
  });

  it('has another key for every start', async () => {
    await withServer((_, response) => open(response).end(EVENTS.map((event) => frame(event)).join('')), async (server) => {
      await collect(cowork(server).responses.stream({ input: 'Hi' }));
      await collect(cowork(server).responses.stream({ input: 'Hi' }));
      await collect(cowork(server).responses.stream({ input: 'Hi' }, { idempotencyKey: 'mine' }));
      const keys = server.calls.map(({ headers }) => headers['idempotency-key']);
      assert.equal(new Set(keys).size, 3);
      assert.equal(keys[2], 'mine');
    });
  });

  it('survives a server that is away for two seconds', async () => {
    await withServer(cutting(20, 'reset'), async (server) => {
      const stream = cowork(server).responses.stream({ input: 'Hi' }, { minDelayMs: 20, maxDelayMs: 200 });
      const events = [];
      for await (const event of stream) {
        events.push(event);
        if (events.length === 20) {
          await server.stop();
          setTimeout(() => void server.start(), 2_000);
        }
      }
      assertSame(events, EVENTS);
    });
  });

  it('gives every frame once, in order, when the server repeats and shuffles', async () => {
    const repeating: Answer = (call, response) => {
      const frames = EVENTS.slice(0, -1).flatMap((event, i) => [event, EVENTS[i >> 1], event]);
      open(response).end([...frames, EVENTS.at(-1)].map((event) => frame(event!)).join(''));
    };
    await withServer(repeating, async (server) => {
      assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' }, QUICK)), EVENTS);
    });
  });

  it('gives every frame once when the server ignores the cursor', async () => {
    let connections = 0;
    const forgetful: Answer = async (_, response) => {
      connections += 1;
      await write(open(response), EVENTS.slice(0, connections * 50).map((event) => frame(event)).join(''));
      response.end();
    };
    await withServer(forgetful, async (server) => {
      assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' }, QUICK)), EVENTS);
      assert.equal(connections, 4);
    });
  });

  it('ends a tail behind the terminal frame instead of waiting for another', async () => {
    const server: Answer = (call, response) => open(response).end(above(call, EVENTS).map((e) => frame(e)).join(''));
    for (const after of [1600, `${RESPONSE_ID}:1600`]) {
      await withServer(server, async (scripted) => {
        assertSame(await collect(cowork(scripted).responses.tail(RESPONSE_ID, { ...QUICK, giveUpMs: 2_000, after })), []);
        assert.equal(scripted.calls.length, 2);
      });
    }
  });
});
