// Assembles the parts behind the status socket. It has a journal opened for reading and a client of the engine, and
// computes plans by itself.

import type { Logger } from 'pino';
import { allControllers } from '../../../controllers/all-controllers.ts';
import { readTraffic } from '../../bandwidth/traffic-store.ts';
import { readTexts } from '../../desired/read-texts.ts';
import { hostLimits } from '../../host/commands/host-limits.ts';
import { openHost } from '../../host/open-host.ts';
import { openJournalReader } from '../../journal/open-journal.ts';
import type { Account } from '../../model/account.ts';
import { accountRoom } from '../../model/account-room.ts';
import type { Settings } from '../../model/settings.ts';
import { planNow, planSets, type WavePreview } from '../../reconcile/preview/plan-now.ts';
import { VERSION } from '../../version.ts';
import type { StatusContext } from '../context.ts';
import { EventSubscribers } from '../events/event-subscribers.ts';
import { AnswersUnderWay } from '../http/answers-under-way.ts';
import { type Answerer, createRequestHandler } from '../http/request-handler.ts';
import { knownUsernames } from '../known-usernames.ts';
import { certificateFamilies } from '../metrics/certificate-families.ts';
import { JournalCounts } from '../metrics/journal-counts.ts';
import { writeMetrics } from '../metrics/metrics.ts';
import { roomFamily } from '../metrics/room-family.ts';
import { sampleAccounts } from '../metrics/sample-accounts.ts';
import { createPlanLimiter } from '../plan-limiter.ts';
import { readCronResults } from '../read-cron-results.ts';
import { ALL_ROUTES } from '../routes/all-routes.ts';
import type { EngineClient } from './engine-client.ts';

export interface StatusService {
  readonly listener: Answerer;
  /** What the answers are made of, for a socket that answers more than this one. */
  readonly context: StatusContext;
  /** What would be done for these accounts if their sets were these. */
  planSets(accounts: readonly Account[]): Promise<WavePreview>;
  /** Ends the event streams. */
  endStreams(): void;
  /** Ends them too, and closes the journal as soon as no answer needs it any more. */
  close(): void;
}

interface StatusServiceOptions {
  readonly settings: Settings;
  /** The metrics count the journal entries after this one. */
  readonly countFrom: number;
}

export async function openStatusService(
  { settings, countFrom }: StatusServiceOptions,
  engine: EngineClient,
  log: Logger,
): Promise<StatusService> {
  const { host, users } = await openHost(settings);
  const { clock } = host;
  const journal = openJournalReader(`${settings.state_dir}/journal.db`);
  const subscribers = new EventSubscribers({ journal, clock });
  const counts = new JournalCounts(journal, countFrom);
  const deps = { host, journal, users, settings, log, controllers: allControllers };
  const context: StatusContext = {
    version: VERSION,
    settings,
    journal,
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    snapshot: () => engine.report.snapshot,
    snapshotAt: () => engine.reportedAt,
    plan: createPlanLimiter((usernames) => planNow(deps, usernames)),
    usernames: () => knownUsernames(users, journal),
    unreadFolders: () => [],
    files: (username) => readTexts(users, username),
    traffic: (username, month) => readTraffic(`${settings.state_dir}/traffic.db`, month).get(username) ?? 0,
    use: host.liveUse,
    slices: host.sliceUse,
    certificates: host.certificates,
    cronResults: (username, jobs) => readCronResults(host.files, settings.state_dir, username, jobs),
  };
  const refresh = (fresh: boolean) => engine.refresh(fresh);
  async function metrics(): Promise<string> {
    await refresh(false);
    const { timings } = engine.report;
    const accounts = [
      ...(await sampleAccounts(context, host.files, settings.state_dir)),
      roomFamily(accountRoom(await hostLimits(settings))),
      ...certificateFamilies(journal.accounts(), await host.certificates.all(), clock.now()),
    ];
    return writeMetrics({ context, counts, timings, accounts, subscribers: subscribers.size });
  }
  const underWay = new AnswersUnderWay();
  return {
    context,
    planSets: (accounts) => planSets(deps, accounts),
    listener: underWay.of(
      createRequestHandler({ context, routes: ALL_ROUTES, subscribers, metrics, refresh, log }),
    ),
    endStreams: () => subscribers.close(),
    close() {
      subscribers.close();
      void underWay.ended().then(() => journal.close());
    },
  };
}
