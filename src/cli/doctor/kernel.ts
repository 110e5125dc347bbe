// Checks the settings of the kernel that keep the users of a host apart.

import { kernelNumber } from '../../host/commands/inspect.ts';
import { sysctlRemedy } from '../../model/sysctl-remedy.ts';
import { type Check, type CheckGroup, ok, problem } from './check.ts';

/** Root and services follow paths in /tmp, where every user can place a link. */
const LINKS = ['fs.protected_hardlinks', 'fs.protected_symlinks'];

export const checkKernel: CheckGroup = () => Promise.all(LINKS.map(protectedLinks));

async function protectedLinks(name: string): Promise<Check> {
  const value = await kernelNumber(`/proc/sys/${name.replaceAll('.', '/')}`);
  return value === 0
    ? problem(
        name,
        'is off, so that a user can make others act on files of their choice',
        sysctlRemedy([name, 1]),
      )
    : ok(name, 'is on');
}
