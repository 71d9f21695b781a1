import { Cut } from './connection.js';
import type { ResponseEvent } from './generated/types.gen.js';
import type { SseFrame } from './sse.js';

const TERMINAL = ['response.completed', 'response.failed', 'response.cancelled', 'response.incomplete'] as const;

/** The events that end a turn. */
export type TerminalEvent = Extract<ResponseEvent, { type: (typeof TERMINAL)[number] }>;

/** Whether `event` is the last one of its turn. */
export function isTerminal(event: ResponseEvent): event is TerminalEvent {
  return (TERMINAL as readonly string[]).includes(event.type);
}

/** How far one response has been read: decides what is new, and where to go on. */
export class Cursor {
  ended = false;
  conversationId: string | undefined;
  #number = 0;
  #id: string | undefined;
  #gotFrame = false;
  #lookAgain = false;

  constructor(
    public responseId?: string,
    after: number | string = 0,
  ) {
    if (typeof after === 'number') {
      this.#number = after;
    } else {
      // the id of another response, or none, means the beginning; the server sees it the same way
      const [, owner, number] = /^(.+):(\d{1,15})$/.exec(after) ?? [];
      if (owner === responseId) [this.#number, this.#id] = [Number(number), after];
    }
  }

  get lastEventId(): string | undefined {
    return this.#id ?? (this.#number > 0 ? `${this.responseId}:${this.#number}` : undefined);
  }

  get query(): Record<string, string | number | undefined> {
    const behind = this.#id === undefined && this.#position > 0 ? this.#position : undefined;
    return { response_id: this.responseId, starting_after: behind };
  }

  get headers(): Record<string, string> {
    if (this.#id === undefined) return {};
    return { 'Last-Event-ID': this.#lookAgain ? `${this.responseId}:${this.#position}` : this.#id };
  }

  /** The event of a frame; undefined when it was seen before or says nothing. */
  accept({ data, id }: SseFrame): ResponseEvent | undefined {
    if (data === '' || data === '[DONE]') return undefined;
    const event = parse(data);
    this.#gotFrame = true;
    this.#lookAgain = false;
    this.ended = isTerminal(event);
    this.learn(event);
    const number = event.sequence_number;
    // the failure of a full disk has no number
    if (number === undefined || !Number.isSafeInteger(number)) return event;
    if (number <= this.#number) return undefined;
    this.#number = number;
    this.#id = id;
    return event;
  }

  /** Takes the ids from an event. */
  learn(event: ResponseEvent): void {
    if (event.type === 'response.created') {
      this.responseId ??= event.response.id;
      this.conversationId ??= event.conversation_id;
    } else if ('response' in event) {
      this.conversationId ??= event.response?.conversation_id;
    }
  }

  /**
   * Notes that the connection ended by itself. Without a frame that may mean that the one read last was the terminal
   * one, which a caller of `tail` need not know: the next request asks for that one again, to look at it only.
   */
  connectionEnded(): void {
    this.#lookAgain = !this.#gotFrame && this.#number > 0;
    this.#gotFrame = false;
  }

  get #position(): number {
    return this.#lookAgain ? this.#number - 1 : this.#number;
  }
}

/** A frame that cannot be read was damaged on the way; it comes again, whole, on the next connection. */
function parse(data: string): ResponseEvent {
  try {
    const event: unknown = JSON.parse(data);
    if (typeof (Object(event) as Partial<ResponseEvent>).type === 'string') return event as ResponseEvent;
  } catch {
    // told below
  }
  throw new Cut('a frame could not be read');
}
