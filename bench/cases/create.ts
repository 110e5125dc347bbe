import { cpSync } from 'node:fs';
import { bootSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';
import { convergeOnce, hostWith } from '../bench-host.ts';
import type { Figure } from '../figure.ts';

const RENDERED = [
  ['/etc/nginx/jopanel', '/tmp/rendered/nginx'],
  ['/var/lib/jopanel/php', '/tmp/rendered/php'],
  ['/etc/ssh/jopanel/keys', '/tmp/rendered/keys'],
  ['/etc/nginx/conf.d/jopanel.conf', '/tmp/rendered/jopanel.conf'],
  ['/etc/ssh/sshd_config.d/60-jopanel.conf', '/tmp/rendered/60-jopanel.conf'],
  ['/etc/systemd/system/nginx.service.d', '/etc/systemd/system/nginx.service.d'],
] as const;

/** Accounts made from nothing, against a shell loop that makes the same on a fresh host. */
export async function create(count: number, where: 'memory' | 'disk'): Promise<Figure> {
  const options: SandboxOptions = where === 'disk' ? { disk: '8G' } : {};
  await using made = await hostWith(count, options);
  const seconds = await convergeOnce(made);

  await using bare = await bootSandbox(options);
  for (const folder of ['/etc/nginx/jopanel', '/etc/ssh/jopanel/keys', '/var/lib/jopanel/php']) {
    await bare.run(['mkdir', '--parents', folder]);
  }
  for (const [from, to] of RENDERED) cpSync(made.path(from), bare.path(to), { recursive: true });
  // A thousand sites need more open files than a service is given; jopanel sees to that, and so must the loop.
  await bare.run(['systemctl', 'daemon-reload']);
  await bare.run(['systemctl', 'restart', 'nginx']);
  const loop = await timedInside(bare, 'create-by-hand.sh', count);
  const floor = await timedInside(bare, 'create-floor.sh', count);
  return {
    name: `${count} accounts created${where === 'disk' ? ', on ext4' : ''}`,
    seconds,
    against: { what: 'a shell loop of groupadd, useradd, mkdir, chown, cp', seconds: loop },
    floor: { what: 'systemd-sysusers, the checkers and the reloads alone', seconds: floor },
    target: 1 / 8,
    notes: { 'start of the process': 'included' },
  };
}

/** @returns seconds */
export async function timedInside(host: Sandbox, script: string, count: number): Promise<number> {
  const start = performance.now();
  await host.run([`/usr/lib/jopanel/bench/inside/${script}`, String(count)], { timeoutMs: 1_800_000 });
  return (performance.now() - start) / 1000;
}
