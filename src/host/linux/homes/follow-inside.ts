import { closeSync, constants, lstatSync, openSync, readlinkSync } from 'node:fs';
import { errorCode } from '../../error-code.ts';
import { fdPath } from '../../files/fd-path.ts';
import type { FolderState, LinkedFolder } from '../../homes.ts';

// O_PATH, which Node does not name: a descriptor to go on from, for which nothing is opened, mounted or read.
const PASS_THROUGH = 0o10000000 | constants.O_DIRECTORY | constants.O_NOFOLLOW;
const MOST_LINKS = 16;

/**
 * What a path inside a home leads to where a part of it is a link. The links are read and resolved here, one name
 * after the other from descriptors, so that the kernel follows none and the walk cannot leave the home.
 *
 * @param home a descriptor of the home, which stays open
 */
export function followInside(
  home: number,
  homePath: string,
  parts: readonly string[],
): FolderState | LinkedFolder {
  const where = `${homePath}/${parts.join('/')}`;
  const obstructed = (what: string): FolderState => ({ state: 'obstructed', by: `${where} ${what}` });
  const passed: number[] = [];
  const linkUids = new Set<number>();
  let pending = [...parts];
  let links = 0;
  try {
    for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
      if (name === '' || name === '.') continue;
      if (name === '..') {
        const left = passed.pop();
        if (left === undefined) return obstructed('is a link that leads out of the home');
        closeSync(left);
        continue;
      }
      const at = passed.at(-1) ?? home;
      const stats = lstatSync(fdPath(at, name), { throwIfNoEntry: false });
      if (stats === undefined) return obstructed('is a link that leads to nothing');
      if (stats.isSymbolicLink()) {
        links += 1;
        if (links > MOST_LINKS) return obstructed('leads through too many links');
        linkUids.add(stats.uid);
        const target = readlinkSync(fdPath(at, name));
        if (!target.startsWith('/')) {
          pending = [...target.split('/'), ...pending];
          continue;
        }
        if (target !== homePath && !target.startsWith(`${homePath}/`))
          return obstructed('is a link that leads out of the home');
        for (const fd of passed.splice(0)) closeSync(fd);
        pending = [...target.slice(homePath.length).split('/'), ...pending];
        continue;
      }
      if (!stats.isDirectory()) return obstructed('leads to no folder');
      passed.push(openSync(fdPath(at, name), PASS_THROUGH));
    }
    const last = passed.at(-1);
    if (last === undefined) return obstructed('is a link to the home itself');
    const { uid } = lstatSync(fdPath(last, '.'));
    return { state: 'linked', uids: new Set([...linkUids, uid]) };
  } catch (error) {
    // The account may change any of it meanwhile.
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'EINVAL' || code === 'EACCES')
      return obstructed('is a link that cannot be followed');
    throw error;
  } finally {
    for (const fd of passed) closeSync(fd);
  }
}
