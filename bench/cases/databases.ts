import { hostingUnits } from '../../sandbox/machine.ts';
import { nameOf } from '../account-name.ts';
import { convergeOnce, hostWith, measureInside } from '../bench-host.ts';
import type { Figure } from '../figure.ts';

/** Databases that one edit asks for, against their statements in one go through the client. */
export async function databases(count: number): Promise<Figure> {
  await using host = await hostWith(1, { units: [...hostingUnits(), 'mariadb.service'] });
  await convergeOnce(host);
  await host.run(['systemctl', 'start', 'jopaneld']);
  const {
    wave = Number.NaN,
    whole = Number.NaN,
    piped = Number.NaN,
  } = await measureInside(host, 'databases.ts', nameOf(0), String(count));
  return {
    name: `${count} databases made in one wave`,
    seconds: wave,
    against: { what: 'the same statements piped into the client of MariaDB', seconds: piped },
    floor: undefined,
    target: 3,
    notes: { 'from the edit until they are in force': `${whole.toFixed(2)} s` },
  };
}
