import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catchesSignal, caughtIn } from '../../../src/host/proc/caught-signals.ts';

const SSHD = 'Name:\tsshd\nSigIgn:\t0000000000001000\nSigCgt:\t0000000180014005\n';

test('a signal has a handler, or is ignored or left to end the process', () => {
  expect(caughtIn(SSHD, 'SIGHUP')).toBe(true);
  expect(caughtIn(SSHD, 'SIGTERM')).toBe(true);
  expect(caughtIn(SSHD, 'SIGPIPE')).toBe(false);
  expect(caughtIn(SSHD, 'SIGUSR2')).toBe(false);
});

test('what this process listens for is seen at once, and no longer than it does', async () => {
  const listener = () => {};
  expect(await catchesSignal(process.pid, 'SIGWINCH')).toBe(false);
  process.on('SIGWINCH', listener);
  expect(await catchesSignal(process.pid, 'SIGWINCH')).toBe(true);
  process.off('SIGWINCH', listener);
});

test('one that is gone is not waited for', async () => {
  const beyondAll = Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8')) + 1;
  expect(await catchesSignal(beyondAll, 'SIGHUP')).toBe(true);
});
