// The only way to create a set: under its lock, checked before it can be seen, and written as a whole or not at all.

import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import type { Account } from '../model/account.ts';
import { type CheckedSet, checkSet } from '../model/check-set.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { isSetFileName, type SetFileName } from '../model/set-files.ts';
import type { WriteOptions, WrittenSet } from './write-set.ts';

const LOCK_WAIT_MS = 5000;

export async function createSet(
  users: UsersFolder,
  username: string,
  files: ReadonlyMap<string, object>,
  { facts, findClashes, lockWaitMs = LOCK_WAIT_MS, dryRun = false }: WriteOptions,
): Promise<WrittenSet | { readonly ok: false; readonly reason: 'exists'; readonly why: string }> {
  const texts = textsOf(files);
  const checked = checkTexts(username, texts, facts);
  if (!checked.ok) return { ok: false, reason: 'invalid', problems: checked.problems };
  const problems = findClashes?.(checked.account) ?? [];
  if (problems.length > 0) return { ok: false, reason: 'invalid', problems };
  if (dryRun)
    return { ok: true, account: checked.account, canonical: checked.canonical, written: [...texts.keys()] };
  const locked = await users.withLock(username, { waitMs: lockWaitMs }, () => users.create(username, texts));
  if (!locked.ok) return { ok: false, reason: 'busy', why: locked.why };
  const made = locked.value;
  if (!made.ok) return { ok: false, reason: made.reason, why: made.why };
  const account: Account = checked.account;
  return { ok: true, account, canonical: checked.canonical, written: [...texts.keys()] };
}

/** What `createSet` would say of the set by itself. */
export function checkNewSet(
  username: string,
  files: ReadonlyMap<string, object>,
  facts: HostFacts,
): CheckedSet {
  return checkTexts(username, textsOf(files), facts);
}

function textsOf(files: ReadonlyMap<string, object>): Map<SetFileName, string> {
  const texts = new Map<SetFileName, string>();
  for (const [name, value] of files)
    if (isSetFileName(name)) texts.set(name, `${JSON.stringify(value, null, 2)}\n`);
  return texts;
}

function checkTexts(username: string, texts: ReadonlyMap<SetFileName, string>, facts: HostFacts): CheckedSet {
  const bytes = new Map([...texts].map(([name, text]) => [name, new TextEncoder().encode(text)]));
  return checkSet(username, bytes, facts);
}
