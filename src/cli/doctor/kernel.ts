// Checks the settings of the kernel that keep the users of a host apart.

import { kernelNumber } from '../../host/commands/inspect.ts';
import { readPlainFile } from '../../host/files/read-plain-file.ts';
import { type Check, type CheckGroup, ok, problem } from './check.ts';

/** Root and services follow paths in /tmp, where every user can place a link. */
const LINKS = ['fs.protected_hardlinks', 'fs.protected_symlinks'];

export const checkKernel: CheckGroup = async () => [
  ...(await Promise.all(LINKS.map(protectedLinks))),
  processes(),
];

async function protectedLinks(name: string): Promise<Check> {
  const value = await kernelNumber(`/proc/sys/${name.replaceAll('.', '/')}`);
  return value === 0
    ? problem(name, 'is off, so that a user can make others act on files of their choice', `sysctl ${name}=1`)
    : ok(name, 'is on');
}

/** No finding either way: hidepid=invisible needs exceptions for some services, and few hosts have it. */
function processes(): Check {
  const mounts = readPlainFile('/proc/mounts');
  const line = mounts.ok ? mounts.text.split('\n').find((each) => each.startsWith('proc /proc ')) : undefined;
  return /\bhidepid=(?:[124]|noaccess|invisible|ptraceable)\b/.test(line ?? '')
    ? ok('processes', 'users see only their own')
    : ok('processes', 'users see the command lines of all; see docs/security.md on hidepid');
}
