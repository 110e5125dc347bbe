import type { Publication } from '../../../controllers/controller.ts';
import { renderIdlePool } from '../../../renderers/php-fpm-pool.ts';
import type { FileChange, HostReader } from '../../host/host.ts';
import type { WaveSurroundings } from '../surroundings.ts';
import { accountFiles } from './account-files.ts';
import { sharedFile } from './shared-file.ts';

export async function composePhpFpm(
  version: string,
  publications: readonly Publication[],
  host: HostReader,
  surroundings: WaveSurroundings,
): Promise<FileChange[]> {
  const idle = `/etc/php/${version}/fpm/pool.d/jopanel.conf`;
  // A version that no account has ever used is left as it is.
  if (publications.length === 0 && (await host.files.read(idle)).kind === 'absent') return [];
  return [
    ...accountFiles(publications),
    ...(await sharedFile(host, idle, renderIdlePool(), 0o644, surroundings)),
  ];
}
