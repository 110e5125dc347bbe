import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { controlHandler } from '../../activator/control-handler.ts';
import { systemClock } from '../../src/host/clock.ts';

test.each([
  ['/take-up', 0],
  ['/pools', 0],
  ['/loads', 1],
])('%s looks %d times at the sockets of all accounts', async (url, expected) => {
  let looks = 0;
  const activator = {
    takeUp: async () => undefined,
    retryRefused: async () => undefined,
    look: async () => {
      looks += 1;
    },
    states: () => [],
  };
  const server = createServer(controlHandler(activator, systemClock)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  const answer = await fetch(`http://127.0.0.1:${address.port}${url}`, {
    method: 'POST',
    body: JSON.stringify({ usernames: ['anna'] }),
  });
  server.close();
  expect(await answer.json()).toEqual({ pools: [] });
  expect(looks).toBe(expected);
});
