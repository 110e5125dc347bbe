// Puts the pieces behind the socket together. It holds a journal that it can only read, and of the engine a
// window to look through. Plans it works out by itself.

import type { RequestListener } from 'node:http';
import type { Logger } from 'pino';
import { allControllers } from '../../controllers/all-controllers.ts';
import { createLinuxHost } from '../host/linux/linux-host.ts';
import { createUseReader } from '../host/linux/live-use.ts';
import { chooseServiceManager } from '../host/linux/service-manager.ts';
import { openUsersFolder, type UsersFolder } from '../host/users-folder/users-folder.ts';
import { openJournalReader } from '../journal/open-journal.ts';
import type { JournalReader } from '../journal/reader.ts';
import type { Settings } from '../model/settings.ts';
import { allUsernames } from '../reconcile/loop/all-usernames.ts';
import { planNow } from '../reconcile/preview/plan-now.ts';
import { VERSION } from '../version.ts';
import type { EngineClient } from './engine-client.ts';
import { EventSubscribers } from './event-subscribers.ts';
import { JournalCounts } from './metrics/journal-counts.ts';
import { writeMetrics } from './metrics/metrics.ts';
import { createPlanLimiter } from './plan-limiter.ts';
import { createRequestHandler } from './request-handler.ts';
import type { Reading } from './route.ts';
import { ALL_ROUTES } from './routes/all-routes.ts';

export interface StatusService {
  readonly listener: RequestListener;
  /** Followers are told, and the journal is let go. */
  close(): void;
}

export interface StatusServiceOptions {
  readonly settings: Settings;
  /** The metrics count what came after this entry of the journal. */
  readonly countFrom: number;
}

export async function openStatusService(
  { settings, countFrom }: StatusServiceOptions,
  engine: EngineClient,
  log: Logger,
): Promise<StatusService> {
  const serviceManager = await chooseServiceManager(settings.service_manager);
  const host = createLinuxHost({ runDir: settings.run_dir, serviceManager });
  const { clock } = host;
  const users = openUsersFolder({ path: settings.users_dir, locksDir: `${settings.run_dir}/locks` });
  const journal = openJournalReader(`${settings.state_dir}/journal.db`);
  const followers = new EventSubscribers({ journal, clock });
  const counts = new JournalCounts(journal, countFrom);
  const deps = { host, journal, users, settings, log, controllers: allControllers };
  const reading: Reading = {
    version: VERSION,
    settings,
    journal,
    now: () => clock.now(),
    live: () => engine.seen.live,
    seenAt: () => engine.seenAt,
    plan: createPlanLimiter((usernames) => planNow(deps, usernames)),
    everyone: () => everyone(users, journal),
    unseen: () => [],
    files: (username) => textsOf(users, username),
    use: createUseReader(clock),
  };
  const look = (fresh: boolean) => engine.look(fresh);
  async function metrics(): Promise<string> {
    await look(false);
    return writeMetrics({ reading, counts, timings: engine.seen.timings, followers: () => followers.size });
  }
  return {
    listener: createRequestHandler({ reading, routes: ALL_ROUTES, followers, metrics, look, log }),
    close() {
      followers.close();
      journal.close();
    },
  };
}

export function everyone(users: UsersFolder, journal: JournalReader): string[] {
  const known = [...journal.accounts()].filter(({ purgedAt }) => purgedAt === null);
  return allUsernames(
    users.list(),
    known.map(({ username }) => username),
  );
}

export function textsOf(users: UsersFolder, username: string): ReadonlyMap<string, string> | undefined {
  const set = users.read(username);
  if (set.state !== 'read') return set.state === 'gone' ? undefined : new Map();
  return new Map([...set.files].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]));
}
