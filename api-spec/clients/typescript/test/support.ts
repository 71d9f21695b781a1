import assert from 'node:assert/strict';
import { Cowork, type ResponseEvent, type StreamOptions } from '../src/index.js';
import type { ScriptedServer } from './server.js';

/** Retries without waiting, so that tests are quick. */
export const QUICK: StreamOptions = { minDelayMs: 1, maxDelayMs: 2 };

export function cowork(server: ScriptedServer): Cowork {
  return new Cowork({ baseUrl: server.baseUrl });
}

export async function collect(stream: AsyncIterable<ResponseEvent>): Promise<ResponseEvent[]> {
  const events: ResponseEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** The same events, told by number first because that is what one wants to read when it fails. */
export function assertSame(actual: ResponseEvent[], expected: ResponseEvent[]): void {
  const numbers = (events: ResponseEvent[]): unknown[] => events.map((event) => event.sequence_number);
  assert.deepEqual(numbers(actual), numbers(expected));
  assert.deepEqual(actual, expected);
}
