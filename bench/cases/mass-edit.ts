import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { measureInside } from '../bench-host.ts';
import { type Figure, median } from '../figure.ts';

const ROUNDS = 5;
const REST_MS = 2000;

/** Many accounts edited at once, until the last of them is served, against one edit in the same run. */
export async function massEdit(host: Sandbox, count: number, oneEditSeconds: number): Promise<Figure> {
  const rounds: Record<string, number>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(await measureInside(host, 'mass-edit.ts', String(count), `mass${round}`));
    await pause(REST_MS);
  }
  const seconds = median(rounds.map((each) => each.seconds ?? Number.NaN));
  const reloads = (service: string) => Math.max(...rounds.map((each) => each[service] ?? Number.NaN));
  return {
    name: `${count} accounts edited at once, until all are served`,
    seconds,
    against: { what: 'one edit, with quiet_ms', seconds: oneEditSeconds },
    floor: undefined,
    target: 3,
    notes: {
      'nginx reloads': reloads('nginx'),
      'sshd reloads': reloads('sshd'),
    },
  };
}
