import type { Logger } from 'pino';
import type { Settings } from '../../model/settings.ts';
import { type SocketThread, startSocketThread } from './socket-thread.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

type OwnMessage = Extract<FromThread, { kind: 'summary' | 'closed' }>;

/** @param summarize is called with the daemon in one line, whenever that changes */
export function startStatusThread(
  settings: Settings,
  log: Logger,
  summarize: (line: string) => void,
): SocketThread<ToThread> {
  return startSocketThread<OwnMessage, ToThread>({
    name: 'status',
    entry: new URL('thread-entry.ts', import.meta.url),
    settings,
    log,
    onMessage: (message) => {
      if (message.kind === 'summary') summarize(message.line);
    },
  });
}
