import type { Inputs, ResourceController } from '../../../controllers/controller.ts';
import type { HostReader } from '../../host/host.ts';
import type { Account } from '../../model/account.ts';
import { sitesOf } from '../../model/sites.ts';

const EVERY_MS = 1000;
/** Looking takes at most this share of the time, also where there are thousands of files. */
const SHARE = 1 / 20;

interface InputsWatch {
  readonly host: HostReader;
  readonly controllers: readonly ResourceController[];
  readonly accounts: () => Iterable<Account>;
  /** Called for each account that what changed may concern. */
  readonly onChanged: (username: string) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Looks every second, until `stop` aborts, at what operators put on the host for accounts beside their sets. By
 * looking, a folder that is made later or is a link is seen like any other.
 */
export async function watchInputs(watch: InputsWatch, stop: AbortSignal): Promise<void> {
  const { clock } = watch.host;
  const sources = watch.controllers.flatMap(({ kind, inputs }) =>
    inputs === undefined ? [] : [{ kind, inputs }],
  );
  const known = new Map<string, Inputs>();
  while (!stop.aborted) {
    const begun = clock.monotonic();
    for (const { kind, inputs } of sources) {
      try {
        const found = await inputs(watch.host);
        const before = known.get(kind);
        known.set(kind, found);
        // The first pass has seen what is there at the beginning.
        if (before !== undefined) report(before, found);
      } catch (error) {
        watch.onError(error);
      }
    }
    await clock.sleep(Math.max(EVERY_MS, (clock.monotonic() - begun) / SHARE), stop);
  }

  function report(before: Inputs, found: Inputs): void {
    const names = changedKeys(before.byName, found.byName);
    const accounts = changedKeys(before.byAccount, found.byAccount);
    const isOfAll = before.ofAll !== found.ofAll;
    if (!isOfAll && names.size + accounts.size === 0) return;
    for (const account of watch.accounts()) {
      const { username } = account;
      if (isOfAll || accounts.has(username) || sitesOf(account).some((site) => site.names.some(isConcerned)))
        watch.onChanged(username);
    }

    function isConcerned(name: string): boolean {
      return names.has(name) || names.has(`*.${name.slice(name.indexOf('.') + 1)}`);
    }
  }
}

function changedKeys(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Set<string> {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return new Set([...keys].filter((key) => before.get(key) !== after.get(key)));
}
