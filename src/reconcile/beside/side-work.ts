import type { Logger } from 'pino';
import type { ResourceController } from '../../../controllers/controller.ts';
import type { TrafficMeter } from '../../bandwidth/traffic-meter.ts';
import { watchTraffic } from '../../bandwidth/watch-traffic.ts';
import { authorityAccess } from '../../host/authority-access.ts';
import { closedHomes } from '../../host/closed-homes.ts';
import type { Host } from '../../host/host.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { Settings } from '../../model/settings.ts';
import { sitesOf } from '../../model/sites.ts';
import type { AfterPhase } from '../after/after-phase.ts';
import { watchRenewals } from '../after/watch-renewals.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import type { Recorder } from '../record/recorder.ts';
import { watchAppGates } from './watch-app-gates.ts';
import { watchInputs } from './watch-inputs.ts';
import { watchServed } from './watch-served.ts';

interface SideWorkDependencies {
  readonly host: Host;
  readonly controllers: readonly ResourceController[];
  readonly traffic: TrafficMeter;
  readonly settings: Settings;
  readonly log: Logger;
  readonly accounts: ManagedAccounts;
  readonly journal: JournalReader;
  readonly recorder: Recorder;
  readonly after: Pick<AfterPhase, 'leadsToWave'>;
  /** Called for an account that is to be looked at because of what was found. */
  readonly resync: (username: string) => void;
}

/** What is watched beside the loop until `stop` aborts. */
export async function runSideWork(dependencies: SideWorkDependencies, stop: AbortSignal): Promise<void> {
  await Promise.all([
    countTraffic(dependencies, stop),
    watchPorts(dependencies, stop),
    watchNames(dependencies, stop),
    askForRenewals(dependencies, stop),
    watchOperatorsInputs(dependencies, stop),
  ]);
}

function watchOperatorsInputs(
  { host, controllers, accounts, resync, log }: SideWorkDependencies,
  stop: AbortSignal,
): Promise<void> {
  return watchInputs(
    {
      host,
      controllers,
      accounts: () => accounts.everyone().values(),
      onChanged: resync,
      onError: (error) =>
        log.error({ error: errorMessage(error) }, 'what lies beside the sets could not be looked at'),
    },
    stop,
  );
}

function watchNames(
  { host, log, accounts, journal, settings, recorder, after, resync }: SideWorkDependencies,
  stop: AbortSignal,
): Promise<void> {
  return watchServed(
    {
      certified: async () =>
        new Set((await host.certificates.all()).flatMap((each) => (each.usable ? each.names : []))),
      closed: (some) => closedHomes(host, some),
      onFound: resync,
      frontDoor: host.frontDoor,
      addresses: async () => host.frontDoor.addresses((await host.facts()).ipv6),
      files: host.files,
      clock: host.clock,
      acmeDir: `${settings.state_dir}/acme`,
      accounts: () => [...accounts.everyone().values()],
      // What an action of the after phase has brought goes live with the wave that follows it.
      isInForce: (username) => journal.account(username)?.phase === 'applied' && !after.leadsToWave(username),
      onLook: (username, faults) => recorder.recordServed(username, faults),
      onError: (error) =>
        log.error({ error: errorMessage(error) }, 'the names of accounts could not be asked for'),
    },
    stop,
  );
}

function countTraffic(
  { host, traffic, settings, log, accounts, resync }: SideWorkDependencies,
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

function watchPorts({ host, log, accounts, resync }: SideWorkDependencies, stop: AbortSignal): Promise<void> {
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

async function askForRenewals(
  { host, log, accounts, settings: { acme }, resync }: SideWorkDependencies,
  stop: AbortSignal,
): Promise<void> {
  if (acme === null) return;
  await watchRenewals(
    {
      ...host,
      access: () => authorityAccess(host, acme),
      onDue(site) {
        const owner = [...accounts.everyone().values()].find((account) =>
          sitesOf(account).some(({ name }) => name === site),
        );
        if (owner !== undefined) resync(owner.username);
      },
      onError: (error) =>
        log.error({ error: errorMessage(error) }, 'the authority could not be asked about renewals'),
    },
    stop,
  );
}
