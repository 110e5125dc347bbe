import type { Logger } from 'pino';
import type { ResourceController } from '../../../controllers/controller.ts';
import type { Service } from '../../../services/service.ts';
import type { TrafficMeter } from '../../bandwidth/traffic-meter.ts';
import type { Host } from '../../host/host.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Settings } from '../../model/settings.ts';
import { ScheduledRechecks } from '../../queue/scheduled-rechecks.ts';
import { AfterPhase } from '../after/after-phase.ts';
import { DriftPolicy } from '../drift/drift-policy.ts';
import { AcceptedSetsFile } from '../intake/accepted-sets-file.ts';
import { Intake } from '../intake/intake.ts';
import { LastAcceptedSets } from '../intake/last-accepted-sets.ts';
import { ManagedAccounts } from '../intake/managed-accounts.ts';
import { Overrides } from '../override/overrides.ts';
import { LiveFiles } from '../publish/live-files.ts';
import { ReloadPace } from '../publish/reload-pace.ts';
import { Recorder } from '../record/recorder.ts';
import { Purger } from '../retire/purger.ts';
import { Retirement } from '../retire/retirement.ts';
import { WaveRunner } from '../wave/wave-runner.ts';
import { Converger } from './converger.ts';

export interface EngineDependencies {
  readonly host: Host;
  readonly journal: Journal;
  readonly users: UsersFolder;
  readonly controllers: readonly ResourceController[];
  /** Of a host, in the order in which they come up. */
  readonly services: readonly Service[];
  readonly settings: Settings;
  readonly log: Logger;
  readonly traffic: TrafficMeter;
  /** In [0, 1): spreads the retries of what failed together. */
  readonly random?: () => number;
}

/** The parts that converge accounts. The loop of the daemon drives them, and so does `--once`. */
export interface Engine {
  readonly accounts: ManagedAccounts;
  readonly intake: Intake;
  readonly overrides: Overrides;
  readonly waves: WaveRunner;
  readonly acceptedSets: AcceptedSetsFile;
  readonly converger: Converger;
  readonly recorder: Recorder;
  readonly retirement: Retirement;
  readonly purger: Purger;
  readonly reloadPace: ReloadPace;
  readonly rechecks: ScheduledRechecks;
  readonly after: AfterPhase;
}

/** Builds the parts over the journal as an earlier run left it. */
export async function openEngine(dependencies: EngineDependencies): Promise<Engine> {
  const { host, journal, settings, log, controllers } = dependencies;
  closeAbandonedWaves(journal, log);
  const acceptedSets = await AcceptedSetsFile.open(dependencies);
  const lastAccepted = new LastAcceptedSets(journal);
  const accounts = new ManagedAccounts(journal, host.clock, lastAccepted);
  const intake = new Intake({ ...dependencies, tightensModes: true }, lastAccepted, acceptedSets.cache);
  const overrides = new Overrides({ ...dependencies, accounts });
  const drift = new DriftPolicy(journal, settings.drift, host.clock);
  const recorder = new Recorder({ ...dependencies, kinds: controllers.map(({ kind }) => kind) });
  const reloadPace = new ReloadPace();
  const rechecks = new ScheduledRechecks();
  const after = new AfterPhase({ ...dependencies, random: dependencies.random ?? Math.random });
  const waves = new WaveRunner({
    ...dependencies,
    liveFiles: new LiveFiles(),
    reloadPace,
    after,
    rechecks,
    accounts,
    drift,
  });
  const purger = new Purger({ ...dependencies, accounts, waves });
  const retirement = new Retirement({ ...dependencies, accounts, waves, recorder });
  const converger = new Converger({
    ...dependencies,
    accounts,
    intake,
    overrides,
    drift,
    waves,
    recorder,
    purger,
  });
  const parts = { accounts, intake, overrides, acceptedSets, waves, converger, recorder, retirement, purger };
  return { ...parts, reloadPace, rechecks, after };
}

/** A crash cut these waves short. The passes that follow find on the host what is left to do. */
function closeAbandonedWaves(journal: Journal, log: Logger): void {
  const abandoned = journal.openWaves();
  if (abandoned.length === 0) return;
  log.warn({ waves: abandoned.length }, 'the last run was cut short; converging from there');
  journal.append(abandoned.map(({ wave }) => ({ kind: 'wave.abandoned', account: null, data: { wave } })));
}
