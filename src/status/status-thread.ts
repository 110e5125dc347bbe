// The daemon's side of the thread behind the status socket: it can be looked at, and that is all.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Settings } from '../model/settings.ts';
import type { Seen } from './engine-client.ts';
import type { FromThread, ThreadStart, ToThread } from './thread-messages.ts';

export interface StatusThread {
  /** Comes once the socket is there, or will not be. */
  readonly listening: Promise<void>;
  /** @param see answers whenever somebody wants to know. @returns what ends that */
  attach(to: { readonly settings: Settings; readonly countFrom: number }, see: () => Seen): () => void;
  close(): Promise<void>;
}

/** Started once; it stays over a reload of the settings. Hosting goes on without it. */
export function startStatusThread(settings: Settings, log: Logger): StatusThread {
  const workerData: ThreadStart = { settings };
  const worker = new Worker(new URL('thread-entry.ts', import.meta.url), {
    workerData,
    // Answers are short-lived and small, and this thread is to cost the host little memory.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const tell = (message: ToThread) => worker.postMessage(message);
  const ended = once(worker, 'exit');
  const { promise: listening, resolve: decided } = Promise.withResolvers<void>();
  void ended.then(() => decided());
  let see: (() => Seen) | undefined;
  worker.on('error', (error) => log.error({ err: error }, 'the status socket is gone; hosting goes on'));
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'look' && see !== undefined) tell({ kind: 'seen', look: message.look, ...see() });
    if (message.kind === 'listening') decided();
    if (message.kind === 'listening' && message.warning !== undefined) log.warn(message.warning);
    if (message.kind === 'not-listening')
      log.error({ why: message.why }, 'the status socket cannot be opened; hosting goes on without it');
  });
  return {
    listening,
    attach({ settings: now, countFrom }, look) {
      see = look;
      tell({ kind: 'attend', settings: now, countFrom });
      return () => {
        see = undefined;
        tell({ kind: 'leave' });
      };
    },
    async close() {
      tell({ kind: 'close' });
      await ended;
    },
  };
}
