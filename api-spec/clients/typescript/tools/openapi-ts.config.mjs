// What the generator is told. Run it through `npm run generate`.
import { fileURLToPath } from 'node:url';

export const BUNDLE = fileURLToPath(new URL('../../../published/cowork.yaml', import.meta.url));

/** Calls that `src/stream.ts` makes: a generated one would not resume. Their types are generated all the same. */
const HAND_WRITTEN = ['tailResponse'];

/**
 * An operation that answers JSON or, unless told not to, a stream is two calls in TypeScript. The generated one is the
 * one-shot half and must say `stream: false`; the streaming half is written by hand in `src/stream.ts`.
 */
function makeOneShot(operation) {
  const answers = Object.values(operation.responses).map((response) => response.content ?? {});
  const dual = answers.filter((content) => content['application/json'] && content['text/event-stream']);
  if (dual.length === 0) return;
  dual.forEach((content) => delete content['text/event-stream']);
  const body = operation.requestBody.content['application/json'];
  const notStreamed = {
    type: 'object',
    required: ['stream'],
    properties: { stream: { type: 'boolean', const: false, description: 'One answer, no stream.' } },
  };
  body.schema = { allOf: [body.schema, notStreamed] };
}

function splitDualOperations(spec) {
  const operations = Object.values(spec.paths).flatMap(Object.values);
  operations.filter((operation) => operation['x-dual']).forEach(makeOneShot);
}

/** Known values are offered by the editor, others are accepted: `'a' | 'b' | (string & {})`. */
function extensibleEnum({ $, schema }) {
  const known = schema['x-extensible-enum'];
  if (!known) return undefined;
  return $.type.or(...known.map((value) => $.type.literal(value)), $.type.and('string', $.type.object()));
}

export const config = (output) => ({
  input: BUNDLE,
  logs: { level: 'silent', file: false },
  output: { path: output, module: { extension: '.js' } },
  parser: { patch: splitDualOperations },
  plugins: [
    { name: '@hey-api/client-fetch', throwOnError: true },
    { name: '@hey-api/typescript', $resolvers: { string: extensibleEnum } },
    {
      name: '@hey-api/sdk',
      operations: {
        containerName: 'CoworkApi',
        methods: 'instance',
        strategy: ({ operationId, tags }) =>
          HAND_WRITTEN.includes(operationId) ? [] : [['CoworkApi', tags[0], operationId]],
      },
    },
  ],
});
