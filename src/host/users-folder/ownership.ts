// Who may have written what root is about to act on. Root, in production; whoever runs the test, in a test.

import type { BigIntStats, Stats } from 'node:fs';

export interface Fault {
  readonly message: string;
  readonly remedy: string;
}

const WRITABLE_BY_OTHERS = 0o022;
const OPEN_TO_OTHERS = 0o077;

/** For the users folder: others may not write. Undefined when all is well. */
export function writableByOthers(path: string, stat: Stats): string | undefined {
  const owner = ownUid();
  if (stat.uid !== owner) return `${path} belongs to uid ${stat.uid}, not ${owner}`;
  if ((stat.mode & WRITABLE_BY_OTHERS) === 0) return undefined;
  return `${path} can be written by others (mode ${octal(stat.mode)}): chmod 700 ${path}`;
}

/** For an account's folder and its files: theirs alone, as they hold password hashes and secrets. */
export function ownershipFaults(path: string, stat: BigIntStats, wantedMode: '600' | '700'): Fault[] {
  const faults: Fault[] = [];
  const owner = ownUid();
  const mode = Number(stat.mode);
  if (Number(stat.uid) !== owner) {
    faults.push({
      message: `belongs to uid ${stat.uid}, not to ${owner === 0 ? 'root' : `uid ${owner}`}`,
      remedy: `chown ${owner === 0 ? 'root:root' : owner} ${path}`,
    });
  }
  if ((mode & OPEN_TO_OTHERS) !== 0) {
    faults.push({
      message: `is open to others (mode ${octal(mode)})`,
      remedy: `chmod ${wantedMode} ${path}`,
    });
  }
  return faults;
}

function octal(mode: number): string {
  return `0${(mode & 0o7777).toString(8).padStart(3, '0')}`;
}

function ownUid(): number {
  return process.geteuid?.() ?? 0;
}
