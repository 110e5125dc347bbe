// Whether somebody still reads what this process writes to a pipe.

import { spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';

/**
 * Calls back when standard output is a pipe that has no reader any more, within a second or two; until `signal`.
 *
 * A program that writes into such a pipe notices at once, but between two lines hours may pass, and `| grep -m1` would wait
 * for them all. Node has no call to watch a pipe that it writes to; tail(1) does so as long as it follows something.
 */
export function watchReader(unread: () => void, signal: AbortSignal): void {
  if (!fstatSync(process.stdout.fd).isFIFO()) return;
  const tail = spawn('tail', ['--follow', '/dev/null', `--pid=${process.pid}`], {
    stdio: ['ignore', 'inherit', 'ignore'],
    signal,
  });
  // Aborted, or no tail here: the next line that is written shows it.
  tail.on('error', () => {});
  tail.on('exit', (_code, endedBy) => {
    if (endedBy === 'SIGPIPE') unread();
  });
  // It has the pipe open too, and must neither keep this process nor the pipe's reader waiting.
  tail.unref();
  process.once('exit', () => tail.kill());
}
