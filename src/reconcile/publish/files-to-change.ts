import { compareFile, PUBLIC } from '../../../controllers/generated-file.ts';
import type { Publication, Service, SharedFile } from '../../../services/service.ts';
import type { HostReader } from '../../host/host.ts';
import type { FileChange } from '../../host/root-files.ts';
import type { WaveContext } from '../plan/wave-context.ts';

/** A file that all accounts share was made by another hand: no publication of the service can go live. */
class ForeignFileError extends Error {
  override readonly name = 'ForeignFileError';
}

/**
 * The files of a service that these publications change: those of their accounts, and those shared ones that then
 * differ from what is live. With no publications: only what has drifted in the shared files.
 *
 * @throws ForeignFileError
 */
export async function filesToChange(
  service: Service,
  publications: readonly Publication[],
  host: HostReader,
  context: WaveContext,
): Promise<FileChange[]> {
  const { changes, shared } = await service.compose(publications, host, context);
  const files = [...changes];
  for (const file of shared) files.push(...(await changeOf(file, host, context)));
  return files;
}

async function changeOf(
  { path, text, mode }: SharedFile,
  host: HostReader,
  context: WaveContext,
): Promise<FileChange[]> {
  const difference = compareFile(path, text, { ...PUBLIC, mode }, await host.files.read(path), context);
  if (difference.kind === 'foreign') throw new ForeignFileError(difference.message);
  return difference.kind === 'same' ? [] : [difference.change];
}
