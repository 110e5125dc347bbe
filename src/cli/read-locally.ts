// Answers a question of the status socket without a daemon: the same routes over a journal opened for reading.
// What only a running daemon knows is empty then.

import { systemClock } from '../host/clock.ts';
import { createUseReader } from '../host/linux/live-use.ts';
import { rootFiles } from '../host/linux/root-files.ts';
import { openUsersFolder } from '../host/users-folder/users-folder.ts';
import type { AccountState } from '../journal/account-state.ts';
import { emptyJournal } from '../journal/empty-journal.ts';
import { openJournalReader } from '../journal/open-journal.ts';
import type { JournalReader } from '../journal/reader.ts';
import { toRedactedJson } from '../model/redact.ts';
import type { Settings } from '../model/settings.ts';
import { nothingSeen } from '../status/engine-snapshot.ts';
import { matchPath } from '../status/match-path.ts';
import type { Reading } from '../status/route.ts';
import { ALL_ROUTES } from '../status/routes/all-routes.ts';
import { everyone, textsOf } from '../status/status-service.ts';
import { VERSION } from '../version.ts';
import { planLocally } from './plan-locally.ts';

const NOBODY = nothingSeen(0);

/** Undefined when there is no journal that may be read. */
export async function readLocally(
  settings: Settings,
  question: string,
): Promise<{ status: number; text: string } | undefined> {
  const journal = await openIfThere(settings.state_dir);
  if (journal === undefined) return undefined;
  try {
    const url = new URL(question, 'http://jopanel');
    const reading = readingOf(settings, journal);
    for (const route of ALL_ROUTES) {
      const params = matchPath(route.path, url.pathname);
      if (params === undefined) continue;
      const reply = await route.handle(reading, params, url.searchParams);
      if (reply.ok) return { status: 200, text: toRedactedJson(reply.value) };
      const { status, ...error } = reply;
      return { status, text: toRedactedJson({ error }) };
    }
    return undefined;
  } finally {
    journal.close();
  }
}

function readingOf(settings: Settings, journal: JournalReader): Reading {
  const users = openUsersFolder({ path: settings.users_dir, locksDir: `${settings.run_dir}/locks` });
  return {
    version: VERSION,
    settings,
    journal,
    now: () => systemClock.now(),
    live: () => NOBODY,
    seenAt: () => systemClock.now(),
    everyone: () => everyone(users, journal),
    unseen: () => everyone(users, journal).filter((name) => isNews(journal.account(name))),
    plan: (usernames) => planLocally({ settings, journal, users }, usernames),
    files: (username) => textsOf(users, username),
    use: createUseReader(systemClock),
  };
}

function isNews(account: AccountState | undefined): boolean {
  return account === undefined || account.purgedAt !== null;
}

/** A host that never had a daemon has an empty past; what one may not read, one is not told of. */
async function openIfThere(stateDir: string): Promise<JournalReader | undefined> {
  try {
    const names = await rootFiles.list(stateDir);
    return names.includes('journal.db') ? openJournalReader(`${stateDir}/journal.db`) : emptyJournal();
  } catch {
    return undefined;
  }
}
