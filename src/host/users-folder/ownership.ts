// Who may have written what root is about to act on. Root in production; the user that runs the test in a test.

import type { BigIntStats, Stats } from 'node:fs';
import { shellWord } from '../../model/shell-word.ts';

export interface OwnershipFault {
  readonly message: string;
  readonly remedy: string;
}

const OPEN_TO_OTHERS = 0o077;
const WRITABLE_BY_OTHERS = 0o022;

/** For an account's folder and its files: theirs alone, as they hold password hashes and secrets. */
export function ownershipFaults(
  path: string,
  stat: BigIntStats,
  wantedMode: '600' | '700',
): OwnershipFault[] {
  const faults: OwnershipFault[] = [];
  const owner = ownUid();
  const mode = Number(stat.mode);
  if (Number(stat.uid) !== owner) {
    faults.push({
      message: `belongs to uid ${stat.uid}, not to ${owner === 0 ? 'root' : `uid ${owner}`}`,
      remedy: `chown ${owner === 0 ? 'root:root' : owner} ${shellWord(path)}`,
    });
  }
  // Where others could only read, its content is root's; see `isTooOpen`.
  if ((mode & WRITABLE_BY_OTHERS) !== 0) {
    faults.push({
      message: `can be written by others (mode ${octal(mode)})`,
      remedy: `chmod ${wantedMode} ${shellWord(path)}`,
    });
  }
  return faults;
}

/** What its owner alone could write, and others may read: its content is trusted, and its mode is to be set right. */
export function isTooOpen(stat: Stats): boolean {
  const mode = Number(stat.mode);
  const isOurs = Number(stat.uid) === ownUid() && (mode & WRITABLE_BY_OTHERS) === 0;
  return isOurs && (mode & OPEN_TO_OTHERS) !== 0;
}

function octal(mode: number): string {
  return `0${(mode & 0o7777).toString(8).padStart(3, '0')}`;
}

function ownUid(): number {
  return process.geteuid?.() ?? 0;
}
