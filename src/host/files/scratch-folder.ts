import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';

/** Runs `act` with a private empty folder below `base`, which is gone afterwards; undefined when none can be made. */
export async function withScratchFolder<T>(
  base: string,
  act: (folder: string) => Promise<T>,
): Promise<T | undefined> {
  const folder = await mkdtemp(path.join(base, '.jopanel-doctor-')).catch(() => undefined);
  if (folder === undefined) return undefined;
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
