import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { phpSockets, requestOn } from '../../../../src/host/linux/php/php-sockets.ts';

let folder = '';
let server: Server;

beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/php-sockets-`);
  // Within one turn of the loop it accepts nothing.
  server = createServer((socket) => socket.destroy()).listen({ path: `${folder}/fpm.sock`, backlog: 1 });
  await once(server, 'listening');
});

afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

test('a request learns whether an FPM took it, has no room for it, or is not there', async () => {
  const passed = Array.from({ length: 4 }, () => requestOn(new Socket()).passTo(`${folder}/fpm.sock`));
  expect(await Promise.all(passed)).toEqual(['passed', 'passed', 'full', 'full']);
  expect(await requestOn(new Socket()).passTo(`${folder}/other.sock`)).toBe('absent');
});

test('a program that has no room for another connection still listens', async () => {
  const found = Array.from({ length: 4 }, () =>
    phpSockets.follow(`${folder}/fpm.sock`, `${folder}/other.sock`),
  );
  expect(new Set(await Promise.all(found))).toEqual(new Set(['elsewhere']));
});

test('a name stays as it was when the socket that it should lead to is gone', async () => {
  await phpSockets.lead(`${folder}/name.sock`, `${folder}/fpm.sock`);
  await phpSockets.lead(`${folder}/name.sock`, `${folder}/other.sock`);
  expect(await phpSockets.follow(`${folder}/name.sock`, `${folder}/fpm.sock`)).toBe('there');
});
