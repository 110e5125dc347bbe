import type { Sandbox } from '../../sandbox/sandbox.ts';
import { measureInside } from '../bench-host.ts';
import type { Figure } from '../figure.ts';

const QUIET_SECONDS = 0.1;

/** One edit among `accounts`: from the rename of the file to the first answer under the new name. */
export async function oneEdit(host: Sandbox, accounts: number): Promise<Figure> {
  const { jopanel = NaN, hand = NaN, signal = NaN } = await measureInside(host, 'edit-to-served.ts', '15');
  return {
    name: `one edit to served, ${accounts} accounts (without quiet_ms)`,
    seconds: jopanel - QUIET_SECONDS,
    against: { what: 'by hand: nginx -t, nginx -s reload', seconds: hand },
    floor: { what: 'a bare SIGHUP', seconds: signal },
    target: 1,
    notes: { 'with quiet_ms': `${jopanel.toFixed(2)} s` },
  };
}
