/** What a sandbox might leave behind on the machine. */

import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cgroupHierarchies, machineMounts } from './machine.ts';

/** The namespaces that are the sandbox's own. A mount lives as long as a process in its namespace. */
export function namespacesOf(initPid: number): Set<string> {
  const nspawn = Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${initPid}/status`, 'utf8'))?.[1]);
  return new Set(
    [initPid, nspawn].flatMap((pid) => [namespaceOf(pid, 'mnt'), namespaceOf(pid, 'pid')]).filter(isString),
  );
}

/** Every process of the machine that is in one of the namespaces. */
export function processesIn(namespaces: ReadonlySet<string>): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) =>
      [namespaceOf(pid, 'mnt'), namespaceOf(pid, 'pid')].some((ns) => ns && namespaces.has(ns)),
    );
}

/** Mounts such as a sandbox makes, as seen by the machine: there should never be one more than before. */
export function sandboxMounts(): string[] {
  return machineMounts()
    .map((mount) => mount.point)
    .filter((point) => /^\/run\/(layers|host)(\/|$)|^\/usr\/lib\/jopanel$/.test(point));
}

export function cgroupsOf(name: string): string[] {
  return cgroupHierarchies(machineMounts())
    .map((hierarchy) => join(hierarchy, name))
    .filter((folder) => existsSync(folder));
}

function namespaceOf(pid: number, kind: 'mnt' | 'pid'): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/${kind}`);
  } catch {
    return undefined;
  }
}

function isString(value: string | undefined): value is string {
  return value !== undefined;
}
