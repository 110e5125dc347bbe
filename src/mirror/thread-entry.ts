// The mirror thread: the engine does not wait, however much there is to write and however slow MariaDB is.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { systemClock } from '../host/clock.ts';
import { hostFiles, openHost } from '../host/open-host.ts';
import { lowerThreadPriority } from '../host/process/lower-thread-priority.ts';
import { openJournalReader } from '../journal/open-journal.ts';
import { type MariaDbSettings, Settings } from '../model/settings.ts';
import { readAccess } from './access.ts';
import { Mirror } from './mirror.ts';
import { saveCursor, savedCursorPath } from './saved-cursor.ts';
import { openSession, type Session } from './session.ts';
import type { FromMirror, ToMirror } from './thread-messages.ts';

/** The saved cursor is at most this far behind; being behind only costs space. */
const KEEP_EVERY_MS = 60_000;

lowerThreadPriority();
if (parentPort !== null) await serve(parentPort);

async function serve(port: MessagePort): Promise<void> {
  const { settings, known } = z.object({ settings: Settings, known: z.int() }).parse(workerData);
  const { mariadb, state_dir } = settings;
  if (mariadb === null) throw new Error('there is no MariaDB in the settings');
  const stop = new AbortController();
  port.on('message', (message: ToMirror) => {
    if (message.kind === 'close') stop.abort();
  });
  const journal = openJournalReader(`${state_dir}/journal.db`);
  const path = savedCursorPath(state_dir);
  let through = known;
  let kept = { through: known, at: Number.NEGATIVE_INFINITY };
  const { host } = await openHost(settings);
  const { hostname } = await host.facts();
  const mirror = new Mirror({
    journal,
    host: hostname,
    clock: systemClock,
    random: Math.random,
    known,
    connect: () => connect(mariadb),
    report(view) {
      port.postMessage({ kind: 'view', view } satisfies FromMirror);
      through = view.auditThrough;
      if (systemClock.monotonic() - kept.at >= KEEP_EVERY_MS) void keep();
    },
  });

  async function keep(): Promise<void> {
    if (through === kept.through) return;
    kept = { through, at: systemClock.monotonic() };
    // When the file cannot be written, the journal keeps more events than it needs to.
    await saveCursor(hostFiles, path, { journal: journal.identity(), auditThrough: through }).catch(
      () => undefined,
    );
  }

  await mirror.run(stop.signal);
  await keep();
  journal.close();
  port.close();
}

async function connect(mariadb: MariaDbSettings): Promise<Session> {
  const found = await readAccess(hostFiles, mariadb);
  if (!found.ok) throw new Error(found.why);
  return openSession(found.access);
}
