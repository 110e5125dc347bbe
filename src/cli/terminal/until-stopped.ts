// For commands that run until they are stopped: by Ctrl-C, by a signal, or by a pipe that is closed.

import { watchReader } from '../../host/process/watch-reader.ts';
import type { Terminal } from './terminal.ts';

/** @param byKey ends by `q` as well, where the command draws on a terminal and reads nothing else from it */
export function untilStopped({ closed }: Terminal, byKey = false): AbortSignal {
  const stop = new AbortController();
  // `on` and not `once`: a second Ctrl-C must not kill the process while it ends in an orderly way.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const stopped = AbortSignal.any([stop.signal, closed]);
  watchReader(() => stop.abort(), stopped);
  if (byKey) stopByKey(() => stop.abort(), stopped);
  return stopped;
}

const CTRL_C = '\u0003';

function stopByKey(stop: () => void, over: AbortSignal): void {
  const { stdin } = process;
  if (!stdin.isTTY) return;
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  // In raw mode the terminal makes no signal of Ctrl-C.
  const read = (keys: string) => {
    if (keys.includes('q') || keys.includes(CTRL_C)) stop();
  };
  stdin.on('data', read);
  over.addEventListener(
    'abort',
    () => {
      stdin.off('data', read);
      stdin.setRawMode(false);
      stdin.pause();
    },
    { once: true },
  );
}
