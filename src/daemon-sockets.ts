import type { Logger } from 'pino';
import { createControlHandler } from './control/control-handler.ts';
import { listenOnUnixSocket, type UnixSocketOptions, type UnixSocketServer } from './host/unix-socket.ts';
import type { Settings } from './model/settings.ts';
import type { ConvergerDependencies } from './reconcile/converger.ts';
import { planNow } from './reconcile/plan-now.ts';
import type { Reconciler } from './reconcile/reconciler.ts';
import type { Timings } from './status/metrics/timings.ts';
import { openStatusService } from './status/status-service.ts';

/** Who is behind the sockets; another one after each reload of the settings. */
export interface Attendant {
  readonly deps: ConvergerDependencies;
  readonly reconciler: Reconciler;
  readonly timings: Timings;
  readonly startedAt: number;
}

export interface DaemonSockets {
  /** @returns what lets go of the attendant */
  attend(attendant: Attendant): () => void;
  close(): Promise<void>;
}

/** The two sockets of the daemon. They stay open over a reload of the settings; hosting goes on without them. */
export async function openDaemonSockets(
  { run_dir, status_group }: Settings,
  log: Logger,
): Promise<DaemonSockets> {
  const status = await open({
    path: `${run_dir}/status.sock`,
    mode: 0o660,
    group: status_group,
    activated: true,
  });
  const control = await open({ path: `${run_dir}/control.sock`, mode: 0o600 });
  return {
    attend({ deps, reconciler, timings, startedAt }) {
      const { host, settings, users } = deps;
      const service = openStatusService({
        settings,
        users,
        timings,
        log,
        clock: host.clock,
        live: () => ({ ...reconciler.snapshot(), startedAt }),
        plan: (usernames) => planNow(deps, usernames),
      });
      status?.handle(service.listener);
      control?.handle(createControlHandler((ask) => reconciler.ask(ask), log));
      return () => {
        status?.handle(undefined);
        control?.handle(undefined);
        service.close();
      };
    },
    async close() {
      await Promise.all([status?.close(), control?.close()]);
    },
  };

  async function open(options: UnixSocketOptions): Promise<UnixSocketServer | undefined> {
    try {
      const socket = await listenOnUnixSocket(options);
      if (socket.warning !== undefined) log.warn({ socket: options.path }, socket.warning);
      return socket;
    } catch (error) {
      log.error(
        { err: error, socket: options.path },
        'the socket cannot be opened; hosting goes on without it',
      );
      return undefined;
    }
  }
}
