/** How long and how often a lost connection is tried again; times in milliseconds. */
export interface RetryOptions {
  /** Least wait before an attempt; 250. */
  minDelayMs?: number;
  /** Greatest wait before an attempt, unless the server asks for more; 10 000. */
  maxDelayMs?: number;
  /** Total time without a new frame after which to give up; 300 000. Time that the computer slept does not count. */
  giveUpMs?: number;
}

/** Exponential waits with jitter, and the account of the time spent since the last progress. */
export class Backoff {
  attempts = 0;
  readonly #min: number;
  readonly #max: number;
  readonly #total: number;
  #spentMs = 0;
  #since = Date.now();

  constructor({ minDelayMs = 250, maxDelayMs = 10_000, giveUpMs = 300_000 }: RetryOptions) {
    this.#min = minDelayMs;
    this.#max = maxDelayMs;
    this.#total = giveUpMs;
  }

  progress(): void {
    this.attempts = 0;
    this.#spentMs = 0;
  }

  /**
   * Books a failed attempt, of which at most `capMs` counts, and returns how long to wait, or undefined to give up.
   *
   * @param atLeastMs what the server asked for
   */
  next(capMs: number, atLeastMs: number): number | undefined {
    this.#spentMs += this.attempts === 0 ? 0 : Math.min(capMs, Math.max(0, Date.now() - this.#since));
    this.attempts += 1;
    const left = this.#total - this.#spentMs;
    if (left <= 0) return undefined;
    const min = Math.max(this.#min, atLeastMs);
    const max = Math.max(min, Math.min(this.#max, this.#min * 2 ** this.attempts));
    return Math.min(left, min + Math.random() * (max - min));
  }

  /** Waits, and throws the reason of an abort at once. */
  async wait(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, delayMs);
      signal?.addEventListener('abort', done);
      if (signal?.aborted) done();
    });
    signal?.throwIfAborted();
    this.#spentMs += delayMs;
    this.#since = Date.now();
  }
}
