// An MCP server whose tools do what tools should not do.
import { createInterface } from 'node:readline';

const tools = ['echo', 'hang', 'flood', 'endless'];

const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n');

const text = (id, said) => send({ id, result: { content: [{ type: 'text', text: said }] } });

const calls = {
  echo: (id) => text(id, 'still here'),
  hang: () => {},
  flood: () => {
    for (let i = 0; i < 20_000; i++) {
      send({ method: 'notifications/message', params: { level: 'info', data: i } });
    }
  },
  endless: () => process.stdout.write('{"jsonrpc":"2.0","id":"' + 'x'.repeat(5 << 20)),
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  switch (method) {
    case 'initialize':
      send({
        id,
        result: {
          protocolVersion: params.protocolVersion,
          capabilities: { tools: {} },
          serverInfo: { name: 'hostile', version: '1' },
        },
      });
      break;
    case 'tools/list':
      send({ id, result: { tools: tools.map((name) => ({ name, inputSchema: { type: 'object' } })) } });
      break;
    case 'tools/call':
      calls[params.name](id);
      break;
    case 'ping':
      send({ id, result: {} });
      break;
    default:
  }
});
