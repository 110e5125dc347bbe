// The daemon's side of the watcher's thread: hints come in, and nothing waits for them.
import { Worker } from 'node:worker_threads';
import { threadEnvironment } from '../host/process/thread-environment.ts';
import { looksLikeUsername } from '../model/values/username.ts';
import type { FromWatcher } from './thread-messages.ts';

export interface WatchThreadOptions {
  readonly usersDir: string;
  /** Something below this account's folder may have changed; no more is known. */
  readonly onHint: (username: string) => void;
  /** Hints may have been lost, for instance because the users folder itself was replaced: look at everyone. */
  readonly onLost: (why: string) => void;
  /** Hints come from now on; what changed before may have been missed. */
  readonly onWatching: () => void;
  /** No more hints come. */
  readonly onGone: (why: string) => void;
}

export interface WatchThread {
  /** Resolves when the first hint may come, and when none will. */
  readonly begun: Promise<void>;
  close(): Promise<void>;
}

export function startWatchThread(options: WatchThreadOptions): WatchThread {
  const { usersDir, onHint, onLost, onWatching, onGone } = options;
  const worker = new Worker(new URL('thread-entry.ts', import.meta.url), {
    workerData: usersDir,
    env: threadEnvironment(),
    // What chokidar sees of a folder is forgotten at once, and this thread is to cost the host little memory.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  worker.on('message', (message: FromWatcher) => {
    if (message.kind === 'hint') {
      // Temporaries, notes and the like beside the accounts belong to no account.
      if (looksLikeUsername(message.name)) onHint(message.name);
    } else if (message.kind === 'lost') {
      onLost(message.why);
    } else {
      onWatching();
      begin();
    }
  });
  let why: string | undefined = 'the thread of the watcher has ended';
  worker.on('error', (error: Error) => {
    why = error.message;
  });
  worker.once('exit', () => {
    if (why !== undefined) onGone(why);
    begin();
  });
  return {
    begun,
    async close() {
      why = undefined;
      await worker.terminate();
    },
  };
}
