import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { errorCode } from '../error-code.ts';
import type { ChildProcess, ProcessReader } from '../services.ts';
import { executionOf, mainProcess } from './service-manager.ts';

/** What /proc shows of processes. */
export const processes: ProcessReader = {
  children,
  listensOnTcp,
  execution: executionOf,

  async mainPid(process) {
    return (await mainProcess(process, 'pid-file')).pid;
  },

  async fileVersion(path) {
    const stats = await stat(path).catch(() => undefined);
    return stats && `${stats.ino}:${stats.ctimeMs}`;
  },
};

async function children(parent: number): Promise<readonly ChildProcess[]> {
  const pids = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8');
  const found: ChildProcess[] = [];
  for (const pid of pids.trim().split(' ').filter(Boolean)) {
    const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return undefined;
      throw error;
    });
    if (title !== undefined) found.push({ pid: Number(pid), title });
  }
  return found;
}

/** Whether the process holds a TCP socket in the state LISTEN. */
async function listensOnTcp(pid: number): Promise<boolean> {
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
