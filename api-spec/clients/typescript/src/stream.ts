import { Backoff, type RetryOptions } from './backoff.js';
import { Connection, Cut } from './connection.js';
import { Cursor } from './cursor.js';
import { CoworkError, ProblemError, StreamLostError, toProblemError } from './errors.js';
import type { Client } from './generated/client/index.js';
import type { CancelResult, CreateResponseRequest, ResponseEvent } from './generated/types.gen.js';
import { randomKey } from './key.js';

/** What can be said about a stream besides the request. */
export interface StreamOptions extends RetryOptions {
  /** Ends the iteration with the signal's reason and closes the connection; the turn goes on. */
  signal?: AbortSignal;
  /** Names this start; a stream with the same key and request joins the same turn. A random one by default. */
  idempotencyKey?: string;
  /** Milliseconds without any byte, comments included, after which to connect again; 30 000. */
  idleMs?: number;
  /** Told before each new attempt; for a "reconnecting" hint. */
  onReconnect?: (attempt: { attempt: number; delayMs: number; cause: unknown }) => void;
}

/** What can be said about following a turn. */
export interface TailOptions extends Omit<StreamOptions, 'idempotencyKey'> {
  /** Only what comes after this frame: its number, or a `lastEventId`. By default everything. */
  after?: number | string;
}

/** A message to stream the answer to. */
export type StreamRequest = Omit<CreateResponseRequest, 'stream'>;

/**
 * Sends a message and streams the answer. Nothing is sent before the first event is asked for.
 *
 * @param client as made by `createClient`, or `Cowork.client`
 */
export function streamResponse(client: Client, request: StreamRequest, options: StreamOptions = {}): ResponseStream {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': options.idempotencyKey ?? randomKey() };
  const body = JSON.stringify({ ...request, stream: true }); // once: a repeated start must be the same to the byte
  return new ResponseStream(client, options, new Cursor(), { headers, body });
}

/** Follows a turn, running or ended, from its beginning or from `after`. */
export function tail(client: Client, responseId: string, options: TailOptions = {}): ResponseStream {
  return new ResponseStream(client, options, new Cursor(responseId, options.after));
}

interface Start {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/**
 * The events of one turn: each once, in order, to the terminal one, over as many connections as it takes. To be
 * iterated once. Event types newer than this package are passed on as they come.
 *
 * The iteration throws `ProblemError` when the server refuses, `StreamLostError` when it stays away, and the reason of
 * an abort. Leaving the loop closes the connection; only `cancel` stops the turn.
 */
export class ResponseStream implements AsyncIterable<ResponseEvent> {
  readonly #client: Client;
  readonly #options: StreamOptions;
  readonly #cursor: Cursor;
  readonly #start: Start | undefined;
  #events: AsyncGenerator<ResponseEvent, void> | undefined;
  #connected = false;
  #cancelled = false;
  #retryMs = 0;

  /** Made by `streamResponse` and `tail`. */
  constructor(client: Client, options: StreamOptions, cursor: Cursor, start?: Start) {
    this.#client = client;
    this.#options = options;
    this.#cursor = cursor;
    this.#start = start;
  }

  /** Known from the first event on. */
  get responseId(): string | undefined {
    return this.#cursor.responseId;
  }

  /** Known from the first event on, unless a tail began behind it. */
  get conversationId(): string | undefined {
    return this.#cursor.conversationId;
  }

  /** Where `tail` would go on; undefined before the first event. */
  get lastEventId(): string | undefined {
    return this.#cursor.lastEventId;
  }

