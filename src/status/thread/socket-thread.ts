// The daemon's side of a thread that serves a socket: that of the status, or of the agent.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { threadEnvironment } from '../../host/process/thread-environment.ts';
import type { Settings } from '../../model/settings.ts';
import type { DaemonReport } from './engine-client.ts';
import type { FromThread, ThreadStart, ToThread } from './thread-messages.ts';

type Common = Extract<FromThread, { kind: 'listening' | 'not-listening' | 'request' }>;

interface SocketThreadOptions<Own> {
  /** Such as `status`, for the log. */
  readonly name: string;
  readonly entry: URL;
  readonly settings: Settings;
  readonly log: Logger;
  /** Is called with what only this thread sends. */
  readonly onMessage: (message: Own) => void;
}

export interface SocketThread<To> {
  /** Resolves once the socket is open, or cannot be opened. */
  readonly listening: Promise<void>;
  send(message: To | ToThread): void;
  /** @param report is called when the thread asks for a report. @returns a function that ends this */
  attach(
    options: { readonly settings: Settings; readonly countFrom: number },
    report: () => DaemonReport,
  ): () => void;
  close(): Promise<void>;
}

/** Started once; it survives a reload of the settings. Hosting continues without it. */
export function startSocketThread<Own extends { readonly kind: string }, To>({
  name,
  entry,
  settings: first,
  log,
  onMessage,
}: SocketThreadOptions<Own>): SocketThread<To> {
  const workerData: ThreadStart = { settings: first };
  const worker = new Worker(entry, {
    workerData,
    env: threadEnvironment(),
    // Requests and answers are small and short-lived, so a small young generation keeps the memory of this thread low.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const send = (message: To | ToThread) => worker.postMessage(message);
  const ended = once(worker, 'exit');
  const { promise: listening, resolve: decided } = Promise.withResolvers<void>();
  void ended.then(() => decided());
  let report: (() => DaemonReport) | undefined;
  worker.on('error', (error) => log.error({ err: error }, `the ${name} socket is gone; hosting goes on`));
  worker.on('message', (message: Own | Common) => {
    if (isOwn(message)) return onMessage(message);
    if (message.kind === 'request') {
      if (report !== undefined) send({ kind: 'report', number: message.number, report: report() });
      return;
    }
    if (message.kind === 'not-listening') {
      log.error({ why: message.why }, `the ${name} socket cannot be opened; hosting goes on without it`);
      return;
    }
    decided();
    if (message.warning !== undefined) log.warn(message.warning);
  });
  return {
    listening,
    send,
    attach({ settings, countFrom }, next) {
      report = next;
      send({ kind: 'attach', settings, countFrom });
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

function isOwn<Own extends { readonly kind: string }>(message: Own | Common): message is Own {
  return !['request', 'listening', 'not-listening'].includes(message.kind);
}
