/** What a sandbox might leave behind on the machine. */

import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cgroupHierarchies, machineMounts } from './machine.ts';

const KINDS = ['mnt', 'pid'] as const;

/** The namespaces that are a sandbox's own. A mount lives as long as a process in its namespace. */
export interface Namespaces extends Disposable {
  /** Every process of the machine that is in one of them. */
  processes(): number[];
}

/** Held open until disposed of: the number of a namespace that is gone is given to the next one made. */
export function holdNamespaces(initPid: number): Namespaces {
  const nspawn = Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${initPid}/status`, 'utf8'))?.[1]);
  const links = [initPid, nspawn].flatMap((pid) => KINDS.map((kind) => namespaceLink(pid, kind)));
  const held = links.map((link) => openSync(link, 'r'));
  const names = new Set(links.map((link) => readlinkSync(link)));
  return {
    processes: () => processIds().filter((pid) => KINDS.some((kind) => names.has(namespaceOf(pid, kind)))),
    [Symbol.dispose]: () => held.forEach((descriptor) => void closeSync(descriptor)),
  };
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

function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function namespaceLink(pid: number, kind: (typeof KINDS)[number]): string {
  return `/proc/${pid}/ns/${kind}`;
}

/** Empty when the process has just ended. */
function namespaceOf(pid: number, kind: (typeof KINDS)[number]): string {
  try {
    return readlinkSync(namespaceLink(pid, kind));
  } catch {
    return '';
  }
}
