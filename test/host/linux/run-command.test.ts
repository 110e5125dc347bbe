import { expect, test } from 'vitest';
import { runCommand } from '../../../src/host/linux/run-command.ts';

// Goes on when its parent is killed, with the parent's own output open.
const LEAVES_A_CHILD = ['bash', '-c', 'sleep 20 & wait'];

test('a command that is killed is waited for no longer, whatever it has started', async () => {
  await expect(runCommand(LEAVES_A_CHILD, { timeoutMs: 100 })).rejects.toThrow('did not end in time');
});

test('a command ends when it is told to', async () => {
  const stop = new AbortController();
  const running = runCommand(LEAVES_A_CHILD, { stop: stop.signal });
  stop.abort();
  await expect(running).rejects.toThrow('bash');
});

test('what a command says is read to its end', async () => {
  const { stdout } = await runCommand(['seq', '100000']);
  expect(stdout.split('\n').at(-1)).toBe('100000');
});
