import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Cowork, ProblemError, type Item, type ResponseEvent } from '../src/index.js';
import { converse } from './front-end.js';
import { assertSame, collect } from './support.js';

/** Base URL of the API, `http://127.0.0.1:26866/api/v1`; the server must run its turns on `rehearsal`. */
const URL_OF_SERVER = process.env['COWORK_URL'];
const TOKEN = process.env['COWORK_TOKEN'];
const PATIENT = { minDelayMs: 5, maxDelayMs: 100, giveUpMs: 60_000 };

/** Passes bytes on and, told so, cuts each connection after a random number of them, sometimes at once. */
class CuttingProxy {
  cuts = 0;
  cutting = true;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(readonly target: URL) {
    this.#server = createServer((client) => this.#pass(client));
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    return new URL(this.target.pathname, `http://127.0.0.1:${port}`).href;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  #pass(client: Socket): void {
    const server = connect(Number(this.target.port || 80), this.target.hostname);
    let left = this.cutting ? Math.floor(Math.random() * 12_000) : Infinity;
    const end = (): void => [client, server].forEach((socket) => socket.destroy());
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', end).on('close', () => (this.#sockets.delete(socket), end()));
    }
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes) => {
      if (bytes.length <= left) {
        left -= bytes.length;
        client.write(bytes);
        return;
      }
      this.cuts += 1;
      server.pause();
      client.write(bytes.subarray(0, left), () => (Math.random() < 0.5 ? client.resetAndDestroy() : end()));
    });
  }
}

function text(events: ResponseEvent[]): string {
  return events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('');
}

describe('the client against a server', { skip: URL_OF_SERVER === undefined && 'COWORK_URL is not set' }, () => {
  const direct = new Cowork({ baseUrl: URL_OF_SERVER, token: TOKEN });
  const proxy = new CuttingProxy(new URL(URL_OF_SERVER ?? 'http://127.0.0.1'));
  let cut: Cowork;
  let projectId: string;

  before(async () => {
    cut = new Cowork({ baseUrl: await proxy.start(), token: TOKEN });
    const { data } = await direct.projects.createProject({ body: { name: `client test ${Date.now()}` } });
    projectId = data.id;
  });

  after(async () => {
    await proxy.stop();
    await direct.projects.deleteProject({ path: { project_id: projectId } });
  });

  async function conversation(): Promise<string> {
    const { data } = await direct.conversations.createConversation({ body: { project_id: projectId } });
    return data.id;
  }

  async function items(id: string): Promise<Item[]> {
    const { data } = await direct.conversations.listItems({ path: { conversation_id: id } });
    assert.ok(Array.isArray(data));
    return data;
  }

  it('reads a turn through a proxy that cuts as it is', async () => {
    const [whole, torn] = [await conversation(), await conversation()];
    const input = '/emit 200 5';
    const expected = await collect(direct.responses.stream({ input, conversation_id: whole }));
    const stream = cut.responses.stream({ input, conversation_id: torn }, PATIENT);
    const events = await collect(stream);
    assert.ok(proxy.cuts > 0);
    assert.equal(events.at(-1)?.type, 'response.completed');
    assert.equal(text(events), text(expected));
    assert.equal(stream.conversationId, torn);

    // one turn was started however often the start was sent, and what was streamed is what is stored
    const contents = (list: Item[]): unknown[] => list.map(({ role, content }) => ({ role, content }));
    assert.deepEqual(contents(await items(torn)), contents(await items(whole)));
    assertSame(events, await collect(direct.responses.tail(stream.responseId!)));
  });

  it('goes on from every tenth frame of an ended turn', async () => {
    const stream = direct.responses.stream({ input: '/emit 50', conversation_id: await conversation() });
    const events = await collect(stream);
    for (let i = 0; i < events.length; i += 10) {
      const number = events[i]?.sequence_number ?? 0;
      for (const at of [number, `${stream.responseId}:${number}`]) {
        assertSame(await collect(direct.responses.tail(stream.responseId!, { after: at })), events.slice(i + 1));
      }
    }
    const none = direct.responses.tail(stream.responseId!, { ...PATIENT, after: stream.lastEventId });
    assertSame(await collect(none), []);
  });

  it('joins the turn when a start is repeated', async () => {
    const id = await conversation();
    const start = () => direct.responses.stream({ input: '/emit 20 5', conversation_id: id }, { idempotencyKey: `key-${id}` });
    const [one, two] = await Promise.all([collect(start()), collect(start())]);
    assertSame(one, two);
    assert.equal((await items(id)).filter(({ role }) => role === 'user').length, 1);
  });

  it('stops a turn', async () => {
    const stream = direct.responses.stream({ input: '/emit 2000 20', conversation_id: await conversation() });
    const types: string[] = [];
    for await (const { type } of stream) {
      if (type === 'response.output_text.delta' && !types.includes(type)) {
        assert.equal((await stream.cancel()).response_id, stream.responseId);
      }
      types.push(type);
    }
    assert.equal(types.at(-1), 'response.cancelled');
  });

  it('answers what a turn asks, and the turn goes on', async () => {
    const asked: string[] = [];
    const events = await converse(direct, '/ask Which sheet?\n/tool shell {"command":"echo the answer is $((6*7))"}\n/say Done.', (question) => {
      asked.push(`${question.kind}: ${question.prompt}`);
      return question.kind === 'approval' ? { decision: 'allow' } : { values: [question.options[0]!.value] };
    });
    assert.equal(asked.length, 2);
    assert.equal(asked[0], 'question: Which sheet?');
    assert.match(asked[1]!, /^approval: /);
    const types = events.map(({ type }) => type);
    assert.equal(types.filter((type) => type === 'response.ask_user_answered').length, 2);
    assert.equal(types.at(-1), 'response.completed');
    assert.match(JSON.stringify(events), /the answer is 42/);
    assert.match(text(events), /Done\./);
  });

  it('is told when an answer is none, and the turn still waits', async () => {
    const stream = direct.responses.stream({ input: '/ask Which sheet?', conversation_id: await conversation() });
    const types: string[] = [];
    for await (const event of stream) {
      types.push(event.type);
      if (event.type === 'response.ask_user') {
        const answer = (values: string[]) => direct.responses.answerQuestion({ body: { question_id: event.question_id, values } });
        await assert.rejects(answer(['perhaps']), (error) => error instanceof ProblemError && error.code === 'invalid_option');
        assert.equal((await answer([event.options[0]!.value])).data.accepted, true);
      }
    }
    assert.equal(types.at(-1), 'response.completed');
  });

  it('answers in one piece', async () => {
    const response = await direct.responses.create({ input: '/say Hello there', conversation_id: await conversation() });
    assert.equal(response.status, 'completed');
    assert.match(JSON.stringify(response.output), /Hello there/);
  });

  it('tells a refusal', async () => {
    await assert.rejects(
      collect(direct.responses.tail('resp_missing')),
      (error) => error instanceof ProblemError && error.status === 404 && error.code === 'response_not_found',
    );
  });
});
