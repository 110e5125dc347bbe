import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';

/**
 * A value that changes with the PHP of a version: its program, its extensions and what Debian's
 * configuration says. Of extensions the folders are looked at, in which dpkg renames each file.
 *
 * @returns undefined while there is no such program, as in the middle of an upgrade
 */
export async function installedPhp(version: string): Promise<string | undefined> {
  const program = await versionOf(`/usr/sbin/php-fpm${version}`);
  if (program === undefined) return undefined;
  const base = `/etc/php/${version}/fpm`;
  const settings = (await namesIn(`${base}/conf.d`)).map((name) => `${base}/conf.d/${name}`);
  const extensions = (await namesIn('/usr/lib/php')).map((name) => `/usr/lib/php/${name}`);
  const versions = await Promise.all([`${base}/php.ini`, ...settings, ...extensions].map(versionOf));
  return createHash('sha256')
    .update(JSON.stringify([program, settings, versions]))
    .digest('hex')
    .slice(0, 6);
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

async function versionOf(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats === undefined ? undefined : `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}
