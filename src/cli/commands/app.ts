import type { CommandGroup } from '../command-line/command.ts';
import { addApp, removeApp } from './app/change.ts';
import { listApps } from './app/list.ts';
import { restartApp } from './app/restart.ts';

export const app: CommandGroup = {
  name: 'app',
  summary: 'add, remove, restart and list Node apps',
  description: `An app without a port gets the path of a Unix socket as PORT, which nginx alone can reach, and loses no
request while it is restarted.`,
  commands: [addApp, removeApp, restartApp, listApps],
};
