// Opens MariaDB and the journal as the settings name them, for commands that work on both without the daemon.
import { hostFiles, openHost } from '../../host/open-host.ts';
import { openJournalReader } from '../../journal/open-journal.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { readAccess } from '../../mirror/access.ts';
import { type Logins, readLogins } from '../../mirror/add-logins.ts';
import type { Place } from '../../mirror/cursor.ts';
import { describeError } from '../../mirror/describe-error.ts';
import { openSession, type Patience, type Session } from '../../mirror/session.ts';
import type { MariaDbSettings, Settings } from '../../model/settings.ts';

interface OpenMirror {
  readonly place: Place;
  readonly logins: Logins;
  readonly journal: JournalReader;
}

/** Longer than the daemon's limits: one statement of these commands may do much. */
const PATIENCE: Patience = { connectMs: 5000, answerMs: 300_000 };

export const NO_MARIADB = `the settings name no MariaDB
add to /etc/jopanel/jopaneld.json: "mariadb": { "socket": "/run/mysqld/mysqld.sock", "user": "jopanel", "password_file": "/etc/jopanel/mariadb.password", "database": "panel" }; then: jopanel mirror setup --apply`;

/** Runs `work` after `prepare` has checked the tables. @returns its result, or a message for a person */
export async function withMirror<T>(
  settings: Settings,
  prepare: (session: Session) => Promise<unknown>,
  work: (mirror: OpenMirror) => Promise<T>,
): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string }> {
  const { mariadb, state_dir } = settings;
  if (mariadb === null) return { ok: false, message: NO_MARIADB };
  let session: Session | undefined;
  let journal: JournalReader | undefined;
  try {
    journal = openJournalReader(`${state_dir}/journal.db`);
    session = await openAs(mariadb);
    await prepare(session);
    const { host } = await openHost(settings);
    const place = { session, host: (await host.facts()).hostname };
    return { ok: true, value: await work({ place, logins: await readLogins(place), journal }) };
  } catch (error) {
    const { message, remedy } = describeError(error);
    return { ok: false, message: remedy === '' ? message : `${message}\n${remedy}` };
  } finally {
    await session?.close();
    journal?.close();
  }
}

export async function openAs(mariadb: MariaDbSettings): Promise<Session> {
  const found = await readAccess(hostFiles, mariadb);
  if (!found.ok) throw new Error(found.why);
  return openSession(found.access, PATIENCE);
}
