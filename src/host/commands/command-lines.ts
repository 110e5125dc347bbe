import { execa } from 'execa';
import { COMMAND_ENVIRONMENT } from './run-command.ts';

/**
 * Runs a command and gives its lines as they come, however long it goes on. What it says of errors is given as well.
 *
 * @param stop ends the command
 */
export async function* commandLines(argv: readonly string[], stop: AbortSignal): AsyncGenerator<string> {
  const [file = '', ...args] = argv;
  const command = execa(file, args, {
    env: COMMAND_ENVIRONMENT,
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    cancelSignal: stop,
    // An end by Ctrl-C is no failure, and nothing waits for the command's own.
    forceKillAfterDelay: 1000,
  });
  yield* command.iterable({ from: 'all' });
}
