import type { Publication } from '../../../controllers/controller.ts';
import { renderNginxShared } from '../../../renderers/nginx-shared.ts';
import type { FileChange, HostReader } from '../../host/host.ts';
import { sitesOf } from '../../model/sites.ts';
import type { WaveSurroundings } from '../surroundings.ts';
import { accountFiles } from './account-files.ts';
import { sharedFile } from './shared-file.ts';

const SHARED = '/etc/nginx/conf.d/jopanel.conf';

export async function composeNginx(
  publications: readonly Publication[],
  host: HostReader,
  surroundings: WaveSurroundings,
): Promise<FileChange[]> {
  // A host without accounts is left as it is.
  if (surroundings.inForce.size === 0) return accountFiles(publications);
  const { facts } = surroundings;
  let nameCount = 0;
  let longestName = 0;
  for (const account of surroundings.inForce.values()) {
    for (const name of sitesOf(account).flatMap((site) => site.names)) {
      nameCount += 1;
      longestName = Math.max(longestName, name.length);
    }
  }
  const text = renderNginxShared({
    ipv6: facts.ipv6,
    nameCount,
    longestName,
    defaultServerTaken: facts.nginx.defaultServer !== undefined,
    alreadySet: new Set(facts.nginx.alreadySet),
  });
  return [...accountFiles(publications), ...(await sharedFile(host, SHARED, text, 0o644, surroundings))];
}
