// How full the databases of an account are, and what follows from that.

import { BYTES_PER_MEGABYTE } from '../../src/model/bandwidth.ts';
import type { DesiredMariaDb } from './desired.ts';
import type { FoundDatabase, ObservedMariaDb } from './observe.ts';

/** Below this part of the quota, what was frozen may be written again. */
const LIFTED_BELOW = 0.9;
const PACE = { whileHalfEmpty: 60_000, otherwise: 15_000 };

type Quota = Pick<DesiredMariaDb, 'quotaBytes'>;
type Databases = readonly Pick<FoundDatabase, 'bytes'>[];

export function isOverQuota(
  { quotaBytes }: Quota,
  { users }: Pick<ObservedMariaDb & { state: 'up' }, 'users'>,
  databases: Databases,
): boolean {
  if (quotaBytes === 0) return false;
  // A locked user may add nothing in any case.
  const isFrozen = [...users.values()].some(
    ({ grants, isLocked }) => !isLocked && [...grants.values()].includes('frozen'),
  );
  const bytes = bytesOf(databases);
  // While the size is not known, everything stays as it is.
  if (bytes === undefined) return isFrozen;
  return bytes >= quotaBytes * (isFrozen ? LIFTED_BELOW : 1);
}

export function quotaMessage(
  { quotaBytes }: Quota,
  databases: Databases,
  isFull: boolean,
): string | undefined {
  if (!isFull) return undefined;
  const used = megabytes(bytesOf(databases) ?? quotaBytes);
  const below = megabytes(quotaBytes * LIFTED_BELOW);
  return `the databases hold ${used} MB of ${megabytes(quotaBytes)} MB, and nothing can be added to them until they hold less than ${below} MB; deleting and dropping works`;
}

/** @returns milliseconds until the size is to be looked at again; undefined: it never has to be */
export function recheckAfter({ quotaBytes }: Quota, databases: Databases): number | undefined {
  if (quotaBytes === 0) return undefined;
  const bytes = bytesOf(databases) ?? quotaBytes;
  return bytes * 2 < quotaBytes ? PACE.whileHalfEmpty : PACE.otherwise;
}

/** Undefined while one of them is not counted. */
function bytesOf(databases: Databases): number | undefined {
  return databases.reduce<number | undefined>(
    (sum, { bytes }) => (sum === undefined || bytes === undefined ? undefined : sum + bytes),
    0,
  );
}

function megabytes(bytes: number): number {
  return Math.round((bytes / BYTES_PER_MEGABYTE) * 10) / 10;
}
