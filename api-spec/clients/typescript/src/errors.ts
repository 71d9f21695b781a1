import type { Problem } from './generated/types.gen.js';

/** What every error of this package extends; the errors of `fetch` and of an abort are passed on as they are. */
export class CoworkError extends Error {
  override name = 'CoworkError';
}

/** The server refused a request. `message` is one sentence for people, `code` is for programs. */
export class ProblemError extends CoworkError {
  override name = 'ProblemError';

  constructor(
    /** The body of the answer; made up from the status when something other than the server answered. */
    readonly problem: Problem,
    /** Seconds to wait before trying again, when the server said so. */
    readonly retryAfter?: number,
  ) {
    super(problem.detail);
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): Problem['code'] {
    return this.problem.code;
  }

  get detail(): string {
    return this.problem.detail;
  }

  get requestId(): string {
    return this.problem.request_id;
  }

  /** The fields that were refused; empty when it is not about fields. */
  get errors(): NonNullable<Problem['errors']> {
    return this.problem.errors ?? [];
  }
}

/** The connection could not be had back in time. The turn may still run: follow it later with `tail`. */
export class StreamLostError extends CoworkError {
  override name = 'StreamLostError';

  constructor(
    /** Connections tried since the last frame. */
    readonly attempts: number,
    readonly responseId: string | undefined,
    readonly conversationId: string | undefined,
    /** Where to go on, for `tail`. */
    readonly lastEventId: string | undefined,
    cause: unknown,
  ) {
    super(`The stream was lost and ${attempts} attempts did not bring it back.`, { cause });
  }
}

/** Turns a refused answer into a `ProblemError`; an error without an answer is a failed connection and stays itself. */
export function toProblemError(error: unknown, response: globalThis.Response | undefined): unknown {
  if (response === undefined || response.ok || error instanceof ProblemError) return error;
  const problem = isProblem(error) ? error : madeUp(response);
  return new ProblemError(problem, seconds(response.headers.get('Retry-After')));
}

function isProblem(body: unknown): body is Problem {
  const { code, detail, status } = Object(body) as Partial<Problem>;
  return typeof code === 'string' && typeof detail === 'string' && typeof status === 'number';
}

function madeUp({ status, statusText, headers }: globalThis.Response): Problem {
  return {
    type: 'about:blank',
    title: statusText || 'Refused',
    status,
    detail: `The server answered ${status}.`,
    code: `http_${status}`,
    request_id: headers.get('X-Request-Id') ?? '',
  };
}

function seconds(retryAfter: string | null): number | undefined {
  if (!retryAfter) return undefined;
  const value = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isFinite(value) ? Math.max(0, value) : undefined;
}
