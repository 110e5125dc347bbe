import { access, readFile } from 'node:fs/promises';

// On a host with the unified hierarchy systemd's groups are at the top; otherwise in one of its own.
const HIERARCHIES = ['/sys/fs/cgroup', '/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified'];

let hierarchy: Promise<string> | undefined;

/** The folder of the control group of an account; the groups of its units are in there while they have processes. */
export async function sliceOf(uid: number): Promise<string> {
  hierarchy ??= findHierarchy();
  return `${await hierarchy}/user.slice/user-${uid}.slice`;
}

/** The folder of a unit's control group in the slice of an account; it exists while the unit has processes. */
export async function cgroupOf(uid: number, unit: string): Promise<string> {
  return `${await sliceOf(uid)}/${unit}`;
}

/** How many processes are in a control group; 0 when there is no such group. */
export async function processesIn(cgroup: string): Promise<number> {
  const pids = await readFile(`${cgroup}/cgroup.procs`, 'utf8').catch(() => '');
  return pids.split('\n').length - 1;
}

async function findHierarchy(): Promise<string> {
  for (const folder of HIERARCHIES) {
    const isThere = await access(`${folder}/system.slice`).then(
      () => true,
      () => false,
    );
    if (isThere) return folder;
  }
  return '/sys/fs/cgroup';
}
