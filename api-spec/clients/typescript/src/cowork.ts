import { toProblemError } from './errors.js';
import { createClient, createConfig, type Client } from './generated/client/index.js';
import { CoworkApi, Responses } from './generated/sdk.gen.js';
import type { CreateResponseRequest, Response } from './generated/types.gen.js';
import { randomKey } from './key.js';
import { streamResponse, tail, type ResponseStream, type StreamOptions, type StreamRequest, type TailOptions } from './stream.js';

/** Where the server is and how to talk to it. */
export interface CoworkOptions {
  /** With the path, `http://127.0.0.1:26866/api/v1` by default. */
  baseUrl?: string;
  /** The token, or where to get it for each request. */
  token?: string | (() => string | undefined | Promise<string | undefined>);
  /** Instead of the global one. */
  fetch?: typeof globalThis.fetch;
}

/** Every call of the API by group, `cowork.projects.listProjects()`; a refusal is thrown as `ProblemError`. */
export class Cowork extends CoworkApi {
  declare client: Client;
  readonly #responses: Turns;

  constructor({ baseUrl = 'http://127.0.0.1:26866/api/v1', token, fetch }: CoworkOptions = {}) {
    const auth = typeof token === 'function' ? token : () => token;
    const client = createClient(createConfig({ baseUrl: baseUrl.replace(/\/+$/, ''), auth, fetch, throwOnError: true }));
    client.interceptors.error.use(toProblemError);
    super({ client });
    this.#responses = new Turns({ client });
  }

  override get responses(): Turns {
    return this.#responses;
  }
}

/** The turns: the generated calls, and those that survive a lost connection. */
export class Turns extends Responses {
  /** Sends a message and waits for the whole answer. A repeated call with the same key joins the same turn. */
  async create(
    request: StreamRequest,
    { signal, idempotencyKey = randomKey() }: Pick<StreamOptions, 'signal' | 'idempotencyKey'> = {},
  ): Promise<Response> {
    const body: CreateResponseRequest & { stream: false } = { ...request, stream: false };
    const { data } = await this.createResponse({ body, signal, headers: { 'Idempotency-Key': idempotencyKey } });
    return data;
  }

  /** Sends a message and streams the answer; see `streamResponse`. */
  stream(request: StreamRequest, options?: StreamOptions): ResponseStream {
    return streamResponse(this.client, request, options);
  }

  /** Follows a turn; see `tail`. */
  tail(responseId: string, options?: TailOptions): ResponseStream {
    return tail(this.client, responseId, options);
  }
}
