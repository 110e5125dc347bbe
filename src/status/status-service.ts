// Puts the pieces behind the socket together. It holds a read-only journal of its own and, of the engine, a way
// to look and a way to ask for a plan: nothing that could change anything.

import type { RequestListener } from 'node:http';
import type { Logger } from 'pino';
import type { Clock } from '../host/clock.ts';
import { createUseReader } from '../host/linux/live-use.ts';
import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import { openJournalReader } from '../journal/open-journal.ts';
import type { Settings } from '../model/settings.ts';
import { VERSION } from '../version.ts';
import { Followers } from './followers.ts';
import type { LiveView } from './live-view.ts';
import { JournalCounts } from './metrics/journal-counts.ts';
import { writeMetrics } from './metrics/metrics.ts';
import type { Timings } from './metrics/timings.ts';
import { createPlanDesk, type Planner } from './plan-desk.ts';
import { createRequestHandler } from './request-handler.ts';
import type { Reading } from './route.ts';
import { ALL_ROUTES } from './routes/all-routes.ts';

export interface StatusServiceOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly users: UsersFolder;
  readonly timings: Timings;
  readonly log: Logger;
  readonly live: () => LiveView;
  readonly plan: Planner;
}

export interface StatusService {
  readonly listener: RequestListener;
  /** Followers are told, and the journal is let go. */
  close(): void;
}

export function openStatusService(options: StatusServiceOptions): StatusService {
  const { settings, clock, users, timings, log, live } = options;
  const journal = openJournalReader(`${settings.state_dir}/journal.db`);
  const followers = new Followers({ journal, clock });
  const counts = new JournalCounts(journal);
  const reading: Reading = {
    version: VERSION,
    settings,
    journal,
    now: () => clock.now(),
    live,
    plan: createPlanDesk(options.plan),
    everyone: () => everyone(users, reading),
    files: (username) => textsOf(users, username),
    use: createUseReader(clock),
  };
  const metrics = () => writeMetrics({ reading, counts, timings, followers: () => followers.size });
  return {
    listener: createRequestHandler({ reading, routes: ALL_ROUTES, followers, metrics, log }),
    close() {
      followers.close();
      journal.close();
    },
  };
}

export function everyone(users: UsersFolder, { journal }: Pick<Reading, 'journal'>): string[] {
  const listing = users.list();
  const known = [...journal.accounts()].filter(({ purgedAt }) => purgedAt === null);
  const names = [
    ...(listing.state === 'ok' ? listing.usernames : []),
    ...known.map(({ username }) => username),
  ];
  return [...new Set(names)].sort();
}

export function textsOf(users: UsersFolder, username: string): ReadonlyMap<string, string> | undefined {
  const set = users.read(username);
  if (set.state !== 'read') return set.state === 'gone' ? undefined : new Map();
  return new Map([...set.files].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]));
}
