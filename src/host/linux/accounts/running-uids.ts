import { readdir, readFile } from 'node:fs/promises';
import { errorCode } from '../../error-code.ts';

const AT_ONCE = 64;

/** The uids, real, effective or saved, that living processes have. A zombie is no living process. */
export async function runningUids(): Promise<ReadonlySet<number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const uids = new Set<number>();
  for (let next = 0; next < pids.length; next += AT_ONCE) {
    const statuses = await Promise.all(pids.slice(next, next + AT_ONCE).map(statusOf));
    for (const uid of statuses.flatMap(uidsOf)) uids.add(uid);
  }
  return uids;
}

async function statusOf(pid: string): Promise<string> {
  return readFile(`/proc/${pid}/status`, 'latin1').catch((error: unknown) => {
    // It has ended meanwhile.
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return '';
    throw error;
  });
}

/** The owner of /proc/<pid> will not do: it is root for whoever may not be traced. */
export function uidsOf(status: string): number[] {
  if (/^State:\s*[ZX]/m.test(status)) return [];
  const [, uids = ''] = /^Uid:\s*(\d+\s+\d+\s+\d+)/m.exec(status) ?? [];
  return uids === '' ? [] : uids.split(/\s+/).map(Number);
}
