// `/metrics` over TCP. Where systemd runs, a process without rights speaks with those who scrape it, and asks here over a Unix
// socket that no other process can reach. Elsewhere, or when that process cannot be started, the port is opened here.

import type { Logger } from 'pino';
import { hostFiles, openMetricsFront } from '../../host/open-host.ts';
import { listenOnTcp } from '../../host/sockets/tcp-listener.ts';
import { listenOnUnixSocket } from '../../host/sockets/unix-socket.ts';
import { errorMessage } from '../../model/error-message.ts';
import { type MetricsAddress, metricsAddress } from '../../model/metrics-listen.ts';
import type { Settings } from '../../model/settings.ts';
import { type Answer, onlyMetrics } from '../metrics/only-metrics.ts';

type MetricsSettings = Pick<Settings, 'metrics_listen' | 'run_dir' | 'service_manager'>;

interface MetricsListener {
  /** Opens, moves or closes the port as the settings say; certificates are read again. A port in use is logged. */
  apply(settings: MetricsSettings): Promise<void>;
  /** Without a listener a scrape is answered 503. */
  handle(listener: Answer | undefined): void;
  close(): Promise<void>;
}

interface Open {
  close(): Promise<void>;
}

function folderOf({ run_dir }: MetricsSettings): string {
  return `${run_dir}/metrics`;
}

/** A daemon that was killed has left its process, and the settings may have changed since. */
async function endLeftover(settings: MetricsSettings): Promise<void> {
  const left = await hostFiles.read(`${folderOf(settings)}/front.sock`);
  if (left.kind !== 'absent') await (await openMetricsFront(settings))?.stop();
}

export function createMetricsListener(log: Logger): MetricsListener {
  let answer: Answer | undefined;
  let open: Open | undefined;
  const listener = onlyMetrics(() => answer);

  async function close(): Promise<void> {
    const closing = open;
    open = undefined;
    await closing?.close();
  }

  /** @returns undefined where there is no such process */
  async function openFront(address: MetricsAddress, settings: MetricsSettings): Promise<Open | undefined> {
    const front = await openMetricsFront(settings);
    if (front === undefined) return undefined;
    const folder = folderOf(settings);
    // Root alone passes it: the process sees the socket in another place.
    await hostFiles.makeFolder(folder, { uid: 0, gid: 0, mode: 0o700 });
    const socket = await listenOnUnixSocket({ path: `${folder}/front.sock`, mode: 0o606 });
    socket.handle(listener);
    const started = await front.start(address, folder);
    if (started.ok) {
      return {
        async close() {
          await front.stop();
          await socket.close();
        },
      };
    }
    await socket.close();
    log.warn({ why: started.why }, 'jopanel-metrics does not start, so jopaneld serves the metrics itself');
    return undefined;
  }

  return {
    async apply(settings) {
      await close();
      const { metrics_listen } = settings;
      const address = metrics_listen === null ? undefined : metricsAddress(metrics_listen);
      if (address === undefined) return endLeftover(settings);
      try {
        open = (await openFront(address, settings)) ?? (await listenOnTcp(address, listener));
      } catch (error) {
        log.error(
          { why: errorMessage(error), address: address.address, port: address.port },
          'the metrics cannot be served over TCP; see metrics_listen in the settings, then systemctl reload jopaneld',
        );
      }
    },
    handle(next) {
      answer = next;
    },
    close,
  };
}
