import type { Logger } from 'pino';
import { journalEntryOf, startAgentThread } from './agent/agent-thread.ts';
import { createControlHandler } from './control/control-handler.ts';
import { notifyServiceManager } from './host/process/service-notify.ts';
import { listenOnUnixSocket, type UnixSocketServer } from './host/sockets/unix-socket.ts';
import type { Journal } from './journal/journal.ts';
import type { MirrorThread } from './mirror/mirror-thread.ts';
import type { Settings } from './model/settings.ts';
import type { Reconciler } from './reconcile/loop/reconciler.ts';
import type { Timings } from './status/metrics/timings.ts';
import { startStatusThread } from './status/thread/status-thread.ts';

/** Who is behind the sockets; another one after each reload of the settings. */
interface DaemonBackend {
  readonly settings: Settings;
  readonly reconciler: Reconciler;
  readonly journal: Pick<Journal, 'append'>;
  readonly mirror: Pick<MirrorThread, 'view'>;
  readonly timings: Timings;
  readonly startedAt: number;
  /** The newest entry of the journal when the daemon started. */
  readonly countFrom: number;
}

export interface DaemonSockets {
  /** Comes once each socket is there, or will not be. */
  readonly listening: Promise<void>;
  /** @returns what lets go of the attendant */
  attach(attendant: DaemonBackend): () => void;
  /** Resolves once everyone who was let in has an answer, which takes the attendant. May be called again. */
  close(): Promise<void>;
}

/** The sockets of the daemon. They stay open over a reload of the settings; hosting goes on without them. */
export async function openDaemonSockets(settings: Settings, log: Logger): Promise<DaemonSockets> {
  const status = startStatusThread(settings, log, (line) => void notifyServiceManager(`STATUS=${line}`));
  const agent = startAgentThread(settings, log);
  const control = await openControl(`${settings.run_dir}/control.sock`, log);
  let closed: Promise<unknown> | undefined;
  return {
    listening: Promise.all([status.listening, agent.listening]).then(() => undefined),
    attach({ settings: now, reconciler, journal, mirror, timings, startedAt, countFrom }) {
      const report = () => ({
        snapshot: { ...reconciler.snapshot(), startedAt, mirror: mirror.view() },
        timings: timings.families(),
      });
      const detachStatus = status.attach({ settings: now, countFrom }, report);
      const detachAgent = agent.attach({
        settings: now,
        countFrom,
        report,
        record: (entry) => journal.append([journalEntryOf(entry)]),
        order: async (order) => {
          const { username } = order;
          const request = order.kind === 'retire' ? { kind: order.kind, usernames: [username] } : order;
          return (await reconciler.request(request)).get(username);
        },
      });
      control?.handle(createControlHandler((ask) => reconciler.request(ask), log));
      return () => {
        control?.handle(undefined);
        detachStatus();
        detachAgent();
      };
    },
    async close() {
      closed ??= Promise.all([status.close(), agent.close(), control?.close()]);
      await closed;
    },
  };
}

async function openControl(path: string, log: Logger): Promise<UnixSocketServer | undefined> {
  try {
    return await listenOnUnixSocket({ path, mode: 0o600 });
  } catch (error) {
    log.error(
      { err: error, socket: path },
      'the control socket cannot be opened; hosting goes on without it',
    );
    return undefined;
  }
}
