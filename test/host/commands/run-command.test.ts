import { expect, test } from 'vitest';
import { runCommand } from '../../../src/host/commands/run-command.ts';

// Goes on when its parent is killed, with the parent's own output open.
const LEAVES_A_CHILD = ['bash', '-c', 'sleep 20 & wait'];

test('a command that is killed is waited for no longer, whatever it has started', async () => {
  await expect(runCommand(LEAVES_A_CHILD, { timeoutMs: 100 })).rejects.toThrow('did not end in time');
});

test('a command ends when it is aborted', async () => {
  const stop = new AbortController();
  const running = runCommand(LEAVES_A_CHILD, { stop: stop.signal });
  stop.abort();
  await expect(running).rejects.toThrow('bash');
});

test('one that is run through another is called by its own words, and by the same each time', async () => {
  const options = { timeoutMs: 100, name: ['checker', '-t'] };
  await expect(runCommand(['sleep', '20.1'], options)).rejects.toThrow(/^checker -t did not end in time$/);
  const stop = AbortSignal.timeout(100);
  await expect(runCommand(['sleep', '20.2'], { ...options, timeoutMs: 20_000, stop })).rejects.toThrow(
    /^checker -t was ended by SIGKILL: The operation was aborted[^/]*$/,
  );
  await expect(runCommand(['/no/such/file'], options)).rejects.toThrow(
    /^checker -t could not be started: .*ENOENT/,
  );
});

test('what a command says is read to its end', async () => {
  const { stdout } = await runCommand(['seq', '100000']);
  expect(stdout.split('\n').at(-1)).toBe('100000');
});
