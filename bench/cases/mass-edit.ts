import type { Sandbox } from '../../sandbox/sandbox.ts';
import { measureInside } from '../bench-host.ts';
import type { Figure } from '../figure.ts';

/** Many accounts edited at once, until the last of them is served, against one edit in the same run. */
export async function massEdit(host: Sandbox, count: number, oneEditSeconds: number): Promise<Figure> {
  const {
    seconds = NaN,
    nginx = NaN,
    php = NaN,
    sshd = NaN,
  } = await measureInside(host, 'mass-edit.ts', String(count));
  return {
    name: `${count} accounts edited at once, until all are served`,
    seconds,
    against: { what: 'one edit, with quiet_ms', seconds: oneEditSeconds },
    floor: undefined,
    target: 3,
    notes: { 'nginx reloads': nginx, 'PHP-FPM reloads': php, 'sshd reloads': sshd },
  };
}
