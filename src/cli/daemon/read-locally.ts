// Answers a request of the status socket without a daemon: the same routes over a journal opened for reading. The
// parts that only a running daemon knows are empty.

import { readTraffic } from '../../bandwidth/traffic-store.ts';
import { readTexts } from '../../desired/read-texts.ts';
import { hostFiles, openHost } from '../../host/open-host.ts';
import type { AccountState } from '../../journal/account-state.ts';
import { emptyJournal } from '../../journal/empty-journal.ts';
import { openJournalReader } from '../../journal/open-journal.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { toRedactedJson } from '../../model/redact.ts';
import type { Settings } from '../../model/settings.ts';
import type { StatusContext } from '../../status/context.ts';
import { emptySnapshot } from '../../status/daemon-snapshot.ts';
import { findRoute } from '../../status/http/find-route.ts';
import { knownUsernames } from '../../status/known-usernames.ts';
import { readCronResults } from '../../status/read-cron-results.ts';
import { ALL_ROUTES } from '../../status/routes/all-routes.ts';
import { VERSION } from '../../version.ts';
import { planLocally } from './plan-locally.ts';

const NO_DAEMON = emptySnapshot(0);

/** Undefined when there is no readable journal. */
export async function readLocally(
  settings: Settings,
  question: string,
): Promise<{ status: number; text: string } | undefined> {
  const journal = await openIfThere(settings.state_dir);
  if (journal === undefined) return undefined;
  try {
    const url = new URL(question, 'http://jopanel');
    const context = await contextOf(settings, journal);
    const found = findRoute(ALL_ROUTES, url.pathname);
    if (found === undefined) return undefined;
    const reply = await found.route.handle(context, found.params, url.searchParams);
    if (reply.ok) return { status: 200, text: toRedactedJson(reply.value) };
    const { status, ...error } = reply;
    return { status, text: toRedactedJson({ error }) };
  } finally {
    journal.close();
  }
}

async function contextOf(settings: Settings, journal: JournalReader): Promise<StatusContext> {
  const { host, users } = await openHost(settings);
  return {
    version: VERSION,
    settings,
    journal,
    now: () => host.clock.now(),
    monotonic: () => host.clock.monotonic(),
    snapshot: () => NO_DAEMON,
    snapshotAt: () => host.clock.monotonic(),
    usernames: () => knownUsernames(users, journal),
    unreadFolders: () => knownUsernames(users, journal).filter((name) => isNews(journal.account(name))),
    plan: (usernames) => planLocally({ settings, journal, users, host }, usernames),
    files: (username) => readTexts(users, username),
    traffic: (username, month) => readTraffic(`${settings.state_dir}/traffic.db`, month).get(username) ?? 0,
    use: host.liveUse,
    slices: host.sliceUse,
    certificates: host.certificates,
    cronResults: (username, jobs) => readCronResults(host.files, settings.state_dir, username, jobs),
  };
}

function isNews(account: AccountState | undefined): boolean {
  return account === undefined || account.purgedAt !== null;
}

/** On a host that never had a daemon the journal is empty. @returns undefined without permission to read it */
async function openIfThere(stateDir: string): Promise<JournalReader | undefined> {
  try {
    const names = await hostFiles.list(stateDir);
    return names.includes('journal.db') ? openJournalReader(`${stateDir}/journal.db`) : emptyJournal();
  } catch {
    return undefined;
  }
}
