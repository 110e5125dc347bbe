// A machine as two runs that ended alike must show it: without times, numbers of nodes and what a crash may leave.

import { type Disk, lookUp, walk } from './disk.ts';
import type { Machine } from './machine.ts';

export type View = ReadonlyMap<string, string>;

export function viewOf(machine: Machine): View {
  const view = new Map<string, string>();
  for (const [path, line] of viewOfDisk(machine.disk)) view.set(path, line);
  for (const [name, { uid, gid, comment, home, shell, password, expiresOnDay }] of machine.users) {
    view.set(`user ${name}`, [uid, gid, comment, home, shell, password, expiresOnDay].join(':'));
  }
  for (const [name, { gid, members }] of machine.groups) view.set(`group ${name}`, `${gid} ${members}`);
  for (const [uid, { hardKib }] of machine.quotas) if (hardKib > 0) view.set(`quota ${uid}`, `${hardKib}`);
  for (const [name, { comment, rows }] of machine.mariadb.databases)
    view.set(`database ${name}`, `${comment} ${rows}`);
  for (const [name, { grants, isConnected, ...user }] of machine.mariadb.users) {
    const shown = { ...user, isConnected: isConnected && user.isLocked };
    view.set(`database user ${name}`, JSON.stringify([shown, [...grants].sort()]));
  }
  for (const [name, { isRunning }] of machine.services) view.set(`service ${name}`, `${isRunning}`);
  for (const [name, { isRunning, isEnabled, environment }] of machine.units) {
    // One that is enabled and has no file is a link that leads nowhere, which systemd passes over.
    const isThere = lookUp(machine.disk, `/etc/systemd/system/${name}`) !== undefined;
    if (isRunning || (isEnabled && isThere))
      view.set(`unit ${name}`, `${isRunning} ${isEnabled} ${environment}`);
  }
  return view;
}

export function* viewOfDisk(disk: Disk): Generator<readonly [string, string]> {
  for (const [path, { kind, text, uid, gid, mode, acl }] of walk(disk)) {
    if (isLeftOver(path)) continue;
    const rights = `${kind} ${uid}:${gid} ${mode.toString(8)} ${[...acl].join(',')}`;
    yield [path, kind === 'file' ? `${rights} ${text}` : rights];
  }
}

/** Temporaries have names that nothing reads, and the next write of the same file takes them away. */
function isLeftOver(path: string): boolean {
  return (
    path.endsWith('.jopanel-tmp') ||
    path.endsWith('.tmp') ||
    path.startsWith('/var/lib/jopanel/archive') ||
    // A crash between the removal of a drop-in and that of its folder.
    /^\/etc\/systemd\/system\/user-\d+\.slice\.d$/.test(path)
  );
}

/** In words, where the second is not as the first; empty when they are alike. */
export function differences(expected: View, found: View): string[] {
  const lines: string[] = [];
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    const [wanted = 'nothing', is = 'nothing'] = [expected.get(key), found.get(key)];
    if (wanted !== is) lines.push(`${key}: expected ${shorten(wanted)}, found ${shorten(is)}`);
  }
  return lines;
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 160 ? `${text.slice(0, 160)}…` : text);
}
