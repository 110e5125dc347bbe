// For commands that run until they are stopped: by Ctrl-C, by a signal, or by a pipe that is closed.

import { watchReader } from '../../host/process/watch-reader.ts';
import type { Terminal } from './terminal.ts';

export function untilStopped({ closed }: Terminal): AbortSignal {
  const stop = new AbortController();
  // `on` and not `once`: a second Ctrl-C must not kill the process while it ends in an orderly way.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const stopped = AbortSignal.any([stop.signal, closed]);
  watchReader(() => stop.abort(), stopped);
  return stopped;
}
