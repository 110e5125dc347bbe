import type { Logger } from 'pino';
import type { TrafficMeter } from '../../bandwidth/traffic-meter.ts';
import { watchTraffic } from '../../bandwidth/watch-traffic.ts';
import type { Host } from '../../host/host.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { Settings } from '../../model/settings.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import { watchAppGates } from './watch-app-gates.ts';

export interface SideWorkParts {
  readonly host: Host;
  readonly traffic: TrafficMeter;
  readonly settings: Settings;
  readonly log: Logger;
  readonly accounts: ManagedAccounts;
  /** Called for an account that is to be looked at because of what was found. */
  readonly resync: (username: string) => void;
}

/** What is watched beside the turns of the loop until `stop` aborts: the traffic of sites, and the ports of apps. */
export async function runSideWork(parts: SideWorkParts, stop: AbortSignal): Promise<void> {
  await Promise.all([countTraffic(parts, stop), watchPorts(parts, stop)]);
}

function countTraffic(
  { host, traffic, settings, log, accounts, resync }: SideWorkParts,
  stop: AbortSignal,
): Promise<void> {
  return watchTraffic(
    {
      meter: traffic,
      clock: host.clock,
      everyMs: settings.sweep_seconds * 1000,
      known: () => accounts.known(),
      accounts: accounts.inMemory,
      onChange: resync,
      onError: (error) => log.error({ error: errorMessage(error) }, 'traffic could not be counted'),
    },
    stop,
  );
}

function watchPorts({ host, log, accounts, resync }: SideWorkParts, stop: AbortSignal): Promise<void> {
  return watchAppGates(
    {
      gates: host.appGates,
      clock: host.clock,
      targets: () => [...accounts.everyone().values()].map((account) => accounts.targetOf(account)),
      onTaken: (account, app, isTaken) => {
        if (isTaken) log.warn({ account, app }, 'another user listens on the port of an app');
        resync(account);
      },
      onError: (error) =>
        log.error({ error: errorMessage(error) }, 'the ports of apps could not be looked at'),
    },
    stop,
  );
}
