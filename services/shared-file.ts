import { compareFile, PUBLIC } from '../controllers/generated-file.ts';
import type { HostReader } from '../src/host/host.ts';
import type { FileChange } from '../src/host/root-files.ts';
import type { WaveContext } from '../src/reconcile/wave/wave-context.ts';

/** A file that belongs to no single account is somebody else's: nothing of this service can go live. */
export class ForeignFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ForeignFileError';
  }
}

/** The change that brings a shared file to `text`, or none. @throws ForeignFileError */
export async function sharedFile(
  host: HostReader,
  path: string,
  text: string,
  mode: number,
  context: WaveContext,
): Promise<FileChange[]> {
  const difference = compareFile(path, text, { ...PUBLIC, mode }, await host.files.read(path), context);
  if (difference.kind === 'foreign') throw new ForeignFileError(difference.message);
  return difference.kind === 'same' ? [] : [difference.change];
}
