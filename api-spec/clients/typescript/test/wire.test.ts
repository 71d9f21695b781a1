import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ResponseEvent } from '../src/index.js';
import { SseParser } from '../src/sse.js';
import { above, frame, open, RESPONSE_ID, turn, withServer, write, type Answer } from './server.js';
import { assertSame, collect, cowork, QUICK } from './support.js';

const EVENTS = turn(20);

function parse(text: string, chunk = Infinity): string[] {
  const bytes = new TextEncoder().encode(text);
  const parser = new SseParser();
  const data: string[] = [];
  for (let i = 0; i < bytes.length; i += Math.min(chunk, bytes.length)) {
    data.push(...parser.push(bytes.subarray(i, i + chunk)).map((each) => each.data));
  }
  return data;
}

describe('the reader of event streams', () => {
  for (const [name, end] of Object.entries({ LF: '\n', 'CR LF': '\r\n', CR: '\r' })) {
    for (const chunk of [1, 2, 3, 7, Infinity]) {
      it(`reads ${name} in chunks of ${chunk} bytes`, () => {
        const text = `\uFEFF: hello${end}${end}data: ä日🎈${end}data: two${end}id: x:8${end}${end}data:3${end}${end}`;
        assert.deepEqual(parse(text, chunk), ['ä日🎈\ntwo', '3']);
      });
    }
  }

  it('ignores comments, unknown fields, lines without a colon and blocks without data', () => {
    assert.deepEqual(parse(':\n:\n\nevent: x\n\nfoo: bar\nnonsense\nid\n\ndata\n\ndata: 1\n\n'), ['', '1']);
  });

  it('drops a block that was not closed', () => {
    assert.deepEqual(parse('data: 1\n\ndata: 2\n'), ['1']);
  });

  it('reads a long line in many chunks in linear time', () => {
    const parser = new SseParser();
    const chunk = new TextEncoder().encode('x'.repeat(1000));
    parser.push(new TextEncoder().encode('data: '));
    const start = performance.now();
    for (let i = 0; i < 20_000; i++) parser.push(chunk);
    assert.equal(parser.push(new TextEncoder().encode('\n\n'))[0]?.data.length, 20_000_000);
    assert.ok(performance.now() - start < 5_000);
  });
});

describe('a stream', () => {
  it('comes whole with CR LF, byte by byte', async () => {
    const slow: Answer = async (_, response) => {
      open(response).socket?.setNoDelay(true);
      for (const byte of Buffer.from(turn(4).map((event) => frame(event, '\r\n')).join(''))) {
        await write(response, Uint8Array.of(byte));
      }
      response.end();
    };
    await withServer(slow, async (server) => {
      assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' }, QUICK)), turn(4));
      assert.equal(server.calls.length, 1);
    });
  });

  it('passes on types it does not know, with and without a number', async () => {
    const news = [
      { type: 'response.something_new', sequence_number: 9, at_ms: 1, payload: { a: [1] } },
      { type: 'response.unnumbered', at_ms: 2 },
    ];
    const [first, ...rest] = EVENTS;
    const all = [first, ...news, ...rest] as ResponseEvent[];
    await withServer((_, response) => open(response).end(all.map((event) => frame(event)).join('')), async (server) => {
      assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' })), all);
    });
  });

  it('takes the type from the data, not from the event line', async () => {
    const text = EVENTS.map((event) => `event: message\nid: ${RESPONSE_ID}:${event.sequence_number}\ndata: ${JSON.stringify(event)}\n\n`);
    await withServer((_, response) => open(response).end(text.join('')), async (server) => {
      assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' })), EVENTS);
    });
  });

  it('skips empty data and [DONE]', async () => {
    const text = EVENTS.map((event) => `data\n\ndata: [DONE]\n\n${frame(event)}`).join('');
    await withServer((_, response) => open(response).end(text), async (server) => {
      assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' })), EVENTS);
      assert.equal(server.calls.length, 1);
    });
  });

  for (const garbage of ['{"type":"response.outp', '42', 'null', '"text"', '[]', '{"no":"type"}', '<html>', '\0\x01']) {
    it(`gets a damaged frame again instead of losing it: ${JSON.stringify(garbage)}`, async () => {
      const damaged: Answer = (call, response, index) => {
        const frames = above(call, EVENTS).map((event) => frame(event));
        if (index === 0) frames[5] = `data: ${garbage}\n\n`;
        open(response).end(frames.join(''));
      };
      await withServer(damaged, async (server) => {
        assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' }, QUICK)), EVENTS);
        assert.equal(server.calls.length, 2);
      });
    });
  }

  for (const ending of ['completed', 'failed', 'cancelled', 'incomplete']) {
    it(`ends at response.${ending}, though the connection stays open`, async () => {
      const events = turn(5, `response.${ending}`);
      const endless: Answer = (_, response) => void open(response).write([...events, ...turn(9)].map((e) => frame(e)).join(''));
      await withServer(endless, async (server) => {
        assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' })), events);
      });
    });
  }

  it('ends at the failure of a full disk, which has no number', async () => {
    const failure = { type: 'response.failed', at_ms: 1, code: 'storage_full', error: 'Full.' } as ResponseEvent;
    const events = [...EVENTS.slice(0, 5), failure];
    await withServer((_, response) => open(response).end(events.map((event) => frame(event)).join('')), async (server) => {
      assertSame(await collect(cowork(server).responses.stream({ input: 'Hi' })), events);
      assert.equal(server.calls.length, 1);
    });
  });

  it('reads no faster than its reader', async () => {
    const big = turn(2_000).map((event) => ({ ...event, padding: 'x'.repeat(10_000) }));
    let sent = 0;
    const eager: Answer = async (_, response) => {
      open(response);
      for (const event of big) {
        await write(response, frame(event));
        sent += 1;
      }
      response.end();
    };
    await withServer(eager, async (server) => {
      const events: ResponseEvent[] = [];
      for await (const event of cowork(server).responses.stream({ input: 'Hi' })) {
        events.push(event);
        if (events.length === 1) {
          await new Promise((resolve) => setTimeout(resolve, 300));
          assert.ok(sent < 1_500, `${sent} frames were taken before they were asked for`);
        }
      }
      assert.equal(events.length, 2_000);
    });
  });
});
