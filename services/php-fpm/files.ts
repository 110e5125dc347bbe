import type { HostReader } from '../../src/host/host.ts';
import { fileLimitDropIn } from '../file-limit-drop-in.ts';

/** One file for each account, and one for the pool that keeps a PHP-FPM without accounts alive. */
export function poolFolder(version: string): string {
  return `/etc/php/${version}/fpm/pool.d`;
}

export function idlePoolPath(version: string): string {
  return `${poolFolder(version)}/jopanel.conf`;
}

export function fpmFileLimit(version: string) {
  return fileLimitDropIn(`php${version}-fpm`);
}

export async function ownFpmFiles(version: string, { files }: HostReader): Promise<readonly string[]> {
  const names = await files.list(poolFolder(version));
  const ours = names.filter((name) => name.startsWith('jopanel') && name.endsWith('.conf'));
  return [fpmFileLimit(version).path, ...ours.map((name) => `${poolFolder(version)}/${name}`)];
}
