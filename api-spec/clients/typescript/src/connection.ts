import { SseParser, type SseFrame } from './sse.js';

/** The connection is gone or useless, the turn is not: the reader connects again. */
export class Cut extends Error {
  override name = 'Cut';
}

/**
 * One connection: ends when the caller aborts, and when nothing, comments included, has come for `idleMs` although
 * the reader was waiting. Time is read from the wall clock, so that a laptop notices at once that it has slept.
 */
export class Connection {
  /** What the last `retry:` said, milliseconds. */
  retryMs: number | undefined;

  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #onCallerAbort = (): void => this.#controller.abort(this.#caller?.reason);
  readonly #timer: ReturnType<typeof setInterval>;
  #waiting = true;
  #quietMs = 0;
  #lastTick = Date.now();

  constructor(idleMs: number, caller: AbortSignal | undefined) {
    this.#caller = caller;
    if (caller?.aborted) this.#onCallerAbort();
    caller?.addEventListener('abort', this.#onCallerAbort);
    this.#timer = setInterval(() => this.#tick(idleMs), Math.max(10, idleMs / 6));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The frames of `body`, read no faster than they are taken; ends with the body. */
  async *frames(body: ReadableStream<Uint8Array>): AsyncGenerator<SseFrame, void> {
    const reader = body.getReader();
    const parser = new SseParser();
    // not every runtime carries an abort through a Request to a body that is being read
    const release = (): void => void reader.cancel().catch(() => undefined);
    this.signal.addEventListener('abort', release);
    try {
      for (;;) {
        this.#expect(true);
        const { done, value } = await reader.read().catch((cause: unknown) => {
          throw new Cut('the connection broke', { cause });
        });
        this.#expect(false);
        this.signal.throwIfAborted();
        if (done) return;
        const frames = parser.push(value);
        this.retryMs = parser.retryMs;
        yield* frames;
      }
    } finally {
      this.signal.removeEventListener('abort', release);
      release();
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#caller?.removeEventListener('abort', this.#onCallerAbort);
    this.#controller.abort(new Cut('closed'));
  }

  #expect(waiting: boolean): void {
    this.#waiting = waiting;
    this.#quietMs = 0;
    this.#lastTick = Date.now();
  }

  #tick(idleMs: number): void {
    const now = Date.now();
    if (this.#waiting) this.#quietMs += Math.max(0, now - this.#lastTick);
    this.#lastTick = now;
    if (this.#quietMs >= idleMs) this.#controller.abort(new Cut(`nothing came for ${this.#quietMs} ms`));
  }
}
