import type { CommandGroup } from '../command-line/command.ts';
import { addKey, removeKey } from './key/change.ts';
import { listKeys } from './key/list.ts';

export const key: CommandGroup = {
  name: 'key',
  summary: 'add, remove and list the SSH keys of an account',
  description:
    'Keys are lines of authorized_keys in ssh.json. Their fingerprints are as "ssh-keygen -l" shows them.',
  commands: [addKey, removeKey, listKeys],
};
