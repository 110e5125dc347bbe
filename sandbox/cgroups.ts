/** The cgroups of a sandbox, on a machine where no systemd hands them out. */

import { existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { cgroupHierarchies, machineMounts } from './machine.ts';

/** Names carry the owner's process id, so that what a killed owner left is not taken for what is in use. */
const namePattern = /^jopanel-(\d+)-\d+$/;

export function sandboxName(ordinal: number): string {
  return `jopanel-${process.pid}-${ordinal}`;
}

/** Makes one cgroup per hierarchy and returns their folders. */
export function makeCgroups(name: string): string[] {
  const folders = cgroupHierarchies(machineMounts()).map((hierarchy) => join(hierarchy, name));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  return folders;
}

/** Removes cgroups and all below them; false while a dying process still sits in one. */
export function removeCgroups(folders: readonly string[]): boolean {
  return folders.map(removeCgroup).every((removed) => removed);
}

/** Removes what sandboxes left whose owner was killed: empty cgroups, for no process outlives its owner. */
export function removeStaleCgroups(): void {
  for (const hierarchy of cgroupHierarchies(machineMounts())) {
    for (const name of readdirSync(hierarchy)) {
      const owner = namePattern.exec(name)?.[1];
      if (owner !== undefined && !existsSync(`/proc/${owner}`)) removeCgroup(join(hierarchy, name));
    }
  }
}

/** A cgroup's own files cannot be unlinked: only empty folders go, from the innermost outwards. */
function removeCgroup(folder: string): boolean {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) removeCgroup(join(folder, entry.name));
    }
    rmdirSync(folder);
    return true;
  } catch {
    return !existsSync(folder);
  }
}
