import type { Logger } from 'pino';
import type { TrafficMeter } from '../../bandwidth/traffic-meter.ts';
import { watchTraffic } from '../../bandwidth/watch-traffic.ts';
import type { Host } from '../../host/host.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { Settings } from '../../model/settings.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import type { Recorder } from '../record/recorder.ts';
import { watchAppGates } from './watch-app-gates.ts';
import { watchServed } from './watch-served.ts';

export interface SideWorkParts {
  readonly host: Host;
  readonly traffic: TrafficMeter;
  readonly settings: Settings;
  readonly log: Logger;
  readonly accounts: ManagedAccounts;
  readonly journal: JournalReader;
  readonly recorder: Recorder;
  /** Called for an account that is to be looked at because of what was found. */
  readonly resync: (username: string) => void;
}

/** What is watched beside the turns of the loop until `stop` aborts: the traffic of sites, and the ports of apps. */
export async function runSideWork(parts: SideWorkParts, stop: AbortSignal): Promise<void> {
  await Promise.all([countTraffic(parts, stop), watchPorts(parts, stop), watchNames(parts, stop)]);
}

function watchNames(
  { host, log, accounts, journal, settings, recorder }: SideWorkParts,
  stop: AbortSignal,
): Promise<void> {
  return watchServed(
    {
      frontDoor: host.frontDoor,
      addresses: async () => host.frontDoor.addresses((await host.facts()).ipv6),
      files: host.files,
      clock: host.clock,
      acmeDir: `${settings.state_dir}/acme`,
      accounts: () => [...accounts.everyone().values()],
      isInForce: (username) => journal.account(username)?.phase === 'applied',
      onLook: (username, faults) => recorder.recordServed(username, faults),
      onError: (error) =>
        log.error({ error: errorMessage(error) }, 'the names of accounts could not be asked for'),
    },
    stop,
  );
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
