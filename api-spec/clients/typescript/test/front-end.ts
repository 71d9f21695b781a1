// What a small front end looks like. It is compiled with the tests: a type that gets worse breaks the build.
import { Cowork, ProblemError } from '../src/index.js';
import type { AnswerQuestionRequest, Problem, Response, ResponseAskUserEvent, ResponseEvent } from '../src/index.js';

/** One line of a transcript for each event; does not compile when an event of the contract is forgotten. */
export function line(event: ResponseEvent): string {
  switch (event.type) {
    case 'response.created':
      return `in ${event.conversation_id}`;
    case 'response.queued':
      return event.response.status;
    case 'response.in_progress':
      return event.message ?? event.thought_role ?? '';
    case 'response.output_text.delta':
      return event.delta;
    case 'response.ask_user':
      return [event.prompt, ...event.options.map((option) => option.label)].join(' / ');
    case 'response.ask_user_answered':
      return event.text ?? event.values.join(', ');
    case 'response.completed':
      return event.assistant_message_id;
    case 'response.failed':
      return event.error;
    case 'response.cancelled':
    case 'response.incomplete':
      return event.assistant_message_id ?? '';
    default:
      return unknown(event);
  }
}

/** Reached at run time by event types that are newer than this package, so it must not throw. */
function unknown(event: never): string {
  return `? ${(event as ResponseEvent).type}`;
}

export async function ask(cowork: Cowork, input: string): Promise<string[]> {
  const lines: string[] = [];
  try {
    for await (const event of cowork.responses.stream({ input })) lines.push(line(event));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const code: Problem['code'] = error.code;
    lines.push(code === 'queue_full' ? 'Too many messages wait.' : error.detail);
  }
  return lines;
}

/** Streams a turn, and lets the person answer what it asks on the way; the stream goes on with the answer. */
export async function converse(
  cowork: Cowork,
  input: string,
  person: (asked: ResponseAskUserEvent) => Omit<AnswerQuestionRequest, 'question_id'>,
): Promise<ResponseEvent[]> {
  const events: ResponseEvent[] = [];
  for await (const event of cowork.responses.stream({ input })) {
    events.push(event);
    if (event.type === 'response.ask_user') {
      await cowork.responses.answerQuestion({ body: { question_id: event.question_id, ...person(event) } });
    }
  }
  return events;
}

export async function oneShot(cowork: Cowork): Promise<Response> {
  const short: Response = await cowork.responses.create({ input: 'Hi' });
  const { data } = await cowork.responses.createResponse({ body: { input: short.input, stream: false } });
  return data;
}

export function mistakes(cowork: Cowork, event: ResponseEvent): void {
  // @ts-expect-error a one-shot call says so
  void cowork.responses.createResponse({ body: { input: 'Hi' } });
  // @ts-expect-error a stream is asked for by `stream`
  void cowork.responses.createResponse({ body: { input: 'Hi', stream: true } });
  // @ts-expect-error the input is required
  void cowork.responses.stream({});
  // @ts-expect-error no such event
  void (event.type === 'response.complete');
  // @ts-expect-error only deltas have one
  void event.delta;
}
