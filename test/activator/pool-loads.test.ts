import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { PoolLoads } from '../../activator/pool-loads.ts';
import type { PhpConnection } from '../../src/host/php-sockets.ts';
import { connectionIn, unixConnections } from '../../src/host/proc/unix-connections.ts';

const folder = mkdtempSync(`${tmpdir()}/with-a-path-that-no-other-could-hold-as-well-`);
afterAll(() => rmSync(folder, { recursive: true }));

const SOCKET = '/run/jopanel/php/awake/jopanel-php-joko-8.2-0123456789ab-012345.sock';

function taken(inode: string): PhpConnection {
  return { path: SOCKET, inode, isTaken: true };
}

test('requests are counted by what the kernel says of their connections, and are slow after ten seconds', async () => {
  let now = 0;
  let connections: readonly PhpConnection[] | undefined = [
    taken('1'),
    taken('2'),
    { path: SOCKET, inode: '0', isTaken: false },
  ];
  const clock = { now: () => now, monotonic: () => now, sleep: async () => undefined };
  const loads = new PoolLoads({ connections: async () => connections }, clock, '/run/jopanel/php/awake');
  await loads.look();
  expect(loads.of(SOCKET)).toEqual({ busy: 2, queue: 1, slow: 0 });
  connections = [taken('2'), taken('3')];
  now = 500;
  await loads.look();
  expect(loads.of(SOCKET)).toMatchObject({ busy: 2, queue: 1 });
  now = 10_000;
  await loads.look();
  expect(loads.of(SOCKET)).toEqual({ busy: 2, queue: 0, slow: 1 });
  expect(loads.of('/run/jopanel/php/awake/b.sock')).toEqual({ busy: 0, queue: 0, slow: 0 });
  connections = undefined;
  now = 20_000;
  await loads.look();
  expect(loads.of(SOCKET)).toEqual({ busy: 0, queue: 0, slow: 0 });
});

test("the kernel's list tells a connection that was taken from one that waits", async () => {
  const path = `${folder}/one.sock`;
  const server = createServer();
  server.listen(path);
  const accepted = new Promise((resolve) => server.once('connection', resolve));
  const client = connect(path);
  await accepted;
  const found = await unixConnections(folder);
  client.destroy();
  server.close();
  expect(found).toEqual([{ path, inode: expect.stringMatching(/^[1-9]\d*$/), isTaken: true }]);
});

test.each([
  ['0000000000000000: 00000003 00000000 00000000 0001 03 1 /run/short.sock', undefined],
  [
    `0000000000000000: 00000003 00000000 00000000 0001 02     0 ${SOCKET}`,
    { path: SOCKET, inode: '0', isTaken: false },
  ],
  [`0000000000000000: 00000002 00000000 00010000 0001 01 22093 ${SOCKET}`, undefined],
  ['0000000000000000: 00000003 00000000 00000000 0001 03 22094', undefined],
  // What a path with a line break could look like.
  [`0: 3 0 0 0001 03 1 ${SOCKET}`, undefined],
  [`0000000000000000: 00000003 00000000 00000000 0001 03 1 @${SOCKET}`, undefined],
])('of %j', (line, expected) => {
  expect(connectionIn(line)).toEqual(expected);
});
