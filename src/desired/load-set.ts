// Loads the desired state of one account once it is stable: reads it under the lock, checks it, and hashes it.

import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import type { Account } from '../model/account.ts';
import { checkSet } from '../model/check-set.ts';
import type { MetaFile } from '../model/files/meta-file.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { Problem } from '../model/problem.ts';

export type LoadedSet =
  | {
      readonly state: 'ok';
      readonly account: Account;
      readonly canonical: string;
      readonly meta: MetaFile | undefined;
      readonly fingerprint: string;
      readonly changedAtMs: number;
      /** How long after the other files meta.json was written; undefined without meta.json. */
      readonly metaAfterMs: number | undefined;
    }
  | { readonly state: 'busy'; readonly retryAfterMs: number; readonly why: string }
  | { readonly state: 'refused'; readonly problems: readonly Problem[]; readonly fingerprint: string }
  | { readonly state: 'gone' };

export interface LoadOptions {
  /** How long the set must have been unchanged. */
  readonly quietMs: number;
  readonly nowMs: number;
  /** How long to wait for the lock before the set is reported as busy. */
  readonly lockWaitMs?: number;
  /**
   * Where it is given, modes that alone let others read the set are set right, and it is called with the names of the
   * files. A preview changes nothing.
   */
  readonly onTightened?: (names: readonly string[]) => void;
}

const LOCK_WAIT_MS = 200;
const RETRY_AFTER_LOCK_MS = 250;
// A modification time in the future means that the clock was set back; waiting until then could take hours.
const CLOCK_WAS_SET_BACK_MS = 60_000;

export async function loadSet(
  usersFolder: UsersFolder,
  username: string,
  facts: HostFacts,
  { quietMs, nowMs, lockWaitMs = LOCK_WAIT_MS, onTightened }: LoadOptions,
): Promise<LoadedSet> {
  const locked = await usersFolder.withLock(username, { waitMs: lockWaitMs }, async () => {
    const tightened = onTightened === undefined ? [] : usersFolder.tightenModes(username);
    if (tightened.length > 0) onTightened?.(tightened);
    return usersFolder.read(username);
  });
  if (!locked.ok) return { state: 'busy', retryAfterMs: RETRY_AFTER_LOCK_MS, why: locked.why };
  const set = locked.value;
  if (set.state === 'gone') return set;
  if (set.state === 'unstable') {
    return { state: 'busy', retryAfterMs: Math.max(quietMs, 1), why: 'it changed while it was read' };
  }
  const age = nowMs - set.changedAtMs;
  if (age < quietMs && age > -CLOCK_WAS_SET_BACK_MS) {
    return { state: 'busy', retryAfterMs: Math.max(quietMs - age, 1), why: 'it changed a moment ago' };
  }
  const { fingerprint } = set;
  if (set.state === 'refused') return { state: 'refused', problems: set.problems, fingerprint };
  const checked = checkSet(username, set.files, facts);
  if (!checked.ok) return { state: 'refused', problems: checked.problems, fingerprint };
  const { account, canonical, meta } = checked;
  const { changedAtMs, metaAfterMs } = set;
  return { state: 'ok', account, canonical, meta, fingerprint, changedAtMs, metaAfterMs };
}
