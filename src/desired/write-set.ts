// The only way to change a set: lock, read, change, validate, write temporaries, fsync, rename, fsync the folder.

import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import type { Account } from '../model/account.ts';
import { checkSet } from '../model/check-set.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { Problem } from '../model/problem.ts';
import type { SetFileName } from '../model/set-files.ts';
import { editJson, type JsonEdit } from './edit-json.ts';

export interface SetEdit extends JsonEdit {
  readonly file: SetFileName;
}

/** The text of each file as it is before the change. */
export type CurrentTexts = ReadonlyMap<SetFileName, string>;

/** Edits of single values, which keep everything else as it is, or the texts of whole files, as a rollback has them. */
type SetEdits = readonly SetEdit[] | ReadonlyMap<SetFileName, string>;

export type WrittenSet =
  | {
      readonly ok: true;
      readonly account: Account;
      readonly canonical: string;
      /** Empty when the change changed nothing. */
      readonly written: readonly SetFileName[];
    }
  | { readonly ok: false; readonly reason: 'busy' | 'gone' | 'failed'; readonly why: string }
  | { readonly ok: false; readonly reason: 'invalid'; readonly problems: readonly Problem[] };

export interface WriteOptions {
  readonly facts: HostFacts;
  readonly lockWaitMs?: number;
  /** Checks what one set alone cannot show, such as a domain that another account holds. */
  readonly findClashes?: (account: Account) => readonly Problem[];
  /** Checks everything and writes nothing; `written` then names the files that would be written. */
  readonly dryRun?: boolean;
}

const LOCK_WAIT_MS = 5000;

export async function writeSet(
  usersFolder: UsersFolder,
  username: string,
  change: (current: CurrentTexts) => SetEdits,
  options: WriteOptions,
): Promise<WrittenSet> {
  const waitMs = options.lockWaitMs ?? LOCK_WAIT_MS;
  const locked = await usersFolder.withLock(username, { waitMs }, () =>
    writeLockedSet(usersFolder, username, change, options),
  );
  return locked.ok ? locked.value : { ok: false, reason: 'busy', why: locked.why };
}

/** For a caller that holds the lock of the account already. */
export async function writeLockedSet(
  usersFolder: UsersFolder,
  username: string,
  change: (current: CurrentTexts) => SetEdits,
  { facts, findClashes, dryRun = false }: WriteOptions,
): Promise<WrittenSet> {
  const set = usersFolder.read(username);
  if (set.state === 'gone') return { ok: false, reason: 'gone', why: 'the folder is gone' };
  if (set.state === 'unstable') return { ok: false, reason: 'busy', why: 'another program is writing it' };
  if (set.state === 'refused') return { ok: false, reason: 'invalid', problems: set.problems };

  const texts = new Map([...set.files].map(([file, bytes]) => [file, new TextDecoder().decode(bytes)]));
  const changed = changedTexts(texts, change(texts));
  const files = new Map(set.files);
  for (const [file, text] of changed) files.set(file, new TextEncoder().encode(text));
  const checked = checkSet(username, files, facts);
  if (!checked.ok) return { ok: false, reason: 'invalid', problems: checked.problems };
  const { account, canonical } = checked;
  const problems = findClashes?.(account) ?? [];
  if (problems.length > 0) return { ok: false, reason: 'invalid', problems };

  const written = [...changed.keys()];
  if (written.length === 0 || dryRun) return { ok: true, account, canonical, written };
  // An editor takes no lock. A file that it saved meanwhile must not be overwritten with what was read before.
  if (usersFolder.fingerprint(username) !== set.fingerprint) {
    return { ok: false, reason: 'busy', why: 'another program changed it meanwhile' };
  }
  const replaced = await usersFolder.replaceFiles(username, changed);
  return replaced.ok ? { ok: true, account, canonical, written } : replaced;
}

function changedTexts(texts: CurrentTexts, change: SetEdits): Map<SetFileName, string> {
  const after = new Map(texts);
  if (change instanceof Map) for (const [file, text] of change) after.set(file, text);
  else if (Array.isArray(change)) {
    for (const edit of change) after.set(edit.file, editJson(after.get(edit.file) ?? '{}\n', [edit]));
  }
  return new Map([...after].filter(([file, text]) => texts.get(file) !== text));
}
