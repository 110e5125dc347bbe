import { mkdirSync, writeFileSync } from 'node:fs';
import { bootSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.ts';
import { accountSet } from '../test/sandbox/account-set.ts';
import { nameOf } from './account-name.ts';

export const USERS_FOLDER = '/etc/jopanel/users';
const CHECKOUT = '/usr/lib/jopanel';
export const NODE = `${CHECKOUT}/node_modules/.bin/node`;

/** A host of its own for one case, with the sets of `count` accounts and nothing converged yet. */
export async function hostWith(count: number, options: SandboxOptions = {}): Promise<Sandbox> {
  const host = await bootSandbox(options);
  writeSets(host, 0, count);
  return host;
}

/** Written from outside through /proc, as one command per file would take minutes. */
export function writeSets(host: Sandbox, from: number, to: number): void {
  for (const folder of ['/etc/jopanel', USERS_FOLDER]) {
    mkdirSync(host.path(folder), { recursive: true, mode: 0o700 });
  }
  for (let index = from; index < to; index++) {
    const username = nameOf(index);
    const set = accountSet(username);
    const identity = { ...set, account: { ...set.account, uid: 10_000 + index, gid: 10_000 + index } };
    const folder = host.path(`${USERS_FOLDER}/${username}`);
    mkdirSync(folder, { mode: 0o700 });
    for (const [file, content] of Object.entries(identity)) {
      writeFileSync(`${folder}/${file}.json`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    }
  }
}

/** Converges everything once, without the service. @returns seconds */
export async function convergeOnce(host: Sandbox): Promise<number> {
  const start = performance.now();
  const { exitCode, stdout } = await host.run([NODE, `${CHECKOUT}/src/jopaneld.ts`, '--once'], {
    allowFailure: true,
    timeoutMs: 1_800_000,
  });
  if (exitCode !== 0) throw new Error(`did not converge:\n${stdout.split('\n').slice(-8).join('\n')}`);
  return (performance.now() - start) / 1000;
}

/** Runs a script of bench/inside on the host and returns the JSON that it prints last. */
export async function measureInside(
  host: Sandbox,
  script: string,
  ...args: string[]
): Promise<Record<string, number>> {
  const { stdout } = await host.run([NODE, `${CHECKOUT}/bench/inside/${script}`, ...args], {
    timeoutMs: 1_800_000,
  });
  const value: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  if (typeof value !== 'object' || value === null) throw new Error(`${script} printed no figures: ${stdout}`);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, Number(each)]));
}
