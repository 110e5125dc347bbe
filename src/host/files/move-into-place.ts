import { rename } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from './sync-folder.ts';

/** Gives a finished file its name, which is on the disk when this returns. */
export async function moveIntoPlace(unfinished: string, final: string): Promise<void> {
  await rename(unfinished, final);
  await syncFolder(path.dirname(final));
}
