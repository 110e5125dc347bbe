import { runCommand, tryCommand } from './run-command.ts';

export interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

const AT_ONCE = 500;
const SOME_NOT_FOUND = 2;

/** Users as every program of the host sees them, whether from /etc/passwd or a directory service. */
export async function passwdEntries(names: readonly string[]): Promise<ReadonlyMap<string, PasswdEntry>> {
  const entries = new Map<string, PasswdEntry>();
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const argv = ['getent', 'passwd', '--', ...names.slice(from, from + AT_ONCE)];
    const { exitCode, stdout } = await tryCommand(argv);
    if (exitCode !== 0 && exitCode !== SOME_NOT_FOUND) await runCommand(argv);
    for (const line of stdout.split('\n')) {
      const [name, , uid, gid, , home = '', shell = ''] = line.split(':');
      if (name === undefined || uid === undefined) continue;
      entries.set(name, { name, uid: Number(uid), gid: Number(gid), home, shell });
    }
  }
  return entries;
}
