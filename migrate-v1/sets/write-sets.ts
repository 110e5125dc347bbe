// Writes the planned sets, each as a whole and never over one that is there. A second run writes only the rest.

import { z } from 'zod';
import { createSet } from '../../src/desired/create-set.ts';
import type { AccountsSnapshot } from '../../src/host/accounts.ts';
import { removeUnfinished, unfinishedFolders } from '../../src/host/users-folder/unfinished-folders.ts';
import type { UsersFolder } from '../../src/host/users-folder/users-folder.ts';
import { checkSet } from '../../src/model/check-set.ts';
import { formatProblem, type Problem } from '../../src/model/problem.ts';
import { resolveClaims } from '../../src/model/rules/across-accounts.ts';
import { asBytes, textsOf } from '../plan/account-files.ts';
import type { PlanEntry, SavedPlan } from '../plan/plan-file.ts';
import { toWrite } from '../plan/plan-file.ts';
import { type HostSources, readSets } from '../plan/survey-host.ts';

export const WriteResult = z.object({
  username: z.string(),
  outcome: z.enum(['written', 'there', 'refused']).meta({ description: 'there: it was written before.' }),
  why: z.string(),
});
export type WriteResult = z.infer<typeof WriteResult>;

export const Written = z.object({ written_at: z.string(), accounts: z.array(WriteResult) });
export type Written = z.infer<typeof Written>;

interface WriteSets extends HostSources {
  readonly plan: SavedPlan;
  readonly accounts: AccountsSnapshot;
  /** False: says what would be done. */
  readonly forReal: boolean;
  readonly progress: (done: number, total: number) => void;
  /** Who writes the sets, and when, for meta.json. */
  readonly actor: string;
  readonly now: string;
}

// Sets that begin together take their locks by one run of the helper, and wait for the disk together.
const AT_ONCE = 250;

export async function writeSets(options: WriteSets): Promise<WriteResult[]> {
  const { plan, users, facts, forReal, progress } = options;
  if (forReal) await clearUnfinished(users);
  const wanted = toWrite(plan);
  const there = readSets(users, facts);
  const problems = clashes(options, there);
  const results: WriteResult[] = [];
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const batch = wanted.slice(from, from + AT_ONCE).map(async (entry) => {
      results.push(await one(entry));
      progress(results.length, wanted.length);
    });
    await Promise.all(batch);
  }
  return results.sort((a, b) => (a.username < b.username ? -1 : 1));

  async function one(entry: PlanEntry): Promise<WriteResult> {
    const { username } = entry;
    const refused = (why: string): WriteResult => ({ username, outcome: 'refused', why });
    if (there.has(username)) {
      return there.get(username)?.revision === entry.revision
        ? { username, outcome: 'there', why: '' }
        : refused('there is another set of this name; it is left as it is, so plan again');
    }
    const clash = problems.get(username) ?? takenIds(entry, options.accounts);
    if (clash !== undefined) return refused(clash);
    if (!forReal) return { username, outcome: 'written', why: '' };
    const made = await createSet(users, username, stamped(filesOf(plan, username), options), { facts });
    if (made.ok) return { username, outcome: 'written', why: '' };
    return refused(made.reason === 'invalid' ? made.problems.map(formatProblem).join('; ') : made.why);
  }
}

/** Folders that a killed run has left. One whose account is locked belongs to a run that is still at work. */
async function clearUnfinished(users: UsersFolder): Promise<void> {
  for (const folder of await unfinishedFolders(users.path))
    await users.withLock(folder.username, { waitMs: 0 }, () => removeUnfinished(users.path, folder));
}

/** What another account has taken since the plan was made. */
function clashes(
  { plan, facts, journal }: WriteSets,
  there: ReturnType<typeof readSets>,
): ReadonlyMap<string, string> {
  const present = new Map([...there].flatMap(([name, set]) => (set === undefined ? [] : [[name, set]])));
  const planned = toWrite(plan).flatMap(({ username }) => {
    if (there.has(username)) return [];
    const checked = checkSet(username, asBytes(textsOf(filesOf(plan, username))), facts);
    return checked.ok ? [checked.account] : [];
  });
  const lost: ReadonlyMap<string, readonly Problem[]> = resolveClaims(
    [...present.values(), ...planned],
    (claim) => journal?.holderOf(claim),
    present,
  );
  return new Map([...lost].map(([name, problems]) => [name, problems.map(formatProblem).join('; ')]));
}

/** Numbers that another user was given since the plan. */
function takenIds(
  { username, uid, gid }: PlanEntry,
  { usersByUid, groupsByGid }: AccountsSnapshot,
): string | undefined {
  const user = uid === null ? undefined : usersByUid.get(uid)?.name;
  const group = gid === null ? undefined : groupsByGid.get(gid)?.name;
  const other = [user, group].find((name) => name !== undefined && name !== username);
  return other === undefined
    ? undefined
    : `the uid or gid ${uid} was given to ${other} since the plan; plan again`;
}

/** With the audit entry in meta.json, which is no part of what was planned. */
function stamped(
  files: ReadonlyMap<string, object>,
  { actor, now }: Pick<WriteSets, 'actor' | 'now'>,
): ReadonlyMap<string, object> {
  const audit = { last_action: 'migrate_v1', last_actor: actor, last_time: now };
  return new Map(files).set('meta.json', { ...files.get('meta.json'), audit });
}

function filesOf(plan: SavedPlan, username: string): Map<string, object> {
  return new Map(Object.entries(plan.files[username] ?? {}));
}
