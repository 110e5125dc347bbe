import { inFolder } from '../users-folder/open-folder.ts';

/** A name in an open folder that users may fill, as a path that leads nowhere else. */
export function fdPath(at: number, name: string): string {
  if (name === '' || name === '..' || name.includes('/') || name.includes('\0')) {
    throw new TypeError(`not a name: ${JSON.stringify(name)}`);
  }
  return inFolder(at, name);
}
