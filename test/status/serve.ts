// The status socket over a journal of the test's own, without a daemon.

import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/host/clock.ts';
import { askSocket, type SocketRequest } from '../../src/host/sockets/socket-client.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openJournalReader } from '../../src/journal/open-journal.ts';
import { parseSettings, type Settings } from '../../src/model/settings.ts';
import type { WavePreview } from '../../src/reconcile/preview/plan-now.ts';
import type { StatusContext } from '../../src/status/context.ts';
import type { DaemonSnapshot } from '../../src/status/daemon-snapshot.ts';
import { EventSubscribers, type EventSubscribersOptions } from '../../src/status/events/event-subscribers.ts';
import { createRequestHandler } from '../../src/status/http/request-handler.ts';
import { ALL_ROUTES } from '../../src/status/routes/all-routes.ts';
import { scratch } from '../journal/scratch.ts';
import { UNCOUNTED } from '../sim/uncounted.ts';

export interface Served {
  readonly journal: Journal;
  readonly socket: string;
  readonly subscribers: EventSubscribers;
  /** What the engine would say. */
  live: DaemonSnapshot;
  /** When it last said anything; now unless given. */
  snapshotAt?: number;
  get(
    path: string,
    more?: Partial<SocketRequest>,
  ): Promise<{ status: number; etag?: string; text: string; json: unknown }>;
}

export interface ServeOptions {
  readonly plan?: (usernames: readonly string[]) => Promise<WavePreview>;
  readonly files?: StatusContext['files'];
  readonly unreadFolders?: StatusContext['unreadFolders'];
  readonly follow?: Partial<EventSubscribersOptions>;
  readonly now?: () => number;
}

export const CALM: DaemonSnapshot = {
  startedAt: 1_700_000_000_000,
  readyAt: 1_700_000_001_000,
  lastSweepAt: 1_700_000_002_000,
  queue: { dirty: [], processing: [], waiting: [], oldestAge: 0 },
  settling: [],
  watch: { watching: true, hints: 3, lastHintAt: 1_700_000_000_500, lost: 0, lastLoss: null },
  mirror: null,
};

export async function serve(options: ServeOptions = {}): Promise<Served> {
  const { path, open } = scratch();
  const { journal } = open();
  const reader = openJournalReader(path);
  const subscribers = new EventSubscribers({
    journal: reader,
    clock: systemClock,
    pollMs: 5,
    ...options.follow,
  });
  const socket = join(dirname(path), 'status.sock');
  const served: { live: DaemonSnapshot; snapshotAt?: number } = { live: CALM };
  const context: StatusContext = {
    version: '1.2.3',
    settings: defaults(),
    journal: reader,
    now: options.now ?? (() => systemClock.now()),
    monotonic: options.now ?? (() => systemClock.monotonic()),
    snapshot: () => served.live,
    snapshotAt: () => served.snapshotAt ?? systemClock.monotonic(),
    unreadFolders: options.unreadFolders ?? (() => []),
    usernames: () => [...reader.accounts()].map(({ username }) => username),
    plan: options.plan ?? (async () => ({ plans: [], refused: new Map(), held: new Map() })),
    files: options.files ?? (() => undefined),
    traffic: () => 0,
    certificates: { all: async () => [] },
    slices: {
      all: async () => new Map(),
      of: async () => UNCOUNTED,
      php: async () => ({ awake: true, workers: 1, busy: 0, queue: 0, slow: 0 }),
      reached: async () => new Map(),
    },
    cronResults: async () => new Map(),
    use: async () => ({
      processes: 2,
      memoryMb: 12.34,
      php: { awake: true, workers: 1, busy: 0, queue: 0, slow: 0 },
      disk: null,
      diskNote: 'no quotas here',
      databasesMb: null,
    }),
  };
  const log = pino({ level: 'silent' });
  const metrics = async () => 'up 1\n';
  const refresh = async () => undefined;
  const server = createServer(
    createRequestHandler({ context, routes: ALL_ROUTES, subscribers, metrics, refresh, log }),
  );
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(async () => {
    subscribers.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    reader.close();
    journal.close();
  });
  return Object.assign(served, {
    journal,
    socket,
    subscribers,
    async get(question: string, more: Partial<SocketRequest> = {}) {
      const answer = await askSocket({ socket, path: question, timeoutMs: 5000, ...more });
      if (!answer.ok) throw new Error(answer.message);
      const { status, etag, text } = answer;
      return {
        status,
        text,
        json: text.startsWith('{') ? JSON.parse(text) : undefined,
        ...(etag && { etag }),
      };
    },
  });
}

function defaults(): Settings {
  const parsed = parseSettings('');
  if (!parsed.ok) throw new Error(parsed.errors.join());
  return parsed.settings;
}
