import { fileNameOf, REVISION_FILES, type SetFileName } from '../../src/model/set-files.ts';
import { accountSet, type Overrides } from '../sandbox/account-set.ts';
import { lookUp } from './disk.ts';
import { type Machine, wallTime } from './machine.ts';
import { removeSet, USERS, writeSet } from './users-folder.ts';

/** The operator writes a set, long enough ago for it to count as unchanged. */
export function putSet(machine: Machine, username: string, overrides: Overrides = {}): void {
  const set = accountSet(username, overrides);
  const texts = new Map<SetFileName, string>(
    REVISION_FILES.map((file) => [fileNameOf(file), `${JSON.stringify(set[file], null, 2)}\n`]),
  );
  // An editor leaves what the daemon keeps its own note in.
  const hasMeta = lookUp(machine.disk, `${USERS}/${username}/meta.json`) !== undefined;
  if (!hasMeta) texts.set('meta.json', `${JSON.stringify(set.meta, null, 2)}\n`);
  writeSet(machine.disk, username, texts, wallTime(machine) - 60_000);
}

export function dropSet(machine: Machine, username: string): void {
  removeSet(machine.disk, username);
}
