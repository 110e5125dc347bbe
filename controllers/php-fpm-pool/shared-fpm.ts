// What accounts had before each got a PHP-FPM of its own: a pool file in every version's shared FPM, and one more
// that kept an FPM without accounts alive.

import { isGenerated } from '../../renderers/header.ts';
import { fileLimitDropIn } from '../../services/file-limit-drop-in.ts';
import type { Host, HostReader } from '../../src/host/host.ts';
import type { FileChange } from '../../src/host/root-files.ts';
import { PUBLIC } from '../generated-file.ts';

export function sharedPoolPath(version: string, username: string): string {
  return `${poolFolder(version)}/jopanel-${username}.conf`;
}

/**
 * The removal of pool files. A PHP-FPM that has them loaded keeps them until the next time that it is started: it
 * gets no requests for them any more, and those that it has are not cut short.
 */
export async function sharedPoolRemovals(host: Host, paths: readonly string[]): Promise<FileChange[]> {
  const removals: FileChange[] = [];
  for (const version of new Set(paths.map((path) => versionOf(path)))) {
    const names = await host.files.list(poolFolder(version));
    const left = names.filter(
      (name) => isAccountPool(name) && !paths.includes(`${poolFolder(version)}/${name}`),
    );
    if (left.length > 0) continue;
    // Before the account's own pool file: while that lies there, these are found again.
    for (const path of [`${poolFolder(version)}/jopanel.conf`, fileLimitDropIn(`php${version}-fpm`).path]) {
      if (await isOurs(host, path)) removals.push({ path, text: null, ...PUBLIC });
    }
  }
  return [...removals, ...paths.map((path) => ({ path, text: null, ...PUBLIC }))];
}

async function isOurs(host: HostReader, path: string): Promise<boolean> {
  const found = await host.files.read(path);
  return found.kind === 'file' && isGenerated(found.text);
}

function isAccountPool(name: string): boolean {
  return /^jopanel-[a-z][a-z0-9]+\.conf$/.test(name);
}

function poolFolder(version: string): string {
  return `/etc/php/${version}/fpm/pool.d`;
}

function versionOf(path: string): string {
  return path.split('/')[3] ?? '';
}
