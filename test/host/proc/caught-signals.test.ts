import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { waitFor } from '../../../sandbox/wait-for.ts';
import { awaitsNextSignal, catchesSignal, isInMask } from '../../../src/host/proc/caught-signals.ts';

const SSHD = 'Name:\tsshd\nSigIgn:\t0000000000001000\nSigCgt:\t0000000180014005\n';

test('a signal has a handler, or is ignored or left to end the process', () => {
  expect(isInMask('SigCgt', SSHD, 'SIGHUP')).toBe(true);
  expect(isInMask('SigCgt', SSHD, 'SIGTERM')).toBe(true);
  expect(isInMask('SigCgt', SSHD, 'SIGPIPE')).toBe(false);
  expect(isInMask('SigCgt', SSHD, 'SIGUSR2')).toBe(false);
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

test('a process that sleeps until a signal comes is distinguished from one that does something else', async () => {
  const script = 'use POSIX ":signal_h"; $SIG{HUP} = sub {}; sigsuspend(POSIX::SigSet->new) while 1';
  const child = spawn('perl', ['-e', script]);
  try {
    const sleeps = async () => awaitsNextSignal(Number(child.pid), 'SIGHUP');
    await waitFor('it to sleep', sleeps);
    child.kill('SIGHUP');
    await waitFor('it to sleep again', sleeps);
    // This process waits for events of every kind.
    expect(await awaitsNextSignal(process.pid, 'SIGHUP')).toBe(false);
  } finally {
    child.kill('SIGKILL');
  }
  expect(
    isInMask('ShdPnd', 'Name:\tnginx\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000000001\n', 'SIGHUP'),
  ).toBe(true);
});
