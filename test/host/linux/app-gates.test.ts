import { expect, test } from 'vitest';
import { holderOf } from '../../../src/host/linux/app-gates.ts';
import type { PortListener } from '../../../src/host/proc/tcp-listeners.ts';

const GATE = { path: '/run/jopanel/apps/joko-blog.open', port: 3000, uid: 12010 };

function on(address: PortListener['address'], uid: number, port = 3000): PortListener {
  return { address, uid, port };
}

test.each([
  ['no socket at all', [], 'none'],
  ['another port', [on('loopback', 12010, 3001)], 'none'],
  ['the account alone', [on('loopback', 12010)], 'account'],
  ['the account on every address', [on('any IPv6', 12010)], 'account'],
  ['root', [on('any IPv4', 0)], 'another'],
  ['the account and another', [on('loopback', 12010), on('loopback', 12011)], 'another'],
  ['another, on the very address', [on('any IPv6', 12010), on('loopback', 12011)], 'another'],
  ['another, where it is never asked', [on('loopback', 12010), on('any IPv6', 12011)], 'account'],
] as const)('a port with %s', (_, listeners, holder) => {
  expect(holderOf(GATE, listeners)).toBe(holder);
});
