import { readStart } from './kernel-file.ts';

interface SysvObject {
  readonly kind: 'shm' | 'msg' | 'sem';
  readonly id: number;
}

const ID_COLUMN = { shm: 'shmid', msg: 'msqid', sem: 'semid' } as const;
/** The kernel allows 32,768 of each kind as a rule, in lines of about a hundred bytes. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Shared memory, queues and semaphores that a user made or owns (proc(5)); the kernel writes numbers only. */
export async function sysvObjectsOf(uid: number): Promise<readonly SysvObject[]> {
  const found: SysvObject[] = [];
  for (const kind of ['shm', 'msg', 'sem'] as const) {
    const table = await readStart(`/proc/sysvipc/${kind}`, MOST_BYTES);
    const [heading = '', ...rows] = (table?.toString('latin1') ?? '').split('\n');
    const columns = heading.trim().split(/\s+/);
    const [id, owner, creator] = [ID_COLUMN[kind], 'uid', 'cuid'].map((name) => columns.indexOf(name));
    for (const row of rows) {
      const values = row.trim().split(/\s+/).map(Number);
      const users = [values[owner ?? -1], values[creator ?? -1]];
      const number = values[id ?? -1];
      if (number !== undefined && users.includes(uid)) found.push({ kind, id: number });
    }
  }
  return found;
}
