// Checks what this host adds to what keeps accounts apart, or takes from it.

import { mountOptions, readsUserEnvironment } from '../../host/commands/inspect.ts';
import type { Settings } from '../../model/settings.ts';
import { type Check, type CheckGroup, ok, warning } from './check.ts';

/** Where every user may write, beside the homes. */
const SHARED = ['/tmp', '/var/tmp', '/dev/shm'];

export const checkIsolation: CheckGroup = async (settings) => [
  await setuidFiles(settings),
  await sshEnvironment(),
];

/** A setuid file of an account lets others act as it, and outlives the end of its processes. */
async function setuidFiles({ home_bases }: Settings): Promise<Check> {
  const lax: string[] = [];
  for (const folder of [...home_bases, ...SHARED]) {
    if (!(await mountOptions(folder)).includes('nosuid')) lax.push(folder);
  }
  if (lax.length === 0) return ok('nosuid', 'no file of an account runs as its owner for others');
  return warning(
    'nosuid',
    `files of accounts in ${lax.join(', ')} can run as their owner for others`,
    'mount each as a file system of its own with nosuid, in /etc/fstab',
  );
}

/** A forced command, and all that sshd sets for a session, can be led astray by variables that the account sets itself. */
async function sshEnvironment(): Promise<Check> {
  return (await readsUserEnvironment('/etc/pam.d/sshd'))
    ? warning(
        'SSH environment',
        'PAM reads ~/.pam_environment at each login by SSH',
        'take user_readenv=1 out of /etc/pam.d/sshd',
      )
    : ok('SSH environment', 'logins by SSH read no variables from the home');
}
