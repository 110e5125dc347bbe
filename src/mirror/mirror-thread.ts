// The daemon's side of the mirror thread. It offers the mirror's state; nothing waits for the mirror.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Clock } from '../host/clock.ts';
import { threadEnvironment } from '../host/process/thread-environment.ts';
import type { RootFileReader } from '../host/root-files.ts';
import type { Settings } from '../model/settings.ts';
import { atStart, type MirrorView } from './mirror-view.ts';
import { readSavedCursor, savedCursorPath } from './saved-cursor.ts';
import type { FromMirror, MirrorStart, ToMirror } from './thread-messages.ts';

export interface MirrorThread {
  /** The last reported state; null where the settings name no MariaDB. */
  view(): MirrorView | null;
  close(): Promise<void>;
}

interface MirrorThreadOptions {
  readonly settings: Settings;
  /** The identity of the journal that is mirrored. */
  readonly identity: string;
  readonly files: RootFileReader;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How long a closing thread may take; after that it is terminated, and the server rolls back. */
const PATIENCE_MS = 2000;

const NO_MIRROR: MirrorThread = { view: () => null, close: async () => undefined };

export async function startMirrorThread(options: MirrorThreadOptions): Promise<MirrorThread> {
  const { settings, identity, files, clock, log } = options;
  if (settings.mariadb === null) return NO_MIRROR;
  const known = await readSavedCursor(files, savedCursorPath(settings.state_dir), identity).catch(() => 0);
  const workerData: MirrorStart = { settings, known };
  const worker = new Worker(new URL('thread-entry.ts', import.meta.url), {
    workerData,
    env: threadEnvironment(),
  });
  const ended = once(worker, 'exit');
  let view = atStart(known);
  worker.on('message', ({ view: now }: FromMirror) => {
    tellChange(log, view, now);
    view = now;
  });
  worker.on('error', (error: Error) => {
    log.error({ err: error }, 'the mirror is gone until jopaneld is restarted; hosting goes on');
    const fault = { since: clock.now(), message: error.message, remedy: 'systemctl restart jopaneld' };
    view = { ...view, state: 'down', fault, nextTryAt: null };
  });
  return {
    view: () => view,
    async close() {
      worker.postMessage({ kind: 'close' } satisfies ToMirror);
      const over = new AbortController();
      await Promise.race([ended, clock.sleep(PATIENCE_MS, over.signal)]);
      over.abort();
      await worker.terminate();
    },
  };
}

function tellChange(log: Logger, before: MirrorView, now: MirrorView): void {
  if (now.fault !== null && now.fault.message !== before.fault?.message)
    log.warn({ why: now.fault.message, remedy: now.fault.remedy }, 'MariaDB is not written; hosting goes on');
  if (now.fault === null && before.fault !== null) log.info('MariaDB is written again');
}
