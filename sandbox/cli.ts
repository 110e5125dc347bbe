/**
 * A throwaway Debian host by hand.
 *
 *   node sandbox/cli.ts boot            a shell on a fresh host
 *   node sandbox/cli.ts run -- CMD...   one command on a fresh host
 */

import { bootSandbox } from './sandbox.ts';

const [command, separator, ...argv] = process.argv.slice(2);
if (command === 'boot' && separator === undefined) {
  await using host = await bootSandbox();
  process.exitCode = await host.shell();
} else if (command === 'run' && separator === '--' && argv.length > 0) {
  await using host = await bootSandbox();
  const running = host.spawn(argv);
  process.stdin.pipe(running.stdin);
  running.stdout.pipe(process.stdout);
  running.stderr.pipe(process.stderr);
  process.exitCode = (await running.ended).exitCode;
  process.stdin.destroy();
} else {
  console.error('usage: node sandbox/cli.ts boot | run -- COMMAND [ARGUMENT]...');
  process.exitCode = 64;
}
