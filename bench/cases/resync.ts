import type { Sandbox } from '../../sandbox/sandbox.ts';
import { measureInside } from '../bench-host.ts';
import type { Figure } from '../figure.ts';

const MOST_SECONDS = 0.5;

/** A resync of 1,000 accounts that are all in sync. */
export async function resync(host: Sandbox): Promise<Figure> {
  const {
    seconds = NaN,
    floor = NaN,
    events = NaN,
    bytes = NaN,
    processes = NaN,
    accounts = NaN,
  } = await measureInside(host, 'resync.ts', '5');
  return {
    name: `resync of ${accounts} accounts in sync`,
    seconds,
    against: { what: 'the bound of half a second', seconds: MOST_SECONDS },
    floor: { what: 'bare lstat, read and compare', seconds: floor },
    target: 1,
    notes: { 'journal events': events, 'journal bytes': bytes, 'processes started': processes },
  };
}
