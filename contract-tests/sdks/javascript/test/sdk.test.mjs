// The official SDK against a running server: COWORK_OPENAI_URL is its base URL.
import assert from 'node:assert/strict';
import test from 'node:test';
import OpenAI, { BadRequestError, NotFoundError, RateLimitError, UnprocessableEntityError } from 'openai';

const base = process.env.COWORK_OPENAI_URL;
const client = new OpenAI({ baseURL: base, apiKey: 'any', maxRetries: 0 });
const look = { type: 'function', name: 'look', parameters: { type: 'object', properties: { at: { type: 'number' } } }, strict: false };

async function all(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

test('models are listed', async () => {
  const models = await client.models.list();
  assert.ok(models.data.some((model) => model.id === 'rehearsal'));
});

test('a response is created and retrieved', async () => {
  const created = await client.responses.create({ model: 'anton', input: '/say Hello there', metadata: { topic: 'sdk' } });
  assert.equal(created.status, 'completed');
  assert.match(created.output_text, /^Hello there/);
  const retrieved = await client.responses.retrieve(created.id);
  assert.deepEqual(retrieved.output, created.output);
  assert.deepEqual(retrieved.metadata, { topic: 'sdk' });
  const items = await all(client.responses.inputItems.list(created.id));
  assert.equal(items[0].content[0].text, '/say Hello there');
});

test('a stream is read and resumed from each of its events', async () => {
  const events = await all(await client.responses.create({ model: 'anton', input: '/think so\n/emit 6', stream: true }));
  assert.equal(events[0].type, 'response.created');
  assert.equal(events.at(-1).type, 'response.completed');
  const id = events[0].response.id;
  for (const [index, event] of events.entries()) {
    const rest = await all(await client.responses.retrieve(id, { stream: true, starting_after: event.sequence_number }));
    assert.deepEqual(rest, events.slice(index + 1));
  }
});

test('the stream helper follows a response with reasoning, a tool and text', async () => {
  const stream = client.responses.stream({ model: 'anton', input: '/think first\n/tool list_files {}\n/say done' });
  let deltas = '';
  stream.on('response.output_text.delta', (event) => (deltas += event.delta));
  const response = await stream.finalResponse();
  assert.equal(response.status, 'completed');
  assert.equal(response.output_text, deltas);
  assert.deepEqual(
    response.output.map((item) => item.type).filter((type, index, types) => type !== types[index - 1]),
    ['reasoning', 'mcp_call', 'message'],
  );
});

test('the stream helper goes on with a response by its id', async () => {
  const created = await client.responses.create({ model: 'anton', input: '/say Again' });
  const response = await client.responses.stream({ response_id: created.id }).finalResponse();
  assert.equal(response.id, created.id);
  assert.equal(response.output_text, created.output_text);
});

test('a function is called and its output continues the conversation', async () => {
  const stream = client.responses.stream({ model: 'anton', input: '/tool look {"at": 3}', tools: [look] });
  const first = await stream.finalResponse();
  const call = first.output.find((item) => item.type === 'function_call');
  assert.equal(call.name, 'look');
  assert.deepEqual(JSON.parse(call.arguments), { at: 3 });
  const next = await client.responses.create({
    model: 'anton',
    previous_response_id: first.id,
    input: [{ type: 'function_call_output', call_id: call.call_id, output: 'a tree' }],
    tools: [look],
  });
  assert.equal(next.status, 'completed');
  assert.equal(next.previous_response_id, first.id);
});

test('a running response is cancelled; its stream helper ends with what there is', async () => {
  const stream = client.responses.stream({ model: 'anton', input: '/emit 3\n/slow 60000\n/say never' });
  let id;
  let cancelled;
  stream.on('response.created', (event) => (id = event.response.id));
  stream.on('response.output_text.delta', () => (cancelled ??= client.responses.cancel(id)));
  const ended = new Promise((resolve) => stream.on('response.incomplete', (event) => resolve(event.response)));
  stream.on('error', () => {});
  const response = await ended;
  assert.equal(response.status, 'incomplete');
  assert.equal((await cancelled).status, 'cancelled');
  assert.equal((await client.responses.retrieve(response.id)).status, 'cancelled');
});

test('a response is deleted', async () => {
  const created = await client.responses.create({ model: 'anton', input: '/say gone', store: false });
  await client.responses.delete(created.id);
  await assert.rejects(client.responses.retrieve(created.id), NotFoundError);
});

test('an unsupported parameter is refused by its name', async () => {
  await assert.rejects(client.responses.create({ model: 'anton', input: 'x', top_p: 0.5 }), (error) => {
    assert.ok(error instanceof BadRequestError);
    assert.equal(error.param, 'top_p');
    assert.equal(error.code, 'unsupported_parameter');
    assert.equal(error.type, 'invalid_request_error');
    return true;
  });
});

const picture = 'data:image/png;base64,iVBORw0KGgo=';
const call = { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{"at":3}' };
const output = { type: 'function_call_output', call_id: 'call_1', output: 'a tree' };

test('items of every kind are answered, and listed as they came', async () => {
  const input = [
    { role: 'developer', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'input_text', text: 'What is this?' }, { type: 'input_image', image_url: picture }] },
    call,
    output,
    { role: 'assistant', content: 'A tree.' },
    { role: 'user', content: '/say Thank you.' },
  ];
  const response = await client.responses.create({ model: 'anton', input });
  assert.match(response.output_text, /^Thank you\./);
  const items = await all(client.responses.inputItems.list(response.id, { order: 'asc', limit: 2 }));
  assert.deepEqual(
    items.map((item) => item.role ?? item.type),
    ['developer', 'user', 'function_call', 'function_call_output', 'assistant', 'user'],
  );
  assert.deepEqual(items[1].content[1], { type: 'input_image', image_url: picture, detail: 'auto' });
  assert.deepEqual(items[4].content, [{ type: 'output_text', text: 'A tree.', annotations: [] }]);
});

