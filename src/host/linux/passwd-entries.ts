import type { PasswdEntry } from '../accounts.ts';
import { runCommand, tryCommand } from '../commands/run-command.ts';

const AT_ONCE = 500;
const SOME_NOT_FOUND = 2;

/** Users as every program of the host sees them, whether from /etc/passwd or a directory service. */
export async function passwdEntries(names: readonly string[]): Promise<ReadonlyMap<string, PasswdEntry>> {
  const entries = new Map<string, PasswdEntry>();
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const argv = ['getent', 'passwd', '--', ...names.slice(from, from + AT_ONCE)];
    const { exitCode, stdout } = await tryCommand(argv);
    if (exitCode !== 0 && exitCode !== SOME_NOT_FOUND) await runCommand(argv);
    for (const entry of entriesIn(stdout)) entries.set(entry.name, entry);
  }
  return entries;
}

/** Users that systemd has made up for services that run (`DynamicUser=`); none where it does not name users. */
export async function dynamicUsers(): Promise<readonly PasswdEntry[]> {
  return entriesIn((await tryCommand(['getent', '--service=systemd', 'passwd'])).stdout);
}

function entriesIn(passwd: string): PasswdEntry[] {
  return passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid, , home = '', shell = ''] = line.split(':');
    if (name === undefined || uid === undefined) return [];
    return [{ name, uid: Number(uid), gid: Number(gid), home, shell }];
  });
}
