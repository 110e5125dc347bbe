import type { Sandbox } from '../../sandbox/sandbox.ts';
import { measureInside } from '../bench-host.ts';
import type { Figure } from '../figure.ts';

/** 500 accounts edited at once, until the last of them is served, against one edit in the same run. */
export async function massEdit(host: Sandbox, oneEditSeconds: number): Promise<Figure> {
  const {
    seconds = NaN,
    nginx = NaN,
    php = NaN,
    sshd = NaN,
  } = await measureInside(host, 'mass-edit.ts', '500');
  return {
    name: '500 accounts edited at once, until all are served',
    seconds,
    against: { what: 'one edit, with quiet_ms', seconds: oneEditSeconds },
    floor: undefined,
    target: 3,
    notes: { 'nginx reloads': nginx, 'PHP-FPM reloads': php, 'sshd reloads': sshd },
  };
}
