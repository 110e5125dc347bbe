// For commands that go on until somebody has seen enough: Ctrl-C, an end from outside, or a pipe that is closed.

import { watchReader } from '../../host/process/watch-reader.ts';
import type { Terminal } from './terminal.ts';

export function untilStopped({ closed }: Terminal): AbortSignal {
  const stop = new AbortController();
  // Not once: an impatient second Ctrl-C must not cut short what the first one began.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const stopped = AbortSignal.any([stop.signal, closed]);
  watchReader(() => stop.abort(), stopped);
  return stopped;
}
