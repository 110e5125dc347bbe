import { readdir, readFile, readlink } from 'node:fs/promises';
import type { CommandResult } from '../../commands/run-command.ts';
import type { SshdSettings } from '../../services.ts';
import { executionOf } from '../service-manager.ts';
import type { ServiceDefinition } from './definition.ts';

export const sshd: ServiceDefinition = {
  process: { unit: 'ssh.service', pidFile: '/run/sshd.pid', program: 'sshd' },
  checker: ['/usr/sbin/sshd', '-t'],
  inputs: ['/etc/ssh/sshd_config', '/etc/ssh/sshd_config.d'],
  opensPerAccount: false,
  // sshd executes itself anew; sessions that are open live in processes of their own and stay.
  reloadSignal: 'SIGHUP',
  async watchReload(master) {
    const before = await executionOf(master);
    return async () => {
      const now = await executionOf(master);
      if (now === undefined) throw new Error('sshd ended instead of reloading');
      return now !== before && (await listens(master));
    };
  },
};

/** Whether a process holds a TCP socket in the state LISTEN. */
async function listens(pid: number): Promise<boolean> {
  const listening = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const rows = await readFile(table, 'utf8').catch(() => '');
    for (const row of rows.split('\n')) {
      const column = row.trim().split(/\s+/);
      if (column[3] === '0A' && column[9] !== undefined) listening.add(`socket:[${column[9]}]`);
    }
  }
  for (const fd of await readdir(`/proc/${pid}/fd`)) {
    const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
    if (listening.has(target)) return true;
  }
  return false;
}

/** Has sshd work out its settings for a login of `user`, and tell how it came to them. */
export function askSettings(user: string): readonly string[] {
  if (!/^[a-z][a-z0-9]*$/.test(user)) throw new TypeError(`not a user name: ${JSON.stringify(user)}`);
  return ['/usr/sbin/sshd', '-T', '-ddd', '-C', `user=${user},host=localhost,addr=127.0.0.1`];
}

export function parseSettings({ stdout, stderr }: CommandResult): SshdSettings {
  // sshd cuts its messages at about a thousand characters, which a Match line with many users exceeds.
  const matches = [...stderr.matchAll(/^debug3: checking match for '(.*?)(' user .*)?\r?$/gm)];
  return {
    text: stdout,
    matches: matches.map(([, criteria = '', end]) => (end ? criteria : `${criteria}…`)),
  };
}