test('two at once in one conversation are answered one after the other', async () => {
  const ask = (input) => client.responses.create({ model: 'anton', input, conversation: 'sdk-js-busy', stream: true });
  const first = await ask('/emit 100 5');
  const second = await ask('/say second');
  const [ahead, behind] = await Promise.all([all(first), all(second)]);
  assert.deepEqual(behind.slice(0, 3).map((event) => event.type), ['response.created', 'response.queued', 'response.in_progress']);
  assert.equal(ahead.at(-1).type, 'response.completed');
  assert.equal(behind.at(-1).type, 'response.completed');
  assert.equal(behind.at(-1).response.conversation.id, 'sdk-js-busy');
});

test('refusals are thrown as what they are', async () => {
  const create = (more) => () => client.responses.create({ model: 'anton', input: 'x', ...more });
  const part = (content) => create({ input: [{ role: 'user', content: [content] }] });
  const refusals = [
    [() => client.responses.retrieve('resp_missing'), NotFoundError, 'response_not_found', null],
    [() => client.responses.cancel('resp_missing'), NotFoundError, 'response_not_found', null],
    [() => client.responses.delete('resp_missing'), NotFoundError, 'response_not_found', null],
    [() => all(client.responses.inputItems.list('resp_missing')), NotFoundError, 'response_not_found', null],
    [create({ previous_response_id: 'resp_missing' }), NotFoundError, 'previous_response_not_found', 'previous_response_id'],
    [create({ conversation: 'no name' }), BadRequestError, 'validation_failed', 'conversation'],
    [create({ temperature: 2.5 }), BadRequestError, 'validation_failed', 'temperature'],
    [create({ input: 7 }), BadRequestError, 'validation_failed', 'input'],
    [create({ background: true }), BadRequestError, 'unsupported_parameter', 'background'],
    [create({ tools: [{ type: 'web_search', name: 'search' }] }), BadRequestError, 'validation_failed', 'tools[0].type'],
    [part({ type: 'input_image', image_url: 'https://example.com/a.png' }), BadRequestError, 'validation_failed', 'input[0].content[0].image_url'],
    [part({ type: 'input_file', file_id: 'file_1' }), BadRequestError, 'validation_failed', 'input[0].content[0].type'],
    [create({ input: [output] }), BadRequestError, 'call_not_found', 'input[0].call_id'],
    [
      create({ input: [call, { ...output, output: [{ type: 'input_image', image_url: picture }] }] }),
      BadRequestError,
      'validation_failed',
      'input[1].output[0].type',
    ],
  ];
  for (const [attempt, thrown, code, param] of refusals) {
    await assert.rejects(attempt, (error) => {
      assert.ok(error instanceof thrown, `${error}`);
      assert.deepEqual([error.code, error.param, error.type], [code, param, 'invalid_request_error']);
      assert.ok(error.requestID);
      return true;
    });
  }
});

test('a key that is used for another request is refused', async () => {
  const once = { headers: { 'Idempotency-Key': 'sdk-js-once' } };
  await client.responses.create({ model: 'anton', input: '/say one' }, once);
  await assert.rejects(client.responses.create({ model: 'anton', input: '/say two' }, once), (error) => {
    assert.ok(error instanceof UnprocessableEntityError, `${error}`);
    assert.equal(error.code, 'idempotency_key_reused');
    return true;
  });
});

test('a full queue is a rate limit', async () => {
  const open = [];
  const ask = (input) => client.responses.create({ model: 'anton', input, conversation: 'sdk-js-full', stream: true });
  try {
    for (let i = 0; i <= 20; i++) open.push(await ask('/slow 60000'));
    await assert.rejects(ask('/say late'), (error) => {
      assert.ok(error instanceof RateLimitError, `${error}`);
      assert.deepEqual([error.code, error.type], ['queue_full', 'rate_limit_error']);
      return true;
    });
  } finally {
    for (const stream of open.reverse()) {
      const { value } = await stream[Symbol.asyncIterator]().next();
      await client.responses.cancel(value.response.id);
      stream.controller.abort();
    }
  }
});

test('a model that fails is a failed response and no exception', async () => {
  const response = await client.responses.create({ model: 'anton', input: '/fail rate_limited' });
  assert.equal(response.status, 'failed');
  assert.equal(response.error.code, 'rate_limit_exceeded');
});

test('the same vocabulary is spoken under the other bases', async () => {
  for (const path of ['/v1', '/api/v1']) {
    const other = new OpenAI({ baseURL: new URL(path, base).href, apiKey: 'any', maxRetries: 0 });
    const response = await other.responses.create({ model: 'anton', input: '/say Here too' });
    assert.match(response.output_text, /^Here too/);
  }
});
