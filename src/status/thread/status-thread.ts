// The daemon's side of the status thread. The thread can ask for snapshots, and for nothing else.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { threadEnvironment } from '../../host/process/thread-environment.ts';
import type { Settings } from '../../model/settings.ts';
import type { DaemonReport } from './engine-client.ts';
import type { FromThread, ThreadStart, ToThread } from './thread-messages.ts';

interface StatusThread {
  /** Resolves once the socket is open, or cannot be opened. */
  readonly listening: Promise<void>;
  /** @param report is called when the thread asks for a report. @returns a function that ends this */
  attach(
    options: { readonly settings: Settings; readonly countFrom: number },
    report: () => DaemonReport,
  ): () => void;
  close(): Promise<void>;
}

/**
 * Started once; it survives a reload of the settings. Hosting continues without it.
 *
 * @param summarize is called with the daemon in one line, whenever that changes
 */
export function startStatusThread(
  settings: Settings,
  log: Logger,
  summarize: (line: string) => void,
): StatusThread {
  const workerData: ThreadStart = { settings };
  const worker = new Worker(new URL('thread-entry.ts', import.meta.url), {
    workerData,
    env: threadEnvironment(),
    // Answers are small and short-lived, so a small young generation keeps the memory of this thread low.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const send = (message: ToThread) => worker.postMessage(message);
  const ended = once(worker, 'exit');
  const { promise: listening, resolve: decided } = Promise.withResolvers<void>();
  void ended.then(() => decided());
  let report: (() => DaemonReport) | undefined;
  worker.on('error', (error) => log.error({ err: error }, 'the status socket is gone; hosting goes on'));
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'request' && report !== undefined)
      send({ kind: 'report', number: message.number, report: report() });
    if (message.kind === 'summary') summarize(message.line);
    if (message.kind === 'listening') decided();
    if (message.kind === 'listening' && message.warning !== undefined) log.warn(message.warning);
    if (message.kind === 'not-listening')
      log.error({ why: message.why }, 'the status socket cannot be opened; hosting goes on without it');
  });
  return {
    listening,
    attach(options, next) {
      report = next;
      send({ kind: 'attach', ...options });
      return () => {
        report = undefined;
        send({ kind: 'detach' });
      };
    },
    async close() {
      send({ kind: 'close' });
      await ended;
    },
  };
}
