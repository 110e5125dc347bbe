import { access, constants, readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { errorCode } from '../error-code.ts';
import type { MachineFacts } from '../machine-facts.ts';
import { fullName } from './full-name.ts';
import { nginxFacts } from './nginx-facts.ts';

export async function machineFacts(): Promise<MachineFacts> {
  const [hosts, shells, phpVersions, ipv6, nginx] = await Promise.all([
    readFile('/etc/hosts', 'utf8').catch(noneIfMissing('')),
    readShells(),
    installedPhpVersions(),
    exists('/proc/net/if_inet6', constants.F_OK),
    nginxFacts(),
  ]);
  return { hostname: hostname(), fullName: fullName(hostname(), hosts), shells, phpVersions, ipv6, nginx };
}

async function readShells(): Promise<string[]> {
  const text = await readFile('/etc/shells', 'utf8').catch(noneIfMissing(''));
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('/'));
}

async function installedPhpVersions(): Promise<string[]> {
  const names = await readdir('/etc/php').catch(noneIfMissing<string[]>([]));
  const versions: string[] = [];
  for (const name of names.filter((entry) => /^\d+\.\d+$/.test(entry))) {
    if (await exists(`/usr/sbin/php-fpm${name}`, constants.X_OK)) versions.push(name);
  }
  return versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

async function exists(path: string, how: number): Promise<boolean> {
  return access(path, how).then(
    () => true,
    () => false,
  );
}

function noneIfMissing<Value>(none: Value): (error: unknown) => Value {
  return (error) => {
    if (errorCode(error) === 'ENOENT') return none;
    throw error;
  };
}
