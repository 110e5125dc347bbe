import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../model/digest.ts';

/**
 * One digest for some of this program's own files, its packages and its Node: what other ones have decided is not to
 * be relied on.
 *
 * @param folders of src, with all that is below them
 */
export function sourceDigest(folders: readonly string[]): string {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const patterns = ['package-lock.json', ...folders.map((folder) => `src/${folder}/**/*.ts`)];
  const files = globSync(patterns, { cwd: root }).sort();
  const texts = files.map((file) => `${file}\n${readFileSync(`${root}/${file}`, 'utf8')}\n`);
  return sha256([process.version, ...texts].join('\n'));
}
