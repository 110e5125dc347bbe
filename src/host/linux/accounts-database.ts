import type { AccountsDatabase, UserChange } from '../accounts.ts';
import { accountTool } from './accounts/account-tool.ts';
import { createGroup, createUsers } from './accounts/create-users.ts';
import { readAccounts } from './accounts/read-accounts.ts';
import { setPasswords } from './accounts/set-passwords.ts';
import { watchGroups } from './accounts/watch-groups.ts';
import { passwdEntries } from './passwd-entries.ts';
import { beingEnded, endProcesses, endProcessesWhole } from './processes/end-processes.ts';
import { runningUids } from './processes/running-uids.ts';

/** The local accounts database, changed by the distribution's own tools only. */
export const accountsDatabase: AccountsDatabase = {
  snapshot: readAccounts,
  lookUp: passwdEntries,
  runningUids,
  beingEnded,
  watchGroups,
  createGroup,
  createUsers,
  changeUser,
  setPasswords,
  endProcesses,
  endProcessesWhole,
  deleteUser,
  deleteGroup,
};

async function changeUser(name: string, { shell, comment, groups, expiresOnDay }: UserChange): Promise<void> {
  const options = [
    ...(shell === undefined ? [] : ['--shell', shell]),
    ...(comment === undefined ? [] : ['--comment', comment]),
    ...(groups === undefined ? [] : ['--groups', groups.join(',')]),
    ...(expiresOnDay === undefined ? [] : ['--expiredate', String(expiresOnDay ?? '')]),
  ];
  if (options.length > 0) await accountTool(['usermod', ...options, '--', name]);
}

async function deleteUser(name: string): Promise<void> {
  await accountTool(['userdel', '--', name]);
}

async function deleteGroup(name: string): Promise<void> {
  await accountTool(['groupdel', '--', name]);
}
