import type { Clock } from '../../host/clock.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { JournalReader } from '../../journal/reader.ts';
import type { Settings } from '../../model/settings.ts';
import type { Target } from '../../model/target.ts';
import type { LastAcceptedSets } from '../intake/last-accepted-sets.ts';
import { Lifecycles } from '../intake/lifecycles.ts';
import { decideVanished } from './vanish-guard.ts';
import { vanishSituation } from './vanish-situation.ts';
import { vanishedMessage } from './vanished-message.ts';

interface VanishedPlan {
  readonly targets: readonly Target[];
  /** Why accounts are not withdrawn, by username. */
  readonly held: ReadonlyMap<string, string>;
}

interface VanishedSources {
  readonly journal: JournalReader;
  readonly users: UsersFolder;
  readonly settings: Pick<Settings, 'vanish'>;
  readonly clock: Clock;
  readonly lastAccepted: LastAcceptedSets;
}

/** What a review would do about these accounts, which have no folder, worked out from the journal alone. */
export function planVanished(
  { journal, users, settings, clock, lastAccepted }: VanishedSources,
  gone: readonly string[],
): VanishedPlan {
  if (gone.length === 0) return { targets: [], held: new Map() };
  const lifecycles = new Lifecycles(journal, clock);
  const now = clock.monotonic();
  const situation = vanishSituation({ users, listing: users.list(), journal, lifecycles, now });
  const { held, doubt } = decideVanished(situation, settings.vanish);
  return {
    held: new Map(
      [...held].flatMap(([username, why]) =>
        gone.includes(username) ? [[username, vanishedMessage(username, why, doubt?.cause)]] : [],
      ),
    ),
    targets: gone
      .filter((username) => lifecycles.has(username) && !held.has(username))
      .map((username) => lastAccepted.get(username))
      .filter((account) => account !== undefined)
      .map((account): Target => ({ account, lifecycle: 'retired' })),
  };
}
