export { Cowork, Turns, type CoworkOptions } from './cowork.js';
export { isTerminal, type TerminalEvent } from './cursor.js';
export { CoworkError, ProblemError, StreamLostError } from './errors.js';
export { streamResponse, tail } from './stream.js';
export type { ResponseStream, StreamOptions, StreamRequest, TailOptions } from './stream.js';
export type { RetryOptions } from './backoff.js';
export { createClient, createConfig, type Client } from './generated/client/index.js';
export type * from './generated/types.gen.js';
// the class above hides the schema of that name
export type { ProblemError as ProblemField } from './generated/types.gen.js';