  [Symbol.asyncIterator](): AsyncGenerator<ResponseEvent, void> {
    return (this.#events ??= this.#run());
  }

  /**
   * Stops the turn; its terminal event then ends the iteration. Works at any time, also after the loop was left: a
   * turn that was started but whose id is not known yet is found by repeating its start.
   *
   * @throws ProblemError when the server refuses
   */
  async cancel(): Promise<CancelResult> {
    if (this.responseId === undefined) {
      this.#cancelled = true;
      if (this.#events === undefined) return { cancelled: false, conversation_id: '', response_id: null };
      await this.#identify();
    }
    const { data, error, response } = await this.#client.post<{ 200: CancelResult }, unknown, false>({
      ...REQUEST,
      url: '/responses/cancel',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ response_id: this.responseId }),
    });
    if (data === undefined) throw toProblemError(error, response);
    return data;
  }

  async #identify(): Promise<void> {
    const { signal: _, ...options } = this.#options;
    const twin = new ResponseStream(this.#client, options, new Cursor(), this.#start);
    for await (const event of twin) {
      this.#cursor.learn(event);
      if (this.responseId !== undefined) return;
    }
  }

  async *#run(): AsyncGenerator<ResponseEvent, void> {
    const { signal, idleMs = 30_000, onReconnect } = this.#options;
    const backoff = new Backoff(this.#options);
    if (this.#cancelled) return;
    for (;;) {
      signal?.throwIfAborted();
      const connection = new Connection(idleMs, signal);
      let cause: unknown;
      try {
        for await (const frame of connection.frames(await this.#connect(connection))) {
          const event = this.#cursor.accept(frame);
          if (event !== undefined) {
            backoff.progress();
            yield event;
            signal?.throwIfAborted();
          }
          if (this.#cursor.ended) return;
        }
        this.#cursor.connectionEnded();
        cause = new Cut('the connection ended before the turn did');
      } catch (error) {
        signal?.throwIfAborted();
        cause = connection.signal.aborted ? connection.signal.reason : error;
        if (!this.#mayRetry(cause)) throw cause;
      } finally {
        connection.close();
      }
      this.#retryMs = connection.retryMs ?? this.#retryMs;
      const asked = cause instanceof ProblemError ? (cause.retryAfter ?? 0) * 1000 : 0;
      const delayMs = backoff.next(idleMs, Math.max(asked, this.#retryMs));
      if (delayMs === undefined) throw this.#lost(backoff.attempts, cause);
      onReconnect?.({ attempt: backoff.attempts, delayMs, cause });
      await backoff.wait(delayMs, signal);
    }
  }

  /** Starts the turn, joins the start if it was lost on the way, or follows the turn once its id is known. */
  async #connect({ signal }: Connection): Promise<ReadableStream<Uint8Array>> {
    const request = { ...REQUEST, parseAs: 'stream', cache: 'no-store', signal } as const;
    const { data, error, response, request: sent } =
      this.responseId === undefined
        ? await this.#client.post<{ 200: unknown }, unknown, false>({ ...request, url: '/responses', ...this.#start })
        : await this.#client.get<{ 200: unknown }, unknown, false>({
            ...request,
            url: '/responses/tail',
            query: this.#cursor.query,
            headers: this.#cursor.headers,
          });
    if (response === undefined && sent !== undefined) throw new Cut('there was no connection', { cause: error });
    if (response === undefined || !response.ok) throw toProblemError(error, response);
    if (!response.headers.get('Content-Type')?.startsWith('text/event-stream') || !(data instanceof ReadableStream)) {
      await response.body?.cancel();
      const message = 'The answer is no event stream; is the base URL that of the API?';
      throw this.#connected ? new Cut(message) : new CoworkError(message);
    }
    this.#connected = true;
    return data as ReadableStream<Uint8Array>;
  }

  #mayRetry(cause: unknown): boolean {
    if (cause instanceof Cut) return true;
    if (!(cause instanceof ProblemError)) return false;
    if (cause.status === 429) return this.responseId !== undefined;
    return [502, 503, 504].includes(cause.status) && cause.code !== 'storage_full';
  }

  #lost(attempts: number, cause: unknown): StreamLostError {
    return new StreamLostError(attempts, this.responseId, this.conversationId, this.lastEventId, cause);
  }
}

const REQUEST = { security: [{ scheme: 'bearer', type: 'http' }], bodySerializer: null, throwOnError: false } as const;
