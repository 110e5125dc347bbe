import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Names that came and went in the folder are on the disk when this returns. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
