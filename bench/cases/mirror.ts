import { bootSandbox } from '../../sandbox/sandbox.ts';
import { measureInside } from '../bench-host.ts';
import type { Figure } from '../figure.ts';

const MOST_SECONDS = 10;

/** Accounts with all that happened to them, mirrored into an empty MariaDB. */
export async function mirror(count: number): Promise<Figure> {
  await using host = await bootSandbox({ units: ['mariadb.service'] });
  const {
    seconds = NaN,
    searchable = NaN,
    floor = NaN,
    entries = NaN,
  } = await measureInside(host, 'mirror.ts', String(count));
  return {
    name: `${count} accounts mirrored from nothing`,
    seconds,
    against: { what: 'the bound of ten seconds', seconds: MOST_SECONDS },
    floor: { what: 'LOAD DATA of the same rows', seconds: floor },
    target: 1,
    notes: { 'searchable after': `${searchable.toFixed(2)} s`, 'audit entries': entries },
  };
}
