import type { CommandGroup } from '../command-line/command.ts';
import { adoptDatabase } from './user/adopt-database.ts';
import { create } from './user/create.ts';
import { deleteUser } from './user/delete.ts';
import { edit } from './user/edit.ts';
import { list } from './user/list.ts';
import { passwd } from './user/passwd.ts';
import { renameDomain } from './user/rename-domain.ts';
import { restoreUser } from './user/restore.ts';
import { set } from './user/set.ts';
import { setPackage } from './user/set-package.ts';
import { show } from './user/show.ts';
import { suspend, unsuspend } from './user/suspend.ts';

export const user: CommandGroup = {
  name: 'user',
  summary: 'create, change, suspend and delete accounts',
  description: `Every change takes the account's lock, is checked as a whole, and is written by rename or not at all.
meta.json records who did what and when. A running daemon applies the change by itself; --wait
waits until it has.`,
  commands: [
    ...[create, edit, set, setPackage, renameDomain, suspend, unsuspend, passwd, deleteUser],
    ...[restoreUser, adoptDatabase, show, list],
  ],
};
