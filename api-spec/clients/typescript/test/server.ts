import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { ResponseEvent } from '../src/index.js';

export const RESPONSE_ID = 'resp_test';
export const CONVERSATION_ID = 'conv_test';

/** What the server was asked. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers one request; `index` counts them from 0. */
export type Answer = (call: Call, response: ServerResponse, index: number) => unknown;

/** A server that does what the test says and remembers what it was asked. */
export class ScriptedServer {
  readonly calls: Call[] = [];
  readonly #sockets = new Set<Socket>();
  #server: Server;
  #port = 0;

  constructor(public answer: Answer) {
    this.#server = this.#make();
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.#port}/api/v1`;
  }

  async start(): Promise<this> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** From now on connections are refused, until `start`. */
  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#sockets.forEach((socket) => socket.destroy());
    await closed;
    this.#server = this.#make();
  }

  #make(): Server {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const url = new URL(request.url ?? '/', this.baseUrl);
        const call: Call = {
          method: request.method ?? '',
          path: url.pathname.replace('/api/v1', ''),
          query: url.searchParams,
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        };
        this.calls.push(call);
        void this.answer(call, response, this.calls.length - 1);
      });
    });
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    return server;
  }
}

/** Runs `test` against a server that answers so. */
export async function withServer(answer: Answer, test: (server: ScriptedServer) => Promise<void>): Promise<void> {
  const server = await new ScriptedServer(answer).start();
  try {
    await test(server);
  } finally {
    await server.stop();
  }
}

/** A turn of `count` events: created, deltas, completed; numbered with gaps, text outside ASCII. */
export function turn(count: number, ending = 'response.completed'): ResponseEvent[] {
  return Array.from({ length: count }, (_, i) => {
    const common = { sequence_number: (i + 1) * 8, at_ms: 1_781_172_000_000 + i };
    const response = { id: RESPONSE_ID, conversation_id: CONVERSATION_ID };
    if (i === 0) return { type: 'response.created', ...common, conversation_id: CONVERSATION_ID, response };
    if (i === count - 1) return { type: ending, ...common, response };
    return { type: 'response.output_text.delta', ...common, item_id: 'item_test', delta: `Wört ${i} – 日本 🎈 ` };
  }) as ResponseEvent[];
}

/** The wire form of a frame. */
export function frame(event: object, end = '\n', withId = true): string {
  const { type, sequence_number: number } = event as { type: string; sequence_number?: number };
  const id = withId && number !== undefined ? `id: ${RESPONSE_ID}:${number}${end}` : '';
  return `event: ${type}${end}${id}data: ${JSON.stringify(event)}${end}${end}`;
}

/** The frames above the cursor of a request, by the rules of the contract. */
export function above({ headers, query }: Call, events: readonly ResponseEvent[]): ResponseEvent[] {
  const id = headers['last-event-id'];
  const [, owner, number] = /^(.*):(\d+)$/.exec(String(id ?? '')) ?? [];
  const plain = Math.max(Number(query.get('starting_after') ?? 0), Number(query.get('from_seq') ?? 0));
  const cursor = id === undefined ? plain : owner === RESPONSE_ID ? Number(number) : 0;
  return events.filter((event) => (event.sequence_number ?? Infinity) > cursor);
}

export function open(response: ServerResponse): ServerResponse {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write(': connected\n\n');
  return response;
}

export function problem(response: ServerResponse, status: number, code: string, headers: object = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers });
  const detail = `It is ${code}.`;
  const type = `urn:cowork:problem:${code}`;
  response.end(JSON.stringify({ type, title: 'No', status, detail, code, request_id: 'req_test' }));
}

/** Writes, and resolves when the bytes have left, so that a cut behind them cannot overtake them. */
export function write(response: ServerResponse, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => response.write(text, () => resolve()));
}
